"""The console is killed while a form is sent to it: the act is done or its draft is there; sending again is safe."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from benchmarks.postgres import disposing
from duban.console.app import create_app
from duban.core.clock import SetClock
from duban.core.settings import Settings
from duban.services.verify import verify
from duban.store.engine import ledger_engine
from duban.store.evidence import ACT
from duban.store.unit_of_work import reading
from tests.cli.conftest import MONDAY, copied
from tests.console.conftest import SECRET, hidden, peopled_file, quick_passwords, when
from tests.crash.killing import Reaper

__all__ = ["peopled_file", "quick_passwords"]
TYPED = "写了很久的办理情况"
STRIDE = 17
"""Every so many points of the request the console is killed; the soak takes each."""
MOST = 2000


@contextmanager
def killed_at(app: FastAPI, engine: sa.Engine, point: int) -> Iterator[str]:
    """The console in a process of its own, which dies at that point of the first request; killed in any case."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        engine.dispose()
        child = os.fork()
        if child == 0:
            _serve(app, engine, listening, point)
        try:
            yield address
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _serve(app: FastAPI, engine: sa.Engine, listening: socket.socket, point: int) -> None:
    """The child's whole life; never returns."""
    try:
        Reaper(engine, point)
        uvicorn.Server(uvicorn.Config(app, log_level="critical")).run([listening])
    finally:
        os._exit(1)


class Sender:
    """The liaison officer's form, filled in and saved by the page, and the browser that sends it."""

    def __init__(self, app: FastAPI) -> None:
        self.client = TestClient(app, base_url="http://127.0.0.1")
        signed_in = self.client.post("/api/session", json={"name": "liaison", "password": SECRET})
        assert signed_in.status_code == 200, signed_in.text
        rows = [row for row in self.client.get("/api/items").json() if row["unit"] == "县教育局"]
        code = next(row["code"] for row in rows if row["state"] in {"in_progress", "escalated"})
        self.address = f"/act/item/feedback?code={code}"
        self.fields = {**hidden(self.page()), "code": code, "kind": "stage", "says": TYPED}
        assert self.client.post("/my/draft", data=self.fields).status_code == 200

    def page(self) -> str:
        """The form as it opens now."""
        return self.client.get(self.address).text

    def send(self) -> Any:
        """By the same browser to the console that is there."""
        return self.client.post(self.address, data=self.fields, follow_redirects=False)

    def send_to(self, address: str) -> int | None:
        """The same over the wire; None where the connection breaks."""
        try:
            cookies = dict(self.client.cookies)
            answer = httpx2.post(f"{address}{self.address}", data=self.fields, cookies=cookies, timeout=60)
        except httpx2.TransportError:
            return None
        return answer.status_code


def acts_of(engine: sa.Engine, key: str) -> int:
    """How many acts the form has become; the ledger is whole."""
    with reading(engine) as session:
        assert verify(session).violations == ()
        query = sa.select(sa.func.count()).where(ACT.c.idempotency_key == key)
        return int(session.execute(query).scalar_one())


def trial(app: FastAPI, engine: sa.Engine, point: int) -> bool:
    """Kills the console at that point and looks; whether it had lived to answer."""
    sender = Sender(app)
    with killed_at(app, engine, point) as address:
        status = sender.send_to(address)
    done = acts_of(engine, sender.fields["key"])
    assert status in ({None, 303} if done else {None})
    assert (TYPED in sender.page()) is not bool(done)
    assert sender.send().status_code == 303
    assert acts_of(engine, sender.fields["key"]) == 1
    assert TYPED not in sender.page()
    return status is not None


def course(made: Path, home: Path, stride: int) -> int:
    """Kills it at every so many points, up to the first that comes after the answer; how many there were."""
    with disposing(ledger_engine(f"sqlite:///{home / 'demo.db'}")) as engine:
        app = create_app(engine, Settings(database_url=str(engine.url), home=home, clock=MONDAY), SetClock(when()))
        for number, point in enumerate(range(0, MOST, stride), 1):
            copied(made, home / "demo.db")
            if trial(app, engine, point):
                return number
            engine.dispose()
            for left in home.glob("demo.db*"):
                left.unlink()
    raise AssertionError(MOST)


@pytest.mark.slow
def test_a_console_that_is_killed_loses_nothing_and_does_nothing_twice(peopled_file: Path, tmp_path: Path) -> None:
    assert course(peopled_file, tmp_path, STRIDE) > 5


@pytest.mark.soak
def test_the_same_at_every_point(peopled_file: Path, tmp_path: Path) -> None:
    assert course(peopled_file, tmp_path, 1) > 5 * STRIDE
