"""The target (目标) of an item: an indicator, what it must come to, its plan, its figures and how it was accepted."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row
from models.types import enum_type, id_field, instant_field, ref_field, text_field


class Comparison(StrEnum):
    """How a figure is held against its target."""

    at_least = "at_least"
    """不低于：越多越好，达到目标值即为达到，多的为超过。"""
    at_most = "at_most"
    """不高于：是控制上限，不高于目标值即为达到，没有“超过”一说。"""
    about = "about"
    """约：在目标值上下的容差以内即为达到；控制上限的，低于目标值也为达到。"""
    equal = "equal"
    """等于：与目标值相等才为达到。"""
    zero_tolerance = "zero_tolerance"
    """零容忍：一起也不能有。"""
    rank = "rank"
    """名次：数字越小越好。"""
    outside = "outside"
    """退出名次：不好的排名，退到目标名次以外才为达到。"""
    rise = "rise"
    """晋升：在上次名次（基数）的基础上前进几位；实际值登记现在的名次。"""
    grade = "grade"
    """等级：以所列的先后为序，在前的好。"""


class Outcome(StrEnum):
    """What accepting a target against its figure (照单验收) found."""

    over = "over"
    """超过。"""
    met = "met"
    """达到。"""
    short = "short"
    """未达到。"""


class Target(Row, table=True):
    """One indicator of an item. Figures are exact decimals kept as text, digit for digit, on both databases."""

    __table_args__ = (
        sa.UniqueConstraint("item_id", "indicator"),
        sa.CheckConstraint("(comparison = 'grade') = (grades IS NOT NULL)", name="grade_has_order"),
        sa.CheckConstraint("(comparison = 'about') = (tolerance IS NOT NULL)", name="about_has_tolerance"),
        sa.CheckConstraint("(comparison = 'rise') = (base IS NOT NULL)", name="rise_has_base"),
        sa.CheckConstraint("comparison = 'about' OR NOT capped", name="only_about_is_capped"),
        sa.CheckConstraint("due_on IS NULL OR due_on > from_on", name="ends_after_start"),
    )

    id: int | None = id_field()
    item_id: int = ref_field("item.id")
    indicator: str
    comparison: Comparison = Field(sa_type=enum_type(Comparison, "comparison"))
    value: str
    """What it must come to: a decimal, or a grade."""
    measure: str | None = None
    """The measure unit (计量单位), as the document writes it."""
    tolerance: str | None = None
    """How far a figure may lie from an approximate target, in the same measure."""
    capped: bool = False
    """An approximate target that binds from above only (涨幅3%左右)."""
    grades: str | None = None
    """The grades from the best to the worst: A>B>C>D."""
    from_on: date
    """The day from which its plan runs."""
    due_on: date | None = None
    """The day on which it must be reached; NULL: the completion limit of its item."""
    parent_id: int | None = ref_field("target.id", nullable=True, index=True)
    """The target of which it is a part."""
    assumed: str | None = text_field(nullable=True)
    """What the document did not say and was assumed when it was set."""
    base: str | None = None
    """The rank from which a relative one rises."""


class TargetNode(Row, table=True):
    """A node of a stated plan (序时进度): what must have been reached by that day."""

    __tablename__ = "target_node"
    __table_args__ = (sa.UniqueConstraint("target_id", "due_on"),)

    id: int | None = id_field()
    target_id: int = ref_field("target.id")
    due_on: date
    value: str | None = None
    """NULL: the node was taken out of the plan."""


class TargetActual(Row, table=True):
    """A figure that was reached (实际值); never changed. A wrong one is corrected by another for the same day."""

    __tablename__ = "target_actual"

    id: int | None = id_field()
    target_id: int = ref_field("target.id", index=True)
    as_of_on: date
    value: str
    source: str = text_field()
    """Where the figure comes from."""
    reason: str | None = text_field(nullable=True)
    corrects_id: int | None = ref_field("target_actual.id", nullable=True, unique=True)
    recorded_at: datetime = instant_field()


class TargetAcceptance(Row, table=True):
    """An acceptance (照单验收): on which figure it rests and what it found. The last one holds."""

    __tablename__ = "target_acceptance"

    id: int | None = id_field()
    target_id: int = ref_field("target.id", index=True)
    actual_id: int = ref_field("target_actual.id")
    outcome: Outcome = Field(sa_type=enum_type(Outcome, "outcome"))
    accepted_at: datetime = instant_field()
