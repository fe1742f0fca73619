"""What leaders do with a problem: opinions, decisions, sorting, instructions, the item's clock; and how it ends."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, ReasonMissing
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Need
from duban.services.acts import SealedAct
from duban.services.coordination_desk import (
    KIND,
    add_voices,
    asked_leaders,
    beside,
    filled,
    level_of,
    spoken,
    step,
    tell,
)
from duban.services.item_desk import Asked
from duban.services.items import NewItem, draft_item
from duban.services.items_dates import resume_item, suspend_item
from duban.services.packs import PackOnRecord
from duban.services.records import RecordDesk, step_record
from duban.store.coordinations import COORDINATION, VOICE, lock_item
from duban.store.item_story import SUSPENSION, last_of_item
from duban.store.items import ITEM
from duban.store.org import list_posts_of_units
from duban.store.records import find_record
from duban.store.rows import find_row, set_values
from models import VoiceKind
from states.coordination import CoordinationEvent

INSTRUCTED = "有1件协调事项已有批示，请登录督办系统查看。"
IDLE: Mapping[str, Any] = {"due_on": None, "due_provisional": False}
"""What stops the clock of the level."""


def opinion(session: Session, institution: str, code: str, said: Asked, *, says: str) -> SealedAct:
    """A leader concerned signs a clear opinion on their part; 已阅 and the like are none (C22)."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        _sign(desk, says)
        return {}

    event, need, request = CoordinationEvent.opinion, Need.opinion, {"says": says}
    facts = {"says": says}
    return step(
        session, institution, code, event, said, need=need, facts=lambda _desk: facts, work=work, request=request
    )


def decide(session: Session, institution: str, code: str, said: Asked, *, says: str) -> SealedAct:
    """The leader of the level has coordinated and makes a proposal (C21); with it their own opinion is signed."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        _sign(desk, says)
        add_voices(desk, [_voice(desk, VoiceKind.decision, says)])
        tell(desk, list_posts_of_units(session, [desk.row["unit_id"]]), "有1件协调事项已有意见，请登录督办系统查看。")
        return IDLE

    event, need, request = CoordinationEvent.decide, Need.proposal, {"says": says}
    facts = {"says": says}
    return step(
        session, institution, code, event, said, need=need, facts=lambda _desk: facts, work=work, request=request
    )


def sort(session: Session, institution: str, code: str, said: Asked, *, says: str) -> SealedAct:
    """The office sorts it before it goes to the main leader (C18)."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        add_voices(desk, [_voice(desk, VoiceKind.sorting, filled(says, "--says"))])
        return {}

    event, need, request = CoordinationEvent.sort, Need.sorting, {"says": says}
    return step(session, institution, code, event, said, need=need, work=work, request=request)


@dataclass(frozen=True)
class Instruction:
    """A main leader's instruction, and the item that carries it out."""

    says: str
    unit: str
    title: str | None = None
    """What the item is called; as the problem where it is left out."""
    dated_on: date | None = None
    """The day written on it; the day on which the office received it is that of the act."""
    complete_by: date | None = None


def instruct(
    session: Session, institution: str, code: str, said: Asked, *, new: Instruction, pack: PackOnRecord
) -> SealedAct:
    """A main leader's instruction is carried out as instructed (C47): it makes an item, linked both ways."""
    _hold(session, institution, code)

    def facts(_desk: RecordDesk) -> Mapping[str, Any]:
        if new.dated_on and new.dated_on > said.on:
            raise InvalidValue("--dated", str(new.dated_on), f"批示落款的日期不能晚于收到的日期 {said.on}")
        return {"says": new.says}

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        kind = level_of(desk).instructs
        item = NewItem(
            kind.item if kind else "",
            new.unit,
            new.title or desk.row["title"],
            new.says,
            completion_due_on=new.complete_by,
            decided_on=said.on,
        )
        made = draft_item(session, item, beside(said, "item"), pack=pack)
        row = find_row(session, ITEM, institution=institution, code=made)
        _sign(desk, new.says)
        voice = _voice(desk, VoiceKind.instruction, new.says)
        add_voices(desk, [{**voice, "dated_on": new.dated_on or said.on, "item_id": row["id"] if row else None}])
        tell(desk, list_posts_of_units(session, [desk.row["unit_id"]]), INSTRUCTED)
        return IDLE

    return step_record(
        session,
        KIND,
        code,
        CoordinationEvent.instruct,
        said,
        institution=institution,
        facts=facts,
        work=work,
        clause=_instructing_clause,
        request=asdict(new),
    )


