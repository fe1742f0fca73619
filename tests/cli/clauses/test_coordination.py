"""C10, C18 to C22, C47: problems are coordinated level by level, with what each level must have before the next."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import At, Duban
from tests.papers import written

pytestmark = pytest.mark.slow

UNIT = "县市场监督管理局"
ITEM = "2026-000061"
"""That unit's, in progress, with a feedback limit on 2026-11-30."""
OURS, CODE = "XT2026-0001", "XT2026-0003"
"""The demonstration's own that is late by then, and the one raised here."""
RAISE = ("coordination", "raise", "管线迁改资金没有着落", "--item", ITEM, "--with", "县财政局")
DIFFERS = ("coordination", "consult", CODE, "--unit", "县财政局", "--says", "年度预算已无余量", "--differ")
REPORT = ("coordination", "report", CODE, "--part", "会商协调过程=会商两次", "--part", "意见分歧=资金由谁承担")
WHOLE = (*REPORT, "--part", "办理建议=由预备费垫付")
UP = ("coordination", "escalate", CODE)
OPINION = ("coordination", "opinion", CODE)
DECIDE = ("coordination", "decide", CODE, "--by", "分管领导", "--says", "建议由县财政先行垫付三百万元")
SORT = ("coordination", "sort", CODE, "--by", "办公室主任", "--says", "各方同意垫付，请定资金来源")


@pytest.fixture(autouse=True)
def item(at: At) -> None:
    """The item that is held up."""
    new = ("公文办理", "会办管线迁改", "--unit", UNIT, "--class", "一个部门职权内")
    assert at("11-23T09:00", "item", "draft", *new)["code"] == ITEM
    at("11-23T09:00", "item", "issue", ITEM)
    at("11-23T09:00", "item", "receive", ITEM)


def with_leader(at: At, *leaders: str) -> Any:
    """The problem has been consulted, reported, and passed up to the leader in charge."""
    at("11-23T09:00", *RAISE)
    at("11-23T10:00", *DIFFERS)
    at("11-23T11:00", *WHOLE)
    return at("11-23T12:00", *UP, *(part for leader in leaders for part in ("--leader", leader)))


def with_main_leader(at: At) -> Any:
    """The leader in charge has decided, the office has sorted, and the main leader has it."""
    with_leader(at)
    at("11-24T09:00", *DECIDE)
    at("11-24T10:00", *SORT)
    return at("11-24T11:00", *UP)


def test_c10_each_level_does_its_duty_before_the_next(at: At) -> None:
    raised = at("11-23T09:00", *RAISE)
    assert (raised["level_name"], raised["due_on"]) == ("责任部门", "2026-11-30")
    assert raised["acts"][-1]["clause"] == "C10"
    assert [voice["unit"] for voice in raised["consults"]] == ["县财政局"]
    at("11-23T10:00", *DIFFERS)
    at("11-23T11:00", *WHOLE)
    skipped = at("11-23T12:00", *UP, "--to", "县政府主要领导", refused=True)
    assert "须逐级呈报，下一级是“分管领导”（C10）" in skipped
    up = at("11-23T12:00", *UP)
    assert (up["level_name"], up["label"], up["due_on"]) == ("分管领导", "领导协调", "2026-11-30")
    shown = at("11-23T12:00", "item", "show", ITEM)["coordinations"]
    assert [(each["code"], each["level_name"], each["item"]) for each in shown] == [(CODE, "分管领导", ITEM)]


def test_c10_tells_where_it_is_stuck_and_whom_it_needs(at: At) -> None:
    with_leader(at, "分管领导", "常务副县长=资金")
    assert [each["code"] for each in at("11-24T09:00", "coordination", "list", "--by", "常务副县长")] == [CODE]
    assert [each["code"] for each in at("11-30T17:00", "coordination", "list", "--late")] == [OURS]
    assert [each["code"] for each in at("12-01T09:00", "coordination", "list", "--late")] == [CODE, OURS]
    at("12-01T09:00", "inbox", "deliver")
    inbox = at("12-01T09:00", "inbox", "list", "--by", "常务副县长")
    assert [each["text"] for each in inbox] == ["有1件协调事项待签署意见，请登录督办系统办理。"]
    at("12-01T10:00", *OPINION, "--by", "常务副县长", "--says", "同意从预备费列支")
    assert at("12-01T10:00", "coordination", "list", "--by", "常务副县长") == []


