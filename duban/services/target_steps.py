"""The plan of a target step by step (以周保月、以月保季): the parts of a period make up what the period owes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, in_brackets
from duban.core.periods import UNIT_NAMES, Period, PeriodUnit
from duban.core.workdays import ONE_DAY
from duban.institutions.schema import StepUnit
from duban.services.target_desk import TargetDesk, due_of
from duban.services.target_judging import figure
from duban.services.target_rules import plan_from
from duban.store.targets import actuals_of, nodes_of

WHOLES = {StepUnit.quarter: PeriodUnit.year, StepUnit.month: PeriodUnit.quarter, StepUnit.week: PeriodUnit.month}
"""Each step keeps the period above it: weeks the month, months the quarter, quarters the year."""
KEPT, MISSED, RUNNING, AHEAD = "保住", "没有保住", "正在进行", "未到"
"""How a part of the plan stands."""
Node = tuple[date, str]


@dataclass(frozen=True)
class Parts:
    """How much is to be done in each part of a period: the weeks of a month, the months of a quarter."""

    step: StepUnit
    within: Period
    amounts: tuple[str, ...]

    @property
    def option(self) -> str:
        """What people type it after."""
        return f"--{self.step.name}s"


def ends_of(step: StepUnit, first: date, last: date) -> list[date]:
    """The last days of the parts of a span; a week that reaches beyond its month, or beyond the span, ends with it."""
    found, on = [], first
    while on <= last:
        end = min(Period.containing(step.unit, on).last, Period.containing(WHOLES[step], on).last, last)
        found.append(end)
        on = end + ONE_DAY
    return found


def stepped(desk: TargetDesk, parts: Parts) -> list[Node]:
    """The nodes of the plan once the parts of one period are stated; those outside it stay. Raises InvalidValue."""
    whole = parts.within
    if whole.unit is not WHOLES[parts.step]:
        says = f"请写一个{UNIT_NAMES[WHOLES[parts.step]]}，{UNIT_NAMES[parts.step.unit]}由它分出"
        raise InvalidValue(parts.option, whole.key, says)
    first, last = max(whole.first, desk.row["from_on"]), min(whole.last, desk.due_on)
    if last < first:
        says = f"目标从 {desk.row['from_on']} 到 {desk.due_on}，请写其间的{UNIT_NAMES[whole.unit]}"
        raise InvalidValue(parts.option, whole.key, says)
    nodes = {node["due_on"]: str(node["value"]) for node in nodes_of(desk.session, desk.row["id"])}
    start = _stated(desk, nodes, parts, first - ONE_DAY)
    ends = ends_of(parts.step, first, last)
    amounts = _amounts(desk, parts, ends, _stated(desk, nodes, parts, last) - start)
    kept = {on: value for on, value in nodes.items() if not first <= on < last}
    totals = list(accumulate(amounts, initial=start))[1:-1]
    return sorted({**kept, **{on: f"{total:f}" for on, total in zip(ends[:-1], totals, strict=True)}}.items())


def _amounts(desk: TargetDesk, parts: Parts, ends: Sequence[date], owed: Decimal) -> list[Decimal]:
    """The amounts, one for each part, that make up what the whole owes. Raises InvalidValue."""
    measure = desk.row["measure"]
    if len(parts.amounts) != len(ends):
        listed = "、".join(f"{end:%m-%d}" for end in ends)
        says = f"{parts.within.key} 分为{len(ends)}期，分别到 {listed}，请各写一个数"
        raise InvalidValue(parts.option, ",".join(parts.amounts), says)
    amounts = [Decimal(figure(text, field=parts.option, measure=measure)) for text in parts.amounts]
    if sum(amounts) != owed:
        cited = in_brackets(desk.basis.clause)
        says = f"以{parts.step.value}保{_above(parts.step)}，各期之和须为{owed:f}{measure or ''}{cited}"
        raise InvalidValue(parts.option, f"合计{sum(amounts):f}", says)
    return amounts


def _stated(desk: TargetDesk, nodes: dict[date, str], parts: Parts, on: date) -> Decimal:
    """What must have been reached by that day, as the step above says. Raises InvalidValue where it does not."""
    if on < desk.row["from_on"]:
        return Decimal(0)
    if on >= desk.due_on:
        return Decimal(desk.row["value"])
    if on not in nodes:
        above = next((f"--{step.name}s" for step in StepUnit if step.unit is parts.within.unit), "")
        says = f"{on} 应完成多少还没有排定，请先用 {above} 排定上一级"
        raise InvalidValue(parts.option, parts.within.key, says)
    return Decimal(nodes[on])


def _above(step: StepUnit) -> str:
    return UNIT_NAMES[WHOLES[step]].removesuffix("度")


def schedule(session: Session, row: sa.RowMapping, step: StepUnit, on: date) -> Iterator[dict[str, Any]]:
    """Each part of the plan: what it owes, what must be reached by its end, what was, and whether it was kept."""
    nodes = [(node["due_on"], node["value"]) for node in nodes_of(session, row["id"])]
    plan = plan_from(row, nodes, due_of(row))
    if plan is None:
        return
    stated = {node_on for node_on, _ in nodes} | {plan.due_on}
    figures = [(each["as_of_on"], Decimal(each["value"])) for each in actuals_of(session, row["id"]) if each["stands"]]
    before, first = Fraction(0), plan.from_on
    for end in ends_of(step, plan.from_on, plan.due_on):
        reached = max((each for each in figures if each[0] <= end), default=None)
        due = plan.reached_by(end)
        yield {
            "period": Period.containing(step.unit, end).key,
            "ends_on": end.isoformat(),
            "amount": f"{float(due - before):g}",
            "planned": f"{float(due):g}",
            "stated": end in stated,
            "actual": f"{reached[1]:f}" if reached and first <= on else None,
            "stands": _stands(due, reached[1] if reached else Decimal(0), (first, end), on),
        }
        before, first = due, end + ONE_DAY


def _stands(due: Fraction, reached: Decimal, span: tuple[date, date], on: date) -> str:
    """A part that is over was kept or not; one that still runs may be kept already."""
    first, end = span
    if on < first:
        return AHEAD
    if reached >= due:
        return KEPT
    return MISSED if on > end else RUNNING
