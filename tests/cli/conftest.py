"""A place of its own for every command test: no ledger, an empty home, an untouched environment."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from duban.cli.main import run


@dataclass(frozen=True)
class Ran:
    """What one command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return loads(self.out)


EXAMPLES = Path(__file__).parents[2] / "examples"
MONDAY = "2026-11-23T09:00"
"""When the demonstration ledger of the tests was made, and its clock."""

Duban = Callable[..., Ran]
At = Callable[..., Any]
"""A command at a moment of 2026 (`11-23T09:00`, or with its year); what it says is a document, or a refusal."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """DUBAN_HOME, with the ledger's address inside it."""
    monkeypatch.setenv("DUBAN_HOME", str(tmp_path))
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{tmp_path / 'duban.db'}")
    monkeypatch.delenv("DUBAN_CLOCK", raising=False)
    return tmp_path


@pytest.fixture
def duban(home: Path, capfd: pytest.CaptureFixture[str]) -> Duban:
    """Runs a command as a person would type it."""

    def call(*arguments: str) -> Ran:
        capfd.readouterr()
        code = run(arguments)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return call


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration ledger made on a Monday morning, made once and copied for each test."""
    return made_in(tmp_path_factory.mktemp("demo"), MONDAY)


def made_in(folder: Path, clock: str, pack: str | None = None) -> Path:
    """A demonstration ledger of that moment; with a pack its institution as well, peopled by its example sheet."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DUBAN_HOME", str(folder))
        environment.setenv("DUBAN_DATABASE_URL", f"sqlite:///{folder / 'demo.db'}")
        environment.setenv("DUBAN_CLOCK", clock)
        assert run(["init", "--demo", *(["--pack", pack] if pack else [])]) == 0
        if pack:
            assert run(["org", "import", str(EXAMPLES / f"{pack}-org.csv"), "--pack", pack]) == 0
    return folder / "demo.db"


@pytest.fixture
def demo(duban: Duban, demo_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Commands on a demonstration ledger whose clock stands on that Monday morning."""
    working_on(demo_file, home, monkeypatch)
    monkeypatch.setenv("DUBAN_CLOCK", MONDAY)
    return duban


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either(request: pytest.FixtureRequest, duban: Duban, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Commands on that demonstration ledger, on each database in turn."""
    if request.param == "sqlite":
        found: Duban = request.getfixturevalue("demo")
        return found
    monkeypatch.setenv("DUBAN_CLOCK", MONDAY)
    monkeypatch.setenv("DUBAN_DATABASE_URL", request.getfixturevalue("postgres_demo"))
    return hanging_up(duban)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def real(request: pytest.FixtureRequest, duban: Duban, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Commands where there is no ledger yet, on each database in turn."""
    if request.param == "postgresql":
        engine: sa.Engine = request.getfixturevalue("postgres_engine")
        monkeypatch.setenv("DUBAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return hanging_up(duban)


def hanging_up(duban: Duban) -> Duban:
    """The same commands, each of which ends its connections, as it does where it ends with its process."""

    def call(*arguments: str) -> Ran:
        used: list[sa.Engine] = []

        def seen(connection: sa.Connection) -> None:
            used.append(connection.engine)

        sa.event.listen(sa.Engine, "engine_connect", seen)
        try:
            return duban(*arguments)
        finally:
            sa.event.remove(sa.Engine, "engine_connect", seen)
            for engine in used:
                engine.dispose()

    return call


@pytest.fixture
def at(demo: Duban, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs a command at a time of a day of 2026; its document, or what it said when it was refused."""
    return timed(demo, monkeypatch)


def timed(
    duban: Duban, monkeypatch: pytest.MonkeyPatch, pack: str = "", without: tuple[str, ...] = (), year: int = 2026
) -> At:
    """Runs commands at given times, each on that pack's institution except those of `without`, which take none."""

    def call(moment: str, *arguments: str, refused: bool = False) -> Any:
        monkeypatch.setenv("DUBAN_CLOCK", f"{year}-{moment}" if len(moment) == len("11-23T09:00") else moment)
        alone = arguments[0] in without or " ".join(arguments[:2]) in without
        named = ("--pack", pack) if pack and not alone else ()
        ran = duban(*arguments, *named, "--json")
        assert (ran.code != 0) == refused, ran.err
        return ran.err if refused else ran.document

    return call


def copied(made: Path, to: Path) -> None:
    """A copy of a ledger, with what still stands in its WAL."""
    with closing(sqlite3.connect(made)) as ledger:
        ledger.execute("VACUUM INTO ?", (str(to),))


def working_on(made: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets commands work on a copy of a ledger that was made once, in this test's own home."""
    copied(made, home / "demo.db")
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{home / 'demo.db'}")


@pytest.fixture(scope="session")
def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the city of the implementation document beside the county, and its people."""
    return made_in(tmp_path_factory.mktemp("city"), MONDAY, "implementation")


@pytest.fixture
def city(duban: Duban, city_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs a command of the city's at a time of a day of 2026; its document, or what it said when it was refused."""
    working_on(city_file, home, monkeypatch)
    return timed(duban, monkeypatch, "implementation", ("calendar", "verify", "inbox deliver"))