def test_c18_goes_through_every_level_up_to_the_party_secretary(at: At) -> None:
    with_main_leader(at)
    refused = at("11-25T09:00", *UP, refused=True)
    assert "县长尚未签署明确具体的意见（C18）" in refused
    at("11-25T10:00", *OPINION, "--by", "县长", "--says", "涉及县级财力统筹，建议提请县委研究")
    top = at("11-25T11:00", *UP)
    assert (top["level_name"], top["next_level"]) == ("县委主要领导", None)
    assert "已经呈报到最高一级" in at("11-26T09:00", *UP, refused=True)
    refused = at("11-26T09:00", "coordination", "settle", CODE, "--says", "已解决", refused=True)
    assert "现在可以：" in refused
    at("11-26T10:00", "coordination", "decide", CODE, "--by", "县委书记", "--says", "由县委常委会研究后落实")
    ended = at("11-27T09:00", "coordination", "settle", CODE, "--says", "常委会已定")
    assert (ended["label"], ended["result"]) == ("已化解", "常委会已定")
    assert "已经了结，不再变动" in at("11-27T10:00", *UP, refused=True)
    assert at("11-27T10:00", "verify")["ok"]


def test_c18_needs_the_office_to_sort_it_for_the_main_leader(at: At) -> None:
    with_leader(at)
    at("11-24T09:00", *DECIDE)
    assert "尚未经办公室主任梳理（C18）" in at("11-24T10:00", *UP, refused=True)
    by_other = ("coordination", "sort", CODE, "--by", "分管副主任", "--says", "梳理")
    assert "须由办公室主任办理" in at("11-24T10:00", *by_other, refused=True)


def test_c18_a_unit_may_raise_a_problem_without_an_item(at: At) -> None:
    assert "请写明哪个单位的问题" in at("11-23T09:00", "coordination", "raise", "校区划分", refused=True)
    made = at("11-23T09:00", "coordination", "raise", "校区划分", "--unit", "县教育局")
    assert (made["unit"], made["item"]) == ("县教育局", None)
    settled = at("11-23T10:00", "coordination", "settle", made["code"], "--says", "已同县住建局商定")
    assert settled["label"] == "已化解"


def test_c18_only_its_own_unit_raises_reports_and_withdraws(at: At) -> None:
    stranger = ("--by", "县水务局局长")
    assert "协调由主办单位提出" in at("11-23T09:00", *RAISE, *stranger, refused=True)
    assert at("11-23T09:00", *RAISE, "--by", f"{UNIT}局长")["unit"] == UNIT
    withdraw = ("coordination", "withdraw", CODE, "--reason", "已另行解决")
    settle = ("coordination", "settle", CODE, "--says", "已解决")
    for act in (WHOLE, withdraw, settle):
        assert "须由主办单位办理" in at("11-23T10:00", *act, *stranger, refused=True)
    assert at("11-23T10:00", *withdraw, "--by", "督查室主任")["label"] == "已撤回"


def test_c19_refuses_what_was_not_consulted_or_is_agreed(at: At) -> None:
    at("11-23T09:00", "coordination", "raise", "管线迁改资金没有着落", "--item", ITEM)
    assert "尚未主动同有关单位会商（C19）" in at("11-23T09:10", *UP, refused=True)
    at("11-23T09:20", "coordination", "consult", CODE, "--unit", "县财政局")
    assert "县财政局尚未答复会商" in at("11-23T09:30", *UP, refused=True)
    at("11-23T10:00", *DIFFERS[:-1], "--agree")
    assert "有关单位已经协商一致，可以自行化解（C19）" in at("11-23T11:00", *UP, refused=True)
    own = ("coordination", "consult", CODE, "--unit", UNIT)
    assert "主办单位不同自己会商" in at("11-23T11:00", *own, refused=True)


def test_c19_a_unit_that_never_answers_does_not_hold_it_for_ever(at: At) -> None:
    at("11-23T09:00", *RAISE)
    at("11-23T11:00", *WHOLE)
    assert "县财政局尚未答复会商" in at("11-30T11:00", *UP, refused=True)
    assert at("12-01T09:00", *UP)["level_name"] == "分管领导"


