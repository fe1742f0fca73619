"""Reading sheets: what clerks send is read as they meant it, what is hostile or broken is refused with a sentence."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from duban.services.import_columns import known_headings, passed_over
from duban.services.import_file import SheetRefused
from duban.services.import_rows import as_date
from duban.services.import_sheet import Sheet, plain_heading, read_sheet

HEADS = ("工作任务", "牵头单位", "目标值", "完成时限")


def read(path: Path) -> Sheet:
    return read_sheet(path, known_headings())


def workbook(path: Path, fill: Callable[[Workbook, Any], object] = lambda _book, _sheet: None) -> Path:
    """A workbook with one good row, and what else `fill` does to it."""
    book = Workbook(str(path))
    sheet = book.add_worksheet("任务")
    sheet.write_row(0, 0, HEADS)
    sheet.write_row(1, 0, ("甲", "县财政局"))
    fill(book, sheet)
    book.close()
    return path


def repacked(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one of its parts changed, or added."""
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in parts.items():
            whole.writestr(name, content)
    return path


def test_a_workbook_is_read_as_people_see_it(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Any) -> None:
        sheet.write_row(1, 2, (4.02,))
        sheet.write_datetime(1, 3, date(2026, 12, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(3, 0, ("乙", "县水务局", 0.1 + 0.2, "12月底前"))
        book.add_worksheet("底稿").hide()

    sheet = read(workbook(tmp_path / "a.xlsx", fill))
    assert [(row.number, list(row.cells.values())) for row in sheet.rows] == [
        (2, ["甲", "县财政局", "4.02", "2026-12-31"]),
        (4, ["乙", "县水务局", "0.3", "12月底前"]),
    ]
    assert sheet.notes == ("只读第一张可见的表“任务”，没有读：底稿",)
    assert sheet.faults == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_text_table_is_read_in_the_usual_ways(tmp_path: Path, encoding: str, mark: str) -> None:
    lines = [f"二〇二六年任务表{mark}{mark}{mark}", mark.join(HEADS), mark.join(("甲", '"一\n二"', "1", ""))]
    file = tmp_path / "a.csv"
    file.write_text("\r\n".join(lines), encoding=encoding, newline="")
    assert [row.cells for row in read(file).rows] == [{"工作任务": "甲", "牵头单位": "一\n二", "目标值": "1"}]


def test_formulas_merged_and_repeated_cells_are_named(tmp_path: Path) -> None:
    def fill(_book: Workbook, sheet: Any) -> None:
        sheet.write_formula("C2", "=SUM(1,2)", None, 3)
        sheet.merge_range("A3:A5", "丙")
        sheet.write("E1", "工作任务")
        sheet.write("A7", "#REF!")

    found = [(fault.row, fault.says) for fault in read(workbook(tmp_path / "a.xlsx", fill)).faults]
    assert found == [(1, "这一列写了两次"), (2, "是公式"), (5, "有合并的单元格"), (7, "是公式或公式的错误值")]


def test_a_guarded_text_is_read_as_it_was_before_it_was_guarded(tmp_path: Path) -> None:
    sheet = read(workbook(tmp_path / "a.xlsx", lambda _book, sheet: sheet.write_string("C2", "'=1+1")))
    assert sheet.rows[0].cells["目标值"] == "=1+1"
    assert sheet.faults == ()


FAR = ("XFD1048576", "A200000", "ZZ9")


@pytest.mark.parametrize("cell", FAR)
def test_a_cell_in_a_far_corner_is_refused_before_the_rectangle_is_filled(tmp_path: Path, cell: str) -> None:
    with pytest.raises(SheetRefused, match="超过 110000 行、200 列"):
        read(workbook(tmp_path / "a.xlsx", lambda _book, sheet: sheet.write(cell, "x")))


FIRST_SHEET = "xl/worksheets/sheet1.xml"
HOSTILE: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "macro": ("xl/vbaProject.bin", lambda _: b"x", "带有宏"),
    "link": ("xl/externalLinks/externalLink1.xml", lambda _: b"<x/>", "链接到别的文件"),
    "entity": ("xl/workbook.xml", lambda was: was.replace(b"<workbook", b"<!DOCTYPE a []><workbook", 1), "XML 声明"),
    "bomb": ("xl/media/image1.png", lambda _: b"\0" * (401 << 20), "解开后超过 400 MB"),
    "row": (
        "xl/worksheets/sheet1.xml",
        lambda was: was.replace(b'<row r="2"', b"<row r='9999999'", 1),
        "超过 110000 行",
    ),
    "torn": ("xl/worksheets/sheet1.xml", lambda was: was[: len(was) // 2], "打不开"),
}


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=[pytest.mark.slow] * (kind == "bomb")) for kind in HOSTILE])
def test_what_is_packed_into_a_workbook_is_refused(tmp_path: Path, kind: str) -> None:
    part, change, says = HOSTILE[kind]
    with pytest.raises(SheetRefused, match=says):
        read(repacked(workbook(tmp_path / "a.xlsx"), part, change))


PLAIN: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.csv", b"", "是空的"),
    "blank": ("a.csv", b"\n\n", "没有认得的列名"),
    "old": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 .xls，或者加了密码"),
    "locked": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 .xls，或者加了密码"),
    "kind": ("a.docx", b"PK\x03\x04", "扩展名“.docx”不能导入"),
    "disguised": ("a.xlsx", "工作任务\n甲\n".encode(), "内容却不是"),
    "zip": ("a.csv", b"PK\x03\x04", "内容却不是"),
    "truncated": ("a.xlsx", b"PK\x03\x04 and no more", "已经损坏"),
    "binary": ("a.csv", b"\xff\xfe\x00\x01\x80", "不是 UTF-8 或 GB18030"),
    "nul": ("a.csv", "工作任务\n甲\x00\n".encode(), "不是 UTF-8 或 GB18030"),
    "strange": ("a.csv", "姓名,电话\n甲,1\n".encode(), "没有认得的列名"),
    "heads": ("a.csv", "工作任务,牵头单位\n".encode(), "没有一行内容"),
}


@pytest.mark.parametrize("kind", PLAIN)
def test_what_is_no_table_is_refused(tmp_path: Path, kind: str) -> None:
    name, content, says = PLAIN[kind]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SheetRefused, match=says):
        read(tmp_path / name)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.csv", tmp_path):
        with pytest.raises(SheetRefused):
            read(path)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-12-31", date(2016, 12, 31)),
        ("2016/1/5", date(2016, 1, 5)),
        ("２０２３.３.１", date(2023, 3, 1)),
        ("2016年12月31日", date(2016, 12, 31)),
        ("46022", date(2025, 12, 31)),
        ("2016-02-30", None),
        ("12月底前", None),
    ],
)
def test_a_date_is_read_as_clerks_write_it(text: str, day: date | None) -> None:
    assert as_date(text) == day


def test_a_column_that_is_not_taken_in_is_told_with_what_may_have_been_meant() -> None:
    assert plain_heading(" 完成\n时限*（必填）") == "完成时限"
    meant, unknown = passed_over(("工作任务", "目标直", "备注", "状态"))
    assert (meant, unknown) == ("没有导入“目标直”一列，是不是“目标值”", "没有导入“备注”一列")
