"""Commands that only look neither wait for a writer nor keep one waiting."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.postgres import disposing
from duban.store.engine import ledger_engine
from duban.store.stage import ITEM
from duban.store.unit_of_work import unit_of_work
from tests.cli.conftest import Duban

LOOKING = (
    ("order", "list"),
    ("order", "show", "1"),
    ("order", "series", "show"),
    ("item", "list"),
    ("item", "show", "2026-000001"),
    ("org", "list"),
    ("inbox", "list"),
    ("verify",),
    ("calendar", "county", "--year", "2026"),
    ("workdays", "show", "2026"),
    ("workdays", "check"),
    ("due", "当天", "--from", "2026-10-03"),
)


@pytest.fixture
def writing(demo: Duban, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Duban]:
    """Commands on a ledger in which somebody else is in the middle of writing, and that wait for nobody."""
    monkeypatch.setattr("duban.store.engine.BUSY_MS", 0)
    with disposing(ledger_engine(f"sqlite:///{home / 'demo.db'}")) as engine, unit_of_work(engine) as uow:
        uow.session.execute(sa.update(ITEM).values(version=ITEM.c.version + 1))
        yield demo


@pytest.mark.slow
def test_looking_does_not_wait_for_a_writer_and_writing_does(writing: Duban) -> None:
    for arguments in LOOKING:
        ran = writing(*arguments)
        assert (arguments, ran.code) == (arguments, 0), ran.err
    ran = writing("sweep")
    assert (ran.code, "别的程序长时间占用写入" in ran.err) == (1, True)
