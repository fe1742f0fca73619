"""C9: every unit's quarterly report in writing; leaders' own matters in good time; a leader's other date holds."""

from pathlib import Path

import pytest

from tests.cli.conftest import At

pytestmark = pytest.mark.slow
FINANCE = ("--by", "县财政局局长")


def test_c09_every_unit_owes_its_report_by_the_25th_of_the_quarters_last_month(at: At) -> None:
    rows = [row for row in at("11-23T09:00", "calendar", "county", "--year", "2026") if row["clause"] == "C9"]
    assert [(row["period"], row["date"], row["stage"]) for row in rows] == [
        ("2026-Q1", "2026-03-25", "report"),
        ("2026-Q2", "2026-06-25", "report"),
        ("2026-Q3", "2026-09-24", "report"),
        ("2026-Q4", "2026-12-25", "report"),
    ]
    assert at("12-03T09:00", "sweep")["reports"] == {"opened": 0, "chased": 0, "skipped": []}
    assert at("12-04T09:00", "sweep")["reports"] == {"opened": 12, "chased": 0, "skipped": []}
    assert at("12-04T09:05", "sweep")["reports"] == {"opened": 0, "chased": 0, "skipped": []}
    owed = at("12-04T10:00", "report", "list", "季度专报", "--period", "2026-Q4")
    assert {(row["due_on"], row["state"], row["late"]) for row in owed} == {("2026-12-25", "due", False)}
    assert not {"县政府", "县委", "县委组织部", "县政府办公室", "县政府督查室"} & {row["unit"] for row in owed}


def test_c09_a_report_is_submitted_checked_and_taken_in(at: At) -> None:
    codes = at("12-04T09:00", "report", "open", "季度专报", "--period", "2026-Q4")["codes"]
    code = next(row["code"] for row in at("12-04T09:00", "report", "list") if row["unit"] == "县财政局")
    assert at("12-04T10:00", "report", "open", "季度专报", "--period", "2026-Q4")["codes"] == []
    submit = ("report", "submit", code)
    assert "没有材料" in at("12-20T09:00", *submit, *FINANCE, refused=True)
    assert "应由应报单位报送" in at("12-20T09:00", *submit, "--by", "县水务局局长", "--text", "好", refused=True)
    told = at("12-20T10:00", *submit, *FINANCE, "--text", "盘活存量资金1.2亿元")
    assert (told["label"], told["late_on"], told["acts"][-1]["clause"]) == ("已报送", None, "C9")
    assert "这一步由督查室主任办理" in at("12-21T09:00", "report", "accept", code, refused=True)
    back = ("report", "send-back", code, "--by", "督查室主任")
    assert "须写明理由" in at("12-21T09:00", *back, refused=True)
    assert at("12-21T09:00", *back, "--reason", "没有项目数据")["label"] == "退回补充"
    at("12-22T09:00", *submit, *FINANCE, "--text", "盘活存量资金1.2亿元，拨付项目9个")
    assert at("12-22T10:00", "report", "accept", code, "--by", "督查室主任")["label"] == "已收件"
    assert "已经了结" in at("12-22T11:00", *submit, *FINANCE, "--text", "再报", refused=True)
    assert len(codes) == 12
    assert at("12-22T12:00", "verify")["ok"]


def test_c09_the_late_are_chased_and_it_stays_on_record(at: At) -> None:
    at("12-04T09:00", "sweep")
    assert at("12-25T09:00", "sweep")["reports"]["chased"] == 0
    assert at("12-28T09:00", "sweep")["reports"] == {"opened": 0, "chased": 12, "skipped": []}
    assert at("12-29T09:00", "sweep")["reports"]["chased"] == 0
    assert at("12-31T09:00", "sweep")["reports"]["chased"] == 12
    at("12-31T09:30", "inbox", "deliver")
    texts = [entry["text"] for entry in at("12-31T10:00", "inbox", "list", *FINANCE)]
    assert texts.count("有1份应报材料逾期未报，请登录督办系统办理。") == 2
    assert texts.count("有1份应报材料待报，请登录督办系统办理。") == 1
    late = next(row for row in at("12-31T10:00", "report", "list", "--late") if row["unit"] == "县财政局")
    told = at("12-31T11:00", "report", "submit", late["code"], *FINANCE, "--text", "补报")
    assert (told["late"], told["late_on"]) == (True, "2026-12-25")
    assert at("12-31T12:00", "verify")["ok"]


def test_c09_a_report_that_came_in_time_and_was_entered_late_is_in_time(at: At, tmp_path: Path) -> None:
    at("12-04T09:00", "sweep")
    at("12-28T09:00", "sweep")
    code = next(row["code"] for row in at("12-28T09:00", "report", "list", "--late") if row["unit"] == "县财政局")
    proof = tmp_path / "收文.txt"
    proof.write_text("十二月二十四日收到", encoding="utf-8")
    entered = ("report", "submit", code, *FINANCE, "--text", "进展", "--on", "2026-12-24T15:00", "--reason", "漏登")
    assert "须附证明材料" in at("12-28T10:00", *entered, refused=True)
    told = at("12-28T10:00", *entered, "--attach", str(proof))
    assert (told["late"], told["late_on"], told["submitted_at"]) == (False, None, "2026-12-24 15:00")
    assert at("12-28T11:00", "verify")["ok"]


def test_c09_a_leaders_own_matters_are_reported_in_good_time(at: At) -> None:
    asked = ("report", "open", "牵头事项专报", "--about", "污水处理厂二期用地协调进展")
    assert "期间" in at("11-23T09:00", "report", "open", "季度专报", "--about", "一事", refused=True)
    assert "逐件提出" in at("11-23T09:00", "report", "open", "牵头事项专报", "--period", "2026-Q4", refused=True)
    (code,) = at("11-23T09:00", *asked)["codes"]
    assert at("11-23T09:10", *asked)["codes"] != [code]
    told = at("11-23T10:00", "report", "show", code)
    assert (told["unit"], told["due_on"], told["to"]) == ("县政府", "2026-11-30", ["县委主要领导", "县政府主要领导"])
    submitted = at("11-24T09:00", "report", "submit", code, "--by", "分管领导", "--text", "用地已批")
    assert submitted["label"] == "已报送"


def test_c09_the_main_leader_may_ask_for_another_date(at: At) -> None:
    at("12-04T09:00", "report", "open", "季度专报", "--period", "2026-Q4")
    code = at("12-04T09:00", "report", "list")[0]["code"]
    redate = ("report", "redate", code, "--to", "2026-12-15")
    assert "须写明理由" in at("12-04T10:00", *redate, "--by", "县长", refused=True)
    refused = at("12-04T10:00", *redate, "--by", "分管领导", "--reason", "急用", refused=True)
    assert "这一步由县长、县委书记办理，请用 --by 写明岗位（C9）" in refused
    told = at("12-04T10:00", *redate, "--by", "县长", "--reason", "县委常委会听取汇报")
    assert (told["original_on"], told["due_on"], told["acts"][-1]["clause"]) == ("2026-12-25", "2026-12-15", "C9")
    early = ("report", "redate", code, "--to", "2026-12-01", "--by", "县长", "--reason", "提前")
    assert "报送日期不能早于" in at("12-04T11:00", *early, refused=True)
    waived = at("12-05T09:00", "report", "waive", code, "--by", "办公室主任", "--reason", "没有承担重点工作")
    assert waived["label"] == "免报"
