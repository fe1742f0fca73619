"""The plan and the parts of a target as people write them, on the command line and on the screen."""

from collections.abc import Sequence
from datetime import date

from duban.core.clock import half_width, parse_day
from duban.core.errors import InvalidValue
from duban.core.named import pair
from duban.core.periods import parse_period
from duban.institutions.schema import StepUnit
from duban.services.target_split import Part
from duban.services.target_steps import Parts
from duban.services.targets import NewPlan


def plan_written(
    nodes: Sequence[str], quarters: str | None, months: str | None, weeks: str | None, indicator: str | None
) -> NewPlan:
    """The way to the target, written in one of four manners; in none, even progress. Raises InvalidValue."""
    stated = [text for text in (quarters, months, weeks, nodes and nodes[0]) if text]
    if len(stated) > 1:
        raise InvalidValue("--quarters", str(stated[0]), "节点、分季度、分月、分周一次只能写一种")
    parts = _parts(StepUnit.month, months) or _parts(StepUnit.week, weeks)
    each = tuple(half_width(quarters or "").split(","))
    return NewPlan(tuple(map(_node, nodes)), each, indicator, parts)


def parts_written(texts: Sequence[str]) -> list[Part]:
    """What each unit takes over: 单位=目标值. Raises InvalidValue."""
    return [Part(*pair(text, "--part", "单位=目标值")) for text in texts]


def _node(text: str) -> tuple[date, str]:
    day, value = pair(text, "--node", "日期=累计数")
    return parse_day(day, field="--node"), value


def _parts(step: StepUnit, text: str | None) -> Parts | None:
    if not text:
        return None
    period, amounts = pair(half_width(text), f"--{step.name}s", "期间=各期的数")
    return Parts(step, parse_period(period), tuple(amounts.split(",")))