def _instructing_clause(desk: RecordDesk) -> str | None:
    """The clause of a level that instructs; of another, none: it is refused once a retry was looked up."""
    rests_on = level_of(desk).instructs
    return rests_on.clause if rests_on else None


def pause(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """A leader of the level stops the clock of the item from today; nothing else about a coordination does."""
    item = _hold(session, institution, code)
    if not said.reason:
        raise ReasonMissing("暂停事项计时")
    if item is not None:
        suspend_item(session, institution, item["code"], beside(said, "suspend"))

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        stopped = last_of_item(session, SUSPENSION, desk.row["item_id"])
        return {"suspension_id": stopped["id"] if stopped else None}

    return step(session, institution, code, CoordinationEvent.pause, said, work=work)


def settle(
    session: Session, institution: str, code: str, said: Asked, *, says: str, calendar: WorkCalendar
) -> SealedAct:
    """It is solved; the item's clock goes on where it was stopped for it."""
    result = filled(says, "--says")
    _let_go(session, institution, code, said, calendar=calendar)
    ended, request = _ended(said, result), {"result": result}

    event = CoordinationEvent.settle
    return step(session, institution, code, event, said, work=lambda _desk: ended, request=request)


def withdraw(session: Session, institution: str, code: str, said: Asked, *, calendar: WorkCalendar) -> SealedAct:
    """The unit takes it back, and says why."""
    if not said.reason:
        raise ReasonMissing("撤回")
    _let_go(session, institution, code, said, calendar=calendar)
    ended = _ended(said, said.reason)
    return step(session, institution, code, CoordinationEvent.withdraw, said, work=lambda _desk: ended)


def _ended(said: Asked, result: str) -> Mapping[str, Any]:
    return {**IDLE, "result": result, "closed_at": said.at}


def _let_go(session: Session, institution: str, code: str, said: Asked, *, calendar: WorkCalendar) -> None:
    """The item's clock goes on if it still stands still for this problem."""
    item = _hold(session, institution, code)
    row = find_record(session, COORDINATION, institution, code)
    stopped = find_row(session, SUSPENSION, id=row["suspension_id"]) if row and row["suspension_id"] else None
    if item is not None and stopped is not None and stopped["to_on"] is None:
        resume_item(session, institution, item["code"], beside(said, "resume"), calendar=calendar)


def _hold(session: Session, institution: str, code: str) -> sa.RowMapping | None:
    """Locks the item of the problem, if it has one, and then the problem: acts on items take them in that order."""
    row = find_record(session, COORDINATION, institution, code, lock=False)
    item = lock_item(session, row["item_id"]) if row and row["item_id"] else None
    find_record(session, COORDINATION, institution, code)
    return item


def _sign(desk: RecordDesk, says: str) -> None:
    """The acting leader's opinion stands; one who was not asked signs for themself."""
    mine = [row for row in asked_leaders(desk) if row["post_id"] == desk.said.actor.post_id]
    if mine:
        desk.changes.changing(VOICE, [mine[0]["id"]])
        set_values(desk.session, VOICE, [mine[0]["id"]], spoken(desk, says))
    else:
        add_voices(desk, [_voice(desk, VoiceKind.opinion, says)])


def _voice(desk: RecordDesk, kind: VoiceKind, says: str) -> dict[str, Any]:
    return {"kind": kind, "post_id": desk.said.actor.post_id, **spoken(desk, says)}
