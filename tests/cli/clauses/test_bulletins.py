"""C40: the supervision bulletin, from frozen facts that were checked, signed by a leader, for a chosen scope."""

from pathlib import Path
from typing import Any

import pytest

from duban.cli.main import run
from tests.cli.clauses.matters import NAMED
from tests.cli.conftest import At

pytestmark = pytest.mark.slow
DRAFT = ("bulletin", "draft", "政务督查通报", "关于督办任务落实情况的通报", "--by", "督查室主任")
HEADS = {"县教育局": ("--by", "县教育局局长"), "县财政局": ("--by", "县财政局局长")}


def item_of(at: At, unit: str) -> str:
    rows: list[dict[str, Any]] = at("11-23T09:00", "item", "list", "--unit", unit)
    return str(next(row["code"] for row in rows if row["label"] == "办理中"))


@pytest.fixture
def two(at: At) -> tuple[str, str, str]:
    """A bulletin of two units' items that was sent to be checked, and the items."""
    items = item_of(at, "县教育局"), item_of(at, "县财政局")
    named = [part for item in items for part in ("--item", item)]
    code = at("11-23T10:00", *DRAFT, *named, "--to", "县水务局", "--text", "现将落实情况通报如下。")["code"]
    told = at("11-23T11:00", "bulletin", "check", code)
    assert (told["check_due_on"], told["acts"][-1]["clause"]) == ("2026-11-25", "C40")
    return code, *items


def test_c40_facts_are_checked_signed_numbered_and_sent_to_the_scope_only(at: At, two: tuple[str, str, str]) -> None:
    code, *_ = two
    sign = ("bulletin", "sign", code, "--by", "分管领导")
    at("11-23T12:00", "bulletin", "confirm", code, *HEADS["县教育局"])
    assert "还有单位没有核实" in at("11-24T09:00", *sign, refused=True)
    stranger = ("bulletin", "confirm", code, "--by", "县水务局局长")
    assert "应由所列事实涉及的单位核实" in at("11-24T09:00", *stranger, refused=True)
    at("11-24T10:00", "bulletin", "confirm", code, *HEADS["县财政局"])
    assert "这一步由分管领导、县长办理" in at("11-24T11:00", "bulletin", "sign", code, refused=True)
    at("11-24T11:00", *sign)
    told = at("11-24T12:00", "bulletin", "issue", code)
    assert (told["number"], told["label"], told["to"]) == ("政务督查通报〔2026〕第2期", "已印发", ["县水务局"])
    at("11-24T12:10", "inbox", "deliver")
    text = "有1份通报，请登录督办系统查看。"
    assert text in [each["text"] for each in at("11-24T13:00", "inbox", "list", "--by", "县水务局局长")]
    assert text not in [each["text"] for each in at("11-24T13:00", "inbox", "list", *HEADS["县教育局"])]
    assert [each["code"] for each in at("11-24T13:00", "bulletin", "list", "--unit", "县水务局")] == [code]
    assert at("11-24T13:00", "bulletin", "list", "--unit", "县教育局") == []
    assert "已经了结" in at("11-24T14:00", "bulletin", "withdraw", code, "--reason", "有误", refused=True)
    assert at("11-24T15:00", "verify")["ok"]


def test_c40_later_changes_in_the_ledger_do_not_change_it(at: At, two: tuple[str, str, str], tmp_path: Path) -> None:
    code, item, _ = two
    before = at("11-24T09:00", "bulletin", "show", code)["facts"]
    at("11-24T10:00", "item", "withdraw", item, "--reason", "另案处理")
    assert at("11-24T11:00", "bulletin", "show", code)["facts"] == before
    assert run(["bulletin", "print", code, "--out", str(tmp_path / "通报.txt")]) == 0
    page = (tmp_path / "通报.txt").read_text(encoding="utf-8")
    assert f"（{item}）：办理中" in page
    assert "台账 2026-11-23 10:00 的情况" in page
    assert "依据：《高效运行机制完善工作意见》五-4。" in page
    assert "发：县水务局。" in page


