"""`duban order`: a paper by commands alone, from a draft to its answer, and what is refused on the way."""

from datetime import timedelta

import pytest

from duban.core.clock import parse_day
from tests.cli.conftest import Duban


def one_unit(demo: Duban) -> list[str]:
    """Three items of one unit that the next sweep finds late, or as many as there are."""
    lines = demo("sweep", "--dry-run", "--json").document["lines"]
    first = [line for line in lines if line["to"] == "待催办"]
    return [line["code"] for line in first if line["unit"] == first[0]["unit"]][:3]


def drafted(demo: Duban) -> str:
    codes = one_unit(demo)
    options = [part for code in codes for part in ("--item", code)]
    made = demo("order", "draft", "--paper", "催办单", *options, "--json")
    assert made.code == 0, made.err
    assert [each["code"] for each in made.document["items"]] == codes
    return str(made.document["id"])


@pytest.mark.slow
def test_a_paper_goes_from_draft_to_answer_by_commands(demo: Duban) -> None:
    paper = drafted(demo)
    promised = demo("order", "show", paper, "--json").document["next_number"]
    for step, by in (("propose", "分管副主任"), ("agree", "分管领导"), ("sign", "办公室主任/李维民")):
        ran = demo("order", step, paper, "--by", by)
        assert ran.code == 0, ran.err
        assert "依据《高效运行机制完善工作意见》五-2" in ran.out
    issued = demo("order", "issue", paper, "--json").document
    assert issued["number"] == promised
    ran = demo("order", "serve", paper)
    assert f"{promised}：送达" in ran.out
    assert "答复时限：2026-11-26 17:30前（含当日）。" in ran.out
    assert demo("order", "answer", promised, "--reason", "已按要求办理").code == 0
    story = demo("order", "show", promised)
    assert "已答复" in story.out
    assert "办公室主任/李维民" in story.out
    assert paper in demo("order", "list", "--state", "answered").out
    assert demo("verify", "--json").document["ok"] is True


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("propose", "{paper}"), 1, "请用 --by 分管副主任 写明"),
        (("propose", "{paper}", "--by", "办公室主任"), 1, "须由分管副主任办理，不是办公室主任"),
        (("propose", "{paper}", "--by", "分管副主任/张正"), 1, "当日任职的是王海燕"),
        (("propose", "{paper}", "--by", "局长"), 2, "请写上单位"),
        (("propose", "{paper}", "--by", "乡长"), 1, "有人任职的岗位“乡长”"),
        (("sign", "{paper}", "--by", "办公室主任"), 1, "现在可以：提出"),
        (("sign", "{paper}", "--on", "2026-11-20"), 1, "现在可以：提出"),
        (("propose", "{paper}", "--on", "2026-11-24", "--by", "分管副主任"), 1, "晚于现在"),
        (("sign", "{paper}", "--on", "2026-11-20Txx", "--reason", "补"), 2, "请写成"),
        (("refuse", "{paper}", "--until", "2026-12-01", "--by", "分管领导"), 2, "“退回暂缓”须写明理由"),
        (("issue", "9999"), 1, "没有单“9999”"),
        (("issue", "9" * 30), 1, "没有单"),
        (("void", "{paper}"), 2, "“作废”须写明理由"),
        (("draft", "--paper", "催办单", "--item", "2026-999999"), 1, "没有督办任务"),
        (("draft", "--paper", "通报", "--item", "{item}"), 1, "没有“督查室”的编号序列“通报”"),
        (("list", "--state", "lost"), 2, "请从"),
    ],
)
def test_a_wrong_step_is_refused_and_changes_nothing(
    demo: Duban, arguments: tuple[str, ...], code: int, says: str
) -> None:
    item, paper = one_unit(demo)[0], drafted(demo)
    before = demo("verify", "--json").document
    ran = demo("order", *(part.format(paper=paper, item=item) for part in arguments))
    assert (ran.code, says in ran.err) == (code, True), ran.err
    assert demo("verify", "--json").document == before


def test_a_refused_paper_says_until_when(demo: Duban) -> None:
    until = parse_day("2026-11-23") + timedelta(days=7)
    ran = demo("order", "refuse", drafted(demo), "--by", "分管领导", "--until", str(until), "--reason", "例会听取汇报")
    assert f"暂缓至 {until}" in ran.out


def test_a_series_is_started_once_and_shown(demo: Duban) -> None:
    options = ("--office", "督查室", "--paper", "交办单", "--year", "2027", "--next", "24", "--reason", "手写1至23号")
    assert "下一份编 县督交〔2027〕24号" in demo("order", "series", "start", *options).out
    again = demo("order", "series", "start", *options)
    assert (again.code, "不能再设起始号" in again.err) == (1, True)
    row = {"office": "督查室", "paper": "交办单", "year": 2027, "first": 24, "last": 23}
    assert row in demo("order", "series", "show", "--json").document
    assert demo("verify").code == 0
