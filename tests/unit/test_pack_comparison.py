"""Two packs held against each other: every rule that is otherwise, under its clause, with the days that it moves."""

from datetime import date

import pytest

from duban.core.workdays import published_calendar
from duban.institutions.comparison import Change, ChangeKind, Comparison, compare
from duban.institutions.loader import builtin_packs, load_pack, load_pack_text
from tests.factories import county

CALENDAR = published_calendar()
C25 = "feedback:  {within: 会后半个月内, to: 督查室, clause: C25}"


def against(*replaced: tuple[str, str]) -> Comparison:
    """The county's pack against itself with some words replaced."""
    text = county().text
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return compare(county().pack, load_pack_text(text, "new.yaml").pack, CALENDAR, 2026)


def test_a_pack_is_the_same_as_itself() -> None:
    found = against()
    assert (found.changes, found.days, found.clauses) == ((), (), ())


def test_a_limit_is_told_with_its_clause_and_the_days_it_leads_to() -> None:
    found = against((C25, C25.replace("半个月", "1周")))
    path = ("items", "常务会议议定事项", "feedback", "within")
    days = (date(2026, 3, 17), date(2026, 3, 9))
    assert found.changes == (Change(ChangeKind.changed, path, "会后半个月内", "会后1周内", "C25", *days),)
    assert (found.sample_on, found.clauses, found.days) == (date(2026, 3, 2), ("C25",), ())


def test_a_rule_that_is_new_or_gone_is_one_line_under_its_own_clause() -> None:
    gone = "issue:     {within: 会后2个工作日内, clause: C15}"
    found = against((f"    {gone}\n", ""))
    assert [(each.kind, each.path[-1], each.clause, each.old, each.new) for each in found.changes][:1] == [
        (ChangeKind.removed, "issue", "C15", "within: 会后2个工作日内；clause: C15", None)
    ]
    back = compare(load_pack_text(county().text.replace(f"    {gone}\n", ""), "x").pack, county().pack, CALENDAR, 2026)
    assert {each.kind for each in back.changes} == {ChangeKind.added}


def test_a_rung_is_known_by_its_name_and_a_cycle_moves_its_days() -> None:
    found = against(
        ("when: 每季度末月25日前后", "when: 每季度末月20日前后"),
        ("送达后3个工作日内, assumed", "送达后2个工作日内, assumed"),
    )
    paths = {".".join(each.path) for each in found.changes}
    assert "cycles.重大项目季点评.when" in paths
    assert any(path.startswith("ladders.催办-督办-约谈.催办.answer") for path in paths)
    first = found.days[0]
    assert (first.cycle, first.period, first.stage, first.old, first.new, first.clause) == (
        "重大项目季点评", "2026-Q1", "convene", date(2026, 3, 25), date(2026, 3, 20), "C7",
    )  # fmt: skip


@pytest.mark.parametrize("code", [code for code in builtin_packs() if code != "county"])
def test_any_two_packs_can_be_held_against_each_other_both_ways(code: str) -> None:
    other = load_pack(builtin_packs()[code]).pack
    there, back = compare(county().pack, other, CALENDAR, 2026), compare(other, county().pack, CALENDAR, 2026)
    assert {each.path for each in there.changes} == {each.path for each in back.changes}
    assert len(there.days) == len(back.days)
