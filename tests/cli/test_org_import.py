"""`duban org import` and a pack of one's own: a new institution begins with two files and no code."""

from pathlib import Path

import pytest
from xlsxwriter import Workbook

from tests.cli.conftest import Duban

EXAMPLES = Path(__file__).parents[2] / "examples"
COLOURS, ORG = str(EXAMPLES / "three-colours.yaml"), str(EXAMPLES / "org.csv")
HEADS = "单位,岗位,姓名,任职日期,离任日期,代理\n"


@pytest.mark.slow
def test_a_pack_of_ones_own_begins_with_two_files(duban: Duban) -> None:
    assert duban("init", "--pack", COLOURS).code == 0
    pack = ("--pack", "three-colours")
    done = duban("org", "import", ORG, *pack)
    assert (done.code, done.out) == (0, "已导入：3 个单位，5 人次任职。\n"), done.err
    again = duban("org", "import", ORG, *pack, "--json").document
    assert (again["units"], again["holders"]) == (["样例县水利局", "样例县交通局", "县政府督查室"], 5)
    assert len(duban("org", "list", *pack, "--json").document) == 5
    made = duban("item", "draft", "重点项目", "城区供水管网改造", "--unit", "样例县水利局", *pack, "--json")
    assert made.code == 0, made.err
    assert duban("item", "issue", made.document["code"], *pack).code == 0
    assert duban("sweep", *pack).code == 0
    assert duban("verify").code == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("单位,岗位\n县水利局,局长\n", "缺少“姓名”一列；缺少“任职日期”一列"),
        ("单位,岗位,姓名,任职日期,电话\n县水利局,局长,江大河,2026-01-01,1\n", "不认识“电话”一列"),
        (HEADS, "没有一行内容"),
        (HEADS + "县水利局,,江大河,2026-01-01,,\n", "第2行没有填“岗位”"),
        (HEADS + "县水利局,局长,江大河,去年,,\n", "第2行的“任职日期”不是 2026-02-13 这样的日期"),
        (HEADS + "县水利局,局长,江大河,2026-01-01,2025-01-01,\n", "第2行的“离任日期”早于“任职日期”"),
        (HEADS + "县水利局,局长,江大河,2026-01-01,,也许\n", "第2行的“代理”只能填“是”或“否”"),
        (HEADS + "县水利局,局长,江大河,2026-01-01,,,多\n", "第2行：有内容没有列名"),
    ],
)
def test_a_faulty_table_is_refused_whole(demo: Duban, tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "任职表.csv"
    file.write_text(text, encoding="utf-8")
    before = demo("org", "list", "--json").document
    ran = demo("org", "import", str(file))
    assert ran.code == 2
    assert says in ran.err
    assert demo("org", "list", "--json").document == before


def test_what_is_no_table_and_what_is_no_institution_is_refused(demo: Duban, tmp_path: Path) -> None:
    assert "不存在" in demo("org", "import", str(tmp_path / "没有.csv")).err
    assert demo("org", "import", ORG, "--pack", "nowhere").code == 1
    assert demo("org", "import", ORG, "--dry-run").code == 0
    assert "样例县水利局" not in demo("org", "list").out


def test_a_workbook_of_posts_is_read_as_well(demo: Duban, tmp_path: Path) -> None:
    book = Workbook(str(tmp_path / "任职表.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("单位", "岗位", "姓名", "任职日期"))
    sheet.write_row(1, 0, ("县水利局", "局长", "江大河", "2026年1月1日"))
    book.close()
    assert demo("org", "import", str(tmp_path / "任职表.xlsx")).out == "已导入：1 个单位，1 人次任职。\n"
    assert "江大河" in demo("org", "list").out
