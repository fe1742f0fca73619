"""Registers, reports, inspections and bulletins on the screen: the pack's forms, their acts, whose rows they are."""

from typing import Any

import sqlalchemy as sa

from duban.services.verify import verify
from duban.store.unit_of_work import reading
from tests.console.conftest import Browse, Browser

MINE, OTHERS = "县教育局", "县财政局"
BOOK = "项目日常调度"
CONTENT = {"项目": "污水处理厂二期", "类别": "城建重点工程", "调度单位": MINE, "进展": "完成招标"}


def told(answer: Any, status: int = 200) -> Any:
    """What an act answered, which must be so."""
    assert answer.status_code == status, answer.text
    return answer.json()


def entered(office: Browser, **other: str) -> str:
    """A new entry of the register."""
    return str(told(office.call("register/add", book=BOOK, values={**CONTENT, **other}))["code"])


def reported(office: Browser, unit: str) -> str:
    """A report that the unit owes by now."""
    codes = told(office.call("report/open", name="季度专报", period="2026-Q4"))["codes"]
    page = office.json("/api/reports?name=季度专报&period=2026-Q4")
    assert {row["code"] for row in page} == set(codes)
    return str(next(row["code"] for row in page if row["unit"] == unit))


def test_the_form_of_a_register_is_what_the_pack_asks_for(browse: Browse) -> None:
    office = browse("operator")
    form = f"/act/register/add?book={BOOK}"
    assert '<select class="form-select" id="f-values:类别"' in office.get(form)
    kept = office.fill(form, book=BOOK, **{"values:项目": "留着的字", "values:调度单位": MINE})
    assert kept.status_code == 422
    assert "必须填写类别、进展" in kept.text
    assert "留着的字" in kept.text
    assert "--set" not in kept.text
    sent = office.fill(form, book=BOOK, **{f"values:{name}": text for name, text in CONTENT.items()})
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"].startswith("/registers/DJ2026-")


def test_an_entry_is_moved_and_corrected_through_forms_that_know_it(browse: Browse, ledger: sa.Engine) -> None:
    office = browse("operator")
    code = entered(office)
    move = office.get(f"/act/register/move?code={code}&step=发现问题")
    assert 'name="values:问题"' in move
    assert 'name="values:项目"' not in move
    filled = {"values:问题": "用地未落实", "values:协调单位": OTHERS}
    done = office.fill(f"/act/register/move?code={code}&step=发现问题", code=code, step="发现问题", **filled)
    assert done.status_code == 303, done.text
    assert 'value="污水处理厂二期"' in office.get(f"/act/register/correct?code={code}")
    corrected = told(office.call("register/correct", code=code, values={"问题": "缺用地批文"}, reason="错字"))
    assert corrected["content"] == {**CONTENT, "问题": "缺用地批文", "协调单位": OTHERS}
    assert corrected["label"] == "协调中"
    told(office.call("register/void", code=code), 422)
    assert told(office.call("register/void", code=code, reason="重复"))["label"] == "已作废"
    with reading(ledger) as session:
        assert verify(session).violations == ()


