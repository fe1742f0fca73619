"""`duban verify --anchor` and what `init` and `sweep` leave beside the ledger."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES, Duban


def lines(home: Path) -> list[str]:
    """The anchors so far."""
    return (home / "anchors.jsonl").read_text(encoding="utf-8").splitlines()


def test_init_and_sweep_anchor_the_ledger(demo: Duban, home: Path) -> None:
    demo("sweep", "--dry-run")
    assert not (home / "anchors.jsonl").exists()
    demo("sweep")
    assert len(lines(home)) == 1
    assert demo("verify", "--anchor").code == 0
    assert len(lines(home)) == 1, "nothing has happened since"


def test_an_old_backup_is_told_from_the_ledger(duban: Duban, home: Path) -> None:
    duban("init")
    assert len(lines(home)) == 1
    with sqlite3.connect(home / "duban.db") as ledger, sqlite3.connect(home / "backup.db") as backup:
        ledger.backup(backup)
        assert duban("sweep").code == 0
        backup.backup(ledger)
    ran = duban("verify", "--json")
    assert ran.code == 1
    assert {found["invariant"] for found in ran.document["violations"]} == {6}
    assert "恢复了旧备份" in ran.document["violations"][0]["says"]


def test_a_violated_ledger_is_not_anchored(demo: Duban, home: Path) -> None:
    with sqlite3.connect(home / "demo.db") as tampered:
        tampered.execute("UPDATE item SET feedback_due_on = '2030-01-01' WHERE id = 1")
    assert demo("verify", "--anchor").code == 1
    assert not (home / "anchors.jsonl").exists()


@pytest.mark.slow
def test_a_ledger_made_anew_in_the_same_place_starts_its_own_anchors(duban: Duban, home: Path) -> None:
    duban("init")
    for file in home.glob("duban.db*"):
        file.unlink()
    duban("init")
    assert duban("verify").code == 0
    assert len(lines(home)) == 2


def test_a_holiday_notice_is_anchored_when_it_is_loaded(demo: Duban, home: Path) -> None:
    notice = str(EXAMPLES / "holiday-notice-2027-made-up.txt")
    demo("workdays", "load", notice, "--dry-run")
    assert not (home / "anchors.jsonl").exists()
    assert demo("workdays", "load", notice, "--yes").code == 0
    assert len(lines(home)) == 1
