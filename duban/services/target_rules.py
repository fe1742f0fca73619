"""What the pack says of targets, and the goal that a person or a sheet describes, checked and completed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from duban.core.clock import half_width
from duban.core.errors import InvalidValue, in_brackets
from duban.core.timelimits import resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Authority, Pack, TargetRules
from duban.services.target_judging import Bounds, Goal, Plan, figure, valued
from models.target import Comparison, Outcome

COMPARISON_LABELS: dict[Comparison, str] = {
    Comparison.at_least: "不低于",
    Comparison.at_most: "不高于",
    Comparison.about: "约",
    Comparison.equal: "等于",
    Comparison.zero_tolerance: "零容忍",
    Comparison.rank: "名次",
    Comparison.outside: "退出名次",
    Comparison.rise: "晋升",
    Comparison.grade: "等级",
}
SYNONYMS: dict[str, Comparison] = {
    "以上": Comparison.at_least,
    "大于等于": Comparison.at_least,
    "不少于": Comparison.at_least,
    "不小于": Comparison.at_least,
    "至少": Comparison.at_least,
    ">=": Comparison.at_least,
    "≥": Comparison.at_least,
    "以内": Comparison.at_most,
    "以下": Comparison.at_most,
    "不超过": Comparison.at_most,
    "不大于": Comparison.at_most,
    "小于等于": Comparison.at_most,
    "<=": Comparison.at_most,
    "≤": Comparison.at_most,
    "左右": Comparison.about,
    "约为": Comparison.about,
    "≈": Comparison.about,
    "=": Comparison.equal,
    "为": Comparison.equal,
    "不发生": Comparison.zero_tolerance,
    "排名": Comparison.rank,
    "位次": Comparison.rank,
    "退出": Comparison.outside,
    "退出前": Comparison.outside,
    "前进": Comparison.rise,
    "提升": Comparison.rise,
}
"""What clerks write beside the labels."""
OUTCOME_LABELS: dict[Outcome, str] = {Outcome.over: "超过", Outcome.met: "达到", Outcome.short: "未达到"}
SILENT = {
    "set": "文件未规定目标任务怎样登记",
    "plan": "文件未规定序时进度怎样排定，按时间均匀推进",
    "record": "文件未规定实际值怎样登记，写明来源，更正留痕",
    "accept": "文件未规定照单验收，由交办机构按最近的实际值验收",
    "split": "文件未规定分解下达",
}
"""What is done → what is assumed where the pack cites nothing."""
GRADES = "A>B>C>D"
HUNDRED = 100


@dataclass(frozen=True)
class NewTarget:
    """A target as it is asked for.

    `comparison`, `value` None: as the document states them; `capped` None: as the pack says of such indicators.
    """

    indicator: str
    comparison: Comparison | None = None
    value: str | None = None
    measure: str | None = None
    tolerance: str | None = None
    capped: bool | None = None
    grades: str | None = None
    from_on: date | None = None
    due_on: date | None = None
    base: str | None = None


def target_rules(pack: Pack) -> TargetRules:
    """What the pack says of targets, or what holds where it says nothing."""
    return pack.targets or TargetRules()


def bounds_of(rules: TargetRules) -> Bounds:
    """When yellow turns red; where the plan goes by steps, those of the last one but one must be kept."""
    units = rules.steps.units if rules.steps else ()
    return Bounds(rules.behind, units[-2].unit if len(units) > 1 else None)


def authority(rules: TargetRules, deed: str) -> Authority:
    """What setting, planning, recording, splitting or accepting rests on."""
    own = {"split": rules.split, "accept": rules.accept}
    if deed == "plan" and rules.steps and rules.steps.clause:
        return Authority(rules.steps.clause, rules.steps.assumed)
    if deed in own:
        rule = own[deed]
        return Authority(rule.clause, rule.assumed) if rule and (rule.clause or rule.assumed) else _silent(deed)
    return Authority(rules.clause, None) if rules.clause else _silent(deed)


def _silent(deed: str) -> Authority:
    return Authority(None, SILENT[deed])


def comparison_of(text: str, *, field: str = "比较") -> Comparison:
    """The comparison that people call so. Raises InvalidValue."""
    word = half_width(text).strip()
    known = {label: each for each, label in COMPARISON_LABELS.items()} | SYNONYMS
    if found := known.get(word):
        return found
    try:
        return Comparison(word.replace("-", "_"))
    except ValueError:
        raise InvalidValue(field, text, f"请从{'、'.join(COMPARISON_LABELS.values())}中选一个") from None


def as_stated(new: NewTarget, rules: TargetRules) -> NewTarget:
    """The same with what the document states of that indicator; otherwise than it is refused. Raises InvalidValue."""
    figure = rules.figures.get(new.indicator.strip())
    if figure is None:
        comparison = new.comparison or comparison_of("")
        return replace(new, comparison=comparison, value=_default(comparison) if new.value is None else new.value)
    kind = Comparison[figure.kind.name]
    stated = replace(new, comparison=kind, value=figure.value, measure=figure.measure)
    wanted = goal_of(stated, rules)[0]
    asked = replace(stated, comparison=new.comparison or kind, value=new.value or figure.value)
    same = asked.comparison is kind and goal_of(asked, rules)[0] == wanted
    if not same or new.measure not in (None, figure.measure):
        says = f"{COMPARISON_LABELS[kind]}{wanted.value}{figure.measure or ''}"
        cited = in_brackets(figure.clause)
        raise InvalidValue("目标值", new.value or "", f"文件定的是{says}{cited}，请照文件设定")
    return stated


def _default(comparison: Comparison) -> str:
    return "0" if comparison is Comparison.zero_tolerance else ""


def goal_of(new: NewTarget, rules: TargetRules) -> tuple[Goal, str | None]:
    """The goal, and what was assumed to make it whole. Raises InvalidValue."""
    if not new.indicator.strip():
        raise InvalidValue("指标", new.indicator, "请写明指标的名称")
    if new.comparison is None or new.value is None:
        new = as_stated(new, rules)
    return _whole(new, new.comparison or comparison_of(""), new.value or "", rules)


def _whole(new: NewTarget, comparison: Comparison, asked: str, rules: TargetRules) -> tuple[Goal, str | None]:
    if comparison is Comparison.grade:
        order = ">".join(part.strip() for part in half_width(new.grades or GRADES).split(">"))
        goal = Goal(comparison, "", grades=order)
        return Goal(comparison, valued(goal, asked, field="目标值"), grades=order), None
    value = valued(Goal(comparison, "0", new.measure), asked, field="目标值")
    if comparison is Comparison.zero_tolerance and Decimal(value) != 0:
        raise InvalidValue("目标值", asked, "零容忍的目标值只能是0")
    if comparison is Comparison.rise:
        return Goal(comparison, value, new.measure, base=_base(new, value)), None
    if comparison is not Comparison.about:
        return Goal(comparison, value, new.measure), None
    return _approximate(new, value, rules)


def _base(new: NewTarget, value: str) -> str:
    """The rank to rise from. Raises InvalidValue."""
    if not new.base:
        raise InvalidValue("基数", "", "“晋升”须写明晋升以前是第几名")
    base = valued(Goal(Comparison.rank, "1", new.measure), new.base, field="基数")
    if Decimal(base) <= Decimal(value):
        raise InvalidValue("基数", new.base, f"第{base}名不能再晋升{value}位，请核对")
    return base


def _approximate(new: NewTarget, value: str, rules: TargetRules) -> tuple[Goal, str | None]:
    word = next((word for word in rules.capped if word in new.indicator), None)
    capped = new.capped if new.capped is not None else word is not None
    assumed = []
    if new.tolerance:
        tolerance = figure(new.tolerance, field="容差", measure=new.measure)
        if Decimal(tolerance) < 0:
            raise InvalidValue("容差", new.tolerance, "请写不小于0的数")
    else:
        tolerance = format((abs(Decimal(value)) * rules.about / HUNDRED).normalize(), "f")
        assumed.append(f"未写容差，按目标值上下{rules.about}%（{tolerance}{new.measure or ''}）")
    if capped and new.capped is None:
        assumed.append(f"“{word}”类指标是控制上限，低于目标值的视为达到")
    return Goal(Comparison.about, value, new.measure, tolerance, capped), "；".join(assumed) or None


def target_row(new: NewTarget, item_due_on: date | None, rules: TargetRules, calendar: WorkCalendar) -> dict[str, Any]:
    """The row of a target, but for the item it hangs on. Raises InvalidValue."""
    new = as_stated(new, rules)
    goal, assumed = goal_of(new, rules)
    own_due_on = new.due_on or _stated_day(new, item_due_on, rules, calendar)
    due_on = own_due_on or item_due_on
    if due_on is None:
        raise InvalidValue("完成时限", "", "有目标的事项须有办结时限，或另写目标的完成日期")
    from_on = new.from_on or due_on.replace(month=1, day=1)
    if from_on >= due_on:
        raise InvalidValue("起算日", str(from_on), f"须早于完成日期 {due_on}")
    return {
        "indicator": new.indicator.strip(),
        "comparison": goal.comparison,
        "value": goal.value,
        "measure": goal.measure,
        "tolerance": goal.tolerance,
        "capped": goal.capped,
        "grades": goal.grades,
        "base": goal.base,
        "from_on": from_on,
        "due_on": own_due_on,
        "assumed": assumed,
    }


def _stated_day(new: NewTarget, item_due_on: date | None, rules: TargetRules, calendar: WorkCalendar) -> date | None:
    """The day by which the document wants it reached, in the year of the item; None where it names none."""
    figure = rules.figures.get(new.indicator.strip())
    if figure is None or figure.by is None or item_due_on is None:
        return None
    return resolve(figure.by.limit, calendar, since=item_due_on.replace(month=1, day=1)).on


def checked_nodes(row: "Columns", due_on: date, nodes: Sequence[tuple[date, str]]) -> dict[date, str]:
    """The nodes by day: within the span, each day once, growing up to the target. Raises InvalidValue."""
    goal = goal_from(row)
    if nodes and not goal.is_planned:
        raise InvalidValue("节点", str(nodes[0][0]), "这类目标不用序时进度，到期对照目标值，请不写")
    found: dict[date, str] = {}
    last = Decimal(0)
    for on, text in sorted(nodes):
        value = figure(text, field="节点", measure=row["measure"])
        if not row["from_on"] < on < due_on or on in found:
            raise InvalidValue("节点", str(on), f"请写 {row['from_on']} 以后、{due_on} 以前各不相同的日期")
        if not last <= Decimal(value) <= Decimal(goal.value):
            raise InvalidValue("节点", text, f"累计数须逐个增加，不超过目标值 {goal.value}")
        found[on], last = value, Decimal(value)
    return found


Columns = Mapping[str, Any] | sa.RowMapping
"""A row, from the ledger or about to go there."""


def goal_from(row: Columns) -> Goal:
    """The goal of a target that is on record."""
    names = ("comparison", "value", "measure", "tolerance", "capped", "grades", "base")
    return Goal(**{name: row[name] for name in names})


def plan_from(row: Columns, nodes: list[tuple[date, str]], due_on: date) -> Plan | None:
    """The plan of a target that is on record; None where none can be held against it."""
    goal = goal_from(row)
    if not (goal.is_planned or nodes) or due_on <= row["from_on"]:
        return None
    stated = tuple((on, Decimal(value)) for on, value in nodes if row["from_on"] < on < due_on)
    return Plan(Decimal(goal.value), row["from_on"], due_on, stated)