def test_a_unit_does_not_keep_the_books_of_the_office(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    refused = told(liaison.call("register/add", book=BOOK, values=CONTENT), 403)
    assert "督查室经办" in refused["error"]
    code = entered(office)
    told(liaison.call("register/move", code=code, step="发现问题", values={"问题": "无", "协调单位": MINE}), 403)


def test_an_entry_is_there_for_the_units_that_it_names(browse: Browse) -> None:
    office, liaison, other = browse("operator"), browse("liaison"), browse("other")
    code = entered(office)
    assert [row["code"] for row in liaison.json("/api/registers")] == [code]
    assert other.json("/api/registers") == []
    liaison.get(f"/registers/{code}")
    other.get(f"/registers/{code}", 404)
    assert "污水处理厂二期" not in other.get(f"/act/register/move?code={code}&step=发现问题")


def test_a_report_is_handed_in_by_its_unit_and_taken_by_the_office(browse: Browse) -> None:
    office, liaison, other = browse("operator"), browse("liaison"), browse("other")
    code = reported(office, MINE)
    assert {row["unit"] for row in liaison.json("/api/reports")} == {MINE}
    assert told(other.call("report/submit", code=code, says="冒名"), 404)
    assert told(liaison.call("report/submit", code=code, says="已完成"))["label"] == "已报送"
    assert "已完成" in office.get(f"/reports/{code}")
    assert told(office.call("report/send-back", code=code, reason="没有数据"))["label"] == "退回补充"
    assert told(liaison.call("report/submit", code=code, says="补了数据"))["label"] == "已报送"
    assert told(office.call("report/accept", code=code))["label"] == "已收件"
    assert "已报1个" in office.get("/reports/summary?name=季度专报&period=2026-Q4")


def test_a_report_is_waived_by_the_posts_that_the_pack_names(browse: Browse) -> None:
    office, director = browse("operator"), browse("director")
    code = reported(office, MINE)
    assert "季度专报" in office.get(f"/act/report/waive?code={code}")
    refused = told(office.call("report/waive", code=code, reason="没有承担"), 409)
    assert "办公室主任" in refused["error"]
    assert told(director.call("report/waive", code=code, reason="没有承担"))["label"] == "免报"
    told(office.call("report/open", name="季度专报", period="2027-Q1", about="两样都写"), 422)


def planned(office: Browser, *units: str, **other: Any) -> str:
    """A scheme that may be approved."""
    scheme = {
        "kind": "专项督查",
        "title": "学校食堂",
        "units": units,
        "what": "台账",
        "method": "现场",
        "start": "2026-11-23",
    }
    return str(told(office.call("inspection/plan", **{**scheme, **other}))["code"])


def carried_out(office: Browser, approver: Browser, *units: str, **other: Any) -> tuple[str, str]:
    """An inspection of these units that has found something at the first, and its finding."""
    code = planned(office, *units, **other)
    told(approver.call("inspection/approve", code=code))
    for unit in units:
        told(office.call("inspection/visit", code=code, unit=unit, says="看过"))
    found = told(office.call("inspection/find", code=code, unit=units[0], says="留样不全"))
    return code, str(found["code"])


def test_an_inspection_runs_to_its_end_and_its_finding_is_settled(browse: Browse, ledger: sa.Engine) -> None:
    office, leader, liaison = browse("operator"), browse("leader"), browse("liaison")
    code, problem = carried_out(office, leader, MINE, OTHERS)
    told(office.call("inspection/conclude", code=code, says="总体较好"))
    assert told(liaison.call("inspection/answer", problem=problem, says="已补齐"))["label"] == "待回访"
    again = told(office.call("inspection/revisit", problem=problem, says="还不全", failed=True), 422)
    assert "整改期限" in again["error"]
    assert told(office.call("inspection/revisit", problem=problem, says="齐全"))["label"] == "已销号"
    assert told(office.call("inspection/close", code=code))["label"] == "已办结"
    assert problem in office.get(f"/inspections/{code}")
    with reading(ledger) as session:
        assert verify(session).violations == ()


def test_an_unannounced_inspection_is_not_there_for_its_unit_before_its_conclusion(browse: Browse) -> None:
    office, leader, liaison = browse("operator"), browse("leader"), browse("liaison")
    code, problem = carried_out(office, leader, MINE, OTHERS, unannounced=True)
    assert liaison.json("/api/inspections") == []
    for address in (f"/inspections/{code}", f"/findings/{problem}"):
        liaison.get(address, 404)
    told(liaison.call("inspection/answer", problem=problem, says="抢先"), 404)
    told(office.call("inspection/conclude", code=code, says="总体较好"))
    told_unit = liaison.json(f"/api/inspections/{code}")
    assert [row["unit"] for row in told_unit["units"]] == [MINE]
    liaison.get(f"/findings/{problem}")


def test_one_unit_is_not_told_what_was_found_at_another(browse: Browse) -> None:
    office, leader, other = browse("operator"), browse("leader"), browse("other")
    code, problem = carried_out(office, leader, MINE, OTHERS)
    told(office.call("inspection/conclude", code=code, says="总体较好"))
    assert other.json(f"/api/inspections/{code}")["findings"] == []
    assert "留样不全" not in other.get(f"/inspections/{code}")
    other.get(f"/findings/{problem}", 404)


def checking(office: Browser, *to: str) -> tuple[str, dict[str, str]]:
    """A bulletin on an item of each of both units, sent to be checked; and the items, by unit."""
    rows = office.json("/api/items")
    items = {unit: next(row["code"] for row in rows if row["unit"] == unit) for unit in (MINE, OTHERS)}
    draft = {"kind": "政务督查通报", "title": "关于进展的通报", "items": list(items.values()), "to": to}
    code = str(told(office.call("bulletin/draft", **draft))["code"])
    told(office.call("bulletin/check", code=code))
    return code, items


def test_a_unit_reads_again_what_it_put_on_its_own_objection_and_no_other_unit_does(browse: Browse) -> None:
    office, liaison, other = browse("operator"), browse("liaison"), browse("other")
    code, _ = checking(office, OTHERS)
    scan = {"name": "说明.txt", "base64": "5bey5Y+N6aaI"}
    told(liaison.call("bulletin/object", code=code, reason="已反馈", files=[scan]))
    (file,) = liaison.json(f"/api/bulletins/{code}")["attachments"]
    assert f'<a href="/attachments/{file["id"]}">' in liaison.get(f"/bulletins/{code}")
    assert liaison.get(f"/attachments/{file['id']}") == "已反馈"
    assert file["id"] in {each["id"] for each in liaison.json("/api/attachments")}
    assert other.json(f"/api/bulletins/{code}")["attachments"] == []
    other.get(f"/attachments/{file['id']}", 404)


def test_a_bulletin_is_checked_signed_and_goes_to_its_readers_alone(browse: Browse) -> None:
    office, leader, liaison, other = browse("operator"), browse("leader"), browse("liaison"), browse("other")
    code, items = checking(office, OTHERS)
    mine = liaison.json(f"/api/bulletins/{code}")
    assert [fact["unit"] for fact in mine["facts"]] == [MINE]
    assert [row["unit"] for row in mine["checks"]] == [MINE]
    told(liaison.call("bulletin/object", code=code, reason="已反馈"))
    told(office.call("bulletin/resolve", code=code, unit=MINE, strike=[items[MINE]], reason="查实"))
    told(other.call("bulletin/confirm", code=code))
    told(leader.call("bulletin/sign", code=code))
    told(office.call("bulletin/issue", code=code))
    text = other.get(f"/bulletins/{code}/document")
    assert items[OTHERS] in text
    assert items[MINE] not in text
    liaison.get(f"/bulletins/{code}/document", 404)


def test_a_bulletin_in_draft_is_the_offices_own(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    draft = {"kind": "政务督查通报", "title": "关于逾期的通报", "late": True, "to": [MINE]}
    code = told(office.call("bulletin/draft", **draft))["code"]
    assert liaison.json("/api/bulletins") == []
    liaison.get(f"/bulletins/{code}", 404)
    told(liaison.call("bulletin/confirm", code=code), 404)
