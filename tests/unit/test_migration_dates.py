"""What a new version makes of one item's dates, limit by limit: moved, kept, begun, gone."""

from datetime import date
from typing import Any

import pytest

from duban.core.clock import local_date
from duban.institutions.loader import load_pack_text
from duban.services.migration_dates import GONE, NAMED, NEW, PASSED, REACHED_BACK, Moved, Moving, Rules
from states.item import ItemState, LimitKind
from tests.factories import CALENDAR, FIVE_DAYS, MONDAY, at, county

KIND = "公文办理"
FEEDBACK = "一个部门职权内: {within: 送达后5个工作日内, clause: C31, assumed: 自送达起算}"
NO_FEEDBACK = "一个部门职权内: {set_by: 来文, clause: C31}"
AT_THE_END = (
    "有明确时限:     {set_by: 来文, clause: C34}\n    extension: {before: 到期前, decide: 交办机构, clause: C30}\n"
)
LADDER = "    ladder: 催办-督办-约谈\n"
ISSUE = "issue: {within: 批示后1个工作日内, assumed: 文件未规定批转公文的交办时限，从最短者}"
CLOCK = ("climb_due_on", "climb_from_on")
SERVED = date(2026, 11, 19)


def rules(*replaced: tuple[str, str]) -> Rules:
    """The county's rules for 公文办理 with some words replaced."""
    text = county().text
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return Rules.of(load_pack_text(text, "new.yaml").pack, KIND, CALENDAR)


def done_within(phrase: str) -> tuple[str, str]:
    return AT_THE_END, f"{AT_THE_END}    completion: {{within: {phrase}, clause: C34}}\n"


def unclimbed() -> tuple[str, str]:
    """公文办理 without its ladder."""
    return AT_THE_END + LADDER, AT_THE_END


def item(**columns: Any) -> dict[str, Any]:
    """An item served on a Thursday, with five working days to answer."""
    due_on = date(2026, 11, 26)
    return {
        "state": ItemState.in_progress,
        "item_class": FIVE_DAYS,
        "issued_at": at(SERVED),
        "feedback_from_on": SERVED,
        "feedback_due_on": due_on,
        "climb_from_on": SERVED,
        "climb_due_on": due_on,
        "due_provisional": False,
        "calendar_version": CALENDAR.version,
        **dict.fromkeys(("rung", "back_rung", "completion_due_on", "issue_due_on", "decided_on", "reached_on")),
        **columns,
    }


def moved(old: Rules, new: Rules, since: date = MONDAY, **columns: Any) -> Moved:
    row: Any = item(**columns)
    return Moving(row, old, new, MONDAY, since).moved()


def told(found: Moved, limit: LimitKind) -> tuple[date | None, date | None, str]:
    return next((each.old, each.new, each.why.rpartition("；")[2]) for each in found.limits if each.limit is limit)


def test_the_same_rule_moves_nothing() -> None:
    found = moved(rules(), rules())
    assert found.limits == ()
    assert {name: item()[name] for name in item() if name in found.sets} == {
        name: value for name, value in found.sets.items() if name in item()
    }


def test_a_counted_completion_limit_moves_and_a_named_one_does_not() -> None:
    old, new = rules(done_within("送达后1个月内")), rules(done_within("送达后20个工作日内"))
    counted, named = date(2026, 12, 21), date(2027, 1, 15)
    assert local_date(item()["issued_at"]) == SERVED
    found = moved(old, new, completion_due_on=counted)
    assert told(found, LimitKind.completion)[:2] == (counted, date(2026, 12, 17))
    assert told(moved(old, new, completion_due_on=named), LimitKind.completion) == (named, named, NAMED)
    assert moved(old, rules(), completion_due_on=counted).sets["completion_due_on"] == counted


def test_a_limit_that_is_new_runs_from_the_day_of_the_move() -> None:
    found = moved(rules(), rules(done_within("送达后5个工作日内")))
    assert told(found, LimitKind.completion) == (None, date(2026, 11, 30), NEW)
    begun = moved(rules((FEEDBACK, NO_FEEDBACK)), rules(), feedback_due_on=None, climb_due_on=None, climb_from_on=None)
    assert told(begun, LimitKind.feedback) == (None, date(2026, 11, 30), NEW)
    assert (begun.sets["climb_due_on"], begun.sets["climb_from_on"]) == (date(2026, 11, 30), MONDAY)


def test_a_limit_that_is_gone_no_longer_runs() -> None:
    found = moved(rules(), rules((FEEDBACK, NO_FEEDBACK)))
    assert told(found, LimitKind.feedback) == (date(2026, 11, 26), None, GONE)
    assert (found.sets["climb_due_on"], found.sets["climb_from_on"], found.sets["feedback_phrase"]) == (None,) * 3


def test_the_climb_goes_and_comes_with_the_ladder() -> None:
    gone = moved(rules(), rules(unclimbed()))
    assert (gone.limits, gone.sets["ladder"], gone.sets["climb_due_on"]) == ((), None, None)
    idle: dict[str, Any] = dict.fromkeys(CLOCK)
    come = moved(rules(unclimbed()), rules(), **idle)
    assert (come.sets["climb_due_on"], come.sets["climb_from_on"]) == (date(2026, 11, 26), SERVED)
    late = moved(rules(unclimbed()), rules(), feedback_due_on=date(2026, 11, 20), **idle)
    assert late.sets["climb_due_on"] is None


@pytest.mark.parametrize(
    ("decided_on", "limit_on", "expected"),
    [
        (date(2026, 11, 20), date(2026, 11, 23), (date(2026, 11, 23), date(2026, 11, 25))),
        (date(2026, 11, 18), date(2026, 11, 19), (date(2026, 11, 19), date(2026, 11, 19), PASSED)),
        (date(2026, 11, 20), date(2026, 12, 1), (date(2026, 12, 1), date(2026, 12, 1), NAMED)),
    ],
)
def test_the_offices_own_limit_moves_until_it_is_issued(
    decided_on: date, limit_on: date, expected: tuple[Any, ...]
) -> None:
    drafted: dict[str, Any] = dict.fromkeys(("issued_at", "feedback_due_on", "feedback_from_on", *CLOCK))
    drafted |= {"state": ItemState.drafted, "decided_on": decided_on, "issue_due_on": limit_on}
    found = moved(rules(), rules((ISSUE, ISSUE.replace("1个工作日", "3个工作日"))), **drafted)
    assert told(found, LimitKind.issue)[: len(expected)] == expected
    assert found.sets["climb_due_on"] is None


def test_nothing_reaches_back_before_the_move_or_the_pause() -> None:
    shorter = rules((FEEDBACK, FEEDBACK.replace("5个", "1个")))
    assert told(moved(rules(), shorter), LimitKind.feedback) == (date(2026, 11, 26), MONDAY, REACHED_BACK)
    paused = moved(rules(), shorter, date(2026, 11, 20), state=ItemState.suspended)
    assert told(paused, LimitKind.feedback)[:2] == (date(2026, 11, 26), date(2026, 11, 20))
    sunday = moved(rules(), shorter, date(2026, 11, 22))
    assert told(sunday, LimitKind.feedback)[1] == MONDAY