def test_c19_a_leader_may_except_it_and_says_why(at: At) -> None:
    at("11-23T09:00", "coordination", "raise", "管线迁改资金没有着落", "--item", ITEM)
    at("11-23T09:10", *WHOLE)
    except_it = (*UP, "--exception")
    assert "须写明理由" in at("11-23T10:00", *except_it, "--by", "分管领导", refused=True)
    refused = at("11-23T10:00", *except_it, "--by", "县财政局局长", "--reason", "急", refused=True)
    assert "破例须由县长、分管领导、办公室主任决定" in refused
    up = at("11-23T10:00", *except_it, "--by", "分管领导", "--reason", "汛期抢险")
    last = up["acts"][-1]
    assert (last["clause"], last["by"], last["reason"]) == ("C19", "分管领导/徐振华", "破例：汛期抢险")


def test_c20_the_report_states_process_differences_and_proposal(at: At, tmp_path: Path) -> None:
    at("11-23T09:00", *RAISE)
    at("11-23T10:00", *DIFFERS)
    refused = at("11-23T10:30", *UP, refused=True)
    assert "书面报告没有载明会商协调过程、意见分歧、办理建议（C20）" in refused
    assert "书面报告还须载明办理建议（C20）" in at("11-23T11:00", *REPORT, refused=True)
    assert "书面报告须载明的是" in at("11-23T11:00", *WHOLE, "--part", "背景=略", refused=True)
    except_it = (*UP, "--exception", "--by", "县长", "--reason", "急")
    assert "书面报告没有载明" in at("11-23T11:00", *except_it, refused=True)
    told = at("11-23T12:00", *WHOLE, "--attach", str(written(tmp_path, "协调报告.pdf")))
    assert [part["part"] for part in told["report"]] == ["会商协调过程", "意见分歧", "办理建议"]
    assert told["acts"][-1]["clause"] == "C20"
    assert [file["name"] for file in told["attachments"]] == ["协调报告.pdf"]


def test_c21_the_leader_in_charge_coordinates_and_proposes_first(at: At) -> None:
    with_leader(at)
    at("11-24T09:00", *OPINION, "--by", "分管领导", "--says", "资金确有困难，建议县级统筹")
    at("11-24T09:30", *SORT)
    refused = at("11-24T10:00", *UP, refused=True)
    assert "分管领导尚未先行协调并提出决策建议（C21）" in refused
    assert "加 --exception 并写明理由" in refused
    by_other = ("coordination", "decide", CODE, "--by", "县长", "--says", "建议垫付")
    assert "须由分管领导、常务副县长办理" in at("11-24T10:00", *by_other, refused=True)
    excepted = at("11-24T11:00", *UP, "--exception", "--by", "县长", "--reason", "县长已当面听取")
    assert (excepted["level_name"], excepted["acts"][-1]["clause"]) == ("县政府主要领导", "C21")


def test_c22_a_mere_sign_of_having_read_it_is_refused(at: At) -> None:
    with_leader(at)
    for says in ("已阅", "圈阅", "阅", "请县长阅示", "  "):
        assert "不算意见（C22）" in at("11-24T09:00", *OPINION, "--by", "分管领导", "--says", says, refused=True)
    refused = at("11-24T09:00", *OPINION, "--by", "县财政局局长", "--says", "同意", refused=True)
    assert "须由分管领导办理" in refused


def test_c22_each_leader_concerned_signs_for_their_part(at: At) -> None:
    with_leader(at, "分管领导", "常务副县长=资金")
    at("11-24T09:00", *DECIDE)
    at("11-24T10:00", *SORT)
    assert "常务副县长尚未签署明确具体的意见（C22）" in at("11-24T11:00", *UP, refused=True)
    except_it = (*UP, "--exception", "--by", "县长", "--reason", "急")
    assert "不必破例" in at(
        "11-24T11:00", *except_it[:3], "--exception", "--by", "县长", "--reason", "急", refused=True
    ) or ("尚未签署" in at("11-24T11:00", *except_it, refused=True))
    at("11-24T12:00", *OPINION, "--by", "常务副县长", "--says", "资金从预备费列支")
    up = at("11-24T13:00", *UP)
    signed = {voice["post"]: voice["part"] for voice in up["opinions"] if voice["says"]}
    assert signed == {"分管领导": None, "常务副县长": "资金"}


