"""Inspections and what they found, on the screen."""

from collections.abc import Sequence
from typing import Any

from duban.console.catalogue.act import Told
from duban.console.catalogue.record_subjects import (
    FINDING_SUBJECT,
    INSPECTION_SUBJECT,
)
from duban.console.pages.recording import Chosen, Link, Recording, Rows, Section, add_recording, at
from duban.console.permits import Screen
from duban.institutions.schema import Pack
from duban.services import findings, inspections
from duban.services.beginning import Looked
from duban.store.sight import Sight
from states.finding import FINDING_LABELS, FindingState
from states.inspection import INSPECTION_LABELS, InspectionState

SCREEN = Screen()


def _inspections(looked: Looked, sight: Sight, chosen: Chosen) -> Rows:
    states = [InspectionState(chosen.state)] if chosen.state else []
    seen_by = looked.unit(chosen.unit or None)
    rows = inspections.told_inspections(looked.session, looked.running.pack.code, states, seen_by, sight=sight)
    return [row for row in rows if not chosen.name or row["kind"] == chosen.name]


def _inspection(looked: Looked, sight: Sight, code: str) -> dict[str, Any]:
    return inspections.show_inspection(looked.session, looked.running.pack.code, code, looked.asked, sight=sight)


FINDINGS = {
    "code": "编号",
    "unit": "单位",
    "says": "问题",
    "label": "状态",
    "rectify_on": "整改期限",
    "late": "过期",
    "item": "任务",
}


def _visited(told: Told) -> Sequence[Section]:
    units = {"unit": "单位", "visits": "次数", "says": "最近一次的情况"}
    return [
        Section("督查对象", units, told["units"], "没有督查对象。"),
        Section("问题", FINDINGS, told["findings"], "没有记录问题。实地督查以后可以记录。", at("/findings")),
    ]


def _kinds(pack: Pack) -> Sequence[str]:
    return list(pack.inspections.kinds) if pack.inspections else ()


def _to_item(told: Told) -> Sequence[Link]:
    return [Link(f"督办任务 {told['item']}", f"/items/{told['item']}")] if told["item"] else ()


INSPECTIONS = Recording(
    path="/inspections",
    title="督查",
    says="方案、实地、结论、问题整改和回访；不打招呼的督查，结论以前被督查单位看不到。",
    empty="没有这样的督查。可以放宽条件，或拟一个督查方案。",
    subject=INSPECTION_SUBJECT,
    columns={"code": "编号", "kind": "方式", "title": "事由", "units": "督查对象", "label": "状态", "plate": "牌号"},
    facts={
        "kind": "方式", "what": "内容", "from_on": "自", "to_on": "至", "how": "方法", "offices": "督查机构",
        "plate": "牌号", "label": "状态", "conclusion": "结论", "objection_due_on": "异议期至", "version": "版本",
    },
    rows=_inspections,
    show=_inspection,
    states=INSPECTION_LABELS,
    names=lambda looked: _kinds(looked.running.pack),
    named="方式",
    starts=("inspection plan",),
    sections=_visited,
    links=_to_item,
    tag="inspection",
)  # fmt: skip


def _findings(looked: Looked, sight: Sight, chosen: Chosen) -> Rows:
    states = [FindingState(chosen.state)] if chosen.state else []
    rows = findings.told_findings(looked.session, looked.running.pack.code, looked.asked.on, states, sight)
    wanted = [row for row in rows if not chosen.unit or row["unit"] == chosen.unit]
    return [row for row in wanted if row["late"] or not chosen.late]


def _finding(looked: Looked, _sight: Sight, code: str) -> dict[str, Any]:
    told = findings.show_finding(looked.session, looked.running.pack.code, code, looked.asked)
    return {**told, "title": f"{told['unit']}：{told['says']}"}


PROBLEMS = Recording(
    path="/findings",
    title="督查问题",
    says="督查发现的问题：整改、异议、回访或交办，直到销号。",
    empty="没有这样的问题。问题在督查的页面上记录。",
    subject=FINDING_SUBJECT,
    columns=FINDINGS,
    facts={
        "inspection": "督查", "unit": "单位", "says": "问题", "rectify_on": "整改期限", "late": "过期", "label": "状态",
        "answer": "单位答复", "revisit": "回访", "item": "督办任务", "version": "版本",
    },
    rows=_findings,
    show=_finding,
    states=FINDING_LABELS,
    late=True,
    links=lambda told: [Link(f"督查 {told['inspection']}", f"/inspections/{told['inspection']}"), *_to_item(told)],
    tag="inspection",
)  # fmt: skip


add_recording(SCREEN, INSPECTIONS)
add_recording(SCREEN, PROBLEMS)
