"""Escalation by a person: C36 and C41 before a limit has run out, by commands."""

import pytest

from tests.cli.clauses.matters import APPROVAL, DIRECTOR, OFFICE, UNIT, issued
from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow
TO_CHASE = ("item", "escalate", "--unit", UNIT, "--type", "主要领导批示事项", "--to", "催办")
WHY = ("--reason", "县长批示", "--by", OFFICE)


def test_c36_a_person_s_escalation_drafts_one_paper_for_the_unit_and_goes_through_its_approval(at: At) -> None:
    codes = [issued(at, "11-23T09:00", "主要领导批示事项") for _ in range(2)]
    before = at("11-24T09:00", "verify")["acts"]
    seen = at("11-24T09:00", *TO_CHASE, "--preview")
    assert (seen["allowed"], seen["refused"], at("11-24T09:00", "verify")["acts"]) == (2, 0, before)
    (paper,) = seen["papers"]
    assert (paper["paper"], paper["unit"], paper["items"], paper["clause"]) == ("催办单", UNIT, codes, "C36")
    assert paper["approval"] == ["分管副主任", "分管领导", "办公室主任"]
    assert "须经确认" in at("11-24T09:00", *TO_CHASE, *WHY, refused=True)
    assert "须由分管副主任" in at("11-24T09:00", *TO_CHASE, "--yes", "--reason", "催", "--by", DIRECTOR, refused=True)
    done = at("11-24T09:00", *TO_CHASE, *WHY, "--yes")
    handle = str(done["papers"][0]["id"])
    for verb, post in (*APPROVAL, ("issue", OFFICE), ("serve", OFFICE)):
        at("11-24T10:00", "order", verb, handle, "--by", post)
    assert {at("11-24T10:00", "item", "show", code)["label"] for code in codes} == {"已催办"}
    assert at("11-24T10:00", "verify")["ok"]


def test_c41_no_rung_is_left_out_and_what_may_not_go_up_is_told_with_its_clause(at: At) -> None:
    code, other = (issued(at, "11-23T09:00", "主要领导批示事项") for _ in range(2))
    two_at_once = at("11-24T09:00", "item", "escalate", code, "--to", "督办", *WHY, refused=True)
    assert "现在只能提到“催办”，不能越级（《高效运行机制完善工作意见》五-4，C41）" in two_at_once
    at("11-24T09:00", "item", "escalate", code, "--to", "催办", *WHY)
    some = at("11-24T09:10", *TO_CHASE, *WHY, "--yes", refused=True)
    assert "2 件中有 1 件不能提到“催办”，本次一件也没有提" in some
    assert f"{code} 办理中（待催办），文书已经拟出，正在等它送达" in some
    done = at("11-24T09:10", *TO_CHASE, *WHY, "--yes", "--allowed-only")
    assert [(each["code"], each["allowed"]) for each in done["items"]] == [(code, False), (other, True)]


def test_people_read_what_goes_where_and_what_does_not(demo: Duban) -> None:
    said = demo("item", "escalate", "--unit", "县水务局", "--to", "催办", "--preview").out
    assert "将拟文书" in said
    assert "分管副主任→分管领导→办公室主任" in said
    assert "没有改动任何内容" in said
    done = demo("item", "escalate", "--unit", "县水务局", "--to", "催办", "--allowed-only", "--yes", *WHY).out
    assert "已拟文书" in done
    assert "依据：《高效运行机制完善工作意见》" in done
