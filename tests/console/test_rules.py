"""The rules on the screen: clauses as the document reads, what carries them out, what rested on them, their days."""

from duban.institutions.loader import builtin_packs, load_pack
from tests.console.conftest import Browse

COUNTY = load_pack(builtin_packs()["county"])
UNIT = "县教育局"


def test_every_clause_is_read_with_its_strength_and_place(browse: Browse) -> None:
    auditor = browse("auditor")
    told, page = auditor.json("/api/rules"), auditor.get("/rules")
    assert [row["clause"] for row in told["clauses"]] == list(COUNTY.pack.clauses)
    for name, clause in COUNTY.pack.clauses.items():
        assert f"/rules/clauses/{name}?" in page
        assert clause.says in page


def test_a_clause_tells_its_rules_its_days_and_its_items(browse: Browse) -> None:
    office = browse("operator")
    rows = office.json("/api/rules")["clauses"]
    used = next(row for row in rows if row["uses"])
    told = office.json(f"/api/rules/clauses/{used['clause']}")
    page = office.get(f"/rules/clauses/{used['clause']}")
    assert told["rules"]
    assert all(rule["rule"] in page for rule in told["rules"])
    dated = next(row for row in rows if row["dates"])
    days = office.json(f"/api/rules/clauses/{dated['clause']}")["days"]
    year = [row for row in office.json("/api/rules/calendar") if row["clause"] == dated["clause"]]
    assert days == year
    assert len(days) == dated["dates"]


def test_a_liaison_sees_of_a_clause_only_the_units_own_items(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    clauses = [row["clause"] for row in office.json("/api/rules")["clauses"]]
    all_items = {name: office.json(f"/api/rules/clauses/{name}")["items"] for name in clauses}
    mine = {name: liaison.json(f"/api/rules/clauses/{name}")["items"] for name in clauses}
    seen = {row["code"] for row in liaison.json("/api/items")}
    assert any(all_items.values())
    assert any(mine.values())
    assert {row["code"] for rows in mine.values() for row in rows} <= seen
    assert {row["code"] for rows in all_items.values() for row in rows} - seen
    assert {row["uses"] for row in liaison.json("/api/rules")["clauses"]} == {None}
    assert {row["open_items"] for row in liaison.json("/api/rules/versions")} == {None}


def test_the_year_is_handed_out_as_a_calendar_file(browse: Browse) -> None:
    liaison = browse("liaison")
    answer = liaison.client.get("/rules/calendar.ics?year=2026")
    held = [row for row in liaison.json("/api/rules/calendar?year=2026") if row["date"]]
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text.count("BEGIN:VEVENT") == len(held) > 0


def test_what_is_not_there_is_said(browse: Browse) -> None:
    office = browse("operator")
    assert "没有这一条" in office.get("/rules/clauses/C999", 404)
    assert "版本有" in office.get("/rules?version=ffffffffffffff", 404)
    assert office.get("/rules?year=99999", 422)


def test_the_versions_on_record_are_told(browse: Browse) -> None:
    row = browse("auditor").json("/api/rules/versions")[0]
    assert row["in_force"] is True
    assert f"/rules?version={row['version']}" in browse("auditor").get("/rules/versions")
