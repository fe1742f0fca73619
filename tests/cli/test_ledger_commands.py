"""`duban init`, `sweep`, `verify` and `pack`: a ledger from nothing, swept, proved, and what is refused."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.postgres import disposing
from duban.core.clock import SHANGHAI
from duban.institutions.loader import load_pack_text
from duban.services.ledger import create_ledger
from duban.services.packs import load_pack_version
from duban.store.engine import ledger_engine
from duban.store.migrate import upgrade
from duban.store.unit_of_work import unit_of_work
from models import LedgerKind
from tests.cli.conftest import MONDAY, Duban, copied
from tests.factories import ACTOR, county

NOW = datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)


@pytest.mark.slow
def test_init_makes_the_ledgers_and_may_be_repeated(duban: Duban, home: Path) -> None:
    first = duban("init", "--demo", "--json").document["ledgers"]
    again = duban("init", "--demo", "--json").document["ledgers"]
    assert [each["label"] for each in first] == ["正式台账", "演示台账"]
    assert "未改动" in again[1]["says"]
    assert (home / "duban.db").exists()
    assert (home / "demo.db").exists()


@pytest.mark.slow
def test_init_makes_no_real_ledger_where_the_demonstration_is(
    duban: Duban, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{home / 'demo.db'}")
    made = duban("init", "--demo", "--json").document["ledgers"]
    assert [each["label"] for each in made] == ["演示台账"]


def test_sweep_moves_the_late_items_once(demo: Duban) -> None:
    tried = demo("sweep", "--dry-run", "--json").document
    swept = demo("sweep", "--json").document
    again = demo("sweep", "--json").document
    assert tried["total"] == swept["total"] > 0
    assert {edge["to"] for edge in swept["edges"]} == {"待催办", "待督办"}
    assert all(edge["clause"] for edge in swept["edges"])
    assert (again["outcome"], again["total"]) == ("already", 0)
    assert demo("verify", "--json").document["ok"] is True


def test_sweep_speaks_to_people(demo: Duban) -> None:
    ran = demo("sweep")
    assert "已巡检" in ran.out
    assert "催办" in ran.out
    assert "没有改动任何内容" in demo("sweep").out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("sweep", "--on", "2026-11-24"), 2, "不能晚于今天"),
        (("sweep", "--on", "2026-11-01"), 1, "早于最近一次巡检日"),
        (("sweep", "--on", "11月1日"), 2, "请写成 2026-02-13"),
        (("sweep", "--pack", "nosuch"), 1, "没有已载入的制度“nosuch”"),
    ],
)
def test_sweep_refuses_and_changes_nothing(demo: Duban, arguments: tuple[str, ...], code: int, says: str) -> None:
    before = demo("verify", "--json").document
    ran = demo(*arguments)
    assert ran.code == code
    assert says in ran.err
    assert demo("verify", "--json").document == before


def test_verify_names_a_changed_row(demo: Duban, home: Path) -> None:
    tampered = sqlite3.connect(home / "demo.db")
    tampered.execute("UPDATE item SET feedback_due_on = '2030-01-01' WHERE id = 1")
    tampered.commit()
    tampered.close()
    ran = demo("verify", "--json")
    assert ran.code == 1
    assert [found["where"] for found in ran.document["violations"]] == ["item 1"]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:////proc/none/duban.db", "建不了目录"),
        ("mysql://x/y", "不是 SQLite 或 PostgreSQL"),
        ("postgresql://[::", "不是 SQLite 或 PostgreSQL"),
    ],
)
def test_ledger_that_cannot_be_written_is_one_sentence(
    duban: Duban, monkeypatch: pytest.MonkeyPatch, url: str, says: str
) -> None:
    monkeypatch.setenv("DUBAN_DATABASE_URL", url)
    ran = duban("init")
    assert ran.code == 1
    assert says in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", ["sweep", "verify"])
def test_missing_ledger_says_how_to_make_one(duban: Duban, command: str) -> None:
    ran = duban(command)
    assert ran.code == 1
    assert "duban init" in ran.err


def test_clock_of_a_real_ledger_cannot_be_set(duban: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    duban("init")
    monkeypatch.setenv("DUBAN_CLOCK", MONDAY)
    ran = duban("sweep")
    assert ran.code == 2
    assert "正式台账只用真实时间" in ran.err


def test_packs_are_listed_shown_and_checked(duban: Duban, home: Path) -> None:
    assert duban("pack", "list", "--json").document[0]["pack"] == "county"
    assert "C14" in duban("pack", "show", "county").out
    assert duban("pack", "check", "county").code == 0
    assert duban("pack", "schema").document["type"] == "object"
    broken = home / "broken.yaml"
    broken.write_text("pack: x\n", encoding="utf-8")
    ran = duban("pack", "check", str(broken))
    assert ran.code == 1
    assert "broken.yaml:" in ran.out


def test_an_upgrade_does_not_put_the_shipped_pack_in_place_of_the_countys_own(duban: Duban, home: Path) -> None:
    shipped = county()
    older = load_pack_text(shipped.text.replace("会后半个月内", "会后20日内"), "older.yaml")
    own = load_pack_text(shipped.text.replace("会后半个月内", "会后1周内"), "own.yaml")
    with disposing(ledger_engine(f"sqlite:///{home / 'duban.db'}")) as engine:
        upgrade(engine)
        with unit_of_work(engine) as uow:
            create_ledger(uow.session, LedgerKind.real, now=NOW, actor=ACTOR)
            for loaded in (older, own):
                load_pack_version(uow.session, loaded, now=NOW, actor=ACTOR)
            uow.commit()
    assert "要换请写 --pack county" in duban("init").out
    assert _in_force(duban) == own.version
    assert duban("init", "--pack", "county").code == 0
    assert _in_force(duban) == shipped.version


def _in_force(duban: Duban) -> str:
    rows = duban("pack", "list", "--installed", "--json").document
    return next(str(row["version"]) for row in rows if row["pack"] == "county" and row["in_force"])


def test_any_command_runs_on_the_demonstration_with_demo_before_it(
    duban: Duban, home: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_CLOCK", MONDAY)
    copied(demo_file, home / "demo.db")
    assert len(duban("--demo", "item", "list", "--json").document) > 1
    assert "duban init" in duban("item", "list").err
    assert not (home / "duban.db").exists()
