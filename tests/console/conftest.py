"""A demonstration ledger with an account for each role, and a browser without a browser for each of them."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from benchmarks.postgres import disposing
from duban.console.app import create_app
from duban.core.clock import SetClock
from duban.core.settings import Settings
from duban.services import passwords
from duban.services.accounts import NewAccount, grant, open_account
from duban.services.acts import Actor
from duban.services.item_desk import Asked
from duban.store.engine import ledger_engine
from duban.store.unit_of_work import unit_of_work
from models import Grant
from tests.cli.conftest import MONDAY, copied, made_in

WORDS = ("correct", "horse", "7")
SECRET = "-".join(WORDS)
PEOPLE = {
    "operator": "张正",
    "leader": "徐振华",
    "director": "李维民",
    "deputy": "王海燕",
    "liaison": "郑文博",
    "other": "刘思远",
}
"""Account → person: 督查室主任, 分管领导, 办公室主任, 分管副主任, the liaison officers of 县教育局 and 县财政局."""
GRANTED = {
    "auditor": Grant.auditor,
    "system": Grant.system_admin,
    "security": Grant.security_admin,
    "audit": Grant.audit_admin,
}


@cache
def quick_hasher() -> Any:
    """The same library at its cheapest, so that a test does not spend its second on guarding a password."""
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", quick_hasher)


@pytest.fixture(scope="session")
def peopled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with its accounts, made once."""
    path = made_in(tmp_path_factory.mktemp("console"), MONDAY)
    with pytest.MonkeyPatch.context() as patched, disposing(ledger_engine(f"sqlite:///{path}")) as engine:
        patched.setattr(passwords, "_hasher", quick_hasher)
        people(engine)
    return path


def people(engine: sa.Engine) -> None:
    """Opens the accounts of PEOPLE and GRANTED where there is none of that name."""
    clock = SetClock(when())
    asked = Asked(Actor("test"), clock.now())
    with unit_of_work(engine) as uow:
        for name, person in PEOPLE.items():
            open_account(uow.session, NewAccount(name, "county", person), asked, SECRET)
        for name, kind in GRANTED.items():
            open_account(uow.session, NewAccount(name), asked, SECRET)
            grant(uow.session, name, kind, asked)
        uow.commit()


def when() -> Any:
    """The moment at which the demonstration was made."""
    from duban.core.clock import clock_set_to

    return clock_set_to(MONDAY).now()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """DUBAN_HOME of this test."""
    return tmp_path


@pytest.fixture
def ledger(peopled_file: Path, home: Path) -> Iterator[sa.Engine]:
    """A copy of the demonstration that this test may change."""
    copied(peopled_file, home / "demo.db")
    with disposing(ledger_engine(f"sqlite:///{home / 'demo.db'}")) as engine:
        yield engine


@pytest.fixture
def machine() -> SetClock:
    """The machine's clock, which sessions go by."""
    return SetClock(when())


@pytest.fixture
def app(ledger: sa.Engine, home: Path, machine: SetClock) -> FastAPI:
    """The console over the copy."""
    settings = Settings(database_url=str(ledger.url), home=home, clock=MONDAY, console_hosts="testserver")
    return create_app(ledger, settings, machine)


def hidden(page: str) -> dict[str, str]:
    """What a form sends that nobody types."""
    found = re.findall(r'<input type="hidden" name="(key|version|csrf|draft)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


@dataclass
class Browser:
    """Somebody's browser: signed in, and knowing its session's token."""

    client: TestClient
    csrf: str = ""

    def get(self, path: str, status: int = 200) -> str:
        """The page, which must answer so."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def json(self, path: str, status: int = 200) -> Any:
        """The document, which must answer so."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(self, path: str, **fields: Any) -> Any:
        """The form, with its token."""
        return self.client.post(path, data={"csrf": self.csrf, **fields}, follow_redirects=False)

    def call(self, path: str, **fields: Any) -> Any:
        """The act by JSON."""
        return self.client.post(f"/api/act/{path}", json=fields, headers={"X-CSRF-Token": self.csrf})

    def fill(self, address: str, **fields: Any) -> Any:
        """Opens the form, takes its hidden fields as a browser would, and sends it."""
        return self.client.post(address, data={**hidden(self.get(address)), **fields}, follow_redirects=False)


Browse = Callable[[str], Browser]


@pytest.fixture
def browse(app: FastAPI) -> Iterator[Browse]:
    """Signs somebody in; a browser keeps one event loop for all it asks, where a bare client makes one for each."""
    with ExitStack() as open_clients:

        def signed_in(name: str) -> Browser:
            client = open_clients.enter_context(TestClient(app, base_url="http://testserver"))
            answer = client.post("/api/session", json={"name": name, "password": SECRET})
            assert answer.status_code == 200, answer.text
            return Browser(client, answer.json()["csrf"])

        yield signed_in
