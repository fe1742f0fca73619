"""From a signed paper to an answered one: numbered and issued, served, answered; corrected or voided on the way."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import TransitionRefused
from duban.services.acts import SealedAct
from duban.services.item_desk import Asked
from duban.services.ladders import Clock, clock_of
from duban.services.numbering import Series, next_serial, series_of, take
from duban.services.order_desk import Desk, step
from duban.services.order_items import climb_items, hold_items, wait_on
from duban.store.interviews import approved_on
from duban.store.orders import listed_items
from states.labels import ORDER_EVENT_LABELS, ORDER_LABELS
from states.order import OrderEvent, OrderState


def series_for(desk: Desk) -> Series:
    """The series that the paper is numbered in: the year is that of signing, else of issuing, in Shanghai."""
    year = local_date(desk.order["signed_at"] or desk.said.at).year
    return series_of(desk.pack, desk.order["office"], desk.order["paper"], year)


def preview_number(desk: Desk) -> str:
    """The number that the paper would get now. Takes none."""
    series = series_for(desk)
    return series.number(next_serial(desk.session, series))


def issue(session: Session, institution: str, handle: str, said: Asked) -> SealedAct:
    """The paper takes its number and goes out."""

    def work(desk: Desk) -> Mapping[str, Any]:
        series = series_for(desk)
        serial = take(session, desk.changes, series)
        return {
            "year": series.year,
            "serial": serial,
            "number": series.number(serial),
            "signed_at": desk.order["signed_at"] or said.at,
            "issued_at": said.at,
        }

    return step(session, institution, handle, OrderEvent.issue, said, work=work, clause=_series_clause)


def serve(session: Session, institution: str, handle: str, said: Asked) -> SealedAct:
    """The paper reaches the unit: its items climb, and the answer limit counts from this day."""

    def work(desk: Desk) -> Mapping[str, Any]:
        _require_talk(desk)
        calendar, answer = desk.calendar(), Clock()
        if desk.rung:
            answer = clock_of(desk.rung.answer, calendar, said.on) if desk.rung.answer else Clock()
            climb_items(desk, desk.ladder.clock_at(desk.rung.rung, calendar, said.on), calendar.version)
        return {"served_at": said.at, "answer_due_on": answer.due_on, "answer_provisional": answer.provisional}

    return step(session, institution, handle, OrderEvent.serve, said, work=work, clause=_rung_clause)


def _require_talk(desk: Desk) -> None:
    """The notice of an interview goes out for one that was consented to and approved, never by itself."""
    rules = desk.pack.interview
    if rules is None or desk.order["paper"] != rules.paper:
        return
    items = [line["id"] for line in listed_items(desk.session, desk.order["id"])]
    if not approved_on(desk.session, items):
        label, says = ORDER_LABELS[desk.order["state"]], "约谈尚未批准，请先用 duban interview propose 提出"
        raise TransitionRefused(f"{desk.name} ", label, ORDER_EVENT_LABELS[OrderEvent.serve], says)


def answer(session: Session, institution: str, handle: str, said: Asked) -> SealedAct:
    """The unit answers the paper; its items climb for want of a report from now on, not for want of an answer."""

    def work(desk: Desk) -> Mapping[str, Any]:
        wait_on(desk)
        return {"answered_at": said.at}

    return step(session, institution, handle, OrderEvent.answer, said, work=work, clause=_rung_clause)


def void(session: Session, institution: str, handle: str, said: Asked) -> SealedAct:
    """The paper is void and keeps its number; items that still waited for it are late again from the next day on.

    Items that it has taken up stay on their rung, and owe no answer to it but a report.
    """

    def work(desk: Desk) -> Mapping[str, Any]:
        if desk.order["state"] != OrderState.issued:
            wait_on(desk)
            return {}
        hold_items(desk, said.on)
        return {"held_until_on": said.on}

    return step(session, institution, handle, OrderEvent.void, said, work=work, clause=_series_clause)


def correct(session: Session, institution: str, handle: str, said: Asked, *, remark: str) -> SealedAct:
    """A correction is recorded on the paper; it takes no new number."""
    sets = {"remark": remark}
    return step(session, institution, handle, OrderEvent.correct, said, work=lambda _desk: sets, request=sets)


def _series_clause(desk: Desk) -> str | None:
    book = desk.pack.series_of(desk.order["office"])
    return book.clause if book else None


def _rung_clause(desk: Desk) -> str | None:
    return desk.rung.clause if desk.rung else None
