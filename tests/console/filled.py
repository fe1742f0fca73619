"""A demonstration in which every kind of record has its first row, made by the people who make them on the screen."""

from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from fastapi import FastAPI

from duban.console.app import create_app
from duban.core.clock import SetClock
from duban.core.settings import Settings
from duban.institutions.loader import load_pack_text
from duban.services.acts import Actor
from duban.services.bell import Bell
from duban.services.packs import load_pack_version
from duban.store.unit_of_work import unit_of_work
from tests.cli.conftest import MONDAY
from tests.console.conftest import Browse, when
from tests.console.test_cycles import CODE as MEETING
from tests.console.test_cycles import Ringing
from tests.console.test_records import MINE, OTHERS, carried_out, checking, entered, reported, told
from tests.factories import county

RULES = """
assessment:
  assumed: 试
  events:
    逾期: {on: 逾期, lead: -1, co: -0.5, assumed: 试}
  publish: {by: 办公室主任, assumed: 试}
  objection: {within: 公布后5个工作日内, assumed: 试}
  decide: {by: 办公室主任, assumed: 试}
  lock: {by: 分管领导, when: 次年1月31日前, assumed: 试}
"""
HEAD = "吴秀兰"
SCAN = {"name": "现场照片.txt", "base64": "55Sf"}


def with_bell(ledger: sa.Engine, home: Path, machine: SetClock) -> FastAPI:
    """The console over the copy, with a bell that answers."""
    settings = Settings(database_url=str(ledger.url), home=home, clock=MONDAY, console_hosts="testserver")
    return create_app(ledger, settings, machine, cast(Bell, Ringing()))


def assessing(ledger: sa.Engine) -> None:
    """The county assesses its units."""
    loaded = load_pack_text(county().text + RULES, "assessed.yaml")
    with unit_of_work(ledger) as uow:
        load_pack_version(uow.session, loaded, now=when(), actor=Actor("test"))
        uow.commit()


def fill(browse: Browse) -> None:
    """Targets, a problem, a talk, a register's entry, reports, an inspection, bulletins, a meeting, scores, alerts."""
    office, director, leader, liaison = browse("operator"), browse("director"), browse("leader"), browse("liaison")
    item = next(row["code"] for row in liaison.json("/api/items") if row["unit"] == MINE)
    target = {"code": item, "indicator": "新增学位", "comparison": "不低于", "value": "1000", "measure": "个"}
    told(office.call("target/set", **target, due="2026-12-31"))
    told(office.call("target/record", code=item, indicator="新增学位", value="860", source="月报", files=[SCAN]))
    told(liaison.call("coordination/raise", title="管线迁改资金没有着落", item=item, consult_with=[OTHERS]))
    entered(office)
    reported(office, MINE)
    visited, _ = carried_out(office, leader, MINE, OTHERS)
    told(office.call("inspection/conclude", code=visited, says="整改缓慢"))
    talk = {
        "ground": "督查后仍无进展",
        "cause": "督查后仍无明显进展",
        "person": HEAD,
        "inspection": visited,
        "unit": MINE,
    }
    told(office.call("interview/propose", **talk))
    checking(office, OTHERS)
    _meet(office)
    told(director.call("score/compute", year=2026))
    told(office.call("sweep"))
    told(office.call("alert/check"))


def _meet(office: Any) -> None:
    for stage in ("通知", "收集材料"):
        told(office.call("cycle/run", code=MEETING, stage=stage))
    told(office.call("cycle/run/convene", code=MEETING))
