"""Reading a table of posts and holders: one line for each person in a post, every fault told with its line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duban.core.errors import BadUsage, InvalidValue
from duban.services.import_rows import as_date
from duban.services.import_sheet import read_sheet
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


def read_holders(path: Path) -> list[NewHolder]:
    """The holders in a table, .csv or .xlsx. Raises SheetRefused, TableFaulty with every faulty line."""
    sheet = read_sheet(path, (*COLUMNS, *OPTIONAL))
    known = (*COLUMNS, *OPTIONAL, "")
    faults = [f"缺少“{name}”一列" for name in COLUMNS if name not in sheet.headings]
    faults += [f"不认识“{name}”一列" for name in sheet.headings if name not in known]
    faults += map(str, sheet.faults)
    found: list[NewHolder] = []
    for row in () if faults else sheet.rows:
        faults += [f"第{row.number}行{says}" for says in _faults(row.cells)]
        found += [] if faults else [_holder(row.cells)]
    if faults:
        raise TableFaulty(sheet.file, tuple(faults))
    return found


def _faults(row: dict[str, str]) -> Iterator[str]:
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
    """The day as clerks and sheets write it. Raises InvalidValue."""
    text = row.get(name)
    if not text:
        return None
    if found := as_date(text):
        return found
    raise InvalidValue(name, text, "请写成 2026-02-13")
