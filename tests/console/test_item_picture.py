"""The picture of an item's machine: where it stands, and every way on, for eyes and for readers aloud."""

import re

from tests.console.conftest import Browse


def test_the_picture_says_where_the_item_stands_and_goes_along_with_it(browse: Browse) -> None:
    liaison = browse("liaison")
    row = next(row for row in liaison.json("/api/items") if row["state"] == "issued")
    page = liaison.get(f"/items/{row['code']}")
    assert re.findall(r'<g class="place place-here">.*?<text[^>]*>([^<]+)</text>', page) == [row["label"]]
    assert f"状态图：现在是“{row['label']}”" in page
    says = re.findall(r"<desc[^>]*>([^<]+)</desc>", page)[0]
    assert "签收，到“办理中”" in says
    assert liaison.call("item/receive", code=row["code"]).status_code == 200
    after = liaison.get(f"/items/{row['code']}")
    assert re.findall(r'<g class="place place-here">.*?<text[^>]*>([^<]+)</text>', after) == ["办理中"]
    assert "签收，到" not in re.findall(r"<desc[^>]*>([^<]+)</desc>", after)[0]


def test_the_picture_has_the_rungs_of_the_items_own_ladder(browse: Browse) -> None:
    office = browse("operator")
    code = office.json("/api/items?open=true")[0]["code"]
    places = re.findall(r'<g class="place[^"]*">.*?<text[^>]*>([^<]+)</text>', office.get(f"/items/{code}"))
    assert {"已催办", "已督办", "办理中", "待核查"} <= set(places)
    assert len(places) == len(set(places))
