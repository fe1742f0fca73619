"""An interview's way: proposed, consented to, approved, noticed, held, judged; and how often somebody was talked to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import EvidenceMissing, InvalidValue, NotFound, ReasonMissing, TransitionRefused
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Pack
from duban.services.acting import the_post
from duban.services.acts import OpenAct, SealedAct, record_new
from duban.services.coordination_desk import beside, filled
from duban.services.heads import heads_of, holders_of
from duban.services.interview_desk import (
    KIND,
    interview_rules,
    silent_and_against,
    step,
    tell,
)
from duban.services.item_desk import Asked
from duban.services.item_parts import get_unit
from duban.services.ladders import clock_of, ladder_plan
from duban.services.messages import tell_posts
from duban.services.order_issue import serve
from duban.services.packs import PackOnRecord, pack_behind
from duban.services.records import RecordDesk, open_record, opened_before, post_of
from duban.services.score_consequences import require_ranked
from duban.services.transition import get_item
from duban.store.coordinations import lock_item
from duban.store.inspections import INSPECTION, VISITED
from duban.store.interviews import CONSENT, INTERVIEW, ahead_of, consents_of
from duban.store.orders import find_order, listed_items
from duban.store.records import find_record
from duban.store.rows import add_rows, find_row, set_values
from states.inspection import INSPECTION_LABELS
from states.interview import InterviewEvent, InterviewState
from states.labels import state_label
from states.order import OrderState

AGAIN = "约谈后成效仍不明显"
"""The cause of every second talk."""
PROPOSE = "提出约谈"


@dataclass(frozen=True)
class NewTalk:
    """Whom to talk to, about what, and why; `after` is the talk that had no effect."""

    ground: str
    person: str | None = None
    cause: str | None = None
    unit: str | None = None
    item: str | None = None
    after: str | None = None
    inspection: str | None = None
    """The inspection whose conclusion it rests on."""


def propose(session: Session, new: NewTalk, said: Asked, *, pack: PackOnRecord) -> str:
    """An interview is proposed, on a cause that the pack knows and that holds. Returns its code.

    Raises TransitionRefused, InvalidValue, NotFound, EvidenceMissing.
    """
    rules, institution = interview_rules(pack.pack), pack.pack.code
    if post_of(session, said) not in rules.propose.by:
        raise TransitionRefused("约谈", "尚未提出", PROPOSE, f"须由{'、'.join(rules.propose.by)}提出，请用 --by 写明")
    first = _talk_before(session, institution, new.after) if new.after else None
    item = get_item(session, institution, new.item) if new.item and first is None else None
    if code := opened_before(session, KIND, institution, said, asdict(new)):
        return code
    whom = _again(session, first) if first else _first(session, pack.pack, new, said, item)
    columns = {
        **whom,
        "ground": filled(new.ground, "事由"),
        "state": InterviewState.proposed,
        "proposer_id": said.actor.person_id,
    }
    posts = [the_post(session, institution, name)["id"] for name in rules.consent.by]

    def also(act: OpenAct, row_id: int) -> None:
        rows = [{"interview_id": row_id, "post_id": post_id} for post_id in posts]
        record_new(session, act, CONSENT, add_rows(session, CONSENT, rows))
        tell_posts(session, act, posts, "有1件约谈建议待会商，请登录督办系统办理。")

    clause = rules.again.clause if new.after else rules.causes[whom["cause"]].clause or rules.clause
    return open_record(session, KIND, columns, said, pack=pack, clause=clause, also=also, request=asdict(new))


def _talk_before(session: Session, institution: str, code: str) -> sa.RowMapping:
    """The talk that is to be had again, locked. Raises NotFound."""
    first = find_record(session, INTERVIEW, institution, code)
    if first is None:
        raise NotFound("约谈", code, "请用 duban interview list 查看编号")
    return first


def _again(session: Session, first: sa.RowMapping) -> dict[str, Any]:
    """The second talk is with the same person of the same unit, where the first had no effect."""
    label, name = KIND.labels[first["state"]], f"约谈 {first['code']} "
    if first["state"] is not InterviewState.ineffective:
        raise TransitionRefused(name, label, "再次约谈", "评判为成效不明显的，才再次约谈")
    if find_row(session, INTERVIEW, first_id=first["id"]):
        raise TransitionRefused(name, label, "再次约谈", "已经提出过再次约谈")
    same = {column: first[column] for column in ("item_id", "unit_id", "person_id")}
    return {**same, "cause": AGAIN, "first_id": first["id"]}


def _first(session: Session, pack: Pack, new: NewTalk, said: Asked, item: sa.RowMapping | None) -> dict[str, Any]:
    rules, institution = interview_rules(pack), pack.code
    cause = rules.causes.get(new.cause or "")
    if cause is None:
        raise InvalidValue("--cause", new.cause or "", f"请从{'、'.join(rules.causes)}中选一个")
    if cause.rung:
        _require_unanswered(item, cause.rung, said.on)
    elif cause.evidence and not said.files:
        raise EvidenceMissing(f"{PROPOSE}（{cause.evidence}）")
    if item is not None and (other := ahead_of(session, item["id"])):
        label = state_label(item["state"], item["rung"])
        raise TransitionRefused(f"督办任务 {item['code']} ", label, PROPOSE, f"已有进行中的约谈 {other}")
    if item is None and new.unit is None:
        raise InvalidValue("--unit", "", "请写明约谈哪个单位，或用 --item 写明因哪件督办任务")
    unit_id = int(item["lead_unit_id"] if item else get_unit(session, institution, new.unit or "")["id"])
    if item is not None and new.unit and get_unit(session, institution, new.unit)["id"] != unit_id:
        raise InvalidValue("--unit", new.unit, f"督办任务 {item['code']} 的主办单位不是它")
    person_id = _person(session, pack, unit_id, new.person or "", said.on)
    if cause.ranked:
        require_ranked(session, institution, new.cause or "", unit_id)
    whom = {"item_id": item and item["id"], "unit_id": unit_id, "person_id": person_id, "cause": new.cause}
    return {**whom, "inspection_id": _concluded(session, institution, new, unit_id) if cause.inspected else None}


def _require_unanswered(item: sa.RowMapping | None, rung: str, on: date) -> None:
    if item is None:
        raise InvalidValue("--item", "", f"这一事由须写明哪件督办任务在“{rung}”一级没有答复")
    late = item["awaits"] or (item["climb_due_on"] and item["climb_due_on"] < on)
    if item["rung"] != rung or not late:
        label = state_label(item["state"], item["rung"])
        raise TransitionRefused(f"督办任务 {item['code']} ", label, PROPOSE, f"须已在“{rung}”一级，且到期没有答复")


def _concluded(session: Session, institution: str, new: NewTalk, unit_id: int) -> int:
    """The inspection of that unit that has come to a conclusion. Raises NotFound, InvalidValue, TransitionRefused."""
    if new.inspection is None:
        raise InvalidValue("--inspection", "", "这一事由须写明哪一次督查，并已作出结论")
    found = find_record(session, INSPECTION, institution, new.inspection, lock=False)
    if found is None:
        raise NotFound("督查", new.inspection, "请用 duban inspection list 查看编号")
    if found["conclusion"] is None:
        raise TransitionRefused(f"督查 {new.inspection} ", INSPECTION_LABELS[found["state"]], PROPOSE, "还没有作出结论")
    if find_row(session, VISITED, inspection_id=found["id"], unit_id=unit_id) is None:
        raise InvalidValue("--inspection", new.inspection, "这次督查没有督查该单位")
    return int(found["id"])


def _person(session: Session, pack: Pack, unit_id: int, name: str, on: date) -> int:
    """Somebody of that unit; its head where the pack says which posts make one. Raises NotFound."""
    held = (heads_of if pack.heads else holders_of)(session, pack, unit_id, on)
    for row in held:
        if row["person"] == name:
            return int(row["person_id"])
    known = "、".join(dict.fromkeys(row["person"] for row in held))
    whom = "该单位的主要负责同志" if pack.heads else "在该单位任职的人"
    raise NotFound(whom, name, f"当日任职的是{known}" if known else "请先用 duban org import 登记任职")


def consent(session: Session, institution: str, code: str, said: Asked, *, agrees: bool, says: str | None) -> SealedAct:
    """One of the joint offices agrees, or does not and says why."""
    if not agrees and not (says or "").strip():
        raise InvalidValue("--says", says or "", "不同意的请写明理由")

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        mine = [row for row in consents_of(session, desk.row["id"]) if row["post_id"] == said.actor.post_id]
        if not mine:
            raise desk.refused(InterviewEvent.consent, "没有请这个岗位会商")
        desk.changes.changing(CONSENT, [mine[0]["id"]])
        answer = {"agrees": agrees, "says": says, "person_id": said.actor.person_id, "answered_at": said.at}
        set_values(session, CONSENT, [mine[0]["id"]], answer)
        if not any(silent_and_against(desk).values()):
            tell(desk, interview_rules(desk.pack).approve.by, "有1件约谈建议待批准，请登录督办系统办理。")
        return {}

    request = {"agrees": agrees, "says": says}
    return step(session, institution, code, InterviewEvent.consent, said, work=work, request=request)


def approve(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """A main leader approves it, once every joint office agrees; nobody approves their own proposal."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        tell(desk, interview_rules(desk.pack).propose.by, "有1件约谈已批准，请登录督办系统办理。")
        return {"approver_id": said.actor.person_id}

    return step(session, institution, code, InterviewEvent.approve, said, work=work)


