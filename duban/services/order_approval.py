"""Approving a paper: proposed, agreed and signed by the posts that the pack names, or refused until a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, Refused
from duban.services.acts import SealedAct
from duban.services.item_desk import Asked
from duban.services.order_desk import Desk, step
from duban.services.order_items import hold_items
from duban.store import orders as store
from duban.store.rows import add_rows
from states.labels import ORDER_EVENT_LABELS
from states.order import OrderEvent, OrderState


@dataclass(eq=False)
class NotTheirStep(Refused):
    """A step of an approval was asked for by someone who may not take it."""

    paper: str
    step: str
    says: str
    clause: str | None = None

    def __str__(self) -> str:
        return f"{self.paper}不能这样“{self.step}”：{self.says}。"


def propose(session: Session, institution: str, handle: str, said: Asked) -> SealedAct:
    """The proposing post proposes the paper."""
    return _approve(session, institution, handle, OrderEvent.propose, said)


def agree(session: Session, institution: str, handle: str, said: Asked) -> SealedAct:
    """The agreeing post agrees."""
    return _approve(session, institution, handle, OrderEvent.agree, said)


def sign(session: Session, institution: str, handle: str, said: Asked, *, copies: Sequence[str] = ()) -> SealedAct:
    """The signing post signs; the year of the number is that of this day.

    `copies` are those that it ticks of whom the rung may be copied to (C41): a paper is never copied by itself.
    """
    return _approve(session, institution, handle, OrderEvent.sign, said, copies=copies)


def refuse(session: Session, institution: str, handle: str, said: Asked, *, until: date) -> SealedAct:
    """The paper is put off until that day; a new one is drafted afterwards if its items are still late.

    Any of the approving posts may do so; what is signed, only the post that signs takes back.
    """

    def work(desk: Desk) -> Mapping[str, Any]:
        if until < said.on:
            raise InvalidValue("--until", str(until), "暂缓至的日期不能早于退回的当天")
        if desk.plan.steps:
            _require_post(desk, OrderEvent.refuse, _refusing(desk))
        hold_items(desk, until)
        return {"held_until_on": until}

    asked = {"until": until}
    return step(
        session, institution, handle, OrderEvent.refuse, said, work=work, clause=_approval_clause, request=asked
    )


def _approve(
    session: Session, institution: str, handle: str, event: OrderEvent, said: Asked, *, copies: Sequence[str] = ()
) -> SealedAct:
    def work(desk: Desk) -> Mapping[str, Any]:
        _require_post(desk, event, (dict(desk.plan.steps)[event],))
        _require_another(desk, event)
        row = {
            "order_id": desk.order["id"],
            "step": event,
            "post_id": said.actor.post_id,
            "person_id": said.actor.person_id,
            "true_at": said.at,
        }
        desk.changes.added(store.STEP, add_rows(session, store.STEP, [row]))
        return {"signed_at": said.at, "copies": _ticked(desk, copies)} if event is OrderEvent.sign else {}

    asked = {"copies": list(copies)} if copies else None
    return step(session, institution, handle, event, said, work=work, clause=_approval_clause, request=asked)


def not_their_step(desk: Desk, event: OrderEvent) -> str:
    """Why whoever looks at the paper may not take that step of its approval now; empty where they may."""
    posts = {step: (post,) for step, post in desk.plan.steps}
    try:
        if event is OrderEvent.refuse and posts:
            _require_post(desk, event, _refusing(desk))
        if event in posts:
            _require_post(desk, event, posts[event])
            _require_another(desk, event)
    except NotTheirStep as refused:
        return refused.says
    return ""


def _refusing(desk: Desk) -> tuple[str, ...]:
    """The posts that may put the paper off: any that approves it; once it is signed, whoever signs."""
    posts = tuple(post for _, post in desk.plan.steps)
    return posts[-1:] if desk.order["state"] == OrderState.signed else posts


def _ticked(desk: Desk, copies: Sequence[str]) -> str | None:
    """Whom the paper is copied to, in the pack's order. Raises InvalidValue for anybody whom the rung does not name."""
    known = desk.plan.copies
    if strange := [name for name in copies if name not in known]:
        remedy = f"可以抄送的有{'、'.join(known)}" if known else "制度没有规定这种文书抄送"
        raise InvalidValue("--copy", strange[0], remedy)
    return "、".join(name for name in known if name in copies) or None


def _approval_clause(desk: Desk) -> str | None:
    return desk.plan.clause


def _require_post(desk: Desk, event: OrderEvent, posts: tuple[str, ...]) -> None:
    """Raises NotTheirStep unless the actor holds one of these posts on that day, as holder or deputy."""
    actor, needed = desk.said.actor, "、".join(posts)
    if actor.post_id is None or actor.person_id is None:
        raise _not_theirs(desk, event, f"须由{needed}办理，请用 --by {posts[0]} 写明")
    held = store.post_held(desk.session, actor.post_id, actor.person_id, desk.said.on)
    if held is None:
        raise _not_theirs(desk, event, f"办理人在{desk.said.on}不担任这一岗位")
    if held not in posts:
        raise _not_theirs(desk, event, f"须由{needed}办理，不是{held}")


def _require_another(desk: Desk, event: OrderEvent) -> None:
    """Raises NotTheirStep for a person who drafted the paper or took another step, and would approve it now.

    Where the pack names one post for both steps, it wants one person to take them.
    """
    if event is OrderEvent.propose:
        return
    posts, person_id = dict(desk.plan.steps), desk.said.actor.person_id
    if drafter := store.drafter_of(desk.session, desk.order["id"], person_id):
        raise _same_person(desk, event, drafter, "拟")
    for taken in store.steps_of(desk.session, desk.order["id"]):
        if taken["person_id"] == person_id and posts.get(taken["step"]) != posts[event]:
            raise _same_person(desk, event, taken["person"], ORDER_EVENT_LABELS[taken["step"]])


def _same_person(desk: Desk, event: OrderEvent, person: str, did: str) -> NotTheirStep:
    step = ORDER_EVENT_LABELS[event]
    return _not_theirs(desk, event, f"{person}已经{did}了它，同一人不能再“{step}”，请由代理人办理")


def _not_theirs(desk: Desk, event: OrderEvent, says: str) -> NotTheirStep:
    return NotTheirStep(desk.name, ORDER_EVENT_LABELS[event], says, desk.plan.clause)
