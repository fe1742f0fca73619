"""A request that meets a locked database is tried again, with its body, and answered once."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from deployments import retrying


def client(busy: int, asked: list[str]) -> TestClient:
    """An application that is busy so many times, and what it was asked. Like Prefect it answers 503 and raises on."""

    async def answer(request: Request) -> PlainTextResponse:
        asked.append((await request.body()).decode())
        if len(asked) <= busy:
            raise TimeoutError
        return PlainTextResponse("好")

    async def tell(_request: Request, _error: Exception) -> PlainTextResponse:
        return PlainTextResponse("忙", 503)

    app: Any = Starlette(routes=[Route("/", answer, methods=["GET", "POST"])], exception_handlers={Exception: tell})
    return TestClient(retrying.RetryWhileBusy(app), raise_server_exceptions=False)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between tries."""
    monkeypatch.setattr(retrying, "PAUSES", (0.0,) * 4)


def test_it_is_tried_again_with_the_same_body_until_it_is_done() -> None:
    asked: list[str] = []
    answer = client(2, asked).post("/", content="提级")
    assert (answer.status_code, answer.text) == (200, "好")
    assert asked == ["提级"] * 3


def test_one_that_stays_busy_is_told_so_in_the_end() -> None:
    asked: list[str] = []
    assert client(9, asked).post("/", content="x").status_code == 503
    assert len(asked) == 5


def test_looking_is_not_tried_again() -> None:
    asked: list[str] = []
    assert client(1, asked).get("/").status_code == 503
    assert len(asked) == 1
