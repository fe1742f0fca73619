"""`duban clock`: a demonstration's clock goes forward, on record; a real ledger's never does."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from benchmarks.postgres import disposing
from duban.services.clock import lasting_clock
from duban.store.engine import ledger_engine
from tests.cli.conftest import MONDAY, Duban

TO = "2026-12-01"


def test_the_clock_goes_forward_and_the_ledger_lives_on_by_it(either: Duban) -> None:
    assert either("clock", "show").out == "2026-11-23（周一）09:00。\n"
    told = either("clock", "advance", "--to", TO, "--reason", "看逾期", "--key", "k", "--json").document
    assert (told["from"], told["to"], told["days_ahead"]) == ("2026-11-23", TO, 8)
    assert either("clock", "advance", "--to", TO, "--reason", "看逾期", "--key", "k", "--json").document == told
    assert either("clock", "show", "--json").document["says"] == "2026-12-01（周二）09:00"
    swept = either("sweep", "--json").document
    assert swept["on"] == TO
    assert swept["drafted"] > 0
    assert either("clock", "advance", "--to", "2026-12-02", "--json").document["days_ahead"] == 9
    assert either("verify", "--json").document["violations"] == []


def test_it_never_goes_back_nor_far(demo: Duban) -> None:
    for day in ("2026-11-23", "2026-11-20", "2027-02-24"):
        assert "须在今天（2026-11-23）以后，最远 2027-02-23" in demo("clock", "advance", "--to", day).err
    assert demo("clock", "show").out == "2026-11-23（周一）09:00。\n"


def test_who_is_asked_and_says_no_leaves_it(demo: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    assert demo("clock", "advance", "--to", TO).code == 1
    assert demo("clock", "show").out == "2026-11-23（周一）09:00。\n"


def test_a_real_ledger_keeps_real_time(duban: Duban) -> None:
    duban("init")
    ran = duban("clock", "advance", "--to", "2099-01-01", "--json")
    assert ran.code == 1
    assert "不是演示台账" in ran.err
    assert duban("clock", "show", "--json").document["days_ahead"] == 0


def test_a_process_that_lasts_follows(demo: Duban, home: Path) -> None:
    with disposing(ledger_engine(f"sqlite:///{home / 'demo.db'}")) as engine:
        clock = lasting_clock(engine, MONDAY)
        began = clock.now()
        demo("clock", "advance", "--to", TO, "--yes")
        assert clock.now() - began == timedelta(days=8)
        assert clock.real_time(clock.now()) == began
