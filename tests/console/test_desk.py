"""The desk: what waits for each role, and papers that are agreed to and signed several at once."""

import re
from typing import Any

import pytest

from duban.console.pages import coming
from tests.console.conftest import Browse, Browser


def _piles(somebody: Browser) -> dict[str, list[dict[str, Any]]]:
    return {pile["name"]: pile["lines"] for pile in somebody.json("/api/desk")}


def test_each_role_finds_its_own_work(browse: Browse) -> None:
    leader, office, liaison = (_piles(browse(name)) for name in ("leader", "operator", "liaison"))
    assert {line["event"] for line in leader["papers"]} == {"agree"}
    assert {"checking", "checked", "returned", "drafted", "going-out"} <= office.keys()
    assert {line["unit"] for lines in (liaison["issued"], liaison["turning"]) for line in lines} <= {"县教育局"}
    assert [line["due_on"] for line in office["turning"]] == sorted(line["due_on"] for line in office["turning"])
    assert {line["light"] for line in office["turning"]} == {"red", "yellow"}


def test_a_paper_that_waits_says_what_it_is_about(browse: Browse) -> None:
    leader = browse("leader")
    line = _piles(leader)["papers"][0]
    about = leader.json(f"/api/papers/{line['handle']}")["items"]
    more = f"等{len(about)}件" if len(about) > 1 else ""
    assert line["title"].endswith(f"{about[0]['title']}{more}")
    assert f">{line['title']}</a>" in leader.get("/")


def test_the_weeks_meetings_are_on_the_desk(browse: Browse) -> None:
    days = {line["due_on"] for line in _piles(browse("operator"))["meetings"]}
    assert days
    assert all("2026-11-23" <= day <= "2026-11-29" for day in days)


def test_several_papers_are_agreed_to_after_a_summary(browse: Browse) -> None:
    leader = browse("leader")
    values = re.findall(r'name="paper" value="([^"]+)"', leader.get("/"))
    assert len(values) > 1
    summary = leader.post("/desk/papers", paper=values)
    assert f"共 {len(values)} 份，还没有办理" in summary.text
    assert len(_piles(leader)["papers"]) == len(values)
    key = re.findall(r'name="key" value="([^"]+)"', summary.text)[0]
    done = [leader.post("/desk/papers", paper=values, confirmed="1", key=key).text for _ in range(2)]
    assert done[0].count("已同意") >= len(values)
    assert done[1].count("已同意") == done[0].count("已同意")
    assert _piles(leader)["papers"] == []


def test_one_that_cannot_be_agreed_to_holds_no_other_up(browse: Browse) -> None:
    leader = browse("leader")
    values = re.findall(r'name="paper" value="([^"]+)"', leader.get("/"))
    first = values[0].split(":")[1]
    assert leader.call("order/agree", paper=first).status_code == 200
    done = leader.post("/desk/papers", paper=values, confirmed="1", key="k").text
    assert "不能“同意”" in done
    assert _piles(leader)["papers"] == []


def test_nothing_is_signed_without_a_tick(browse: Browse) -> None:
    assert browse("leader").post("/desk/papers").status_code == 422
    assert browse("leader").post("/desk/papers", paper="void:1:x").status_code == 422


def test_the_coming_days_tell_a_unit_only_of_its_own(browse: Browse) -> None:
    whole, own = browse("operator").json("/api/coming"), browse("liaison").json("/api/coming")
    assert len({limit["unit"] for day in whole for limit in day["limits"]}) > 1
    assert {limit["unit"] for day in own for limit in day["limits"]} == {"县教育局"}
    assert {paper["unit"] for day in own for paper in day["papers"]} <= {"县教育局"}


def test_a_day_with_many_limits_shows_some_and_leads_to_all(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    office = browse("operator")
    whole = {day["on"]: len(day["limits"]) for day in office.json("/api/coming")}
    monkeypatch.setattr(coming, "LISTED", 1)
    few = office.json("/api/coming")
    assert {day["on"]: len(day["limits"]) + day["more"] for day in few} == whole
    assert {len(day["limits"]) for day in few} == {0, 1}
    most = max(few, key=lambda day: day["more"])
    page = office.get("/coming")
    assert f"另有{most['more']}个时限在这一天到期" in page
    assert f"/items?due_from={most['on']}&amp;due_to={most['on']}" in page


def test_papers_are_not_foreseen_where_that_would_keep_others_waiting(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coming, "FORESEEN", 1)
    for name in ("operator", "liaison"):
        assert {str(day["papers"]) for day in browse(name).json("/api/coming")} == {"None"}
        assert "这里不预告巡检将拟哪些文书" in browse(name).get("/coming")


def test_looking_ahead_changes_nothing(browse: Browse) -> None:
    office = browse("operator")
    before = office.json("/api/papers")
    office.get("/coming")
    assert office.json("/api/papers") == before
