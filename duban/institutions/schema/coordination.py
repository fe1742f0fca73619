"""Coordination by levels (层级协调): who coordinates at each level, within what time, and what must be there first."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from duban.core.timelimits import Limit
from duban.institutions.schema.base import Name, Names, Phrase, Rule, broken


class Need(StrEnum):
    """呈报上一级的前提。"""

    consulted = "会商"
    """主办单位已同有关单位会商，且没有协商一致。"""
    report = "书面报告"
    """书面报告载明 parts 所列的各项。"""
    proposal = "决策建议"
    """下一级的领导已先行协调并提出决策建议。"""
    opinion = "明确意见"
    """下一级各有关领导已就分工范围签署明确具体的意见。"""
    sorting = "梳理"
    """由 by 所列的岗位梳理。"""


class Precondition(Rule):
    """呈报某一级以前须具备的一项。"""

    needs: Need
    """会商、书面报告、决策建议、明确意见、梳理之一。"""
    parts: Names = ()
    """书面报告须载明的各项。"""
    by: Names = ()
    """由谁梳理：一个或几个岗位。"""


class Instruction(Rule):
    """这一级领导的批示按批示执行：作为新的督办事项交办。"""

    item: Name
    """作为哪一类督办事项。"""


class CoordinationLevel(Rule):
    """协调的一级。"""

    level: Name
    """这一级的名称，如 分管领导。"""
    post: Names = ()
    """由哪些岗位协调并签署意见；第一级是责任部门自己，不写。"""
    before: tuple[Precondition, ...] = ()
    """呈报这一级的前提。"""
    within: Phrase | None = None
    """这一级几日内答复；不写的按 answer。"""
    instructs: Instruction | None = None
    """这一级领导的批示；不写为不产生新事项。"""


class CoordinationPeriod(Rule):
    """各级答复的时限。"""

    within: Phrase
    """自提出或呈报之日起，如 报告后5个工作日内。"""


def _has_levels(levels: tuple[CoordinationLevel, ...]) -> tuple[CoordinationLevel, ...]:
    names = [level.level for level in levels]
    if len(levels) < FEWEST or len(set(names)) < len(names):
        raise broken("levels", "协调至少要有两级，各级名称不同；请改正 levels。")
    return levels


FEWEST = 2
"""The unit itself, and somebody above it."""


class Coordination(Rule):
    """层级协调：由低到高呈报。"""

    levels: Annotated[tuple[CoordinationLevel, ...], AfterValidator(_has_levels)]
    """由低到高，第一级是责任部门自己。"""
    in_turn: Rule | None = None
    """逐级呈报、不得越级的依据；不写为可以越级呈报。"""
    answer: CoordinationPeriod
    """各级答复的时限。"""
    vague: Names = Field(())
    """不算意见的批语，如 已阅、圈阅；“请县长阅示”这样转呈的短语也不算。"""

    def level_named(self, name: str) -> int | None:
        """The place of a level in the order, or None."""
        return next((number for number, level in enumerate(self.levels) if level.level == name), None)

    def clause_of(self, need: Need) -> str | None:
        """The clause that asks for it, else the one that the whole rests on."""
        stated = (each for level in self.levels for each in level.before if each.needs is need)
        return next((each.clause for each in stated), self.clause)

    def period(self, level: int) -> Limit:
        """Within what time that level answers."""
        return (self.levels[level].within or self.answer.within).limit

    def ahead(self, level: int) -> CoordinationLevel | None:
        """The level above that one; None at the top."""
        return self.levels[level + 1] if level + 1 < len(self.levels) else None

    def goes_to(self, level: int, named: str | None) -> int:
        """The level that it goes to from there: the next, or a higher one that was named where levels may be skipped.

        One past the last where there is none above.
        """
        meant = self.level_named(named) if named and not self.in_turn else None
        return max(level + 1, meant or 0)
