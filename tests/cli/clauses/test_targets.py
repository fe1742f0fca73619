"""C1 and C11: yearly targets are decomposed before 春节; each says what it must come to and by what plan."""

import pytest

from tests.cli.clauses.matters import NAMED
from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow
KIND, LEAD = "年度目标任务", "县发展和改革局"
INDICATOR = "城镇新增就业"
HALVES = ("--part", "县财政局=400", "--part", "县水务局=600")


def set_target(at: At, moment: str = "2027-01-11T09:00", *, decided: str = "2027-01-10") -> str:
    """A yearly task decided at the 两会 with one target of a thousand jobs."""
    entered = (KIND, "新增就业1000人以上", "--unit", LEAD, "--complete-by", "2027-12-31", "--decided", decided)
    code: str = at(moment, "item", "draft", *entered)["code"]
    at(moment, "target", "set", code, INDICATOR, "--is", "以上", "--value", "1,000", "--measure", "人")
    return code


def test_c1_a_yearly_target_is_decomposed_before_the_spring_festival(at: At, demo: Duban) -> None:
    code = set_target(at)
    too_few = at("2027-01-12T09:00", "target", "split", code, *HALVES[:3], "县水务局=599", refused=True)
    assert "合计999人" in too_few
    assert "没有单位" in at("2027-01-12T09:00", "target", "split", code, "--part", "没有的局=1000", refused=True)
    done = at("2027-01-12T09:00", "target", "split", code, *HALVES)
    assert (done["clause"], done["cited"]) == ("C1", "《高效运行机制完善工作意见》一-2")
    parts = [at("2027-01-12T09:00", "item", "show", each) for each in done["items"]]
    assert [(each["unit"], each["label"]) for each in parts] == [("县财政局", "拟办"), ("县水务局", "拟办")]
    assert {(each["on"], each["phrase"]) for part in parts for each in part["limits"]} == {("2027-02-04", "春节前")}
    shown = at("2027-01-12T09:00", "target", "show", done["items"][0])[0]
    assert (shown["wanted"], shown["is_part"], shown["due_on"]) == ("不低于400人", True, "2027-12-31")
    assert "已经分解" in at("2027-01-13T09:00", "target", "split", code, *HALVES, refused=True)
    assert demo("verify").code == 0


def test_c1_a_later_decomposition_is_an_exception_that_somebody_makes(at: At, demo: Duban) -> None:
    code, late = set_target(at), "2027-03-01T09:00"
    refused = at(late, "target", "split", code, *HALVES, refused=True)
    assert "分解下达的期限是 2027-02-04（C1）；确需破例的，由县长、分管领导、办公室主任加 --exception" in refused
    why = ("--exception", "--reason", "两会推迟")
    assert "破例须由" in at(late, "target", "split", code, *HALVES, *why, refused=True)
    assert "理由" in at(late, "target", "split", code, *HALVES, "--exception", "--by", "分管领导", refused=True)
    done = at(late, "target", "split", code, *HALVES, *why, "--by", "分管领导")
    assert (done["clause"], len(done["items"])) == ("C1", 2)
    assert demo("verify").code == 0


def test_c1_does_not_apply_where_the_congress_closes_after_the_spring_festival(at: At) -> None:
    code = set_target(at, "2027-03-01T09:00", decided="2027-02-26")
    assert at("2027-03-01T09:00", "item", "show", code)["limits"] == []
    assert "不必破例" in at("2027-03-02T09:00", "target", "split", code, *HALVES, "--exception", refused=True)
    assert len(at("2027-03-02T09:00", "target", "split", code, *HALVES)["items"]) == 2


def test_c1_a_decomposition_that_is_issued_late_is_a_breach_of_the_office(at: At) -> None:
    code = set_target(at)
    part = at("2027-01-12T09:00", "target", "split", code, *HALVES)["items"][0]
    assert "还没有写明牵头领导" in at("2027-02-22T09:00", "item", "issue", part, refused=True)
    at("2027-02-22T09:00", "item", "correct", part, *NAMED, "--reason", "补写")
    at("2027-02-22T09:00", "item", "issue", part)
    breaches = at("2027-02-22T09:00", "item", "show", part)["breaches"]
    assert [(each["limit_kind"], each["limit_on"]) for each in breaches] == [("issue", "2027-02-04")]


