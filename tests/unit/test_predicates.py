"""Conditions as data judge one subject; what is missing never compares."""

from datetime import date

import pytest

from states.predicates import All, AnyOf, Given, Op, Test

SUBJECT = {"due": date(2026, 11, 20), "rung": None, "version": 3}


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (Test("due", Op.lt, Given("on")), True),
        (Test("due", Op.lt, date(2026, 11, 20)), False),
        (Test("due", Op.le, date(2026, 11, 20)), True),
        (Test("due", Op.gt, date(2026, 11, 19)), True),
        (Test("due", Op.ge, date(2026, 11, 21)), False),
        (Test("version", Op.eq, 3), True),
        (Test("version", Op.ne, 3), False),
        (Test("version", Op.one_of, (1, 3)), True),
        (Test("rung", Op.missing), True),
        (Test("due", Op.present), True),
        (Test("rung", Op.ne, "催办"), False),
        (Test("version", Op.eq, None), False),
        (Test("due", Op.lt, Given("unknown")), False),
    ],
    ids=str,
)
def test_one_comparison(test: Test, expected: bool) -> None:
    assert test.holds(SUBJECT, {"on": date(2026, 11, 23), "unknown": None}) is expected


def test_all_needs_every_part_and_any_needs_one() -> None:
    yes, no = Test("version", Op.eq, 3), Test("version", Op.eq, 4)
    assert All((yes, yes)).holds(SUBJECT, {})
    assert not All((yes, no)).holds(SUBJECT, {})
    assert AnyOf((no, yes)).holds(SUBJECT, {})
    assert not AnyOf((no, no)).holds(SUBJECT, {})
    assert All(()).holds(SUBJECT, {})
    assert not AnyOf(()).holds(SUBJECT, {})
