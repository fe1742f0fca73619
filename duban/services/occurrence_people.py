"""What people do with an occurrence: hold it, assign its decisions, publish, or decide on one gone astray."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound
from duban.core.timelimits import resolve
from duban.institutions.schema import StageName
from duban.institutions.schema.cycles import AFTER_MEETING, stage_label
from duban.services.acts import SealedAct
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.items_issue import issue_items
from duban.services.messages import tell_units_of
from duban.services.occurrence_desk import (
    OCCURRENCE_KIND,
    cycle_of,
    pass_stages,
    settle_stage,
    stage_of,
    step_occurrence,
)
from duban.services.occurrence_plan import bell
from duban.services.occurrence_stages import EFFECTS
from duban.services.records import RecordDesk, post_of, record_desk
from duban.store import occurrences as store
from duban.store.bulletins import BULLETIN
from duban.store.items import find_item
from duban.store.rows import add_rows, find_row, set_values
from states.bulletin import BulletinState
from states.item import UNISSUED
from states.occurrence import BY_SYSTEM, OccurrenceEvent, OccurrenceState, StageState

NOT_HELD = "个会议不开，请登录督办系统查看。"


def convene(
    session: Session, running: RunningInstitution, code: str, said: Asked, *, absent: Mapping[str, str | None]
) -> SealedAct:
    """The meeting was held: who came, and who did not and why. What follows is counted from the real day.

    `absent`: unit → why it did not come, or who came for it. Raises InvalidValue for a unit that was not asked.
    """

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        _settle_attendance(desk, absent)
        stages = store.stages_of(session, [desk.row["id"]])
        meeting = stage_of(session, desk.row, StageName.convene)
        before = [each for each in stages if each["place"] < meeting["place"]]
        pass_stages(desk, before, "会已开过，没有再办")
        _done(desk, meeting, _came(desk, absent))
        if said.on != desk.row["meeting_on"]:
            _redate_after(desk, running, said.on)
        return {"held_on": said.on}

    return step_occurrence(
        session,
        running.pack.code,
        code,
        OccurrenceEvent.convene,
        said,
        work=work,
        request={"absent": dict(absent)},
    )


def decide(
    session: Session,
    running: RunningInstitution,
    code: str,
    said: Asked,
    *,
    items: Sequence[str] = (),
    none: str | None = None,
) -> SealedAct:
    """What the meeting decided becomes items: those still drafted are issued, one paper for each unit.

    Their limits are their types'. `none` says why nothing was decided. Raises NotFound, InvalidValue.
    """
    institution = running.pack.code
    if items and none:
        raise InvalidValue("--none", none, "已经写了 --item，请只写其中一样")
    desk = record_desk(session, OCCURRENCE_KIND, code, said, institution=institution)
    found = [_item(session, institution, each) for each in dict.fromkeys(items)]
    if desk.row["state"] is OccurrenceState.convened:
        _issue(session, running, found, said)

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        rows = [{"occurrence_id": desk.row["id"], "item_id": item["id"]} for item in found]
        desk.changes.added(store.DECISION, add_rows(session, store.DECISION, rows))
        result = f"交办{len(found)}件" if found else f"没有议定事项：{none}"
        _done(desk, stage_of(session, desk.row, StageName.decide), result)
        return {}

    return step_occurrence(
        session,
        institution,
        code,
        OccurrenceEvent.decide,
        said,
        facts=lambda _desk: {"decisions": found or none},
        work=work,
        request={"items": list(items), "none": none},
    )


def publish(
    session: Session,
    running: RunningInstitution,
    code: str,
    said: Asked,
    *,
    bulletin: str | None = None,
    none: str | None = None,
) -> SealedAct:
    """The result is published by a bulletin that was issued; `none` says why it is not."""
    institution = running.pack.code
    if bulletin and none:
        raise InvalidValue("--none", none, "已经写了 --bulletin，请只写其中一样")
    issued = _bulletin(session, institution, bulletin) if bulletin else None

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        result = f"见{issued['number']}（{issued['code']}）" if issued else f"不通报：{none}"
        _done(desk, stage_of(session, desk.row, StageName.publish), result)
        return {}

    return step_occurrence(
        session,
        institution,
        code,
        OccurrenceEvent.publish,
        said,
        facts=lambda _desk: {"bulletin": bulletin or none},
        work=work,
        request={"bulletin": bulletin, "none": none},
    )


def skip(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """It is not held this time; whoever was asked to it is told."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        stages = store.stages_of(session, [desk.row["id"]])
        pass_stages(desk, stages, f"这一期不开：{said.reason}")
        asked = {row["unit_id"]: 1 for row in store.attendance_of(session, desk.row["id"])}
        desk.after.append(lambda act: tell_units_of(session, act, asked, NOT_HELD))
        return {"says": said.reason}

    facts = {"post": post_of(session, said), "reason": said.reason}
    return step_occurrence(session, institution, code, OccurrenceEvent.skip, said, facts=lambda _desk: facts, work=work)