def test_c40_an_objection_is_dealt_with_before_signing(at: At, two: tuple[str, str, str]) -> None:
    code, item, other = two
    objecting = ("bulletin", "object", code, *HEADS["县教育局"])
    assert "须写明理由" in at("11-24T09:00", *objecting, refused=True)
    at("11-24T09:00", *objecting, "--reason", "已于上周反馈")
    assert "已经答复过" in at("11-24T10:00", "bulletin", "confirm", code, *HEADS["县教育局"], refused=True)
    sign = ("bulletin", "sign", code, "--by", "分管领导")
    assert "异议没有处理" in at("11-26T09:00", *sign, refused=True)
    resolve = ("bulletin", "resolve", code, "--unit", "县教育局", "--reason", "查实已反馈")
    assert "这个单位所列的事项有" in at("11-26T09:30", *resolve, "--strike", other, refused=True)
    struck = at("11-26T09:30", *resolve, "--strike", item)
    assert [fact["struck"] for fact in struck["facts"]] == [True, False]
    assert at("11-26T10:00", *sign)["label"] == "已签发"


def test_c40_silence_beyond_the_limit_is_consent_and_a_late_objection_is_refused(
    at: At, two: tuple[str, str, str]
) -> None:
    code, *_ = two
    late = ("bulletin", "object", code, *HEADS["县教育局"], "--reason", "不属实")
    assert "核实期限已过，视为核实无误" in at("11-26T09:00", *late, refused=True)
    assert at("11-26T10:00", "bulletin", "sign", code, "--by", "县长")["label"] == "已签发"


def test_c40_a_leader_signs_what_somebody_else_drafted_for_a_scope(at: At) -> None:
    item = item_of(at, "县教育局")
    named = ("bulletin", "draft", "政务督查通报", "通报", "--item", item)
    code = at("11-23T10:00", *named, "--by", "分管领导")["code"]
    at("11-23T10:10", "bulletin", "check", code)
    at("11-23T10:20", "bulletin", "confirm", code, *HEADS["县教育局"])
    assert "不能签发自己的通报" in at("11-23T11:00", "bulletin", "sign", code, "--by", "分管领导", refused=True)
    assert "没有确定通报范围" in at("11-23T11:00", "bulletin", "sign", code, "--by", "县长", refused=True)
    at("11-23T11:10", "bulletin", "scope", code, "--to", "县水务局", "--to", "县教育局")
    told = at("11-23T11:20", "bulletin", "scope", code, "--to", "县教育局")
    assert told["to"] == ["县教育局"]
    assert at("11-23T11:30", "bulletin", "sign", code, "--by", "县长")["label"] == "已签发"


def test_c40_nothing_secret_and_nothing_empty_is_drafted(at: At) -> None:
    assert "密级为“秘密”的事项不能录入" in at("11-23T09:00", *DRAFT, "--late", "--secrecy", "秘密", refused=True)
    assert "没有可通报的事项" in at("11-23T09:00", *DRAFT, refused=True)
    assert "没有督办任务" in at("11-23T09:00", *DRAFT, "--item", "2026-999999", refused=True)
    kind = ("bulletin", "draft", "简报", "一事", "--late")
    assert "本制度的通报有：政务督查通报" in at("11-23T09:00", *kind, refused=True)
    inner = at(
        "11-23T09:00", "item", "draft", "其他督查事项", "内部事项", "--unit", "县教育局", "--secrecy", "内部", *NAMED
    )
    assert "还没有下发的事项不能通报" in at("11-23T09:10", *DRAFT, "--item", inner["code"], refused=True)
    at("11-23T09:20", "item", "issue", inner["code"])
    public = (*DRAFT, "--item", inner["code"], "--secrecy", "公开")
    assert "这件事项标为内部，不能列入公开的通报" in at("11-23T09:30", *public, refused=True)
    late = at("11-23T10:00", *DRAFT, "--late", "--to", "县水务局")
    assert late["facts"]
    assert all(fact["late"] for fact in late["facts"])
    assert at("11-23T11:00", "bulletin", "withdraw", late["code"], "--reason", "情况已变")["label"] == "已撤回"
