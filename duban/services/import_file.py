"""Whether a file may be read as a table at all: its kind by its content, and an .xlsx looked over before it is opened.

A sheet from outside is hostile until shown otherwise: what unpacks without end, runs, points elsewhere, or claims a
cell in the last corner (a reader would fill the whole rectangle before it) is refused here.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from duban.core.errors import BadUsage
from duban.store.attachment_files import MEGABYTE
from duban.store.file_types import CHUNK, COMPOUND

LARGEST = 50 * MEGABYTE
UNPACKED = 400 * MEGABYTE
PARTS = 1_000
MOST_ROWS, MOST_COLUMNS = 110_000, 200
TAIL = 512
"""How much of a chunk is looked at again with the next one, so that nothing hides on the seam."""
ZIP = b"PK\x03\x04"
CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']\s*([A-Za-z]{1,9})(\d+)")
ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"']\s*(\d+)")
FORMULA = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,4}\d{1,9})[\"'][^>]*>\s*<(?:\w+:)?f[\s>/]")
NOT_SHEETS = ("sharedStrings.xml", "styles.xml")
DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
UNREADABLE: dict[type[OSError], str] = {
    FileNotFoundError: "不存在",
    IsADirectoryError: "是文件夹",
    PermissionError: "没有读取的权限",
}
RESAVE = "请另存为 .xlsx 或 UTF-8 的 .csv 后重试"


@dataclass(eq=False)
class SheetRefused(BadUsage):
    """A file that is not taken for a table; nothing of it was read in."""

    file: str
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"表格“{self.file}”{self.says}，什么也没有导入；{self.remedy}。"


@dataclass(frozen=True)
class Overlooked:
    """What was seen in an .xlsx beside its cells: the cells with formulas, by part."""

    formulas: dict[str, tuple[str, ...]]


def kind_of(path: Path) -> str:
    """`csv` or `xlsx`, by extension and content alike. Raises SheetRefused."""
    name, suffix = path.name, path.suffix.lower()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(len(COMPOUND))
    except OSError as error:
        says = next((says for kind, says in UNREADABLE.items() if isinstance(error, kind)), "读不到")
        raise SheetRefused(name, says, "请检查路径和权限") from None
    if size == 0:
        raise SheetRefused(name, "是空的", "请检查是不是选错了文件")
    if size > LARGEST:
        raise SheetRefused(name, f"超过 {LARGEST // MEGABYTE} MB", "请拆成几份")
    if head.startswith(COMPOUND):
        raise SheetRefused(name, "是旧版 .xls，或者加了密码", "请去掉密码，" + RESAVE.removeprefix("请"))
    wanted = "xlsx" if head.startswith(ZIP) else "csv"
    if suffix not in (".csv", ".xlsx"):
        raise SheetRefused(name, f"的扩展名“{suffix}”不能导入", RESAVE)
    if suffix != f".{wanted}":
        raise SheetRefused(name, f"的扩展名是 {suffix}，内容却不是", "请用正确的扩展名重新保存")
    return wanted


def overlook(path: Path) -> Overlooked:
    """Looks an .xlsx over, part by part, unpacking no more than is allowed. Raises SheetRefused."""
    formulas: dict[str, tuple[str, ...]] = {}
    left = UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS:
                raise SheetRefused(path.name, f"由{len(parts)}个部件组成，不像表格", RESAVE)
            for part in parts:
                _refuse_part(path.name, part)
                seen: list[str] = []
                for piece in _pieces(archive, part):
                    left -= len(piece)
                    if left < 0:
                        raise SheetRefused(path.name, f"解开后超过 {UNPACKED // MEGABYTE} MB", "请只保留要导入的一张表")
                    _look(path.name, part.filename, piece, seen)
                if seen:
                    formulas[part.filename] = tuple(dict.fromkeys(seen))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
        raise SheetRefused(path.name, "已经损坏，打不开", "请用办公软件打开后重新保存") from None
    return Overlooked(formulas)


def _refuse_part(name: str, part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 1:
        raise SheetRefused(name, "加了密码", "请去掉密码后重新保存")
    if part.filename.endswith("vbaProject.bin"):
        raise SheetRefused(name, "带有宏", RESAVE)
    if part.filename.startswith("xl/externalLinks/"):
        raise SheetRefused(name, "链接到别的文件", "请断开外部链接，粘贴为数值后重新保存")


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked part, some at a time, each piece with the end of the one before it."""
    tail = b""
    with archive.open(part) as file:
        while piece := file.read(CHUNK):
            yield tail + piece
            tail = piece[-TAIL:]


def _look(name: str, part: str, piece: bytes, formulas: list[str]) -> None:
    if any(mark in piece for mark in DECLARES):
        raise SheetRefused(name, "含有不该有的 XML 声明", RESAVE)
    if not part.endswith(".xml") or part.endswith(NOT_SHEETS):
        return
    formulas += [found.decode() for found in FORMULA.findall(piece)]
    cells = [(_column(letters), digits) for letters, digits in CELL.findall(piece)]
    far = max((int(digits[:9]) for digits in [*ROW.findall(piece), *(row for _, row in cells)]), default=0)
    wide = max((column for column, _ in cells), default=0)
    if far > MOST_ROWS or wide > MOST_COLUMNS:
        limits = f"{MOST_ROWS} 行、{MOST_COLUMNS} 列"
        says = f"用到了第 {far} 行、第 {wide} 列，超过 {limits}"
        raise SheetRefused(name, says, "请删去表格以外的内容，或拆成几份")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
