"""Jieshou's and Lichuan's ledgers for the clause tests: the pack by its code, the people from its example sheet."""

from pathlib import Path

import pytest

from tests.cli.conftest import At, Duban, copied, made_in, timed

FRIDAY = "2026-02-27T09:00"
"""When the ledger was made, and its clock."""
WITHOUT_PACK = ("calendar", "verify", "inbox", "pack", "rehearse")
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


LEAP_DAY = "2016-02-29T09:00"
"""When Lichuan's ledger was made, in the year of its document."""


@pytest.fixture(scope="session")
def lichuan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration ledger of 2016 that holds Lichuan's pack as well, made once and copied for each test."""
    return made_in(tmp_path_factory.mktemp("lichuan"), LEAP_DAY, "lichuan")


@pytest.fixture
def lichuan(duban: Duban, lichuan_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs a command of Lichuan's at a time of a day of 2016; its document, or what it said when it was refused."""
    copied(lichuan_file, home / "demo.db")
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{home / 'demo.db'}")
    return timed(duban, monkeypatch, "lichuan", WITHOUT_PACK, year=2016)