def test_c47_an_instruction_makes_an_item_linked_both_ways(at: At) -> None:
    with_leader(at)
    instruct = ("coordination", "instruct", CODE, "--by", "县长", "--says", "由预备费解决，一周内拨付")
    early = at("11-24T08:00", *instruct, "--unit", "县财政局", refused=True)
    assert "主要领导的批示才生成新的督办事项" in early
    at("11-24T09:00", *DECIDE)
    at("11-24T10:00", *SORT)
    at("11-24T11:00", *UP)
    late = at("11-25T09:00", *instruct, "--unit", "县财政局", "--dated", "2026-11-26", refused=True)
    assert "不能晚于收到的日期" in late
    told = at("11-26T09:00", *instruct, "--unit", "县财政局", "--dated", "2026-11-25")
    made = told["instructions"][0]["item"]
    assert (told["acts"][-1]["clause"], told["instructions"][0]["dated_on"]) == ("C47", "2026-11-25")
    item = at("11-26T09:00", "item", "show", made)
    assert (item["item_type"], item["unit"], item["state"]) == ("主要领导批示事项", "县财政局", "drafted")
    assert item["requirement"] == "由预备费解决，一周内拨付"
    assert [(limit["on"], limit["from"]) for limit in item["limits"]] == [("2026-11-27", "2026-11-26")]
    assert [each["code"] for each in item["coordinations"]] == [CODE]
    assert at("11-26T10:00", "verify")["ok"]


def test_the_clock_stops_only_when_a_leader_says_so_and_goes_on_with_the_settlement(at: At) -> None:
    with_leader(at)
    assert at("11-24T09:00", "item", "show", ITEM)["suspensions"] == []
    pause = ("coordination", "pause", CODE, "--reason", "资金来源待定")
    assert "须由分管领导、常务副县长办理" in at("11-24T09:00", *pause, "--by", "县财政局局长", refused=True)
    assert "须写明理由" in at("11-24T09:00", *pause[:3], "--by", "分管领导", refused=True)
    assert at("11-24T10:00", *pause, "--by", "分管领导")["paused"]
    assert at("11-24T10:00", "item", "show", ITEM)["state"] == "suspended"
    at("11-25T09:00", *DECIDE)
    at("11-26T09:00", "coordination", "settle", CODE, "--says", "资金已落实")
    item = at("11-26T09:00", "item", "show", ITEM)
    assert (item["state"], item["dates"]["feedback"]["effective"]) == ("in_progress", "2026-12-02")
    assert [(each["from_on"], each["to_on"]) for each in item["suspensions"]] == [("2026-11-24", "2026-11-26")]


def test_an_item_that_ends_takes_its_open_problem_with_it(at: At) -> None:
    with_leader(at)
    at("11-24T10:00", "coordination", "pause", CODE, "--by", "分管领导", "--reason", "待定")
    at("11-25T09:00", "item", "withdraw", ITEM, "--reason", "会议决定不再办")
    told = at("11-25T10:00", "coordination", "show", CODE)
    assert (told["label"], told["due_on"], told["next"]) == ("已失效", None, [])
    refused = at("11-25T11:00", "coordination", "raise", "资金", "--item", ITEM, refused=True)
    assert "已经了结，不再协调" in refused
    assert at("11-25T11:00", "verify")["ok"]


def test_a_retry_with_its_key_changes_nothing(at: At) -> None:
    with_main_leader(at)
    instruct = ("coordination", "instruct", CODE, "--by", "县长", "--says", "由预备费解决", "--unit", "县财政局")
    first = at("11-25T09:00", *instruct, "--key", "k1")
    assert at("11-25T09:05", *instruct, "--key", "k1")["version"] == first["version"]
    assert len(at("11-25T09:05", "coordination", "show", CODE)["instructions"]) == 1
    assert "已用于另一项请求" in at("11-25T09:06", *instruct[:-1], "县水务局", "--key", "k1", refused=True)


def test_people_read_the_whole_story(at: At, demo: Duban) -> None:
    with_leader(at)
    shown = demo("coordination", "show", CODE).out
    for words in ("管线迁改资金没有着落", "县财政局", "年度预算已无余量", "意见分歧", "呈报上一级"):
        assert words in shown
    assert "没有协调。" in demo("coordination", "list", "--late").out
