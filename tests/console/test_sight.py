"""A unit's people see and do what their own unit leads, helps with or is sent, and nothing else."""

from typing import Any

from tests.console.conftest import Browse, Browser

MINE, OTHERS = "县教育局", "县财政局"


def _items_of(somebody: Browser, unit: str) -> list[dict[str, Any]]:
    return [row for row in somebody.json("/api/items") if row["unit"] == unit]


def test_a_liaison_lists_only_the_units_items_and_papers(browse: Browse) -> None:
    liaison = browse("liaison")
    assert {row["unit"] for row in liaison.json("/api/items")} == {MINE}
    assert {row["unit"] for row in liaison.json("/api/papers")} <= {MINE}
    assert len({row["unit"] for row in browse("operator").json("/api/items")}) > 2


def test_a_liaison_sees_the_points_that_are_proposed_for_the_unit_alone(browse: Browse) -> None:
    everybody = browse("operator").json("/api/points")
    assert {row["unit"] for row in everybody} > {MINE}
    assert browse("liaison").json("/api/points") == [row for row in everybody if row["unit"] == MINE]
    for path in ("/api/nodes", "/api/results"):
        assert {row["unit"] for row in browse("liaison").json(path)} <= {MINE}


def test_another_units_item_is_not_there_for_a_liaison(browse: Browse) -> None:
    liaison, office = browse("liaison"), browse("operator")
    foreign = _items_of(office, OTHERS)[0]["code"]
    liaison.json(f"/api/items/{foreign}", 404)
    liaison.get(f"/items/{foreign}", 404)
    given = {"code": foreign, "kind": "stage", "says": "冒名反馈"}
    answer = liaison.call("item/feedback", **given)
    assert answer.status_code == 404, answer.text
    assert "冒名反馈" not in office.get(f"/items/{foreign}")


def test_another_units_paper_is_not_there_for_a_liaison(browse: Browse) -> None:
    liaison, office = browse("liaison"), browse("operator")
    foreign = next(row for row in office.json("/api/papers") if row["unit"] != MINE)
    liaison.json(f"/api/papers/{foreign['id']}", 404)
    assert liaison.call("order/answer", paper=str(foreign["id"])).status_code == 404


def test_the_form_of_an_act_tells_nothing_of_what_may_not_be_seen(browse: Browse) -> None:
    foreign = _items_of(browse("operator"), OTHERS)[0]
    page = browse("liaison").get(f"/act/item/feedback?code={foreign['code']}")
    assert foreign["title"] not in page


def test_nobody_acts_as_a_post_that_is_not_theirs(browse: Browse) -> None:
    liaison = browse("liaison")
    code = liaison.json("/api/items")[0]["code"]
    answer = liaison.call("item/receive", code=code, by="县政府督查室督查室主任")
    assert answer.status_code == 403, answer.text
