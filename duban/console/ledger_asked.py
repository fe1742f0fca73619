"""What a ledger's address asks for: filters, order, columns, page. One address is one view, good for links."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from duban.services.item_pages import ItemQuery
from duban.services.ledger_columns import LedgerColumn, columns_named
from duban.services.target_view import LIGHT_LABELS
from duban.store.item_filter import ItemSort
from duban.store.sight import Sight
from states.light import Light

MOST_SHOWN = 500
MOST_DAYS = 36_500
MOST_CHOSEN = 50
ITEMS = "/items"
NOT_ASKED = {"after", "size", "paged"}
"""What is of one page, and not of the view."""


class LedgerAsked(BaseModel):
    """The filters of the ledger as its form and its addresses carry them; what is empty does not matter."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    q: str = Field("", title="包含", max_length=100, description="内容、要求、主办单位里有这些字的，或编号以它开头的")
    type: list[str] = Field([], title="事项类型", max_length=MOST_CHOSEN)
    unit: list[str] = Field([], title="主办单位", max_length=MOST_CHOSEN)
    office: str | None = Field(None, title="交办机构")
    source: str | None = Field(None, title="来源")
    leader: str | None = Field(None, title="牵头领导", description="姓名，或岗位")
    state: list[str] = Field([], title="状态", max_length=MOST_CHOSEN)
    light: list[Light] = Field([], title="灯", max_length=MOST_CHOSEN)
    late: bool = Field(False, title="只看时限已过的", description="与红灯同")
    due_from: date | None = Field(None, title="最近时限自")
    due_to: date | None = Field(None, title="最近时限至")
    overdue: int | None = Field(None, title="逾期满（天）", ge=1, le=MOST_DAYS)
    open: bool | None = Field(None, title="是否办结", description="true 只看未办结的，false 只看已了结的")
    sort: ItemSort = Field(ItemSort.code, title="排序", description="code 编号、due 时限先到的在前")
    desc: bool = Field(False, title="倒序")
    col: list[str] = Field([], title="显示哪些列", max_length=MOST_CHOSEN)
    after: str | None = Field(None, title="页标记", description="上一页给出的标记；从它起看")
    size: int | None = Field(None, title="一页多少件", ge=1, le=MOST_SHOWN)
    paged: bool = Field(False, title="连同前后页", description="连同前后页的标记和件数")

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        """A form sends its empty fields as well."""
        if not isinstance(given, dict):
            return given
        kept = {
            name: [each for each in value if each != ""] if isinstance(value, list) else value
            for name, value in given.items()
        }
        return {name: value for name, value in kept.items() if value not in ("", [])}

    def query(self, sight: Sight) -> ItemQuery:
        """The same for the ledger, as far as the reader sees."""
        return ItemQuery(
            types=tuple(self.type),
            office=self.office,
            source=self.source,
            units=tuple(self.unit),
            seen_by=sight.unit_ids,
            leader=self.leader,
            states=tuple(self.state),
            lights=tuple(dict.fromkeys([*self.light, *([Light.red] if self.late else [])])),
            due_from=self.due_from,
            due_to=self.due_to,
            overdue_days=self.overdue,
            is_open=self.open,
            text=self.q,
            sort=self.sort,
            descending=self.desc,
        )

    def columns(self, remembered: Sequence[str]) -> list[LedgerColumn]:
        """The columns that are asked for, or those that were asked for last."""
        return columns_named(self.col or remembered)

    def address(self, path: str = ITEMS, **changed: Any) -> str:
        """The address of this view with something changed; of its first page, unless `after` is told."""
        kept = {**self.pairs(), **{name: value for name, value in changed.items() if value is not None}}
        kept = {name: value for name, value in kept.items() if value not in (None, "", [])}
        return f"{path}?{urlencode(kept, doseq=True)}" if kept else path

    def pairs(self) -> dict[str, Any]:
        """What is asked for other than by default, as an address and a saved view write it."""
        return self.model_dump(mode="json", exclude_defaults=True, exclude=NOT_ASKED)

    def criteria(self) -> list[str]:
        """What the list was narrowed to, in words: it stands above it, and above what is printed."""
        found = []
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if name in NOT_ASKED or name in ("sort", "desc", "col", "open", "late") or value in (None, "", []):
                continue
            if name == "light":
                value = [LIGHT_LABELS[each] for each in value]
            found.append(f"{field.title}：{'、'.join(value) if isinstance(value, list) else value}")
        said = {True: "只看未办结的", False: "只看已了结的"}
        found += [said[self.open]] if self.open is not None else []
        return [*found, "只看时限已过的"] if self.late else found


Asking = Annotated[LedgerAsked, Query()]
