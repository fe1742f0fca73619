"""`duban cycle` as an operator uses it: a meeting from its notice to its end, and what is refused."""

from pathlib import Path

import pytest

from tests.cli.clauses.matters import drafted
from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow
MONTHLY, ANALYSIS = "重大项目月调度", "经济形势分析会"


@pytest.fixture
def ringing(at: At) -> At:
    """The same, after the stages of that Monday were done."""
    told = at("11-23T09:00", "cycle", "catch-up")
    assert told["failed"] == []
    return at


def test_a_meeting_is_held_its_decisions_are_issued_and_it_closes(ringing: At) -> None:
    at = ringing
    weekly = ("cycle", "run", "每周工作例会", "2026-W48")
    held = at("11-23T11:00", *weekly, "召开", "--absent", "县财政局=局长外出")
    assert held["state"] == "convened"
    assert {row["unit"]: row["came"] for row in held["attendance"]}["县财政局"] is False
    assert "--item" in at("11-23T12:00", *weekly, "议定事项交办", refused=True)
    item = drafted(at, "11-23T12:00", "常务会议议定事项", "--decided", "2026-11-23", "--complete-by", "2027-03-31")
    decided = at("11-24T09:00", *weekly, "议定事项交办", "--item", item)
    assert [(row["code"], row["state"]) for row in decided["decisions"]] == [(item, "待签收")]
    assert at("11-24T10:00", "cycle", "catch-up")["closed"] == ["每周工作例会·2026-W48"]
    assert at("11-24T10:00", "verify")["ok"]


def test_the_bulletin_on_what_was_decided_is_drafted_on_its_day(ringing: At) -> None:
    at = ringing
    dispatch = ("cycle", "run", MONTHLY, "2026-11")
    at("11-24T09:00", "cycle", "catch-up")
    assert at("11-25T09:00", "cycle", "catch-up")["done"]
    at("11-25T15:00", *dispatch, "召开")
    item = drafted(at, "11-25T16:00", "重大产业项目", "--complete-by", "2027-03-31")
    at("11-26T08:00", *dispatch, "议定事项交办", "--item", item)
    told = at("11-27T09:00", "cycle", "catch-up")["done"]
    says = next(each["result"] for each in told if each["code"] == f"{MONTHLY}·2026-11")
    assert "已拟 TB2026-0002" in says
    assert "还没有印发" in at("11-27T10:00", *dispatch, "通报", "--bulletin", "TB2026-0002", refused=True)
    assert [fact["code"] for fact in at("11-27T10:00", "bulletin", "show", "TB2026-0002")["facts"]] == [item]
    assert at("11-27T11:00", *dispatch, "通报", "--none", "只发参会单位")["state"] == "published"


def test_a_stage_is_run_before_its_day_and_its_notice_is_a_calendar_file(ringing: At, tmp_path: Path) -> None:
    code = f"{ANALYSIS}·2026-Q4"
    file = tmp_path / "通知.ics"
    told = ringing("11-23T10:00", "cycle", "run", ANALYSIS, "2026-Q4", "通知")
    assert told["stages"][0]["state"] == "done"
    again = ringing("11-23T10:05", "cycle", "run", ANALYSIS, "2026-Q4", "通知", "--again", refused=True)
    assert "理由" in again
    ringing("11-23T10:10", "cycle", "run", ANALYSIS, "2026-Q4", "通知", "--again", "--reason", "改在二楼")
    shown = ringing("11-23T10:15", "cycle", "show", ANALYSIS, "2026-Q4", "--ics", str(file))
    assert shown["code"] == code
    assert "经济形势分析会·2026-Q4召开" in file.read_text(encoding="utf-8").replace("\r\n ", "")


def test_who_may_skip_and_why(ringing: At) -> None:
    skip = ("cycle", "skip", "每周工作例会", "2026-W49")
    assert "理由" in ringing("11-24T09:00", *skip, refused=True)
    assert "县长" in ringing("11-24T09:00", *skip, "--reason", "全省会议", refused=True)
    told = ringing("11-24T09:00", *skip, "--reason", "全省会议", "--by", "县长")
    assert (told["state"], {each["state"] for each in told["stages"]}) == ("skipped", {"passed"})


def test_the_chair_fixes_the_day_within_its_window_and_an_extra_meeting_is_opened(ringing: At) -> None:
    fix = ("cycle", "fix", MONTHLY, "2026-12", "--reason", "25日有全会", "--to")
    assert "2026-12" in ringing("11-24T09:00", *fix, "2026-12-10", refused=True)
    told = ringing("11-24T09:00", *fix, "2026-12-24")
    days = {each["stage"]: each["due_on"] for each in told["stages"]}
    assert (days["notify"], days["convene"], days["decide"]) == ("2026-12-21", "2026-12-24", "2026-12-25")
    extra = ringing("11-24T09:00", "cycle", "open", "县政府常务会议", "--day", "2026-12-08")
    assert (extra["period"], extra["meeting_on"]) == ("2026-12-08", "2026-12-08")
    assert "已经排了" in ringing("11-24T09:00", "cycle", "open", "县政府常务会议", "--day", "2026-12-08", refused=True)


def test_what_was_missed_is_told_and_may_be_made_up(ringing: At) -> None:
    told = ringing("2027-01-20T09:00", "cycle", "catch-up")
    assert "专门机构例会·国资委·2026-12" in told["missed"]
    assert "每周工作例会·2026-W49" in told["merged"]
    missed = ringing("2027-01-20T09:00", "cycle", "list", "--state", "missed")
    assert {row["label"] for row in missed} == {"错过待定"}
    up = ("cycle", "catch-up", "专门机构例会·国资委")
    assert "期次" in ringing("2027-01-20T09:10", *up, refused=True)
    assert "理由" in ringing("2027-01-20T09:10", *up, "2026-12", refused=True)
    ringing("2027-01-20T09:10", *up, "2026-12", "--reason", "议题未议")
    done = ringing("2027-01-20T09:20", "cycle", "catch-up")["done"]
    assert next(each["stage"] for each in done if each["code"] == "专门机构例会·国资委·2026-12") == "notify"
    assert ringing("2027-01-20T09:30", "verify")["ok"]


def test_what_does_not_exist_is_told_with_what_does(demo: Duban) -> None:
    assert "重大项目月调度" in demo("cycle", "show", "月调度", "2026-12").err
    assert "最近的期次" in demo("cycle", "show", MONTHLY, "2019-01").err
    assert "通知、收集材料" in demo("cycle", "run", MONTHLY, "2026-12", "开会").err
    assert demo("cycle", "list", "--from", "12月1日").code != 0
