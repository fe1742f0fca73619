"""The facts of a bulletin before the units that it names: sent, confirmed or objected to, and what becomes of that."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, ReasonMissing
from duban.core.workdays import WorkCalendar
from duban.services.acting import unit_acting
from duban.services.acts import OpenAct, SealedAct
from duban.services.bulletin_facts import read_fact
from duban.services.bulletins import bulletin_kind, step
from duban.services.item_desk import Asked
from duban.services.ladders import clock_of
from duban.services.messages import tell_units_of
from duban.services.records import RecordDesk
from duban.store.bulletins import FACT, INVOLVED, facts_of, units_of
from duban.store.rows import set_values
from models import Reply
from states.bulletin import BULLETIN_EVENT_LABELS, BulletinEvent

TO_CHECK = "份通报的事实待核实，请登录督办系统办理。"


def send_to_check(session: Session, institution: str, code: str, said: Asked, *, calendar: WorkCalendar) -> SealedAct:
    """The facts go to the units that they name; their time to answer runs from here."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        limit = bulletin_kind(desk.pack, desk.row["kind"]).check.within.limit
        desk.after.append(partial(_tell_named, desk))
        return {"check_due_on": clock_of(limit, calendar, said.on).due_on}

    return step(session, institution, code, BulletinEvent.check, said, work=work)


def answer_check(
    session: Session, institution: str, code: str, said: Asked, *, reply: Reply, says: str | None
) -> SealedAct:
    """A named unit confirms the facts about it, or objects and says why."""
    event = BulletinEvent.confirm if reply is Reply.confirmed else BulletinEvent.object
    if event is BulletinEvent.object and not said.reason:
        raise ReasonMissing(BULLETIN_EVENT_LABELS[event])

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        row = _own(desk, said)
        if row is not None:
            desk.changes.changing(INVOLVED, [row["id"]])
            told = {"reply": reply, "reply_says": says or said.reason, "replied_at": said.at}
            set_values(session, INVOLVED, [row["id"]], told)
        return {}

    def facts(desk: RecordDesk) -> Mapping[str, Any]:
        row, due_on = _own(desk, said), desk.row["check_due_on"]
        return {
            "named_unit": row is not None,
            "unanswered": row is not None and row["reply"] is None,
            "in_time": due_on is not None and said.on <= due_on,
        }

    return step(session, institution, code, event, said, facts=facts, work=work, request={"says": says})


def resolve_objection(
    session: Session, institution: str, code: str, said: Asked, *, unit: str, strike: Sequence[str]
) -> SealedAct:
    """The office stands by the facts, or strikes those that the unit rightly objects to; the frozen text stays."""
    if not said.reason:
        raise ReasonMissing(BULLETIN_EVENT_LABELS[BulletinEvent.resolve])

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        row = _objecting(desk, unit)
        if row is not None:
            desk.changes.changing(INVOLVED, [row["id"]])
            set_values(session, INVOLVED, [row["id"]], {"resolution": said.reason})
            _strike(desk, row["unit_id"], strike, said)
        return {}

    def facts(desk: RecordDesk) -> Mapping[str, Any]:
        return {"objected": _objecting(desk, unit) is not None}

    asked = {"unit": unit, "strike": sorted(strike)}
    return step(session, institution, code, BulletinEvent.resolve, said, facts=facts, work=work, request=asked)


def _strike(desk: RecordDesk, unit_id: int, codes: Sequence[str], said: Asked) -> None:
    own = {
        read_fact(fact["content"])["code"]: fact["id"]
        for fact in facts_of(desk.session, desk.row["id"])
        if fact["unit_id"] == unit_id and fact["struck_at"] is None
    }
    for code in codes:
        if code not in own:
            raise InvalidValue("--strike", code, f"这个单位所列的事项有：{'、'.join(own)}")
    struck = [own[code] for code in dict.fromkeys(codes)]
    if struck:
        desk.changes.changing(FACT, struck)
        set_values(desk.session, FACT, struck, {"struck_at": said.at})


def _own(desk: RecordDesk, said: Asked) -> sa.RowMapping | None:
    """The named unit whose post acts."""
    acting = unit_acting(desk.session, said.actor)
    units = units_of(desk.session, desk.row["id"])
    return next((row for row in units if row["named"] and row["unit_id"] == acting), None)


def _objecting(desk: RecordDesk, unit: str) -> sa.RowMapping | None:
    """The unit of that name if its objection waits."""
    waits = (
        row
        for row in units_of(desk.session, desk.row["id"])
        if row["unit"] == unit and row["reply"] is Reply.objected and row["resolution"] is None
    )
    return next(waits, None)


def _tell_named(desk: RecordDesk, act: OpenAct) -> None:
    named = [row["unit_id"] for row in units_of(desk.session, desk.row["id"]) if row["named"]]
    tell_units_of(desk.session, act, dict.fromkeys(named, 1), TO_CHECK)
