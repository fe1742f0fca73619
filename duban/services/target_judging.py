"""The arithmetic of targets: exact figures, the plan through the year, the light, and 照单验收. Touches no ledger."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from duban.core.clock import half_width
from duban.core.errors import InvalidValue
from duban.core.periods import Period, PeriodUnit
from models.target import Comparison, Outcome
from states.light import Light

RATES = ("%", "‰", "百分点", "个百分点", "倍", "位", "名", "级", "分")
RATE_MARKS = ("/", "每", "率")
"""Measure units, and parts of one, whose figures cannot be added up over units or through the year."""
PLANNED = (Comparison.at_least, Comparison.equal)
"""What grows through the year towards its target. 约、不高于、零容忍、名次、退出名次、晋升、等级不用序时进度。"""
RANKS = (Comparison.rank, Comparison.outside, Comparison.rise)
"""What is held against a place in a ranking."""
STANDS_FOR = timedelta(days=31)
"""How long a figure is held against the plan of its own day; an older one is held against the plan of today."""
DIGITS, PLACES = 18, 10
ZERO = Decimal(0)


@dataclass(frozen=True)
class Goal:
    """What a figure is held against."""

    comparison: Comparison
    value: str
    measure: str | None = None
    tolerance: str | None = None
    capped: bool = False
    grades: str | None = None
    base: str | None = None

    @property
    def is_planned(self) -> bool:
        """Whether it grows through the year, so that a plan can be held against it."""
        return self.comparison in PLANNED and is_additive(self.measure)

    @property
    def order(self) -> tuple[str, ...]:
        """The grades from the best to the worst."""
        return tuple((self.grades or "").split(">"))


@dataclass(frozen=True)
class Plan:
    """The way to a target (序时进度): even through the span, or through the stated nodes and even between them."""

    value: Decimal
    from_on: date
    due_on: date
    nodes: tuple[tuple[date, Decimal], ...] = ()

    def reached_by(self, on: date) -> Fraction:
        """What must have been reached by that day."""
        points = [(self.from_on, ZERO), *self.nodes, (self.due_on, self.value)]
        if on >= self.due_on:
            return Fraction(self.value)
        before = max((point for point in points if point[0] <= on), default=points[0])
        after = next(point for point in points if point[0] > before[0])
        span, passed = (after[0] - before[0]).days, max(0, (on - before[0]).days)
        return Fraction(before[1]) + Fraction(after[1] - before[1]) * min(passed, span) / span


def figure(text: str, *, field: str = "数值", measure: str | None = None) -> str:
    """A figure as an exact plain decimal, digit for digit; thousands separators and its own measure are dropped.

    Raises InvalidValue.
    """
    plain = half_width(text).strip().replace(",", "")
    if measure:
        plain = plain.removesuffix(half_width(measure)).strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise InvalidValue(field, text, "请写成 1000、4.5 这样的数") from None
    exponent = number.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else PLACES + 1
    if "e" in plain.lower() or "_" in plain or places > PLACES or number.adjusted() >= DIGITS:
        raise InvalidValue(field, text, f"请写成整数{DIGITS}位、小数{PLACES}位以内的数")
    return format(number, "f")


def is_additive(measure: str | None) -> bool:
    """Whether figures in this measure add up: 万人 do, % and ranks do not."""
    plain = half_width(measure or "").strip()
    return plain not in RATES and not any(mark in plain for mark in RATE_MARKS)


def graded(goal: Goal, text: str, *, field: str = "等级") -> str:
    """A grade of the list. Raises InvalidValue."""
    grade = half_width(text).strip()
    if grade not in goal.order:
        raise InvalidValue(field, text, f"请从{'、'.join(goal.order)}中选一个")
    return grade


def valued(goal: Goal, text: str, *, field: str = "实际值") -> str:
    """A value that can be held against the goal, as it is kept. Raises InvalidValue."""
    if goal.comparison is Comparison.grade:
        return graded(goal, text, field=field)
    found = figure(text, field=field, measure=goal.measure)
    counts = goal.comparison in (*RANKS, Comparison.zero_tolerance)
    least = 1 if goal.comparison in RANKS else 0
    if counts and (Decimal(found) != int(Decimal(found)) or Decimal(found) < least):
        raise InvalidValue(field, text, f"请写不小于{least}的整数")
    return found


def judge(goal: Goal, actual: str) -> Outcome:
    """Over, met or short. A better figure never has a worse outcome."""
    if goal.comparison is Comparison.grade:
        return _by_sign(goal.order.index(goal.value) - goal.order.index(actual))
    found = Decimal(actual)
    if goal.comparison in BETTER_BY:
        return _by_sign(BETTER_BY[goal.comparison](goal, found))
    return Outcome.met if KEPT[goal.comparison](goal, found) else Outcome.short


def _near(goal: Goal, found: Decimal) -> bool:
    """Within the tolerance; a ceiling is also kept from below."""
    value = Decimal(goal.value)
    return abs(found - value) <= Decimal(goal.tolerance or "0") or (goal.capped and found < value)


BETTER_BY: Mapping[Comparison, Callable[[Goal, Decimal], Decimal]] = {
    Comparison.at_least: lambda goal, found: found - Decimal(goal.value),
    Comparison.rank: lambda goal, found: Decimal(goal.value) - found,
    Comparison.rise: lambda goal, found: Decimal(goal.base or "0") - found - Decimal(goal.value),
}
"""By how much a figure is better than its goal, where it can be."""
KEPT: Mapping[Comparison, Callable[[Goal, Decimal], bool]] = {
    Comparison.zero_tolerance: lambda _goal, found: found <= 0,
    Comparison.about: _near,
    Comparison.equal: lambda goal, found: found == Decimal(goal.value),
    Comparison.at_most: lambda goal, found: found <= Decimal(goal.value),
    Comparison.outside: lambda goal, found: found > Decimal(goal.value),
}
"""Whether a figure keeps to a goal that can only be met."""


def _by_sign(better_by: Decimal | int) -> Outcome:
    if better_by == 0:
        return Outcome.met
    return Outcome.over if better_by > 0 else Outcome.short


@dataclass(frozen=True)
class Bounds:
    """When yellow turns red."""

    behind: int
    """How many per cent of the whole a figure may lie behind its plan."""
    guard: PeriodUnit | None = None
    """The periods whose plan must be kept, where the plan goes by steps: nothing else is red then."""


def light(
    goal: Goal, plan: Plan | None, actual: tuple[date, str] | None, on: date, *, bounds: Bounds, due_on: date
) -> Light | None:
    """The light on that day; None where there is nothing to hold against the target yet.

    `actual` is the last figure and its day.
    """
    if plan is None:
        return None if actual is None else _by_goal(goal, actual[1], passed=on >= due_on)
    as_of, reached = actual if actual else (plan.from_on, "0")
    held_on = as_of if on - as_of <= STANDS_FOR else on
    planned = plan.reached_by(held_on)
    gap = planned - Fraction(Decimal(reached))
    if goal.comparison is Comparison.equal and Decimal(reached) > plan.value:
        return Light.red
    if gap <= 0:
        return Light.green
    late = on > due_on or _lost(plan, Fraction(Decimal(reached)), held_on, bounds)
    return Light.red if late else Light.yellow


def _lost(plan: Plan, reached: Fraction, on: date, bounds: Bounds) -> bool:
    """Whether more is missing than may be: a whole period of the guard, or so many per cent."""
    if bounds.guard is None:
        return (plan.reached_by(on) - reached) * 100 > Fraction(plan.value) * bounds.behind
    kept_by = Period.containing(bounds.guard, on + timedelta(days=1)).first - timedelta(days=1)
    return kept_by > plan.from_on and reached < plan.reached_by(kept_by)


def forecast(plan: Plan, as_of: date, actual: str) -> Fraction | None:
    """What will be reached by the target's day at the pace so far, held against the plan; None before the first day."""
    planned = plan.reached_by(as_of)
    return Fraction(Decimal(actual)) * Fraction(plan.value) / planned if planned else None


def _by_goal(goal: Goal, actual: str, *, passed: bool) -> Light:
    """Without a plan the target itself is held against the figure; what can still improve is yellow until its day."""
    if judge(goal, actual) is not Outcome.short:
        return Light.green
    final = goal.comparison in (Comparison.zero_tolerance, Comparison.at_most)
    return Light.red if passed or final else Light.yellow


def sums_up(goal: Goal, parts: Sequence[str]) -> bool:
    """Whether the parts make up the whole: at least it, at most it, or just it."""
    total, whole = sum((Decimal(part) for part in parts), ZERO), Decimal(goal.value)
    if goal.comparison is Comparison.at_least:
        return total >= whole
    return total <= whole if goal.comparison is Comparison.at_most else total == whole