def test_c11_a_target_has_its_plan_through_the_year(at: At, demo: Duban) -> None:
    code = set_target(at)
    even = at("2027-07-02T09:00", "target", "show", code)[0]
    assert (even["planned"], even["light"], even["set_under"]) == ("500", "red", "《高效运行机制完善工作意见》三")
    told = at("2027-07-02T09:00", "target", "plan", code, "--quarters", "100,200,300,400")
    assert [(each["due_on"], each["value"]) for each in told["nodes"]] == [
        ("2027-03-31", "100"),
        ("2027-06-30", "300"),
        ("2027-09-30", "600"),
    ]
    assert told["clause"] == "C11"
    assert "合计900" in at("2027-07-02T09:00", "target", "plan", code, "--quarters", "100,200,300,300", refused=True)
    moved = ("target", "plan", code, "--node", "2027-06-30=500")
    assert "改动序时进度" in at("2027-07-02T09:00", *moved, refused=True)
    assert at("2027-07-02T09:00", *moved, "--reason", "省里加码")["nodes"] == [{"due_on": "2027-06-30", "value": "500"}]
    assert "2028-01-01" in at("2027-07-02T09:00", "target", "plan", code, "--node", "2028-01-01=1", refused=True)
    assert demo("verify").code == 0


def test_c11_figures_are_recorded_with_their_source_and_corrected_openly(at: At, demo: Duban) -> None:
    code, july = set_target(at), "2027-07-02T09:00"
    figure = ("target", "record", code, "--as-of", "2027-06-30", "--source", "统计局月报")
    assert at(july, *figure, "--value", "520")["light"] == "green"
    assert "更正 2027-06-30 的实际值" in at(july, *figure, "--value", "430", refused=True)
    told = at(july, *figure, "--value", "430", "--reason", "月报笔误")
    assert [(each["value"], each["stands"]) for each in told["actuals"]] == [("520", False), ("430", True)]
    assert (told["actual"], told["light"]) == ("430", "yellow")
    assert "不能晚于" in at(
        july, "target", "record", code, "--value", "1", "--source", "估计", "--as-of", "2027-07-03", refused=True
    )
    assert "“约五百”无效" in at(july, *figure, "--value", "约五百", "--reason", "再更正", refused=True)
    assert demo("verify").code == 0


def test_c11_a_target_is_accepted_against_its_figure_by_the_office(at: At, demo: Duban) -> None:
    code, end = set_target(at), "2028-01-04T09:00"
    assert "没有实际值" in at(end, "target", "accept", code, refused=True)
    at("2027-11-02T09:00", "target", "record", code, "--value", "980", "--source", "统计局")
    assert "2027-12-31 才到期" in at("2027-11-02T09:00", "target", "accept", code, refused=True)
    own = at("2027-11-02T09:00", "target", "accept", code, "--by", f"{LEAD}局长", refused=True)
    assert "责任单位不能验收自己的目标" in own
    assert at(end, "target", "accept", code)["outcome_label"] == "未达到"
    assert "已按这个实际值验收" in at(end, "target", "accept", code, refused=True)
    assert at(end, "target", "accept", "--all")["accepted"] == 4  # the demonstration's own
    at(end, "target", "record", code, "--value", "1002", "--source", "统计公报", "--as-of", "2027-12-31")
    assert at(end, "target", "show", code)[0]["accepted_on_old_figure"]
    assert at(end, "target", "accept", "--all")["accepted"] == 1
    assert at(end, "target", "list")[-1]["outcome"] == "over"
    changed = ("target", "set", code, INDICATOR, "--is", "以上", "--value", "900", "--reason", "改低")
    assert "已经验收" in at(end, *changed, refused=True)
    assert demo("verify").code == 0
