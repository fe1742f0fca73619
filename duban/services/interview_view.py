"""Interviews as people read them: the few see what each is about, the others that it exists; and the rolling count."""

from collections.abc import Sequence
from datetime import date, time
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import instant_at, local_date
from duban.institutions.schema import Pack
from duban.services.interview_desk import KIND, interview_rules, may_read, require_reader, step_of
from duban.services.item_desk import Asked
from duban.services.ladders import counted_from
from duban.services.records import record_desk
from duban.services.records_view import local_text, plain_value, told_record
from duban.store.interviews import INTERVIEW, consents_of, list_interviews, talks_since
from duban.store.record_sight import seen_interviews
from duban.store.sight import EVERYTHING, Sight
from states.interview import InterviewEvent, InterviewState

Told = dict[str, Any]
PEOPLE = ("proposer_id", "approver_id", "talker_id")
HIDDEN = ("item_id", "unit_id", "person_id", "first_id", "inspection_id", "order_id", *PEOPLE)
NAMES = ("unit", "person", "item", "notice", "first", "talker", "inspection")
OPEN_TO_ALL = ("code", "unit", "label")
"""Numbered notices and an item's rung tell everybody that there was a talk, and with which unit; nothing else does."""
NEXT = {
    InterviewState.proposed: InterviewEvent.approve,
    InterviewState.approved: InterviewEvent.notice,
    InterviewState.noticed: InterviewEvent.hold,
    InterviewState.held: InterviewEvent.find_effective,
}
"""What each open interview waits for."""
NEXT_WORDS = {
    InterviewEvent.approve: "会商同意后批准",
    InterviewEvent.notice: "送达通知",
    InterviewEvent.hold: "约谈",
    InterviewEvent.find_effective: "评判成效",
}
MIDNIGHT = time()


def told_interview(session: Session, institution: str, code: str, said: Asked) -> Told:
    """One interview, for those who may read it. Raises NotFound, NotShown."""
    desk = record_desk(session, KIND, code, said, institution=institution, lock=False)
    require_reader(session, desk.pack, said)
    named = list_interviews(session, institution, INTERVIEW.c.id == desk.row["id"])[0]
    told = {name: value for name, value in told_record(desk).items() if name not in HIDDEN}
    consents = [_consent(row) for row in consents_of(session, desk.row["id"])]
    count = counted(session, desk.pack, said.on, person_id=desk.row["person_id"], unit_id=desk.row["unit_id"])
    told |= {name: named[name] for name in NAMES}
    told["assumed"] = _assumed(desk.pack, desk.row, told["acts"][-1]["step"])
    return {**told, "consents": consents, "late": _is_late(desk.row, said.on), "count": count[0] if count else None}


def listed(
    session: Session, pack: Pack, said: Asked, *, late: bool = False, every: bool = False, sight: Sight = EVERYTHING
) -> list[Told]:
    """Interviews, newest first: whole for those who may read them, else only that they exist."""
    reads = may_read(session, pack, said)
    found = []
    for row in list_interviews(session, pack.code, *seen_interviews(sight)):
        is_late = _is_late(row, said.on)
        if (late and not is_late) or not (every or late or row["closed_at"] is None):
            continue
        whole = {name: plain_value(value) for name, value in row.items() if name not in HIDDEN}
        whole |= {"label": KIND.labels[row["state"]], "late": is_late, "next": _next(pack, row)}
        found.append(whole if reads else {name: whole[name] for name in OPEN_TO_ALL})
    return found


def counted(session: Session, pack: Pack, on: date, **equal: Any) -> list[Told]:
    """How often each person of each unit was talked to in the rolling span; often enough makes a proposal, no more."""
    rules = interview_rules(pack)
    if rules.count is None:
        return []
    since = counted_from(rules.count.within, on)
    rows = talks_since(session, pack.code, instant_at(since, MIDNIGHT), **equal)
    talks = sorted((row for row in rows if local_date(row["held_at"]) > since), key=_whom)
    return [_count(pack, list(mine)) for _, mine in groupby(talks, key=_whom)]


def _next(pack: Pack, row: sa.RowMapping) -> str | None:
    """The step that comes next, and whose it is."""
    event = NEXT.get(row["state"])
    if event is None:
        return None
    return f"{NEXT_WORDS[event]}：{'、'.join(step_of(pack, dict(row), event).by)}"


def _whom(row: sa.RowMapping) -> tuple[str, str]:
    return row["unit"], row["person"]


def _count(pack: Pack, talks: Sequence[sa.RowMapping]) -> Told:
    rule = interview_rules(pack).count
    names = ("code", "cause", "item", "first")
    evidence = [{**{name: row[name] for name in names}, "held_at": local_text(row["held_at"])} for row in talks]
    enough = rule is not None and len(talks) >= rule.times
    proposal = {"says": rule.proposal, "clause": rule.clause, "assumed": rule.assumed} if rule and enough else None
    return {"unit": talks[0]["unit"], "person": talks[0]["person"], "times": len(talks), "talks": evidence} | {
        "proposal": proposal
    }


def _assumed(pack: Pack, row: sa.RowMapping, label: str) -> str | None:
    """What the last act rests on where no clause says it."""
    events = [event for event in InterviewEvent if KIND.event_labels[event] == label]
    if events:
        return step_of(pack, dict(row), events[0]).assumed
    rules = interview_rules(pack)
    return rules.causes[row["cause"]].assumed if row["cause"] in rules.causes else rules.again.assumed


def _consent(row: sa.RowMapping) -> Told:
    at = local_text(row["answered_at"]) if row["answered_at"] else None
    return {**{name: row[name] for name in ("post", "person", "agrees", "says")}, "at": at}


def _is_late(row: sa.RowMapping, on: date) -> bool:
    return row["state"] is InterviewState.held and row["judge_on"] < on
