"""Alerts on both databases: once while open, told without any item's text, gone with their cause, found when forged."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import ReasonMissing, TransitionRefused
from duban.services.alert_watch import Watched, watch
from duban.services.alerts import (
    Trouble,
    clear_alert,
    raise_alert,
    see_alert,
    settle_alerts,
    told_alerts,
)
from duban.services.institution import RunningInstitution, running_institution
from duban.services.item_desk import Asked
from duban.services.org import NewHolder, add_holders
from duban.services.sweep import sweep
from duban.services.verify import verify
from duban.store.messages import MESSAGE
from duban.store.unit_of_work import unit_of_work
from states.alert import AlertKind
from tests.factories import ACTOR, MONDAY, as_post, at, make_ledger

pytestmark = pytest.mark.slow
TROUBLE = Trouble(AlertKind.stage_failed, "重大项目月调度·2026-11·汇总呈报", "台账被占用，没有办成")


def begun(session: Session) -> RunningInstitution:
    """A county whose 督查室 has somebody in it."""
    make_ledger(session)
    director = NewHolder("县政府督查室", "督查室主任", "张正", MONDAY)
    add_holders(session, "county", [director], now=at(MONDAY), actor=ACTOR)
    return running_institution(session, "county")


def raised(session: Session, running: RunningInstitution) -> str | None:
    return raise_alert(session, running, TROUBLE, now=at(MONDAY), actor=ACTOR)


def test_one_cause_has_one_open_alert_and_its_office_is_told_once(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        running = begun(uow.session)
        assert raised(uow.session, running) == "GJ2026-0001"
        assert raised(uow.session, running) is None
        texts = uow.session.execute(sa.select(MESSAGE.c.text)).scalars().all()
        assert texts == [f"有1条告警：环节失败（{TROUBLE.subject}），请用 duban alert list 查看。"]
        assert settle_alerts(uow.session, running, TROUBLE.kind, {}, now=at(MONDAY), actor=ACTOR) == (0, 1)
        assert settle_alerts(uow.session, running, TROUBLE.kind, {}, now=at(MONDAY), actor=ACTOR) == (0, 0)
        assert raised(uow.session, running) == "GJ2026-0002"
        assert verify(uow.session).ok


def test_who_saw_and_who_cleared_is_on_record(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = raised(uow.session, begun(uow.session)) or ""
        director = as_post(uow.session, MONDAY, "督查室主任", 10)
        see_alert(uow.session, "county", code, director)
        with pytest.raises(TransitionRefused):
            see_alert(uow.session, "county", code, director)
        with pytest.raises(ReasonMissing):
            clear_alert(uow.session, "county", code, director)
        why = Asked(director.actor, at(MONDAY, 11), reason="已换备用机")
        clear_alert(uow.session, "county", code, why)
        assert told_alerts(uow.session, "county") == []
        (row,) = told_alerts(uow.session, "county", every=True)
        assert (row["label"], row["seen_name"], row["cleared_name"]) == ("已解除", "张正", "张正")
        assert verify(uow.session).ok


def test_what_is_found_now_is_what_is_open(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        running = begun(uow.session)

        def found(**subjects: str) -> tuple[int, int]:
            kind = AlertKind.period_waiting
            return settle_alerts(uow.session, running, kind, subjects, now=at(MONDAY), actor=ACTOR)

        assert found(甲="a", 乙="b") == (2, 0)
        assert found(乙="b", 丙="c") == (1, 1)
        assert found(乙="b", 丙="c") == (0, 0)
        assert {row["subject"] for row in told_alerts(uow.session, "county")} == {"乙", "丙"}
        assert verify(uow.session).ok


def test_a_sweep_that_did_not_come_is_told_and_its_coming_clears_it(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        running = begun(uow.session)

        def look(day: date, hour: int, minute: int = 0) -> Watched:
            moment = at(day, hour) + timedelta(minutes=minute)
            return watch(uow.session, running, now=moment, actor=ACTOR)

        assert look(MONDAY, 12) == Watched()  # never swept: not in use yet
        sweep(uow.session, running, on=MONDAY, now=at(MONDAY), actor=ACTOR)
        tuesday = MONDAY + timedelta(days=1)
        assert look(tuesday, 9, 29) == Watched()
        assert look(tuesday, 9, 30) == Watched(raised=1)
        assert look(tuesday, 10) == Watched()
        sweep(uow.session, running, on=tuesday, now=at(tuesday, 11), actor=ACTOR)
        assert look(tuesday, 12) == Watched(settled=1)
        assert verify(uow.session).ok


def test_an_alert_that_was_closed_by_hand_in_the_database_is_found(sqlite_engine: sa.Engine) -> None:
    with unit_of_work(sqlite_engine) as uow:
        raised(uow.session, begun(uow.session))
        uow.session.execute(sa.text("UPDATE alert SET state = 'cleared', cleared_at = raised_at"))
        assert [found.where for found in verify(uow.session).violations] == ["alert 1"]
