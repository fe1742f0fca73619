"""The columns that the ledger can be looked at in, on a screen and in a sheet: one list of names and headings."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class LedgerColumn:
    """A column: its name in a line of `item_pages`, its heading, and what kind of value it holds."""

    name: str
    heading: str
    kind: str = "text"
    """text, day, figure or light, as sheets know them."""
    is_wide: bool = False
    says: str = ""
    """What the heading means, where it does not say so by itself."""


FIRST = "code"
"""It leads to the item, so no choice leaves it out."""
COLUMNS = (
    LedgerColumn("code", "事项"),
    LedgerColumn("title", "内容", is_wide=True),
    LedgerColumn("requirement", "要求", is_wide=True),
    LedgerColumn("unit", "主办单位"),
    LedgerColumn("item_type", "事项类型"),
    LedgerColumn("item_class", "办理类别"),
    LedgerColumn("office", "交办机构"),
    LedgerColumn("leader", "牵头领导"),
    LedgerColumn("responsible", "责任人"),
    LedgerColumn("label", "状态"),
    LedgerColumn(
        "light", "灯", "light", says="红灯：时限已过；黄灯：今后三个工作日内到期；绿灯：更晚；没有在走的时限不亮灯"
    ),
    LedgerColumn("due_on", "最近时限", "day", says="在走的时限中最早的一个，灯照它亮"),
    LedgerColumn("overdue_days", "逾期天数", "figure", says="从最近时限起到今天的天数"),
    LedgerColumn("feedback_due_on", "反馈时限", "day"),
    LedgerColumn("completion_due_on", "办结时限", "day"),
    LedgerColumn("decided_on", "议定或批示", "day"),
)
USUAL = ("code", "title", "unit", "label", "light", "due_on", "feedback_due_on", "completion_due_on")


def columns_named(names: Iterable[str]) -> list[LedgerColumn]:
    """These columns in the ledger's order, the usual ones where none of the names is known."""
    known = {column.name for column in COLUMNS}
    chosen = known.intersection(names) or set(USUAL)
    return [column for column in COLUMNS if column.name in chosen or column.name == FIRST]
