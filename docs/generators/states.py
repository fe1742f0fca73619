"""docs/reference/states.md, generated from the machines: diagrams, states, events."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from duban.core.member_texts import member_texts
from duban.institutions.loader import find_pack, load_pack
from duban.institutions.schema import Pack, Register, ReportType
from duban.services.bulletins import moves_of_bulletin
from duban.services.inspections import kind_of, moves_of_kind
from duban.services.interview_desk import interview_rules, table_of_interview
from duban.services.occurrence_desk import moves_of_occurrence
from duban.services.reports import table_of_report
from duban.services.score_desk import assessment_rules, table_of_assessment
from states.alert import ALERT_EVENT_LABELS, ALERT_LABELS, ALERT_MOVES, AlertEvent, AlertState
from states.assessment import ASSESSMENT_EVENT_LABELS, ASSESSMENT_LABELS, AssessmentEvent, AssessmentState
from states.bulletin import BULLETIN_EVENT_LABELS, BULLETIN_LABELS, BulletinEvent, BulletinState
from states.coordination import CoordinationEvent, CoordinationState, coordination_moves
from states.drawing import drawing_of
from states.engine import MoveTable, Transition
from states.extension import EXTENSION_MOVES, ExtensionEvent, ExtensionState
from states.finding import FINDING_EVENT_LABELS, FINDING_LABELS, FINDING_MOVES, FindingEvent, FindingState
from states.inspection import INSPECTION_EVENT_LABELS, INSPECTION_LABELS, InspectionEvent, InspectionState
from states.interview import INTERVIEW_EVENT_LABELS, INTERVIEW_LABELS, InterviewEvent, InterviewState
from states.item import ItemEvent, ItemState, state_at
from states.item_climbs import common_ladder
from states.item_moves import ASIDE, item_moves
from states.labels import (
    COORDINATION_EVENT_LABELS,
    COORDINATION_LABELS,
    EVENT_LABELS,
    EXTENSION_EVENT_LABELS,
    EXTENSION_LABELS,
    ORDER_EVENT_LABELS,
    ORDER_LABELS,
    state_label,
)
from states.occurrence import OCCURRENCE_EVENT_LABELS, OCCURRENCE_LABELS, OccurrenceEvent, OccurrenceState
from states.order import APPROVAL, OrderEvent, OrderState, order_moves
from states.report import REPORT_EVENT_LABELS, REPORT_LABELS, ReportEvent, ReportState

COUNTY = ("催办", "督办")
FIVE = ("蓝色", "黄色", "橙色", "红色", "约谈")
GUARDS = {
    "needs_no_approval": "制度不要求立项审批",
    "drafted_by_another": "审批人不是拟办人，且属制度所定岗位",
    "within_return_limit": "在退办时限以内",
    "extension_in_order": "截止时刻以前提出，上一次已答复，次数未用完，日期更晚",
    "may_close": "属制度所定的销号岗位",
    "level_is_next": "是上一级，不越级",
    "precondition": "上一级的各项前提齐备（会商、书面报告、决策建议、明确意见、梳理，由制度定）",
    "who_may": "属制度所定的岗位",
    "sorting_is_wanted": "呈报下一级须先梳理",
    "level_instructs": "由批示生成督办事项的一级（主要领导）协调",
    "words_are_clear": "意见明确具体，不是“已阅”",
    "by_its_unit": "由主办单位、交办机构办理，化解的也可由这一级领导",
    "has_item": "由督办任务提出",
    "may_move": "由制度所定的岗位办理，应填的登记项已填写",
}
"""What a plain guard asks, in words."""
INTRO = """\
# 状态与转换

<!-- 由 make docs 生成，请勿手改。 -->