def refuse(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """A main leader does not approve it, and says why."""
    return _close(session, institution, code, said, InterviewEvent.refuse)


def withdraw(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """Whoever proposes takes it back before the talk, and says why."""
    return _close(session, institution, code, said, InterviewEvent.withdraw)


def _close(session: Session, institution: str, code: str, said: Asked, event: InterviewEvent) -> SealedAct:
    if not said.reason:
        raise ReasonMissing(KIND.event_labels[event])
    ended = {"result": said.reason, "closed_at": said.at}
    return step(session, institution, code, event, said, work=lambda _desk: ended)


def notice(
    session: Session, institution: str, code: str, said: Asked, *, meet_on: date, order: str | None = None
) -> SealedAct:
    """The notice reaches the unit, and with it the item climbs: its paper is served under the same transaction.

    Locks the paper, the item, the interview, as the service of papers and the end of items do.
    """
    if meet_on < said.on:
        raise InvalidValue("--meet", str(meet_on), f"约谈的日期不能早于 {said.on}")
    paper = find_order(session, institution, order) if order else None
    if order and paper is None:
        raise NotFound("单", order, "请用 duban order list 查看")
    row = find_record(session, INTERVIEW, institution, code, lock=False)
    item = lock_item(session, row["item_id"]) if row and row["item_id"] else None
    find_record(session, INTERVIEW, institution, code)
    not_ready = _not_ready(session, row, item, paper, said) if row else ""
    if paper is not None and not not_ready and paper["state"] is OrderState.issued:
        serve(session, institution, str(paper["id"]), beside(said, "serve"))

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        rules = interview_rules(desk.pack)
        talk = rules.again if desk.row["first_id"] else rules.talk
        tell(desk, talk.by, "有1件约谈待进行，请登录督办系统查看。")
        return {"order_id": paper["id"] if paper else None, "meet_on": meet_on}

    request = {"order": order, "meet_on": meet_on}
    ready = {"not_ready": not_ready}
    return step(
        session, institution, code, InterviewEvent.notice, said, facts=lambda _: ready, work=work, request=request
    )


def _not_ready(
    session: Session, row: sa.RowMapping, item: sa.RowMapping | None, paper: sa.RowMapping | None, said: Asked
) -> str:
    """Why the notice cannot go out yet; empty where it can. A second talk needs no number: the first took the item up,
    and it may have come down since by a report."""
    wanted = _paper_wanted(session, item)
    if paper is None:
        if wanted and row["first_id"] is None:
            return f"须先签发、编号{wanted}，再用 --order 写明它的序号或编号"
        return "" if said.files else "没有编号的通知书，请用 --attach 附上约谈通知"
    if paper["paper"] != wanted:
        return f"{paper['paper']}（{paper['id']}）不是要送达的约谈通知书"
    if item is None or all(line["id"] != item["id"] for line in listed_items(session, paper["id"], lock=False)):
        return f"{paper['paper']}（{paper['id']}）没有列这件督办任务"
    if paper["state"] not in (OrderState.issued, OrderState.served):
        return f"{paper['paper']}（{paper['id']}）尚未签发、编号"
    return ""


def _paper_wanted(session: Session, item: sa.RowMapping | None) -> str | None:
    """The paper that takes the item up to the rung of talks; None where it has no such rung or stands on it."""
    if item is None:
        return None
    pack = pack_behind(session, item).pack
    kind = interview_rules(pack).paper
    rung = next((each.rung for each in ladder_plan(pack, item["ladder"]).rungs if each.paper.kind == kind), None)
    return kind if rung and rung not in (item["rung"], item["back_rung"]) else None


def hold(
    session: Session, institution: str, code: str, said: Asked, *, rectify_on: date, calendar: WorkCalendar
) -> SealedAct:
    """The talk is held in person, with signed minutes; things are put right by a day, and then its effect is judged."""
    if rectify_on <= said.on:
        raise InvalidValue("--rectify-by", str(rectify_on), f"整改期限须晚于约谈当日 {said.on}")

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        clock = clock_of(interview_rules(desk.pack).judge.within.limit, calendar, said.on)
        judge_on = max(clock.due_on or rectify_on, rectify_on)
        provisional = clock.provisional and judge_on == clock.due_on
        held = {"held_at": said.at, "talker_id": said.actor.person_id, "rectify_on": rectify_on}
        return {**held, "judge_on": judge_on, "judge_provisional": provisional}

    request = {"rectify_on": rectify_on}
    return step(session, institution, code, InterviewEvent.hold, said, work=work, request=request)


def judge(session: Session, institution: str, code: str, said: Asked, *, effective: bool, says: str) -> SealedAct:
    """Its effect is judged, on its day or later; without effect a second talk may be proposed."""
    event = InterviewEvent.find_effective if effective else InterviewEvent.find_ineffective
    ended = {"result": filled(says, "--says"), "closed_at": said.at}
    return step(session, institution, code, event, said, work=lambda _desk: ended, request={"says": says})
