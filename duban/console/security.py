"""What every answer and every request go through, as plain ASGI: headers that bind the browser, and where from."""

from collections.abc import Iterable
from http import HTTPStatus
from time import perf_counter
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
OWN_SITES = frozenset({"same-origin", "none"})
KEPT_BY_BROWSER = ("/assets/", "/static/")
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guarded:
    """Refuses what another site sends, and sets the headers of every answer; one says how long it took to make."""

    def __init__(self, app: ASGIApp, *, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        lasting, began = scope["path"].startswith(KEPT_BY_BROWSER), perf_counter()

        async def send_bound(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["Server-Timing"] = f"app;dur={(perf_counter() - began) * 1000:.1f}"
                headers["Cache-Control"] = "max-age=3600" if lasting else "no-store"
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send_bound)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if scope["method"] in UNSAFE and not is_from_here(headers):
            return PlainTextResponse("请求来自别的网站，已拒绝。", HTTPStatus.FORBIDDEN)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.most_bytes:
            return PlainTextResponse("一次提交的内容太大。", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return None


def is_from_here(headers: Headers) -> bool:
    """Whether the request comes from a page of ours, or from no browser. Without TLS browsers send only Origin."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in OWN_SITES:
        return False
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def allowed_hosts(named: Iterable[str]) -> list[str]:
    """The names that this service answers to."""
    return list(dict.fromkeys(["127.0.0.1", "localhost", *named]))