督办任务的状态机由阶梯的各级生成：几级、叫什么，都写在制度里，不必改程序。图中不画“撤销、提级、暂停、恢复”
和不改变状态的办理（延期、改期、更正、已升级后的签收），它们列在表中。
每一步都由人或每日巡检触发。
"""

REGISTERS = """\
登记簿的状态和办理写在制度的 `registers` 中，由它生成状态机。每一条登记还都可以更正（状态不变）和作废（不再变动）；
规定了岗位或必填项的，由状态机把关。
"""


@dataclass(frozen=True)
class _Machine:
    """A machine with the words for it. `aside` are moves left out of the diagram."""

    table: MoveTable
    states: type[StrEnum]
    events: type[StrEnum]
    state_labels: Mapping[Any, str]
    event_labels: Mapping[Any, str]
    place_label: Callable[[str], str]
    aside: tuple[str, ...] = ()


def page() -> str:
    """The states, events and moves of every machine."""
    county, papers, automatic = _item(COUNTY), _order(tuple(APPROVAL)), _order(())
    parts = [INTRO, "## 督办任务\n\n### 县政府的阶梯（催办—督办）\n", _diagram(county)]
    parts += ["### 五级的阶梯\n", _diagram(_item(FIVE)), "### 状态\n", _members(county), "### 办理\n", _moves(county)]
    parts += ["## 单（交办单、催办单、督办单……）\n", "### 提出—同意—签发的\n", _diagram(papers)]
    parts += ["### 无需审批的\n", _diagram(automatic), "### 状态\n", _members(papers), "### 办理\n", _moves(papers)]
    parts += ["## 延期\n", _diagram(_extension()), _members(_extension()), _moves(_extension())]
    reports = _report(next(iter(_county().reports.values())))
    parts += ["## 应报材料（县政府的季度专报）\n", _diagram(reports), _members(reports), _moves(reports)]
    parts += ["## 层级协调\n", _diagram(_coordination()), _members(_coordination()), _moves(_coordination())]
    inspected = _inspection()
    parts += ["## 督查（县政府的专项督查）\n", _diagram(inspected), _members(inspected), _moves(inspected)]
    problems = _finding()
    parts += ["## 督查发现的问题\n", _diagram(problems), _members(problems), _moves(problems)]
    told = _bulletin()
    parts += ["## 通报（县政府的政务督查通报）\n", _diagram(told), _members(told), _moves(told)]
    parts += ["## 约谈（县政府的）\n", _diagram(_interview()), _members(_interview()), _moves(_interview())]
    year = _assessment()
    parts += ["## 年度考核（市委工作落实制度的）\n", _diagram(year), _members(year), _moves(year)]
    parts += ["## 运行告警\n", _diagram(_alert()), _members(_alert()), _moves(_alert())]
    held = _occurrence()
    parts += ["## 期次（县政府的重大项目月调度）\n", _diagram(held), _members(held), _moves(held)]
    parts += ["## 登记簿（县政府的）\n", REGISTERS, *(_register(*each) for each in _county().registers.items())]
    return "\n".join(parts)


def _county() -> Pack:
    return load_pack(find_pack("county")).pack


def _register(name: str, register: Register) -> str:
    """One register's states and moves; `作废` and `更正` are told once for all."""
    states = {state.state: f"s{number}" for number, state in enumerate(register.states)}
    lines = [f'    state "{state}" as {short}' for state, short in states.items()]
    lines += [
        f"    {states[source]} --> {states[step.target]}: {move}"
        for move, step in register.moves.items()
        for source in step.sources
    ]
    return "\n".join([f"### {name}\n", "```mermaid", "stateDiagram-v2", "    [*] --> s0", *lines, "```", ""])


def _item(rungs: tuple[str, ...]) -> _Machine:
    labels = {state: state_label(state) for state in ItemState}
    words: tuple[type[StrEnum], type[StrEnum]] = (ItemState, ItemEvent)
    table = item_moves(common_ladder(*rungs))
    return _Machine(table, *words, labels, EVENT_LABELS, lambda place: state_label(*state_at(place)), ASIDE)


def _alert() -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (AlertState, AlertEvent)
    return _Machine(ALERT_MOVES, *words, ALERT_LABELS, ALERT_EVENT_LABELS, _of(ALERT_LABELS))


def _order(steps: tuple[OrderEvent, ...]) -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (OrderState, OrderEvent)
    return _Machine(order_moves(steps), *words, ORDER_LABELS, ORDER_EVENT_LABELS, _of(ORDER_LABELS))


def _extension() -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (ExtensionState, ExtensionEvent)
    return _Machine(EXTENSION_MOVES, *words, EXTENSION_LABELS, EXTENSION_EVENT_LABELS, _of(EXTENSION_LABELS))


def _report(kind: ReportType) -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (ReportState, ReportEvent)
    return _Machine(table_of_report(kind), *words, REPORT_LABELS, REPORT_EVENT_LABELS, _of(REPORT_LABELS))


def _interview() -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (InterviewState, InterviewEvent)
    table = table_of_interview(interview_rules(_county()), again=False)
    return _Machine(table, *words, INTERVIEW_LABELS, INTERVIEW_EVENT_LABELS, _of(INTERVIEW_LABELS))


