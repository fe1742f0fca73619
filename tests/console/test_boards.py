"""Interviews, coordinations and targets on the screen: acted on, read, and not read by others."""

import re

from tests.console.conftest import Browse, Browser

MINE, OTHERS = "县教育局", "县财政局"


def _item(somebody: Browser, unit: str) -> str:
    return str(next(row["code"] for row in somebody.json("/api/items") if row["unit"] == unit))


def test_a_problem_is_raised_answered_and_stands_on_the_board(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    form = {"title": "管线迁改资金没有着落", "item": _item(liaison, MINE), "consult_with": OTHERS}
    raised = liaison.fill("/act/coordination/raise", **form)
    assert raised.status_code == 303, raised.text
    page = raised.headers["location"].split("?")[0]
    assert "管线迁改资金没有着落" in office.get("/coordinations")
    assert OTHERS in office.get(page)
    code = page.rpartition("/")[2]
    browse("other").json(f"/api/coordinations/{code}")
    answered = browse("other").call("coordination/consult", code=code, unit=OTHERS, says="预算已无余量", agree=False)
    assert answered.status_code == 200, answered.text
    assert "预算已无余量" in liaison.get(page)


def test_a_problem_of_another_unit_is_not_there(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    raised = office.call("coordination/raise", title="两家争水", item=_item(office, OTHERS))
    assert raised.status_code == 200, raised.text
    code = raised.json()["code"]
    liaison.get(f"/coordinations/{code}", 404)
    assert liaison.json("/api/coordinations?every=true") == []
    assert liaison.call("coordination/withdraw", code=code, reason="冒名撤回").status_code == 404


def test_a_target_is_set_recorded_and_shown_with_its_light(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    code = _item(liaison, MINE)
    target = {"code": code, "indicator": "新增学位", "comparison": "不低于", "value": "1000", "measure": "个"}
    made = office.call("target/set", **target, due="2026-12-31")
    assert made.status_code == 200, made.text
    told = office.call("target/record", code=code, indicator="新增学位", value="1", source="月报")
    assert told.status_code == 200, told.text
    row = next(row for row in liaison.json("/api/targets") if row["indicator"] == "新增学位")
    assert (row["actual"], row["light"]) == ("1", "red")
    for page in (f"/targets/{code}", "/targets?light=red", "/wall"):
        assert "新增学位" in liaison.get(page)
        assert "红灯" in liaison.get(page)
    assert "新增学位" not in browse("other").get("/wall")


def test_a_big_screen_goes_from_unit_to_unit_by_itself(browse: Browse) -> None:
    office = browse("operator")
    assert "还没有目标" in browse("other").get("/wall?turn=1")
    for unit, indicator in ((MINE, "新增学位"), (OTHERS, "预算执行率")):
        target = {"code": _item(office, unit), "indicator": indicator, "comparison": "不低于", "value": "1000"}
        assert office.call("target/set", **target, measure="个", due="2026-12-31").status_code == 200
    assert "http-equiv" not in office.get("/wall")
    shown, address = [], "/wall?turn=1"
    units = {row["unit"] for row in office.json("/api/targets")}
    for _ in range(len(units) + 1):
        page = office.get(address)
        shown.append([name for name in ("新增学位", "预算执行率") if name in page])
        address = re.findall(r'http-equiv="refresh" content="20;url=([^"]+)"', page)[0]
    assert sorted(each for each in shown[:-1] if each) == [["新增学位"], ["预算执行率"]]
    assert shown[-1] == shown[0]
    office.get("/wall?turn=-1", 422)


def test_targets_of_another_unit_are_not_there(browse: Browse) -> None:
    foreign = _item(browse("operator"), OTHERS)
    browse("liaison").get(f"/targets/{foreign}", 404)
    assert browse("liaison").call("target/record", code=foreign, value="1", source="月报").status_code == 404


def test_who_may_not_read_interviews_sees_that_there_are_any_and_no_more(browse: Browse) -> None:
    liaison = browse("liaison")
    page = liaison.get("/interviews")
    assert "只供" in page
    assert "滚动一年内约谈次数" not in page
    assert "滚动一年内约谈次数" in browse("operator").get("/interviews")


def test_a_units_items_are_previewed_with_papers_and_escalated_as_they_were_seen(browse: Browse) -> None:
    office = browse("operator")
    page = office.get(f"/escalation?unit={MINE}&to=催办")
    seen = re.findall(r'name="confirmed" value="([^"]+)"', page)
    assert seen
    assert "将拟文书" in page
    assert "由分管副主任、督查室主任" in page
    key = re.findall(r'name="key" value="([^"]+)"', page)[0]
    form = {"key": key, "unit": MINE, "to": "催办", "reason": "久拖不办", "understood": "true", "allowed_only": "true"}
    stale = office.post("/act/item/escalate", **form, confirmed=[*seen, "2026-999999"])
    assert "清单已有变化" in stale.text
    done = office.post("/act/item/escalate", **form, confirmed=seen)
    assert done.status_code == 303, done.text
    again = office.get(f"/escalation?unit={MINE}&to=催办")
    assert re.findall(r'name="confirmed" value="([^"]+)"', again) == []


def test_conditions_that_cannot_be_read_are_said_on_the_preview(browse: Browse) -> None:
    page = browse("operator").get("/escalation?to=催办&overdue=0")
    assert 'role="alert"' in page
    assert "confirmed" not in page


def test_a_unit_page_shows_what_it_owes_and_only_to_its_own_people(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    owed = [row["code"] for row in liaison.json(f"/api/units/{MINE}")["owes"]]
    assert owed
    assert all(code in liaison.get(f"/units/{MINE}") for code in owed)
    assert [row["unit"] for row in liaison.json("/api/units")] == [MINE]
    liaison.get(f"/units/{OTHERS}", 404)
    assert liaison.json(f"/api/units/{MINE}")["interviews"] is None
    assert office.json(f"/api/units/{OTHERS}")["owes"]
    row = next(row for row in office.json("/api/units") if row["unit"] == MINE)
    assert row["open"] == len(owed)
    assert 'class="chart"' in office.get("/units")


def test_a_leaders_line_holds_the_items_that_name_them(browse: Browse) -> None:
    leader = browse("leader")
    code = _item(browse("operator"), OTHERS)
    named = browse("operator").call("item/correct", code=code, leader="徐振华", reason="补写")
    assert named.status_code == 200, named.text
    assert "徐振华" in leader.get("/leaders")
