"""`duban clauses` and `duban preview`: what carries a clause out, and what the next days bring."""

import pytest

from tests.cli.conftest import At, Duban


def test_clause_names_its_rules_their_service_and_their_command(duban: Duban) -> None:
    rows = {row["clause"]: row for row in duban("clauses", "--pack", "county", "--json").document}
    assert len(rows) == 48
    rules = {rule["rule"]: rule for rule in rows["C14"]["rules"]}
    assert rules["items.常务会议议定事项.issue"]["command"] == "item issue"
    assert rules["items.常务会议议定事项.issue"]["service"] == "duban.services.office_limits"


def test_unknown_pack_is_refused_in_one_sentence(duban: Duban) -> None:
    ran = duban("clauses", "--pack", "nowhere")
    assert ran.code != 0
    assert "nowhere" in ran.err


@pytest.mark.slow
def test_preview_shows_what_falls_due_and_what_would_be_drafted_and_changes_nothing(at: At, demo: Duban) -> None:
    before = demo("verify", "--json").document
    days = {day["on"]: day for day in at("11-23T08:00", "preview", "--days", "8")}
    assert [on for on, day in days.items() if not day["workday"]] == ["2026-11-28", "2026-11-29"]
    assert all(not day["papers"] for day in days.values() if not day["workday"])
    due = {(each["code"], each["kind"]) for day in days.values() for each in day["limits"]}
    listed = {item["code"] for item in at("11-23T08:00", "item", "list")}
    assert due
    assert {code for code, _ in due} <= listed
    assert [row["stage"] for row in days["2026-11-23"]["stages"] if row["cycle"] == "每周工作例会"] == ["convene"]
    swept = at("11-23T08:30", "sweep", "--dry-run")
    drafted = [(paper["paper"], paper["unit"], paper["items"]) for paper in swept["papers"]]
    assert [tuple(paper.values()) for paper in days["2026-11-23"]["papers"]] == drafted
    assert demo("verify", "--json").document == before


def test_preview_of_too_many_days_is_refused(demo: Duban) -> None:
    assert demo("preview", "--days", "400").code != 0
