"""A unit reports of an item, and the office checks the report (反馈、核查)."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import InvalidValue
from duban.core.workdays import WorkCalendar
from duban.services.acts import OpenAct, SealedAct, record_new
from duban.services.breaches import record_breach
from duban.services.item_desk import Asked, Desk, take_up
from duban.services.item_limits import report_next
from duban.services.item_nodes import NodeDone, mark_done, nodes_meant, settle_done
from duban.services.item_parts import add_link, merge_target, reports_to
from duban.services.item_progress import chased, check_progress, respite
from duban.services.item_requests import lapse_extension
from duban.services.item_results import report_result
from duban.services.ladders import Clock
from duban.services.messages import office_units, tell_units_of
from duban.services.order_items import lapse
from duban.services.transition import RESTART_CLOCK, fire, get_item, record_change
from duban.store.item_side import co_units_of
from duban.store.item_story import BREACH, FEEDBACK, last_of_item, open_breaches
from duban.store.items import ITEM
from duban.store.kept import Changes
from duban.store.rows import add_rows, find_row
from models import LinkKind, Verdict
from states.item import ACCEPTED, OVER, FeedbackKind, ItemEvent, LimitKind
from states.labels import state_label

REPORTS_AGAIN = (ItemEvent.accept_stage, ItemEvent.accept_long_term)
REPORTED = (LimitKind.feedback, LimitKind.answer)
"""The limits that any report answers, and that the next report day replaces."""
ENDS = (ItemEvent.accept_merge, ItemEvent.accept_terminate)


@dataclass(frozen=True)
class NewFeedback:
    """What a unit reports; `into` is the code of the item that this one is to be merged into.

    `progress` is how much is done, in per cent.
    """

    kind: FeedbackKind
    says: str
    into: str | None = None
    progress: int | None = None
    done: tuple[NodeDone, ...] = ()
    """The key nodes that are done."""


@dataclass(frozen=True)
class Finding:
    """What the check found: accepted or not, why not, and where a person names it the next report day."""

    accepted: bool
    quality: str | None = None
    next_due_on: date | None = None


def give_feedback(session: Session, institution: str, code: str, asked: Asked, new: NewFeedback) -> SealedAct:
    """The unit reports; its clock stands still while the office checks. In time or late by the true time."""
    desk = take_up(session, institution, code, asked, ItemEvent.feedback, request=asdict(new))
    if desk.done:
        return desk.done
    into_id = _merge_target(desk, new)
    check_progress(desk, new.kind, new.progress)
    done = nodes_meant(desk, new.done)
    limit_on = _limit_answered(desk)
    in_time = limit_on is None or asked.at <= desk.cutoff(limit_on)
    row = {
        "item_id": desk.item["id"],
        "kind": new.kind,
        "says": new.says,
        "progress": new.progress,
        "given_at": asked.at,
        "limit_on": limit_on,
        "in_time": in_time,
        "into_item_id": into_id,
    }

    done_by = desk.item["completion_due_on"] if new.kind is FeedbackKind.complete else None

    def also(act: OpenAct) -> None:
        ids = add_rows(session, FEEDBACK, [row])
        record_new(session, act, FEEDBACK, ids)
        mark_done(desk, act, done, ids[0])
        if done_by and asked.at > desk.cutoff(done_by):
            record_breach(session, act, desk.item["id"], LimitKind.completion, done_by)
        units = office_units(session, desk.pack, reports_to(desk.kind, desk.item["item_class"]))
        tell_units_of(session, act, dict.fromkeys(units, 1), "件反馈待核查，请登录督办系统办理。")

    newly_late = not in_time and limit_on == desk.item["climb_due_on"]
    sets = {"back_state": ITEM.c.state, "back_rung": ITEM.c.rung}
    return desk.move(sets, missed=_kind_waited_for(desk) if newly_late else None, also=also)


def check_feedback(
    session: Session, institution: str, code: str, asked: Asked, finding: Finding, *, calendar: WorkCalendar
) -> SealedAct:
    """The office accepts the report or sends it back with the reason.

    Accepted, it strikes the item from papers that were not signed yet; a paper that lists nothing more lapses.
    An accepted report on time clears the breaches that were recorded while it was not yet entered. After a stage
    report, and for a long-term item, a fresh limit runs: an honest long item is not late.
    """
    item = get_item(session, institution, code)
    report = last_of_item(session, FEEDBACK, item["id"])
    accepts = ACCEPTED[report["kind"]] if report else ItemEvent.accept_stage
    event = accepts if finding.accepted else ItemEvent.send_back
    desk = take_up(session, institution, code, asked, event, verb="check", request=asdict(finding))
    if desk.done:
        return desk.done
    fire(desk.plan, desk.item, event)
    _checked_by_another(desk)
    if not finding.accepted and not finding.quality:
        raise InvalidValue("--quality", "", "退回须写明哪里不合格")
    if finding.next_due_on and finding.next_due_on <= asked.on:
        raise InvalidValue("--next", str(finding.next_due_on), f"下次报告的日期须晚于 {asked.on}")
    into = _merged_into(desk, report) if desk.event is ItemEvent.accept_merge else None
    sets, clock = _after_check(desk, finding, calendar)
    sets |= chased(desk, report, accepted=finding.accepted)
    values = {
        "verdict": Verdict.accepted if finding.accepted else Verdict.sent_back,
        "checked_at": asked.at,
        "quality": finding.quality,
        "next_due_on": sets.get("feedback_due_on"),
    }

    still = LimitKind.progress if sets.get("behind_on") else None

    def beside() -> Changes:
        return lapse(session, item["id"], asked.at, gone=True, still=still) if finding.accepted else Changes(session)

    def also(act: OpenAct) -> None:
        if report:
            record_change(session, act, FEEDBACK, [report["id"]], values)
            settle_done(desk, act, report["id"], accepted=finding.accepted)
        if finding.accepted:
            lapse_extension(desk, act, REPORTED if desk.event is ItemEvent.accept_stage else tuple(LimitKind))
        if report and finding.accepted and report["in_time"]:
            _clear(desk, act, local_date(report["given_at"]))
        if into:
            add_link(session, act, item["id"], into["id"], LinkKind.merged)
        report_result(desk, act)

    return desk.move(sets, clock=clock, beside=beside, also=also)


def _checked_by_another(desk: Desk) -> None:
    """Whoever assigned supervises (C23): a unit that carries an item out does not check its own report."""
    rule, unit_id = desk.pack.check, desk.unit_id()
    if rule is None or unit_id is None:
        return
    helping = [row["unit_id"] for row in co_units_of(desk.session, [desk.item["id"]])]
    if unit_id in (*helping, desk.item["lead_unit_id"]):
        raise desk.refusal(f"反馈由{rule.by}核查，承办单位不核查自己的反馈（{rule.clause or rule.assumed}）")


def _merged_into(desk: Desk, report: sa.RowMapping | None) -> sa.RowMapping | None:
    """The item that the report names, which may have ended while the office was checking."""
    into = find_row(desk.session, ITEM, id=report["into_item_id"]) if report else None
    if into and into["state"] in OVER:
        raise desk.refusal(f"要并入的 {into['code']}{state_label(into['state'])}，请退回，由承办单位另报")
    return into


def _after_check(desk: Desk, finding: Finding, calendar: WorkCalendar) -> tuple[dict[str, Any], Clock]:
    """What the check sets, and the clock that runs afterwards. What was sent back keeps the limit that it had."""
    forget: dict[str, Any] = {"back_state": None, "back_rung": None}
    if desk.event is ItemEvent.send_back:
        return forget, Clock()
    forget |= {"climb_held_on": None, "awaits": None}
    if desk.event in REPORTS_AGAIN:
        sets, clock = report_next(desk.item, desk.plan, calendar, desk.asked.on, finding.next_due_on)
        sets["climb_held_on"] = respite(desk.item, sets["feedback_due_on"], desk.asked.on)
        if desk.event is ItemEvent.accept_long_term:
            sets["completion_due_on"] = None
        return {**forget, **sets}, clock
    ended = {"closed_at": desk.asked.at} if desk.event in ENDS else {}
    return {**forget, **RESTART_CLOCK, **ended}, Clock()


def _clear(desk: Desk, act: OpenAct, given_on: date) -> None:
    """The limits that the report met by its true time were not missed; a completion limit only by a complete one."""
    open_ones = open_breaches(desk.session, desk.item["id"], given_on)
    met = [breach["id"] for breach in open_ones if breach["limit_kind"] in met_by(desk.event)]
    record_change(desk.session, act, BREACH, met, {"cleared_at": desk.asked.at})


def met_by(event: ItemEvent) -> tuple[LimitKind, ...]:
    """The limits that an accepted report in time has met."""
    return REPORTED if event is ItemEvent.accept_stage else (*REPORTED, LimitKind.completion)


def _limit_answered(desk: Desk) -> date | None:
    """The limit that stood when the report was really given: one that passed since is on record as a breach."""
    open_ones = open_breaches(desk.session, desk.item["id"], desk.asked.on)
    passed = [breach for breach in open_ones if breach["limit_kind"] in REPORTED]
    found: date | None = passed[0]["limit_on"] if passed else desk.item["climb_due_on"]
    return found or desk.item["feedback_due_on"]


def _kind_waited_for(desk: Desk) -> LimitKind:
    return LimitKind.answer if desk.item["rung"] else LimitKind.feedback


def _merge_target(desk: Desk, new: NewFeedback) -> int | None:
    if (new.kind is FeedbackKind.merge) is (new.into is None):
        raise InvalidValue("--into", new.into or "", "并入另一件事项时写明它的编号，其他反馈不写")
    return merge_target(desk.session, desk.item, new.into) if new.into else None
