"""Jieshou's ledger for the clause tests: its pack loaded by its code, its people from the example sheet."""

from pathlib import Path

import pytest

from tests.cli.conftest import At, Duban, copied, made_in, timed

FRIDAY = "2026-02-27T09:00"
"""When the ledger was made, and its clock."""
WITHOUT_PACK = ("calendar", "verify", "inbox", "pack")
"""Commands on all institutions, or that name theirs first."""


@pytest.fixture(scope="session")
def jieshou_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration ledger that holds Jieshou's pack as well, made once and copied for each test."""
    return made_in(tmp_path_factory.mktemp("jieshou"), FRIDAY, "jieshou")


@pytest.fixture
def jieshou(duban: Duban, jieshou_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs a command of Jieshou's at a time of a day of 2026; its document, or what it said when it was refused."""
    copied(jieshou_file, home / "demo.db")
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{home / 'demo.db'}")
    return timed(duban, monkeypatch, "jieshou", WITHOUT_PACK)
