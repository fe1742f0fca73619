"""Acts on the screen: a form posts once whatever is clicked, a conflict shows both texts, JSON does the same."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from duban.console.catalogue.act import Common
from duban.console.catalogue.all import CATALOGUE
from duban.services.roles import Role
from duban.services.verify import verify
from duban.store.file_types import clean_name
from duban.store.unit_of_work import reading
from tests.console.conftest import Browse, Browser, hidden

UNIT = "县教育局"
RECORD = {"name": "记录.txt", "base64": "5ZGo5LqU5YmN5Y+N6aaI"}


def _in_progress(somebody: Browser) -> str:
    """An item of the unit that is being carried out."""
    rows = [row for row in somebody.json("/api/items") if row["unit"] == UNIT]
    return str(next(row["code"] for row in rows if row["state"] in {"in_progress", "escalated"}))


def _notes(somebody: Browser, code: str) -> list[dict[str, Any]]:
    return [note for note in somebody.json(f"/api/items/{code}")["notes"] if note["says"] == "周五前反馈"]


def test_a_form_that_is_sent_twice_acts_once(browse: Browse) -> None:
    office = browse("operator")
    code = _in_progress(office)
    page = office.get(f"/act/item/call?code={code}")
    key = re.findall(r'name="key" value="([^"]+)"', page)[0]
    sent = {"code": code, "who": "联络员", "says": "周五前反馈", "key": key}
    answers = [office.post("/act/item/call", **sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(_notes(office, code)) == 1


def test_the_act_is_recorded_under_the_person_and_the_post(browse: Browse, ledger: sa.Engine) -> None:
    office = browse("operator")
    code = _in_progress(office)
    office.fill(f"/act/item/call?code={code}", code=code, who="联络员", says="周五前反馈")
    note = office.json(f"/api/items/{code}")["history"][-1]
    page = office.get(f"/items/{code}")
    assert "电话催问" in page
    assert note["person"] in {None, "张正"}
    with reading(ledger) as session:
        assert verify(session).violations == ()


def test_who_comes_second_sees_both_texts_and_loses_nothing(browse: Browse) -> None:
    liaison, office = browse("liaison"), browse("operator")
    code = _in_progress(office)
    opened = liaison.get(f"/act/item/feedback?code={code}")
    hidden = dict(re.findall(r'name="(key|version)" value="([^"]*)"', opened))
    moved = office.fill(f"/act/item/correct?code={code}", code=code, title="改过的标题", reason="错字")
    assert moved.status_code == 303, moved.text
    mine = {"code": code, "kind": "stage", "says": "写了很久的办理情况", **hidden}
    conflict = liaison.post(f"/act/item/feedback?code={code}", **mine)
    assert conflict.status_code == 409
    assert "改过的标题" in conflict.text
    assert "写了很久的办理情况" in conflict.text
    again = dict(re.findall(r'name="(key|version)" value="([^"]*)"', conflict.text))
    assert liaison.post(f"/act/item/feedback?code={code}", **{**mine, **again}).status_code == 303


def test_wrong_fields_are_named_and_what_was_typed_stays(browse: Browse) -> None:
    office = browse("operator")
    code = _in_progress(office)
    answer = office.fill(f"/act/item/feedback?code={code}", code=code, kind="stage", says="留着的字", progress="120")
    assert answer.status_code == 422
    assert "完成了百分之几：不能大于100" in answer.text
    assert "留着的字" in answer.text


def test_what_cannot_be_undone_is_ticked_first(browse: Browse) -> None:
    office = browse("operator")
    code = _in_progress(office)
    before = office.json(f"/api/items/{code}")
    answer = office.fill(f"/act/item/withdraw?code={code}", code=code, reason="会议已重新研究")
    assert answer.status_code == 422
    assert office.json(f"/api/items/{code}") == before


def test_a_trial_tells_and_changes_nothing(browse: Browse) -> None:
    office = browse("operator")
    code = _in_progress(office)
    before = office.json(f"/api/items/{code}")
    answer = office.post("/act/item/feedback/trial", code=code, kind="stage", says="试写")
    assert answer.status_code == 200
    assert "待核查" in answer.text
    assert office.json(f"/api/items/{code}") == before


def test_a_paper_is_agreed_and_signed_by_its_posts(browse: Browse) -> None:
    leader, director, office = browse("leader"), browse("director"), browse("operator")
    paper = next(row for row in office.json("/api/papers?state=proposed"))
    handle = str(paper["id"])
    refused = director.call("order/agree", paper=handle)
    assert refused.status_code == 409, refused.text
    assert leader.call("order/agree", paper=handle).json()["state"] == "agreed"
    assert director.call("order/sign", paper=handle, copies=[]).json()["state"] == "signed"
    assert office.call("order/issue", paper=handle).json()["number"]


def test_a_file_comes_with_an_act_and_is_handed_out_again(browse: Browse) -> None:
    office, other = browse("operator"), browse("other")
    code = _in_progress(office)
    answer = office.call("item/call", code=code, who="联络员", says="周五前反馈", files=[RECORD])
    assert answer.status_code == 200, answer.text
    attached = office.json(f"/api/items/{code}")["attachments"][-1]
    handed = office.client.get(f"/attachments/{attached['id']}")
    assert handed.text == "周五前反馈"
    assert handed.headers["content-disposition"].startswith("attachment")
    assert other.client.get(f"/attachments/{attached['id']}").status_code == 404


@pytest.mark.parametrize("name", ["记\x00录.txt", "../../记录.txt", "\\..\\记录.txt", "记" * 300 + ".txt"])
def test_a_file_is_kept_under_a_name_that_can_be_kept(browse: Browse, name: str) -> None:
    office = browse("operator")
    code = _in_progress(office)
    answer = office.call("item/call", code=code, who="联络员", says="周五前反馈", files=[{**RECORD, "name": name}])
    assert answer.status_code == 200, answer.text
    assert office.json(f"/api/items/{code}")["attachments"][-1]["name"] == clean_name(name)


@pytest.mark.parametrize("name", ["", "\x00", "..", "记录.exe"])
def test_a_file_of_no_known_kind_is_refused_by_its_name_alone(browse: Browse, name: str) -> None:
    office = browse("operator")
    sent = {"who": "联络员", "says": "周五前反馈", "files": [{**RECORD, "name": name}]}
    answer = office.call("item/call", code=_in_progress(office), **sent)
    assert answer.status_code == 409
    assert answer.json()["error"].startswith(f"附件“{clean_name(name)}”这类文件不收")


def test_a_draft_is_kept_and_forgotten_when_the_form_is_sent(browse: Browse) -> None:
    office = browse("operator")
    address = f"/act/item/call?code={_in_progress(office)}"
    office.post("/my/draft", **hidden(office.get(address)) | {"says": "写了一半", "who": "联络员"})
    elsewhere = browse("operator")
    assert "写了一半" in elsewhere.get(address)
    assert address in elsewhere.get("/my")
    code = address.rpartition("=")[2]
    office.fill(address, code=code, who="联络员", says="写完了")
    assert "写了一半" not in elsewhere.get(address)
    assert address not in elsewhere.get("/my")


@pytest.mark.parametrize("act", CATALOGUE, ids=lambda act: act.name)
def test_an_act_declares_what_its_form_needs(act: Any) -> None:
    assert act.permit.roles
    assert set(act.fields.model_fields).isdisjoint({*Common.model_fields, "attach", "csrf", "understood"})
    assert [name for name, info in act.fields.model_fields.items() if not info.title] == []
    assert act.subject is None or act.subject.field in act.fields.model_fields


@pytest.mark.parametrize("act", CATALOGUE, ids=lambda act: act.name)
def test_what_an_act_cannot_do_without_is_no_null_either(act: Any) -> None:
    wanted = {name: info for name, info in act.fields.model_fields.items() if info.is_required()}
    with pytest.raises(ValidationError) as refused:
        act.fields.model_validate(dict.fromkeys(wanted) | {"nothing": ""})
    assert {str(each["loc"][0]) for each in refused.value.errors()} == {*wanted, "nothing"}


def test_a_day_that_must_be_given_is_asked_for_by_name(browse: Browse) -> None:
    office = browse("operator")
    answer = office.call("item/extend", code=_in_progress(office), until=None, reason="等待评审")
    assert answer.status_code == 422, answer.text
    assert [fault["field"] for fault in answer.json()["faults"]] == ["until"]


def test_every_form_opens_for_who_may_use_it(browse: Browse) -> None:
    people = {Role.operator: browse("operator"), Role.leader: browse("leader"), Role.liaison: browse("liaison")}
    for act in CATALOGUE:
        for role in act.permit.roles & people.keys():
            assert act.title in people[role].get(f"/act/{act.path}")
