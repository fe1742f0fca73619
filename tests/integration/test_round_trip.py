"""What is exported can be imported again: the same items, targets, plans and figures, whatever the text begins with."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from benchmarks.postgres import disposing
from duban.documents.sheets import guarded, write_table
from duban.services.export_rows import OutColumn, columns_of, rows_of
from duban.services.import_items import ImportOptions, import_items
from duban.services.import_sheet import read_sheet
from duban.services.item_desk import Asked
from duban.services.items import NewItem, draft_item
from duban.services.packs import PackOnRecord
from duban.services.target_rules import NewTarget
from duban.services.targets import NewActual, NewPlan, plan_target, record_actual, set_target
from duban.services.verify import verify
from duban.store.engine import ledger_engine
from duban.store.item_story import Chosen
from duban.store.unit_of_work import unit_of_work
from models.target import Comparison
from tests.factories import ACTOR, MONDAY, UNITS, at, make_ledger

pytestmark = pytest.mark.slow
DECEMBER = date(2026, 12, 31)
SIGNS = st.text("甲乙=+-@'\"<&,;；1 年底前", min_size=1, max_size=12).map(str.strip)
TITLES = SIGNS.filter(lambda text: bool(text) and not text.startswith("="))
FIGURES = st.decimals(1, 10**15, places=3, allow_nan=False).map(lambda number: f"{number:f}")
KINDS = st.sampled_from([Comparison.at_least, Comparison.at_most, Comparison.equal, Comparison.about])
TARGETS = st.builds(
    NewTarget, st.sampled_from(["就业", "投资", "涨幅"]), KINDS, FIGURES, measure=st.sampled_from([None, "人", "%"])
)
ENTRIES = st.tuples(TITLES, st.sampled_from(UNITS), st.lists(TARGETS, max_size=2, unique_by=lambda t: t.indicator))


def filled(session: Session, entries: list[Any]) -> PackOnRecord:
    """A ledger with these items, their targets, a node and a figure for each that takes one."""
    pack = make_ledger(session)
    for title, unit, targets in entries:
        new = NewItem("年度目标任务", unit, title, requirement=f"-{title}", completion_due_on=DECEMBER)
        code = draft_item(session, new, Asked(ACTOR, at(MONDAY)), pack=pack)
        for target in targets:
            asked = Asked(ACTOR, at(MONDAY))
            set_target(session, "county", code, asked, target)
            record_actual(session, "county", code, asked, NewActual("0.50", "=月报", MONDAY, target.indicator))
            if target.comparison is Comparison.at_least and target.measure != "%":
                plan = NewPlan(((date(2026, 6, 30), "1"),), (), target.indicator)
                plan_target(session, "county", code, asked, plan)
    return pack


def out(what: str, session: Session, file: Path) -> list[dict[str, Any]]:
    """Writes the sheet, and gives the rows that were written."""
    rows = list(rows_of(what, session, "county", Chosen(), MONDAY))
    columns = columns_of(what)
    assert write_table(file, "导出", columns, rows) == len(rows)
    return rows


def plain(rows: list[dict[str, Any]]) -> list[tuple[tuple[str, Any], ...]]:
    """The rows without their codes, in an order of their own."""
    return sorted(tuple((k, str(v)) for k, v in row.items() if k not in ("code", "assumed")) for row in rows)


@given(st.lists(ENTRIES, min_size=1, max_size=4, unique_by=lambda entry: entry[0]))
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_an_exported_sheet_makes_the_same_ledger_again(
    sqlite_template: Path, tmp_path: Path, entries: list[Any]
) -> None:
    what = "targets" if all(targets for _, _, targets in entries) else "items"
    written: dict[int, list[dict[str, Any]]] = {}
    for turn in (0, 1):
        shutil.copy(sqlite_template, tmp_path / f"{turn}.db")
        with disposing(ledger_engine(f"sqlite:///{tmp_path / f'{turn}.db'}")) as engine, unit_of_work(engine) as uow:
            if turn == 0:
                filled(uow.session, entries)
            else:
                take_in(uow.session, tmp_path / "0.xlsx")
            written[turn] = out(what, uow.session, tmp_path / f"{turn}.xlsx")
            assert verify(uow.session).violations == ()
    assert plain(written[1]) == plain(written[0])


def take_in(session: Session, file: Path) -> Mapping[str, Any]:
    """The sheet is imported into a ledger of its own."""
    pack = make_ledger(session)
    return import_items(session, file, Asked(ACTOR, at(MONDAY)), ImportOptions(), pack=pack)


def test_an_import_is_one_act_on_both_databases(engine: sa.Engine, tmp_path: Path) -> None:
    file = tmp_path / "任务.csv"
    rows = [f"任务{n},单位{n % 3},就业,不低于,{n},人,12月底前,{n}.5,月报" for n in range(1, 60)]
    file.write_text(
        "\n".join(["工作任务,牵头单位,指标,比较,目标值,计量单位,完成时限,实际值,实际值来源", *rows]), "utf-8"
    )
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        asked, options = Asked(ACTOR, at(MONDAY)), ImportOptions(accept_units=True)
        done = import_items(uow.session, file, asked, options, pack=pack)
        assert (done["items"], done["new_units"]) == (59, ["单位1", "单位2", "单位0"])
        assert import_items(uow.session, file, asked, options, pack=pack)["act"]["seq"] == done["act"]["seq"]
        assert verify(uow.session).violations == ()
        assert len(list(rows_of("targets", uow.session, "county", Chosen(), MONDAY))) == 59


@given(SIGNS)
@settings(max_examples=50)
def test_no_text_goes_out_as_a_formula(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t"))


def test_a_sheet_says_text_dates_and_figures(tmp_path: Path) -> None:
    kinds = {"工作任务": "text", "完成时限": "day", "目标值": "figure"}
    columns = [OutColumn(name, name, kind, is_wide=False) for name, kind in kinds.items()]
    rows: list[dict[str, Any]] = [
        {"工作任务": "=1+1", "完成时限": DECEMBER, "目标值": "4.5"},
        {"工作任务": "-2℃", "完成时限": None, "目标值": "0.10"},
    ]
    write_table(tmp_path / "a.xlsx", "表", columns, rows)
    assert [row.cells for row in read_sheet(tmp_path / "a.xlsx", ["工作任务"]).rows] == [
        {"工作任务": "=1+1", "完成时限": "2026-12-31", "目标值": "4.5"},
        {"工作任务": "-2℃", "目标值": "0.10"},
    ]
