"""An occurrence as a markdown page: its stages, who came, what was decided, what was put before the chair."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flows.report import table

Told = Mapping[str, Any]
COUNTS = {"name": "名称", "items": "件数", "red": "红", "yellow": "黄", "green": "绿"}
DECIDED = {"code": "编号", "title": "事项", "unit": "责任单位", "state": "状态"}
LATE = {**DECIDED, "leader": "牵头领导", "completion_due_on": "完成时限"}
BEHIND = {
    "item": "事项",
    "unit": "单位",
    "indicator": "指标",
    "wanted": "目标",
    "planned": "今日应达",
    "actual": "实际",
}
STUCK = {"code": "编号", "title": "问题", "level_name": "层级", "unit": "单位", "label": "状态"}
CAME = {True: "到", False: "缺席", None: "—"}


def as_markdown(told: Told) -> str:
    """The page that the operator opens."""
    facts = [("状态", told["label"]), ("日子", told["meeting_on"]), ("实际召开", told["held_on"])]
    parts = [f"# {told['code']}", table(("", ""), facts), "## 各环节", _stages(told["stages"])]
    if told["attendance"]:
        rows = [(row["unit"], CAME[row["came"]], row["says"]) for row in told["attendance"]]
        parts += ["## 参加单位", table(("单位", "到会", "说明"), rows)]
    if told["decisions"]:
        columns = {**DECIDED, "completion_due_on": "完成时限"}
        decided = [[row[name] for name in columns] for row in told["decisions"]]
        parts += ["## 议定事项", table(list(columns.values()), decided)]
    if told["briefing"]:
        parts += briefing_parts(told["briefing"])
    return "\n\n".join(parts) + "\n"


def briefing_parts(briefing: Told) -> list[str]:
    """What was put before the chair, heading by heading; empty lists are left out."""
    counts = briefing["counts"]
    sums = f"事项{counts['items']}件，逾期{counts['late']}件，落后目标{counts['behind']}项。"
    parts = [f"## 汇总呈报（{briefing['frozen_on']}冻结）", sums, f"议程：{'、'.join(briefing['agenda']) or '无'}"]
    for name, title in (("by_leader", "按牵头领导"), ("by_unit", "按责任单位"), ("by_project", "按事项类型")):
        parts += _part(title, COUNTS, briefing[name])
    late = [row for row in briefing["items"] if row["late"]]
    return parts + [
        text
        for title, columns, rows in (
            ("逾期事项", LATE, late),
            ("落后的目标", BEHIND, briefing["behind"]),
            ("未了的协调", STUCK, briefing["coordinations"]),
            ("上次会议议定事项", DECIDED, briefing["last_decisions"]),
        )
        for text in _part(title, columns, rows)
    ]


def _part(title: str, columns: Mapping[str, str], rows: Sequence[Told]) -> list[str]:
    listed = [[row[name] for name in columns] for row in rows]
    return [f"### {title}", table(list(columns.values()), listed)] if listed else []


def _stages(stages: Iterable[Told]) -> str:
    rows = [
        (row["name"], row["due_on"], row["label"] + ("（迟）" if row["late"] else ""), row["done_at"], row["result"])
        for row in stages
    ]
    return table(("环节", "应办", "状态", "办理时间", "结果"), rows)
