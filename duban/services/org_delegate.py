"""Delegation (代理): the holder of a post names a deputy for a time, who may then do all that the post may."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, Refused
from duban.services.acting import the_post
from duban.services.acts import SealedAct, open_or_answer, record_new, seal
from duban.services.item_desk import Asked
from duban.store.kept import Changes
from duban.store.org import HOLDING, PERSON, list_holdings
from duban.store.rows import add_rows, find_row, set_values


@dataclass(frozen=True)
class Deputy:
    """Who deputises in which post, from when to when (both included)."""

    post: str
    person: str
    from_on: date
    to_on: date


@dataclass(eq=False)
class NotTheirPost(Refused):
    """Somebody would give away a post that they do not hold."""

    post: str

    def __str__(self) -> str:
        return f"岗位“{self.post}”不由您担任，不能由您委托代理；请由任职人本人办理，或由系统管理员登记任职。"


def delegate(session: Session, institution: str, deputy: Deputy, asked: Asked) -> SealedAct:
    """The deputy's term, under an act of the holder; without a person it is this machine's own account that acts.

    Raises NotFound, InvalidValue, NotTheirPost.
    """
    post = the_post(session, institution, deputy.post)
    request = {"post": deputy.post, "person": deputy.person, "from": deputy.from_on, "to": deputy.to_on}
    act = open_or_answer(session, asked.draft(institution, "delegate", request=request))
    if isinstance(act, SealedAct):
        return act
    _check(session, institution, post["id"], deputy, asked)
    person = find_row(session, PERSON, institution=institution, name=deputy.person)
    if person is None:
        raise NotFound("代理人", deputy.person, "请写已经登记的姓名")
    row = {"post_id": post["id"], "person_id": person["id"], "from_on": deputy.from_on, "to_on": deputy.to_on}
    if find_row(session, HOLDING, **{name: row[name] for name in ("post_id", "person_id", "from_on")}):
        raise InvalidValue("代理人", deputy.person, f"自 {deputy.from_on} 起已经担任这个岗位")
    record_new(session, act, HOLDING, add_rows(session, HOLDING, [{**row, "is_deputy": True}]))
    return seal(session, act)


def end_delegation(session: Session, institution: str, post_name: str, person_name: str, asked: Asked) -> SealedAct:
    """The deputy's term ends with today; one that has not begun, with its first day. Raises NotFound, NotTheirPost."""
    post = the_post(session, institution, post_name)
    person = find_row(session, PERSON, institution=institution, name=person_name)
    held = [
        row
        for row in list_holdings(session, institution)
        if row["post_id"] == post["id"] and person and row["person_id"] == person["id"] and row["is_deputy"]
    ]
    running = [row for row in held if row["to_on"] is None or row["to_on"] >= asked.on]
    if not running:
        raise NotFound(f"“{post_name}”的代理人", person_name, "现在没有这一项代理")
    row = find_row(
        session, HOLDING, post_id=post["id"], person_id=running[0]["person_id"], from_on=running[0]["from_on"]
    )
    changes = Changes(session)
    changes.changing(HOLDING, [row["id"]] if row else [])
    request = {"post": post_name, "person": person_name}
    act = open_or_answer(session, asked.draft(institution, "end_delegation", request=request))
    if isinstance(act, SealedAct):
        return act
    _require_holder(session, institution, post["id"], post_name, asked)
    if row:
        set_values(session, HOLDING, [row["id"]], {"to_on": max(row["from_on"], asked.on)})
    changes.record(act.institution, act.seq)
    return seal(session, act)


def _check(session: Session, institution: str, post_id: int, deputy: Deputy, asked: Asked) -> None:
    if deputy.to_on < deputy.from_on:
        raise InvalidValue("代理至", str(deputy.to_on), f"不能早于起始的 {deputy.from_on}")
    if deputy.from_on < asked.on:
        raise InvalidValue("代理自", str(deputy.from_on), f"不能早于今天 {asked.on}，代理不追溯")
    _require_holder(session, institution, post_id, deputy.post, asked)


def _require_holder(session: Session, institution: str, post_id: int, name: str, asked: Asked) -> None:
    if asked.actor.person_id is None:
        return
    held = [row for row in list_holdings(session, institution, asked.on) if row["post_id"] == post_id]
    if not any(row["person_id"] == asked.actor.person_id and not row["is_deputy"] for row in held):
        raise NotTheirPost(name)
