"""L10, L11, L13, L14: talks that four offices agree on, a second by a main leader, bottom two, twice in a year."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.clauses.matters import limits
from tests.cli.conftest import At
from tests.papers import written

pytestmark = pytest.mark.slow
UNIT, HEAD = "市住房和城乡建设局", "梁栋"
PROPOSER, ORGANISER = "效能办副主任", "组织部部长"
CODE, AGAIN = "YT2026-0001", "YT2026-0002"
FOUR = ("市委办主任", "市政府办主任", "效能办主任", "考核办主任")
SLOW = ("interview", "propose", "供热扩面未动", "--person", HEAD, "--unit", UNIT, "--cause", "经督查仍无明显进展")
APPROVE = ("interview", "approve", CODE, "--by")


def inspected(city: At, planned: str = "11-23", visited: str = "11-24") -> str:
    """An on-site inspection of the unit that has come to its conclusion; its code."""
    scheme = ("城区供热扩面", "--unit", UNIT, "--what", "管网", "--how", "现场查看", "--from", f"2026-{visited}")
    team = ("--office", "市效能办", "--office", "市政府办公室", "--by", PROPOSER)
    code: str = city(f"{planned}T11:00", "inspection", "plan", "现场督办", *scheme, *team)["code"]
    city(f"{planned}T12:00", "inspection", "approve", code, "--by", "市级分管领导")
    city(f"{visited}T09:00", "inspection", "visit", code, "--unit", UNIT, "--text", "管沟未开挖")
    city(f"{visited}T10:00", "inspection", "conclude", code, "--text", "仍无明显进展")
    return code


def consented(city: At, moment: str, code: str, posts: tuple[str, ...] = FOUR) -> None:
    """These offices agree."""
    for post in posts:
        city(moment, "interview", "consent", code, "--agree", "--by", post)


def held(city: At, folder: Path) -> Any:
    """The first talk was proposed, agreed on, approved, noticed and held."""
    city("11-25T09:00", *SLOW, "--inspection", inspected(city), "--by", PROPOSER)
    consented(city, "11-25T10:00", CODE)
    city("11-25T11:00", *APPROVE, "市长")
    paper = ("--attach", str(written(folder, "通知.pdf")))
    city("11-25T12:00", "interview", "notice", CODE, "--by", PROPOSER, "--meet", "2026-11-30", *paper)
    return city("11-30T15:00", "interview", "hold", CODE, "--rectify-by", "2026-12-25", "--by", ORGANISER, *paper)


def test_l10_a_talk_rests_on_an_inspection_that_found_no_progress(city: At) -> None:
    proposing = (*SLOW, "--by", PROPOSER)
    assert "须写明哪一次督查" in city("11-25T09:00", *proposing, refused=True)
    code = inspected(city)
    assert "须由效能办副主任、效能办主任提出" in city("11-25T09:00", *SLOW, "--inspection", code, refused=True)
    other = [word if word != UNIT else "市财政局" for word in proposing]
    other[other.index(HEAD)] = "金实"
    assert "这次督查没有督查该单位" in city("11-25T09:00", *other, "--inspection", code, refused=True)
    liaison = [word if word != HEAD else "梁柱" for word in proposing]
    refused = city("11-25T09:00", *liaison, "--inspection", code, refused=True)
    assert "没有该单位的主要负责同志“梁柱”；当日任职的是梁栋" in refused
    told = city("11-25T09:00", *proposing, "--inspection", code)
    assert (told["person"], told["acts"][-1]["clause"], told["assumed"]) == (HEAD, "L10", None)


def test_l10_four_offices_agree_and_a_main_leader_approves(city: At, tmp_path: Path) -> None:
    city("11-25T09:00", *SLOW, "--inspection", inspected(city), "--by", PROPOSER)
    consented(city, "11-25T10:00", CODE, FOUR[:3])
    assert "考核办主任尚未会商同意" in city("11-25T11:00", *APPROVE, "市长", refused=True)
    consented(city, "11-25T11:10", CODE, FOUR[3:])
    assert "请用 --by 写明岗位" in city("11-25T11:20", *APPROVE, "市级分管领导", refused=True)
    assert city("11-25T11:30", *APPROVE, "市委书记")["label"] == "已批准"
    paper = ("--attach", str(written(tmp_path, "通知.pdf")))
    city("11-25T12:00", "interview", "notice", CODE, "--by", PROPOSER, "--meet", "2026-11-30", *paper)
    hold = ("interview", "hold", CODE, "--rectify-by", "2026-12-25", *paper)
    assert "由组织部部长办理" in city("11-30T15:00", *hold, "--by", "市长", refused=True)
    told = city("11-30T15:00", *hold, "--by", ORGANISER)
    assert (told["talker"], told["judge_on"], told["acts"][-1]["clause"]) == ("何静", "2026-12-28", "L10")
    assert city("11-30T16:00", "verify")["ok"]


def slow(city: At) -> tuple[str, str]:
    """A matter whose report was behind its plan, and the notice that the sweep has drafted of it."""
    fixed = ("--responsible", f"局长 {HEAD}", "--requirement", "新增供热100万平方米", "--complete-by", "2026-12-31")
    new = ("重点工程项目", "城区供热扩面", "--unit", UNIT, "--class", "跟踪督办", *fixed, "--by", "市政府办主任")
    code = city("11-23T08:30", "item", "draft", *new)["code"]
    city("11-23T08:35", "item", "issue", code, "--by", "市政府办主任")
    city("11-23T08:40", "item", "receive", code, "--by", f"{UNIT}联络员")
    feedback = ("item", "feedback", code, "--kind", "stage", "--says", "正在征迁", "--by", f"{UNIT}联络员")
    assert "须写明完成了百分之几" in city("11-27T09:00", *feedback, refused=True)
    city("11-27T09:00", *feedback, "--progress", "1")
    city("11-27T10:00", "item", "check", code, "--accept", "--by", "市政府办主任")
    swept = city("11-30T09:00", "sweep")
    assert [(paper["paper"], paper["unit"]) for paper in swept["papers"]] == [("约谈通知书", UNIT)]
    return code, str(swept["papers"][0]["id"])


def test_l10_an_item_that_is_slow_waits_for_its_talk_and_is_not_served_before(city: At) -> None:
    code, paper = slow(city)
    for verb, post in (("propose", PROPOSER), ("agree", "效能办主任"), ("sign", "市委书记"), ("issue", PROPOSER)):
        city("11-30T10:00", "order", verb, paper, "--by", post)
    assert "约谈尚未批准" in city("11-30T11:00", "order", "serve", paper, "--by", PROPOSER, refused=True)
    assert limits(city("11-30T11:00", "item", "show", code))["feedback"][0] == "2026-12-04"


def test_l10_a_report_that_is_still_behind_does_not_take_the_notice_back(city: At) -> None:
    code, paper = slow(city)
    feedback = ("item", "feedback", code, "--kind", "stage", "--says", "正在征迁", "--by", f"{UNIT}联络员")
    for day, progress, state in (("12-01", "5", "拟稿"), ("12-02", "95", "已失效")):
        city(f"{day}T09:00", *feedback, "--progress", progress)
        city(f"{day}T10:00", "item", "check", code, "--accept", "--by", "市政府办主任")
        assert city(f"{day}T11:00", "order", "show", paper)["label"] == state
    assert city("12-02T12:00", "verify")["ok"]


def talked(city: At, folder: Path) -> str:
    """A talk about a slow matter was held, on a numbered notice; then the unit reported, still behind its plan."""
    code, paper = slow(city)
    for verb, post in (("propose", PROPOSER), ("agree", "效能办主任"), ("sign", "市委书记"), ("issue", PROPOSER)):
        city("11-30T10:00", "order", verb, paper, "--by", post)
    about = ("--item", code, "--inspection", inspected(city, "11-30", "12-01"), "--by", PROPOSER)
    city("12-02T09:00", *(word for word in SLOW if word not in ("--unit", UNIT)), *about)
    consented(city, "12-02T10:00", CODE)
    city("12-02T11:00", *APPROVE, "市长")
    city("12-02T12:00", "interview", "notice", CODE, "--by", PROPOSER, "--meet", "2026-12-04", "--order", paper)
    minutes = ("--attach", str(written(folder, "纪要.pdf")))
    city("12-04T15:00", "interview", "hold", CODE, "--rectify-by", "2026-12-25", "--by", ORGANISER, *minutes)
    said = ("--kind", "stage", "--says", "正在征迁", "--progress", "5", "--by", f"{UNIT}联络员")
    city("12-07T09:00", "item", "feedback", code, *said)
    city("12-07T10:00", "item", "check", code, "--accept", "--by", "市政府办主任")
    return code


def test_l11_no_second_notice_is_drafted_while_a_talk_is_open(city: At, tmp_path: Path) -> None:
    code = talked(city, tmp_path)
    assert city("12-07T11:00", "item", "show", code)["label"] == "办理中"
    assert city("12-08T09:00", "sweep")["papers"] == []
    judge = ("interview", "judge", CODE, "--effective", "--says", "已开工", "--by", "效能办主任")
    city("2027-01-04T08:00", *judge)
    swept = city("2027-01-04T09:00", "sweep")["papers"]
    assert [each["paper"] for each in swept] == ["约谈通知书"]
    assert city("2027-01-04T10:00", "verify")["ok"]


def test_l11_the_second_talk_needs_no_new_number_where_the_matter_came_down(city: At, tmp_path: Path) -> None:
    talked(city, tmp_path)
    city("2027-01-04T08:00", "interview", "judge", CODE, "--ineffective", "--says", "未动", "--by", "效能办主任")
    again = ("interview", "propose", "仍未开工", "--after", CODE, "--by", PROPOSER)
    code = city("2027-01-04T08:30", *again)["code"]
    assert city("2027-01-04T09:00", "sweep")["papers"] == []
    consented(city, "2027-01-04T10:00", code)
    city("2027-01-04T11:00", "interview", "approve", code, "--by", "市长")
    notice = ("interview", "notice", code, "--by", PROPOSER, "--meet", "2027-01-06")
    assert "请用 --attach 附上约谈通知" in city("2027-01-04T12:00", *notice, refused=True)
    told = city("2027-01-04T12:10", *notice, "--attach", str(written(tmp_path, "再次约谈通知.pdf")))
    assert (told["label"], told["acts"][-1]["clause"]) == ("已通知", "L10")
    assert city("2027-01-04T13:00", "verify")["ok"]


def test_l10_a_numbered_notice_whose_matter_caught_up_is_void_and_keeps_its_number(city: At) -> None:
    code, paper = slow(city)
    for verb, post in (("propose", PROPOSER), ("agree", "效能办主任"), ("sign", "市委书记"), ("issue", PROPOSER)):
        city("11-30T10:00", "order", verb, paper, "--by", post)
    said = ("--kind", "stage", "--says", "已开工", "--progress", "95", "--by", f"{UNIT}联络员")
    city("12-01T09:00", "item", "feedback", code, *said)
    city("12-01T10:00", "item", "check", code, "--accept", "--by", "市政府办主任")
    shown = city("12-01T11:00", "order", "show", paper)
    assert (shown["label"], shown["number"]) == ("已作废", "市政约〔2026〕1号")
    assert "未送达即作废" in shown["remark"]
    assert "不能“送达”" in city("12-01T11:10", "order", "serve", paper, "--by", PROPOSER, refused=True)
    assert city("12-01T12:00", "verify")["ok"]


def test_l11_without_effect_a_main_leader_talks_again(city: At, tmp_path: Path) -> None:
    held(city, tmp_path)
    judge = ("interview", "judge", CODE, "--ineffective", "--says", "仍未开工", "--by", "效能办主任")
    assert "评判日是2026-12-28，还没有到" in city("12-25T09:00", *judge, refused=True)
    city("12-28T09:00", *judge)
    told = city("12-28T10:00", "interview", "propose", "仍未开工", "--after", CODE, "--by", PROPOSER)
    assert (told["code"], told["cause"], told["acts"][-1]["clause"]) == (AGAIN, "约谈后成效仍不明显", "L11")
    consented(city, "12-28T11:00", AGAIN)
    city("12-28T12:00", "interview", "approve", AGAIN, "--by", "市长")
    paper = ("--attach", str(written(tmp_path, "通知.pdf")))
    city("12-28T13:00", "interview", "notice", AGAIN, "--by", PROPOSER, "--meet", "2026-12-30", *paper)
    hold = ("interview", "hold", AGAIN, "--rectify-by", "2027-01-29", *paper)
    assert "由市委书记、市长办理" in city("12-30T15:00", *hold, "--by", ORGANISER, refused=True)
    assert city("12-30T15:00", *hold, "--by", "市委书记")["acts"][-1]["clause"] == "L11"


def test_l13_the_last_two_of_the_year_write_a_self_criticism(city: At) -> None:
    asked = ("report", "open", "书面检查", "--about", "2026年度落实情况考核排名后两位")
    assert "请写明由哪些单位报" in city("2027-01-20T09:00", *asked, refused=True)
    codes = city("2027-01-20T09:00", *asked, "--unit", "东关镇", "--unit", "市教育局")["codes"]
    assert len(codes) == 2
    submit = ("report", "submit", codes[0], "--text", "检查如下")
    assert "应由应报单位报送" in city("2027-01-25T09:00", *submit, "--by", "西山镇党委书记", refused=True)
    told = city("2027-01-25T09:00", *submit, "--by", "东关镇党委书记")
    assert (told["due_on"], told["to"], told["acts"][-1]["clause"]) == ("2027-02-03", ["市委", "市政府"], "L13")
    city("2027-02-04T09:00", "sweep")
    late = city("2027-02-04T09:10", "report", "list", "书面检查", "--late")
    assert [row["unit"] for row in late] == ["市教育局"]


def test_l14_two_talks_within_a_year_make_a_proposal_and_nothing_more(city: At, tmp_path: Path) -> None:
    assert held(city, tmp_path)["count"]["proposal"] is None
    paper = ("--attach", str(written(tmp_path, "排名.pdf")))
    city("2027-01-04T09:00", "score", "compute", "2026", "--by", "考核办主任")
    city("2027-01-04T10:00", "score", "publish", "2026", "--by", "考核办主任")
    city("2027-01-12T09:00", "score", "lock", "2026", "--by", "市长", "--opinion", "同意")
    ranked = ("interview", "propose", "年度考核后两位", "--person", HEAD, "--unit", UNIT, "--by", PROPOSER)
    code = city("2027-01-20T09:00", *ranked, "--cause", "年度考核排名后两位")["code"]
    consented(city, "2027-01-20T10:00", code)
    city("2027-01-20T11:00", "interview", "approve", code, "--by", "市委书记")
    city("2027-01-20T12:00", "interview", "notice", code, "--by", PROPOSER, "--meet", "2027-01-22", *paper)
    told = city("2027-01-22T09:00", "interview", "hold", code, "--rectify-by", "2027-03-01", "--by", ORGANISER, *paper)
    assert (told["count"]["times"], told["count"]["proposal"]["clause"]) == (2, "L14")
    assert told["count"]["proposal"]["says"] == "建议调整单位主要负责人岗位，由市委研究决定"
    assert "约谈的内容只供" in city("2027-01-22T10:00", "interview", "count", refused=True)
    holder = next(row for row in city("2027-01-22T10:00", "org", "list") if row["person"] == HEAD)
    assert holder["to_on"] is None
    later = city("2027-12-01T09:00", "interview", "count", "--person", HEAD, "--by", ORGANISER)
    assert (later[0]["times"], later[0]["proposal"]) == (1, None)