def _assessment() -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (AssessmentState, AssessmentEvent)
    table = table_of_assessment(assessment_rules(load_pack(find_pack("implementation")).pack))
    labels, events = ASSESSMENT_LABELS, ASSESSMENT_EVENT_LABELS
    return _Machine(table, *words, labels, events, _of(labels))


def _coordination() -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (CoordinationState, CoordinationEvent)
    labels, events = COORDINATION_LABELS, COORDINATION_EVENT_LABELS
    return _Machine(coordination_moves(1), *words, labels, events, _of(labels))


def _inspection() -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (InspectionState, InspectionEvent)
    table = moves_of_kind(kind_of(_county(), "专项督查"))
    return _Machine(table, *words, INSPECTION_LABELS, INSPECTION_EVENT_LABELS, _of(INSPECTION_LABELS))


def _finding() -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (FindingState, FindingEvent)
    return _Machine(FINDING_MOVES, *words, FINDING_LABELS, FINDING_EVENT_LABELS, _of(FINDING_LABELS))


def _bulletin() -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (BulletinState, BulletinEvent)
    table = moves_of_bulletin(next(iter(_county().bulletins.values())))
    return _Machine(table, *words, BULLETIN_LABELS, BULLETIN_EVENT_LABELS, _of(BULLETIN_LABELS))


def _occurrence() -> _Machine:
    words: tuple[type[StrEnum], type[StrEnum]] = (OccurrenceState, OccurrenceEvent)
    table = moves_of_occurrence(_county().cycles["重大项目月调度"])
    return _Machine(table, *words, OCCURRENCE_LABELS, OCCURRENCE_EVENT_LABELS, _of(OCCURRENCE_LABELS))


def _of(labels: Mapping[Any, str]) -> Callable[[str], str]:
    return lambda place: labels[place]


def _diagram(machine: _Machine) -> str:
    """The moves between different places, one arrow for each pair."""
    drawn, words = drawing_of(machine.table, machine.aside), machine.event_labels
    names = {str(place): f"s{number}" for number, place in enumerate(machine.table.places)}
    lines = [f'    state "{machine.place_label(place)}" as {names[place]}' for place in drawn.places]
    lines += [
        f"    {names[here]} --> {names[there]}: {'、'.join(words[event] for event in events)}"
        for (here, there), events in drawn.arrows.items()
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> s0", *lines, "```", ""])


def _members(machine: _Machine) -> str:
    said = member_texts(machine.states)
    rows = [f"| {machine.state_labels[member]} | `{member}` | {said[member.name]} |" for member in machine.states]
    return "\n".join(["| 状态 | 代号 | 含义，由谁离开 |", "| --- | --- | --- |", *rows, ""])


def _moves(machine: _Machine) -> str:
    said = member_texts(machine.events)
    rows = [
        f"| {machine.event_labels[event]} `{event}` | {said[event.name]} | {ends} | {guard} |"
        for event in machine.events
        for ends, guard in _ways(machine, event)
    ]
    return "\n".join(["| 办理 | 含义 | 从 → 到 | 条件 |", "| --- | --- | --- | --- |", *rows, ""])


def _ways(machine: _Machine, event: str) -> Iterator[tuple[str, str]]:
    """The moves of one event, those that leave the place as it is together, and those from the same places together."""
    stays: dict[str, list[str]] = {}
    goes: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for row in machine.table.transitions:
        if row.event != event:
            continue
        if row.sources == (row.target,):
            stays.setdefault(_guard(row), []).append(machine.place_label(row.target))
        else:
            goes.setdefault((row.sources, _guard(row)), []).append(machine.place_label(row.target))
    for (sources, guard), targets in goes.items():
        yield f"{'、'.join(map(machine.place_label, sources))} → {'或'.join(targets)}", guard
    for guard, places in stays.items():
        yield f"{'、'.join(places)}，状态不变", guard


def _guard(row: Transition) -> str:
    """What must hold; a data guard is told by what is said when it does not."""
    if row.guard is None:
        return ""
    guards = row.guard if isinstance(row.guard, tuple) else (row.guard,)
    plain = [GUARDS.get(guard.__name__) or guard.__doc__ or "" for guard in guards if inspect.isfunction(guard)]
    return "；".join(dict.fromkeys(filter(None, plain))) if plain else f"不符时答：{row.otherwise}"