def take_up(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """A missed period is held after all: its stages are done from now on, marked late."""
    return _decided(session, institution, code, OccurrenceEvent.take_up, said)


def release(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """A period that waits for the holiday notice is held on the day that was computed without it."""
    return _decided(session, institution, code, OccurrenceEvent.release, said)


def fix(session: Session, running: RunningInstitution, code: str, said: Asked, *, to: date) -> SealedAct:
    """The chair fixes the day within the window that the document leaves; no notice moves it any more."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        _check_window(desk, to, said)
        sets = {"meeting_on": to, "fixed": True, "provisional": False}
        _redate_all(desk, running, to)
        return sets

    return step_occurrence(
        session,
        running.pack.code,
        code,
        OccurrenceEvent.fix,
        said,
        facts=lambda _desk: {"reason": said.reason},
        work=work,
        request={"to": to},
    )


def rerun(session: Session, institution: str, code: str, stage: str, said: Asked) -> SealedAct:
    """A stage of the system is done once more: units are told again, a new edition is frozen. The old one stays."""
    if stage not in BY_SYSTEM:
        allowed = "、".join(stage_label(each) for each in BY_SYSTEM)
        raise InvalidValue("环节", stage, f"只有这些环节可以再办一次：{allowed}；人办的环节请另行更正")

    def facts(desk: RecordDesk) -> Mapping[str, Any]:
        done = stage_of(session, desk.row, stage)["state"] is StageState.done
        return {"reason": said.reason, "stage_done": done}

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        row = stage_of(session, desk.row, stage)
        result = EFFECTS[stage](desk)
        settle_stage(desk, row, StageState.done, done_at=said.at, result=result)
        return {}

    event = OccurrenceEvent.rerun
    return step_occurrence(session, institution, code, event, said, facts=facts, work=work, request={"stage": stage})


def _decided(session: Session, institution: str, code: str, event: OccurrenceEvent, said: Asked) -> SealedAct:
    return step_occurrence(
        session,
        institution,
        code,
        event,
        said,
        facts=lambda _desk: {"reason": said.reason},
        work=lambda _desk: {"taken_up": True},
    )


def _settle_attendance(desk: RecordDesk, absent: Mapping[str, str | None]) -> None:
    rows = store.attendance_of(desk.session, desk.row["id"])
    asked = {row["unit"] for row in rows}
    for unit in absent:
        if unit not in asked:
            raise InvalidValue("--absent", unit, f"这个单位没有被通知参加；通知了：{'、'.join(sorted(asked)) or '无'}")
    desk.changes.changing(store.ATTENDANCE, [row["id"] for row in rows])
    for came in (True, False):
        ids = [row["id"] for row in rows if (row["unit"] not in absent) is came]
        if ids:
            set_values(desk.session, store.ATTENDANCE, ids, {"came": came})
    for row in rows:
        if says := absent.get(row["unit"]):
            set_values(desk.session, store.ATTENDANCE, [row["id"]], {"says": says})


def _came(desk: RecordDesk, absent: Mapping[str, str | None]) -> str:
    asked = len(store.attendance_of(desk.session, desk.row["id"]))
    away = f"，缺席：{'、'.join(sorted(absent))}" if absent else ""
    return f"应到{asked}个单位，实到{asked - len(absent)}个{away}"


def _done(desk: RecordDesk, stage: sa.RowMapping, result: str) -> None:
    late = stage["due_on"] is not None and stage["due_on"] < desk.said.on
    settle_stage(desk, stage, StageState.done, done_at=desk.said.at, late=late, result=result)


def _redate_after(desk: RecordDesk, running: RunningInstitution, held_on: date) -> None:
    """会后N个工作日 counts from the day on which the meeting was really held."""
    _redate(desk, running, held_on, AFTER_MEETING)


def _redate_all(desk: RecordDesk, running: RunningInstitution, meeting_on: date) -> None:
    _redate(desk, running, meeting_on, tuple(StageName))


def _redate(desk: RecordDesk, running: RunningInstitution, meeting_on: date, names: Sequence[StageName]) -> None:
    stated = dict(cycle_of(desk.pack, desk.row["cycle"]).stages.listed())
    for row in store.stages_of(desk.session, [desk.row["id"]]):
        name = StageName(row["stage"])
        if name not in names or row["state"] not in (StageState.planned, StageState.awaiting):
            continue
        before = meeting_on if name not in (*AFTER_MEETING, StageName.convene) else None
        phrase = stated[name].within if name in stated else None
        due = resolve(phrase.limit, running.calendar, since=meeting_on, before_meeting=before) if phrase else None
        on = meeting_on if name is StageName.convene or due is None else due.on
        desk.changes.changing(store.STAGE, [row["id"]])
        set_values(desk.session, store.STAGE, [row["id"]], bell(desk.pack, on))


def _check_window(desk: RecordDesk, to: date, said: Asked) -> None:
    first, last = desk.row["window_first_on"], desk.row["window_last_on"]
    if to < said.on:
        raise InvalidValue("--to", str(to), f"今天是 {said.on}，请写今天或以后的日子")
    if first is None:
        raise InvalidValue("--to", str(to), f"这一期的日子是 {desk.row['meeting_on']}，文件没有留出范围，不能另定")
    if not first <= to <= last:
        raise InvalidValue("--to", str(to), f"请在 {first} 至 {last} 之间定")


def _item(session: Session, institution: str, code: str) -> sa.RowMapping:
    found = find_item(session, institution, code)
    if found is None:
        raise NotFound("督办任务", code, "请先用 duban item draft 拟稿，或用 duban item list 查看编号")
    return found


def _issue(session: Session, running: RunningInstitution, items: Sequence[sa.RowMapping], said: Asked) -> None:
    """One paper for each unit and type; what the meeting's day starts is counted from it."""
    papers: dict[tuple[int, str], list[str]] = {}
    for item in items:
        if item["state"] in UNISSUED:
            papers.setdefault((item["lead_unit_id"], item["item_type"]), []).append(item["code"])
    for codes in papers.values():
        issue_items(session, running.pack.code, codes, _apart(said), calendar=running.calendar)


def _apart(said: Asked) -> Asked:
    """The same, for an act of its own in the same transaction."""
    return Asked(said.actor, said.now, said.true_at, said.reason, files=said.files)


def _bulletin(session: Session, institution: str, code: str) -> sa.RowMapping:
    found = find_row(session, BULLETIN, institution=institution, code=code)
    if found is None:
        raise NotFound("通报", code, "请用 duban bulletin list 查看编号")
    if found["state"] is not BulletinState.issued:
        raise InvalidValue("--bulletin", code, "这份通报还没有印发，请先签发、印发")
    return found
