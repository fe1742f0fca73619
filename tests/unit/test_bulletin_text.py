"""A bulletin's page: numerals, facts by unit, those that were struck left out."""

from typing import Any

import pytest

from duban.documents.bulletin_text import bulletin_text


def fact(unit: str, **more: Any) -> dict[str, Any]:
    told = {"unit": unit, "code": "2026-000001", "title": "整治", "state": "办理中", "late": False, "missed": []}
    return {**told, "feedback_due_on": "2026-11-20", "completion_due_on": None, "struck": False, **more}


def page(*facts: dict[str, Any]) -> str:
    head = {"kind": "政务督查通报", "number": None, "label": "拟稿", "title": "通报", "says": None}
    tail: dict[str, Any] = {
        "frozen_at": "2026-11-23 10:00",
        "issued_at": None,
        "to": [],
        "document": "意见",
        "at": None,
        "facts_hash": "0",
    }
    return bulletin_text({**head, **tail, "facts": list(facts)}, "县人民政府")


def test_facts_stand_under_their_unit_and_struck_ones_do_not() -> None:
    text = page(fact("县教育局", late=True, missed=["反馈时限 2026-11-20"]), fact("县水务局", struck=True))
    assert "一、县教育局\n  1. 整治（2026-000001）：办理中，反馈时限 2026-11-20，现已逾期，记录在案的逾期：" in text
    assert "县水务局" not in text
    assert "（拟稿，未编期号）" in text
    assert "发：（未定）。" in text


@pytest.mark.parametrize(("units", "numeral"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")])
def test_units_are_numbered_in_chinese(units: int, numeral: str) -> None:
    last = page(*(fact(f"单位{number:03d}") for number in range(units)))
    assert f"{numeral}、单位{units - 1:03d}\n" in last
