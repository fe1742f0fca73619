"""Answers a request that met a locked database by trying it again: a browser, unlike Prefect's client, does not."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import anyio

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
BUSY = 503
PAUSES = (0.2, 0.5, 1.0, 2.0)
"""Seconds before each further try."""


class RetryWhileBusy:
    """Middleware for Prefect on SQLite, which says 503 when another request holds the lock; nothing was done then."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET":
            await self._app(scope, receive, send)
            return
        body = await _whole(receive)
        answer = await self._answer(dict(scope), body)
        for pause in PAUSES:
            if answer[0]["status"] != BUSY:
                break
            await anyio.sleep(pause)
            answer = await self._answer(dict(scope), body)
        for message in answer:
            await send(message)

    async def _answer(self, scope: MutableMapping[str, Any], body: bytes) -> list[Message]:
        messages: list[Message] = []
        unread = [body]

        async def receive() -> Message:
            if not unread:
                await anyio.sleep_forever()  # whoever listens for a hang-up is cancelled once the answer is out
            return {"type": "http.request", "body": unread.pop(), "more_body": False}

        async def keep(message: Message) -> None:
            messages.append(message)

        try:
            await self._app(scope, receive, keep)
        except Exception:
            if not messages or messages[0]["status"] != BUSY:  # what answers BUSY has told its log and raises on
                raise
        return messages


async def _whole(receive: Receive) -> bytes:
    """The request's body, so that it can be read again."""
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body
