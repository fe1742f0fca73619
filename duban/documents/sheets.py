"""Writing .xlsx: the template that an import reads, and tables of what is on record. Decides nothing.

Every text is written as text, never as a formula; one that begins like a formula is guarded with an apostrophe, which
an import takes off again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException

from duban.core.errors import Refused
from duban.institutions.schema import Pack
from duban.services.import_columns import COLUMNS
from duban.services.items import MARKINGS
from duban.services.target_rules import COMPARISON_LABELS

ROWS_TO_FILL = 2_000
"""How far down the template's drop-downs reach."""
LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
EXACT_DIGITS = 15
NARROW, WIDE = 14, 40
"""Columns, in characters."""
EXAMPLE = {
    "number": "示例",
    "title": "新增城镇就业1000人以上",
    "completion": "12月底前",
    "indicator": "城镇新增就业",
    "comparison": "不低于",
    "value": "1000",
    "measure": "人",
}
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
SHADES = {"红": "#FFC7CE", "黄": "#FFEB9C", "绿": "#C6EFCE"}


@dataclass(eq=False)
class SheetUnwritable(Refused):
    """A sheet cannot be written where it was to go."""

    file: str
    says: str

    def __str__(self) -> str:
        return f"表格“{self.file}”写不出去（{self.says}）；请检查路径、权限和磁盘空间，并关闭正打开它的程序。"


class SheetColumn(Protocol):
    """A column of a table: its name in a row, its heading, what kind of value it holds, and whether it holds texts."""

    @property
    def name(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def kind(self) -> str:
        """text, day, figure, or light."""

    @property
    def is_wide(self) -> bool: ...


def guarded(text: str) -> str:
    """A text that no program takes for a formula."""
    return f"'{text}" if LIKE_A_FORMULA.match(text) else text


def write_table(path: Path, title: str, columns: Sequence[SheetColumn], rows: Iterable[Mapping[str, Any]]) -> int:
    """Writes the rows one by one, in constant memory; how many there were. Raises SheetUnwritable."""
    book = _book(path)
    sheet = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    count = 0
    for number, column in enumerate(columns):
        sheet.set_column(number, number, WIDE if column.is_wide else NARROW)
        sheet.write_string(0, number, column.heading, head)
    sheet.freeze_panes(1, 0)
    for count, row in enumerate(rows, 1):
        for number, column in enumerate(columns):
            _write(sheet, (count, number), column.kind, row.get(column.name), day if column.kind == "day" else wrapped)
    if count:
        sheet.autofilter(0, 0, count, len(columns) - 1)
        _shade(book, sheet, columns, count)
    _close(book, path)
    return count


def write_template(path: Path, pack: Pack, units: Sequence[str]) -> Path:
    """The sheet that an import reads: headings, a row that explains them, an example, drop-downs."""
    book = _book(path, constant_memory=False)
    sheet, lists = book.add_worksheet("督办任务"), book.add_worksheet("选项")
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
    remark = book.add_format({"italic": True, "font_color": "#7F7F7F", "text_wrap": True, "valign": "top"})
    plain = book.add_format({"num_format": "@"})
    choices = {
        "unit": list(units),
        "item_type": list(pack.items),
        "secrecy": list(MARKINGS),
        "comparison": list(COMPARISON_LABELS.values()),
    }
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, 30 if column.key in ("title", "requirement") else 14, plain)
        sheet.write_string(0, number, f"{column.heading}{'*' if column.must else ''}", head)
        sheet.write_string(1, number, "说明" if column.key == "number" else column.says, remark)
        sheet.write_string(2, number, EXAMPLE.get(column.key, ""), remark)
        if listed := choices.get(column.key):
            lists.write_column(0, number, listed)
            letter = chr(ord("A") + number)
            source = {"validate": "list", "source": f"=选项!${letter}$1:${letter}${len(listed)}"}
            sheet.data_validation(3, number, ROWS_TO_FILL, number, source)
    sheet.freeze_panes(1, 0)
    lists.hide()
    _close(book, path)
    return path


def _book(path: Path, *, constant_memory: bool = True) -> Workbook:
    if path.suffix.lower() != ".xlsx":
        raise SheetUnwritable(str(path), "文件名须以 .xlsx 结尾")
    if not path.parent.is_dir() or path.is_dir():
        raise SheetUnwritable(str(path), "没有这个文件夹，或者它本身是文件夹")
    return Workbook(str(path), {**OPTIONS, "constant_memory": constant_memory})


def _close(book: Workbook, path: Path) -> None:
    try:
        book.close()
    except (XlsxWriterException, OSError) as error:
        raise SheetUnwritable(str(path), "写入失败") from error


def _write(sheet: Any, cell: tuple[int, int], kind: str, value: Any, style: Any) -> None:
    """One cell. A figure is a number where a sheet can hold it digit for digit, else text."""
    if value is None or value == "":
        return
    if kind == "day":
        sheet.write_datetime(*cell, datetime.combine(date.fromisoformat(str(value)), datetime.min.time()), style)
    elif kind == "figure" and NUMBER.fullmatch(str(value)) and format(float(value), f".{EXACT_DIGITS}g") == value:
        sheet.write_number(*cell, float(value))
    else:
        sheet.write_string(*cell, guarded(str(value)), style)


def _shade(book: Workbook, sheet: Any, columns: Sequence[SheetColumn], rows: int) -> None:
    """Red, yellow and green where a column holds a light."""
    for number, column in enumerate(columns):
        for word, colour in SHADES.items() if column.kind == "light" else ():
            rule = {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": book.add_format({"bg_color": colour}),
            }
            sheet.conditional_format(1, number, rows, number, rule)
