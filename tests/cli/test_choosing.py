"""A list that is narrowed by something that is not there says so: an empty list would read as good news."""

from pathlib import Path

import pytest

from tests.cli.conftest import Duban

UNKNOWN: dict[str, tuple[tuple[str, ...], ...]] = {
    "没有单位“县财政”；请先用 duban org import 登记": (
        ("item", "list", "--unit", "县财政"),
        ("item", "nodes", "--unit", "县财政"),
        ("item", "points", "--unit", "县财政"),
        ("target", "list", "--unit", "县财政"),
        ("inspection", "list", "--unit", "县财政"),
        ("bulletin", "list", "--unit", "县财政"),
        ("interview", "count", "--unit", "县财政", "--by", "督查室主任"),
        ("export", "items", "表.xlsx", "--unit", "县财政"),
        ("export", "targets", "表.xlsx", "--unit", "县财政"),
    ),
    "没有督办任务“2026-999999”": (
        ("target", "list", "--item", "2026-999999"),
        ("target", "show", "2026-999999"),
        ("attachment", "list", "--item", "2026-999999"),
    ),
    "没有周期“月调度”；本制度的周期有": (("cycle", "list", "月调度"),),
    "没有已载入的制度“nowhere”": (
        ("item", "list", "--pack", "nowhere"),
        ("org", "list", "--pack", "nowhere"),
        ("inbox", "list", "--pack", "nowhere"),
    ),
}
UNREADABLE: dict[str, tuple[tuple[str, ...], ...]] = {
    "--state“乱”无效": (("item", "list", "--state", "乱"), ("export", "items", "表.xlsx", "--state", "乱")),
    "--light“紫”无效；请从green、yellow、red": (("target", "list", "--light", "紫"),),
    "--if“1e999999”无效": (("score", "rank", "2026", "--if", "2=1e999999"),),
    "请写成“第几条=假如计多少分，如 12=0”": (("score", "rank", "2026", "--if", f"{'9' * 5000}=0"),),
    "期间“乱”无效": (("report", "list", "--period", "乱"),),
    "年份“99999999”无效": (
        (
            "order",
            "series",
            "start",
            "--office=督查室",
            "--paper=催办单",
            "--next=5",
            "--reason=手写",
            "--year=99999999",
        ),
    ),
}
GIVEN = [(says, words) for table in (UNKNOWN, UNREADABLE) for says, each in table.items() for words in each]


@pytest.mark.parametrize(
    ("says", "words"), GIVEN, ids=lambda given: " ".join(given)[:60] if isinstance(given, tuple) else ""
)
def test_what_names_nothing_is_refused(
    demo: Duban, home: Path, monkeypatch: pytest.MonkeyPatch, says: str, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(home)
    ran = demo(*words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1 if says in UNKNOWN else 2, "", 1)
    assert says in ran.err
    assert not (home / "表.xlsx").exists()


def test_a_word_that_is_nearly_a_command_is_named_alone(duban: Duban) -> None:
    assert "没有命令“shwo”；" in duban("item", "shwo").err


@pytest.mark.parametrize(
    "words",
    [
        ("calendar", "county", "--year", "2026", "--ics"),
        ("cycle", "show", "重大项目月调度", "2026-12", "--ics"),
    ],
    ids=" ".join,
)
def test_a_file_that_cannot_be_written_leaves_one_document(demo: Duban, home: Path, words: tuple[str, ...]) -> None:
    ran = demo(*words, str(home / "nowhere" / "会议.ics"), "--json")
    assert ran.code == 2
    assert "写不进去" in ran.document["error"]
