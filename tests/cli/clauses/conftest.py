"""Jieshou's ledger for the clause tests: its pack loaded by its code, its people from the example sheet."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from duban.cli.main import run
from tests.cli.conftest import At, Duban

FRIDAY = "2026-02-27T09:00"
"""When the ledger was made, and its clock."""
ORG = Path(__file__).parents[3] / "examples" / "jieshou-org.csv"
WITHOUT_PACK = ("calendar", "verify", "inbox", "pack")
"""Commands on all institutions, or that name theirs first."""


@pytest.fixture(scope="session")
def jieshou_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration ledger that holds Jieshou's pack as well, made once and copied for each test."""
    made = tmp_path_factory.mktemp("jieshou")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DUBAN_HOME", str(made))
        environment.setenv("DUBAN_DATABASE_URL", f"sqlite:///{made / 'demo.db'}")
        environment.setenv("DUBAN_CLOCK", FRIDAY)
        assert run(["init", "--demo", "--pack", "jieshou"]) == 0
        assert run(["org", "import", str(ORG), "--pack", "jieshou"]) == 0
    return made / "demo.db"


@pytest.fixture
def jieshou(duban: Duban, jieshou_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs a command of Jieshou's at a time of a day of 2026; its document, or what it said when it was refused."""
    with closing(sqlite3.connect(jieshou_file)) as made:
        made.execute("VACUUM INTO ?", (str(home / "demo.db"),))
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{home / 'demo.db'}")

    def call(moment: str, *arguments: str, refused: bool = False) -> Any:
        monkeypatch.setenv("DUBAN_CLOCK", f"2026-{moment}")
        pack = () if arguments[0] in WITHOUT_PACK else ("--pack", "jieshou")
        ran = duban(*arguments, *pack, "--json")
        assert (ran.code != 0) == refused, ran.err
        return ran.err if refused else ran.document

    return call
