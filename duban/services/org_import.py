"""Reading a table of posts and holders: one line for each person in a post, every fault told with its line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duban.core.clock import parse_day
from duban.core.errors import BadUsage, InvalidValue
from duban.services.org import NewHolder

COLUMNS = ("单位", "岗位", "姓名", "任职日期")
OPTIONAL = ("离任日期", "代理")
DEPUTY = {"": False, "否": False, "是": True, "代理": True}


@dataclass(eq=False)
class TableFaulty(BadUsage):
    """Lines of a table that cannot be taken in; nothing of it was."""

    file: str
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.file} 有{len(self.faults)}处要改，改好后重新导入（本次什么也没有导入）：{'；'.join(self.faults)}。"
        )


def read_holders(text: str, file: str) -> list[NewHolder]:
    """The holders in a CSV text whose first line names the columns. Raises TableFaulty with every faulty line."""
    table = csv.DictReader(text.splitlines())
    names = [(name or "").strip() for name in table.fieldnames or ()]
    faults = [f"第1行缺少“{name}”一列" for name in COLUMNS if name not in names]
    faults += [f"第1行不认识“{name}”一列" for name in names if name not in (*COLUMNS, *OPTIONAL)]
    if faults:
        raise TableFaulty(file, tuple(faults))
    found: list[NewHolder] = []
    for cells in table:
        row = {str(name).strip(): (value or "").strip() for name, value in cells.items() if isinstance(value, str)}
        faults += [f"第{table.line_num}行{says}" for says in _faults(row, has_more=None in cells)]
        found += [] if faults else [_holder(row)]
    if not (found or faults):
        faults = ["没有一行任职"]
    if faults:
        raise TableFaulty(file, tuple(faults))
    return found


def _faults(row: dict[str, str], *, has_more: bool) -> Iterator[str]:
    if has_more:
        yield "比第1行多出几格"
    for name in COLUMNS:
        if not row.get(name):
            yield f"没有填“{name}”"
    for name in ("任职日期", "离任日期"):
        try:
            _day(row, name)
        except InvalidValue:
            yield f"的“{name}”不是 2026-02-13 这样的日期"
            return
    from_on, to_on = _day(row, "任职日期"), _day(row, "离任日期")
    if from_on and to_on and to_on < from_on:
        yield "的“离任日期”早于“任职日期”"
    if row.get("代理", "") not in DEPUTY:
        yield "的“代理”只能填“是”或“否”"


def _holder(row: dict[str, str]) -> NewHolder:
    from_on = _day(row, "任职日期")
    if from_on is None:
        raise InvalidValue("任职日期", "", "请填写")
    is_deputy = DEPUTY[row.get("代理", "")]
    return NewHolder(row["单位"], row["岗位"], row["姓名"], from_on, _day(row, "离任日期"), is_deputy)


def _day(row: dict[str, str], name: str) -> date | None:
    return parse_day(row[name], field=name) if row.get(name) else None
