"""What is noted of an item and moves nothing: a call to the unit, a return visit without findings, who is to blame."""

from datetime import date

from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, ReasonMissing
from duban.services.acts import ActDraft, OpenAct, SealedAct, answered, open_act, record_new, seal
from duban.services.attachments import attach
from duban.services.item_desk import Asked, check_time, take_up
from duban.services.transition import get_item
from duban.store import item_side as store
from duban.store.item_story import last_act_at, open_breaches
from duban.store.rows import add_rows
from models import NoteKind
from states.item import ItemEvent, LimitKind


def log_call(session: Session, institution: str, code: str, asked: Asked, *, who: str, says: str) -> SealedAct:
    """The unit was called: whom, and what they answered."""
    return _note(session, institution, code, asked, event=ItemEvent.call, kind=NoteKind.call, who=who, says=says)


def look_back(session: Session, institution: str, code: str, asked: Asked, *, says: str) -> SealedAct:
    """A return visit found nothing wrong; what it found wrong reopens the item instead."""
    return _note(
        session, institution, code, asked, event=ItemEvent.look_back, kind=NoteKind.look_back, who=None, says=says
    )


def _note(
    session: Session,
    institution: str,
    code: str,
    asked: Asked,
    *,
    event: ItemEvent,
    kind: NoteKind,
    who: str | None,
    says: str,
) -> SealedAct:
    desk = take_up(session, institution, code, asked, event, request={"who": who, "says": says})
    if desk.done:
        return desk.done
    row = {"item_id": desk.item["id"], "kind": kind, "who": who, "says": says, "noted_at": asked.at}
    return desk.move({}, also=lambda act: record_new(session, act, store.NOTE, add_rows(session, store.NOTE, [row])))


def attribute(session: Session, institution: str, code: str, asked: Asked, *, unit: str) -> SealedAct:
    """The item's last missed limit is put down to a co-unit, with the reason: it, not the lead unit, loses the points.

    Raises NotFound, InvalidValue, ReasonMissing.
    """
    item = get_item(session, institution, code)
    draft = asked.draft(institution, "attribute", request={"item": code, "unit": unit})
    if done := answered(session, draft):
        return done
    check_time(asked, last_act_at(session, item["id"]))
    if not asked.reason:
        raise ReasonMissing("归责")
    helping = {row["unit"]: row["unit_id"] for row in store.co_units_of(session, [item["id"]], ever=True)}
    if unit not in helping:
        raise InvalidValue("--to", unit, f"它不是协办单位；协办单位有：{'、'.join(helping) or '无'}")
    known = {row["breach_id"] for row in store.attributions_of(session, item["id"])}
    missed = [row for row in open_breaches(session, item["id"], date.min) if row["id"] not in known]
    missed = [row for row in missed if row["limit_kind"] is not LimitKind.issue]
    if not missed:
        raise NotFound("尚未归责的逾期", code, "请用 duban item show 查看逾期和归责")
    row = {"breach_id": missed[-1]["id"], "unit_id": helping[unit], "reason": asked.reason, "decided_at": asked.at}
    return _sealed(session, draft, item["id"], row)


def _sealed(session: Session, draft: ActDraft, item_id: int, row: dict[str, object]) -> SealedAct:
    act: OpenAct = open_act(session, draft)
    record_new(session, act, store.ATTRIBUTION, add_rows(session, store.ATTRIBUTION, [row]))
    attach(session, act, item_id=item_id)
    return seal(session, act)
