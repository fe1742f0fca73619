"""The document itself: who issued it, from when to when it holds, its clauses and how strictly they bind."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from duban.institutions.schema.base import Day, PackPart, Text


class Strength(StrEnum):
    """条款的约束力。"""

    must = "must"
    """须：违反的一律不予办理。"""
    rule = "rule"
    """原则上、一般：有权限的人可以破例，破例的人和理由留痕。"""
    advice = "advice"
    """建议：只提示，不拦阻。"""


class Document(PackPart):
    """所依据的文件。文号、日期或有效期不详的，在 assumed 中说明。"""

    title: Text
    """文件标题。"""
    issuer: Text
    """印发机关。"""
    number: Text | None = None
    """文号，如 办〔2015〕58号。"""
    dated: Day | None = Field(None, alias="date")
    """成文日期。"""
    effective: Day | None = None
    """施行日期；从这天起适用。"""
    expires: Day | None = None
    """有效期的最后一天；长期有效的不写。"""
    assumed: Text | None = None
    """文号、成文日期、施行日期有不详的，写明怎样假定。"""

    def holds_on(self, on: date) -> bool:
        """Whether it is in force on that day."""
        return (self.effective is None or on >= self.effective) and (self.expires is None or on <= self.expires)

    def holds_in(self, year: int) -> bool:
        """Whether it is in force on any day of that year."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return (self.effective is None or last >= self.effective) and (self.expires is None or first <= self.expires)


class Clause(PackPart):
    """文件的一条规定，用自己的话转述。"""

    at: Text
    """在文件中的位置，如 三-4。"""
    says: Text
    """规定的内容。"""
    strength: Strength = Strength.must
    """约束力：must 须，rule 原则上，advice 建议。"""
