"""The demonstration ledger shows every situation on the day it is made, whatever day that is."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.acting import acting_as
from duban.services.bulletins import told_bulletins
from duban.services.calendar import ledger_calendar
from duban.services.coordination_view import list_told
from duban.services.demo import fill_demonstration
from duban.services.inspections import told_inspections
from duban.services.institution import running_institution
from duban.services.interview_view import listed
from duban.services.item_desk import Asked
from duban.services.ledger import create_ledger
from duban.services.packs import load_pack_version
from duban.services.registers import told_entries
from duban.services.sweep import sweep
from duban.services.target_view import targets_listed
from duban.services.verify import verify
from duban.store.coordinations import Wanted
from duban.store.targets import ChosenTargets
from duban.store.unit_of_work import unit_of_work
from models import LedgerKind
from tests.factories import ACTOR, at, county

MOST = 10
DAYS = (date(2026, 11, 22), date(2026, 11, 23), date(2027, 2, 8))


@pytest.mark.slow
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_some_items_are_late_some_late_again_and_most_are_not_due(sqlite_engine: sa.Engine, today: date) -> None:
    with unit_of_work(sqlite_engine) as uow:
        create_ledger(uow.session, LedgerKind.demonstration, now=at(today), actor=ACTOR)
        load_pack_version(uow.session, county(), now=at(today), actor=ACTOR)
        made = fill_demonstration(uow.session, now=at(today), actor=ACTOR)
        assert made is not None
        assert (made.units, made.items, sum(made.by_state.values())) == (19, 60, 60)
        assert made.by_state["办理中"] > made.by_state["已催办"] > made.by_state["已督办"] > 0
        assert made.by_state["待签收"] > 0
        assert made.by_state["已销号"] > 0
        assert verify(uow.session).ok
        _what_the_screens_show(uow.session, today)

        running = running_institution(uow.session, "county")
        next_on = ledger_calendar(uow.session).roll_forward(today)
        report = sweep(uow.session, running, on=next_on, now=at(next_on), actor=ACTOR)
        assert report.total == made.late_today
        assert {edge.target for edge in report.edges} == {"待催办", "待督办"}
        assert verify(uow.session).ok


def _what_the_screens_show(session: Session, today: date) -> None:
    asked = Asked(ACTOR, at(today))
    targets = list(targets_listed(session, "county", ChosenTargets(), today))
    assert all(row["actual"] for row in targets)
    assert {"县交通运输局": "red"}.items() <= {row["unit"]: row["light"] for row in targets}.items()
    problems = list_told(session, "county", Wanted(is_open=True), today, MOST)
    assert {(row["label"], row["late"]) for row in problems} == {("领导协调", False), ("已有意见", False)}
    (talk,) = listed(session, county().pack, replace(asked, actor=acting_as(session, "county", "县长", today, "t")))
    assert talk["label"] == "已批准"
    (inspection,) = told_inspections(session, "county")
    assert inspection["label"] == "已有结论"
    (bulletin,) = told_bulletins(session, "county")
    assert bulletin["label"] == "已印发"
    entries = told_entries(session, county().pack, None, most=MOST)
    assert {(row["book"], row["label"]) for row in entries} == {
        ("项目日常调度", "已调度"),
        ("项目日常调度", "协调中"),
        ("督查主体责任", "在办"),
    }


@pytest.mark.postgresql
def test_the_demonstration_is_lived_on_postgresql_too(postgres_engine: sa.Engine) -> None:
    today = date(2026, 11, 23)
    with unit_of_work(postgres_engine) as uow:
        create_ledger(uow.session, LedgerKind.demonstration, now=at(today), actor=ACTOR)
        load_pack_version(uow.session, county(), now=at(today), actor=ACTOR)
        assert fill_demonstration(uow.session, now=at(today), actor=ACTOR)
        assert fill_demonstration(uow.session, now=at(today), actor=ACTOR) is None
        assert verify(uow.session).ok
