"""Reading a table, .csv or .xlsx: headings, and rows of plain text with their numbers; every oddity is told."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from duban.core.clock import half_width
from duban.services.import_file import MOST_COLUMNS, MOST_ROWS, RESAVE, SheetRefused, kind_of, overlook
from duban.store.file_types import TEXT_ENCODINGS

HEADING_WITHIN = 10
"""In which of the first rows the headings are looked for: sheets have titles above them."""
LONGEST = 5_000
"""Characters in one cell."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
ERROR_CELL = re.compile(r"#(REF!|DIV/0!|VALUE!|NAME\?|N/A|NULL!|NUM!)")
GUARDED = re.compile(r"'+[=+\-@\t\r]")
"""A text that an export has guarded against being taken for a formula."""


@dataclass(frozen=True)
class Fault:
    """One thing that must be put right: the row as the sheet counts it, the column, what is wrong and what to do."""

    row: int
    column: str
    says: str
    remedy: str

    def __str__(self) -> str:
        where = f"第{self.row}行" if self.row else "整张表"
        return f"{where}{f'“{self.column}”' if self.column else ''}：{self.says}；{self.remedy}"


@dataclass(frozen=True)
class SheetRow:
    """A row by its headings; empty cells are left out."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A table as it was read. `notes` say what was not read, `faults` what no row may hold."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...]
    faults: tuple[Fault, ...]


def read_sheet(path: Path, known: Sequence[str]) -> Sheet:
    """The first visible sheet, whose headings are the row with the most of the `known` ones. Raises SheetRefused."""
    plain = kind_of(path) == "csv"
    grid, notes, faults = (_csv_rows(path), (), ()) if plain else _workbook_rows(path)
    wanted = {plain_heading(name) for name in known}
    at = max(range(min(HEADING_WITHIN, len(grid))), key=lambda n: _fitting(grid[n], wanted), default=0)
    if not grid or not _fitting(grid[at], wanted):
        raise SheetRefused(path.name, "没有认得的列名", f"列名如 {'、'.join(known[:4])}；可用 --template 导出模板")
    headings = tuple(plain_heading(cell) for cell in grid[at])
    twice = sorted({name for name in headings if name and headings.count(name) > 1})
    of_heads = [Fault(at + 1, name, "这一列写了两次", "请只留一列") for name in twice]
    below = [fault for fault in faults if fault.row > at + 1]
    rows, found = _body(grid, at, headings)
    if not rows:
        raise SheetRefused(path.name, "没有一行内容", "请从列名的下一行起填写")
    return Sheet(path.name, headings, tuple(rows), tuple(notes), (*of_heads, *below, *found))


def plain_heading(text: str) -> str:
    """A heading without the spaces, line breaks, stars and remarks in brackets that clerks add."""
    return re.sub(r"\s|\*|\([^()]*\)", "", half_width(text))


def _fitting(cells: Sequence[str], wanted: set[str]) -> int:
    return len(wanted.intersection(map(plain_heading, cells)))


def _body(grid: Sequence[Sequence[str]], at: int, headings: Sequence[str]) -> tuple[list[SheetRow], list[Fault]]:
    rows: list[SheetRow] = []
    faults: list[Fault] = []
    for number, cells in enumerate(grid[at + 1 :], at + 2):
        named = {name: text for name, text in zip(headings, cells, strict=False) if name and text}
        if named:
            faults += _cell_faults(number, named)
            rows.append(SheetRow(number, {name: _unguarded(text) for name, text in named.items()}))
        if any(cells[len(headings) :]) or any(text for name, text in zip(headings, cells, strict=False) if not name):
            faults.append(Fault(number, "", "有内容没有列名", "请补上列名或删去这些内容"))
    return rows, faults


def _cell_faults(number: int, cells: dict[str, str]) -> Iterator[Fault]:
    for name, text in cells.items():
        if CONTROL.search(text):
            yield Fault(number, name, "含有看不见的控制字符", "请重新输入这一格")
        elif len(text) > LONGEST:
            yield Fault(number, name, f"超过{LONGEST}字", "请缩短，详细内容作附件")
        elif text.startswith("=") or ERROR_CELL.fullmatch(text):
            yield Fault(number, name, "是公式或公式的错误值", "请粘贴为数值")


def _unguarded(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text


def _csv_rows(path: Path) -> list[list[str]]:
    """The lines of a .csv in UTF-8 or GB 18030, separated by commas, semicolons or tabs."""
    raw = path.read_bytes()
    text = None
    for encoding in TEXT_ENCODINGS:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or "\x00" in text:
        raise SheetRefused(path.name, "不是 UTF-8 或 GB18030 编码的文字", RESAVE)
    first = text.split("\n", 1)[0]
    separator = max(",\t;", key=first.count)
    try:
        rows = [list(map(str.strip, row)) for row in csv.reader(text.splitlines(keepends=True), delimiter=separator)]
    except csv.Error:
        raise SheetRefused(path.name, "有一行读不出来，引号可能没有配对", RESAVE) from None
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise SheetRefused(path.name, f"超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列", "请拆成几份")
    return rows


def _workbook_rows(path: Path) -> tuple[list[list[str]], list[str], list[Fault]]:
    seen = overlook(path)
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            visible = [
                meta.name
                for meta in book.sheets_metadata
                if meta.visible is SheetVisibleEnum.Visible and meta.typ is SheetTypeEnum.WorkSheet
            ]
            if not visible:
                raise SheetRefused(path.name, "没有可见的工作表", "请取消隐藏要导入的表")
            sheet = book.get_sheet_by_name(visible[0])
            others = [meta.name for meta in book.sheets_metadata if meta.name != visible[0]]
            notes = [f"只读第一张可见的表“{visible[0]}”，没有读：{'、'.join(others)}"] if others else []
            faults = _formula_faults(seen.formulas, len(book.sheet_names)) + _merged_faults(sheet)
            rows = [list(map(_text, row)) for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError) as error:
        raise SheetRefused(path.name, "打不开", "请用办公软件打开后重新保存") from error
    return rows, notes, faults


def _formula_faults(formulas: dict[str, tuple[str, ...]], sheets: int) -> list[Fault]:
    """Formula cells, wherever they are: what a formula says may change after it was looked at."""
    told = "" if sheets == 1 else "（工作簿的某一张表）"
    cells = [cell for part in sorted(formulas) for cell in formulas[part]]
    return [
        Fault(int(re.sub(r"\D", "", cell)), cell + told, "是公式", "请复制后粘贴为数值")
        for cell in cells[:MOST_COLUMNS]
    ]


def _merged_faults(sheet: CalamineSheet) -> list[Fault]:
    ranges = sheet.merged_cell_ranges or []
    return [
        Fault(last_row + 1, f"{first_row + 1}—{last_row + 1}行", "有合并的单元格", "请取消合并，逐行填写")
        for (first_row, _first), (last_row, _last) in ranges
    ]


def _text(value: object) -> str:
    """A cell as text: dates as 2026-12-31, numbers as people see them (15 digits, as Excel keeps them)."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        shown = format(value, ".15g")
        return shown if "e" not in shown else format(value, "f").rstrip("0").rstrip(".")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
