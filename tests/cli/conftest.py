"""A place of its own for every command test: no ledger, an empty home, an untouched environment."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any

import pytest

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
    made = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DUBAN_HOME", str(made))
        environment.setenv("DUBAN_DATABASE_URL", f"sqlite:///{made / 'duban.db'}")
        environment.setenv("DUBAN_CLOCK", MONDAY)
        assert run(["init", "--demo"]) == 0
    return made / "demo.db"


@pytest.fixture
def demo(duban: Duban, demo_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Commands on a demonstration ledger whose clock stands on that Monday morning."""
    _copied(demo_file, home / "demo.db")
    monkeypatch.setenv("DUBAN_CLOCK", MONDAY)
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{home / 'demo.db'}")
    return duban


@pytest.fixture
def at(demo: Duban, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs a command at a time of a day of 2026; its document, or what it said when it was refused."""

    def call(moment: str, *arguments: str, refused: bool = False) -> Any:
        monkeypatch.setenv("DUBAN_CLOCK", f"2026-{moment}" if len(moment) == len("11-23T09:00") else moment)
        ran = demo(*arguments, "--json")
        assert (ran.code != 0) == refused, ran.err
        return ran.err if refused else ran.document

    return call


CITY_ORG = Path(__file__).parents[2] / "examples" / "implementation-org.csv"


@pytest.fixture(scope="session")
def city_file(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration ledger with the city of the implementation document beside the county, and its people."""
    made = tmp_path_factory.mktemp("city")
    _copied(demo_file, made / "demo.db")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DUBAN_HOME", str(made))
        environment.setenv("DUBAN_DATABASE_URL", f"sqlite:///{made / 'demo.db'}")
        environment.setenv("DUBAN_CLOCK", MONDAY)
        assert run(["init", "--demo", "--pack", "implementation"]) == 0
        assert run(["org", "import", str(CITY_ORG), "--pack", "implementation"]) == 0
    return made / "demo.db"


@pytest.fixture
def city(duban: Duban, city_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs a command of the city's at a time of a day of 2026; its document, or what it said when it was refused."""
    _copied(city_file, home / "demo.db")
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{home / 'demo.db'}")

    def call(moment: str, *arguments: str, refused: bool = False) -> Any:
        monkeypatch.setenv("DUBAN_CLOCK", f"2026-{moment}" if len(moment) == len("11-23T09:00") else moment)
        pack = () if arguments[0] in ("calendar", "verify") else ("--pack", "implementation")
        ran = duban(*arguments, *pack, "--json")
        assert (ran.code != 0) == refused, ran.err
        return ran.err if refused else ran.document

    return call


def _copied(made: Path, to: Path) -> None:
    with closing(sqlite3.connect(made)) as ledger:
        ledger.execute("VACUUM INTO ?", (str(to),))  # a plain copy would leave the WAL behind
