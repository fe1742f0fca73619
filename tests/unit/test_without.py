"""Switching a clause off: the pack still loads, what rested on the clause is gone, nothing else is touched."""

from collections import Counter
from functools import cache

import pytest

from duban.core.errors import NotFound
from duban.institutions.findings import Level
from duban.institutions.linter import lint
from duban.institutions.linter.problem import parts
from duban.institutions.loader import builtin_packs, load_pack
from duban.institutions.schema import ItemType, Pack, PackPart, Rule
from duban.institutions.without import loaded_without, rules_on, without


@cache
def county() -> Pack:
    return load_pack(builtin_packs()["county"]).pack


CLAUSES = [f"C{number}" for number in range(1, 49)]


REFERENCES = ("like", "ladder", "bulletin", "series", "numbered_by")
"""Names of other parts, which may be gone."""


def own_words(part: PackPart) -> str:
    """What a rule itself says, without the rules inside it."""
    said = ((name, value) for name, value in part if value and name not in REFERENCES)
    return str({name: value for name, value in said if not any(True for _ in parts(value))})


def of_other_clauses(pack: Pack, clause: str) -> Counter[tuple[str, str, str]]:
    """What every rule of another clause says, how often."""
    said = (part for _, part in parts(pack) if isinstance(part, Rule) and part.clause not in (None, clause))
    return Counter((type(part).__name__, str(part.clause), own_words(part)) for part in said)


def inside(pack: Pack, clause: str) -> Counter[tuple[str, str, str]]:
    """What the rules of other clauses say that are part of a rule of this one."""
    found: Counter[tuple[str, str, str]] = Counter()
    for _, rule in rules_on(pack, clause):
        if not isinstance(rule, ItemType):
            found |= Counter(dict.fromkeys(of_other_clauses_in(rule, clause), 99))
    return found


def of_other_clauses_in(rule: Rule, clause: str) -> list[tuple[str, str, str]]:
    said = (part for _, part in parts(rule) if isinstance(part, Rule) and part.clause not in (None, clause))
    return [(type(part).__name__, str(part.clause), own_words(part)) for part in said]


@pytest.mark.slow
@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_of_the_county_can_be_switched_off(clause: str) -> None:
    loaded = loaded_without(load_pack(builtin_packs()["county"]), clause)
    after = without(county(), clause)
    assert (loaded.pack, loaded.version) == (after, after.version())
    assert after.version() != county().version()
    for section in ("items", "offices", "posts", "cycles", "registers"):
        stays = [name for name in getattr(county(), section) if name in getattr(after, section)]
        assert list(getattr(loaded.pack, section)) == stays + [
            name for name in getattr(after, section) if name not in stays
        ], "people go by the order in which the pack lists things"
    assert not list(rules_on(after, clause))
    assert [problem for problem in lint(after) if problem.level is Level.error] == []


@pytest.mark.slow
@pytest.mark.parametrize("clause", CLAUSES)
def test_rules_of_other_clauses_are_never_touched(clause: str) -> None:
    """They say what they said, or are gone because they were part of a rule that is."""
    before, after = of_other_clauses(county(), clause), of_other_clauses(without(county(), clause), clause)
    assert after - before == Counter()
    orphans = before - after - inside(county(), clause)
    assert orphans == Counter()


def test_a_limit_is_left_to_the_paper_that_assigns() -> None:
    meeting = without(county(), "C14").items["常务会议议定事项"]
    assert meeting.issue is not None
    assert (meeting.issue.within, meeting.issue.paper, meeting.issue.clause) == (None, "交办单", None)
    feedback = without(county(), "C25").items["常务会议议定事项"].feedback_for()
    assert feedback is not None
    assert (feedback.within, feedback.set_by, feedback.to) == (None, "交办单", None)


def test_offices_number_by_themselves_or_are_numbered_for() -> None:
    apart = without(county(), "C35")
    assert apart.offices["办公室"].numbered_by is None
    assert apart.series["办公室"].numbers["交办单"] == "办公室交办单〔{year}〕{n}号"
    assert apart.offices["国资委"].series == "专门机构"
    together = without(county(), "C37")
    assert (together.offices["国资委"].series, together.offices["国资委"].numbered_by) == (None, "督查室")
    assert "专门机构" not in together.series


def test_approval_and_authority_fall_to_nobody_in_particular() -> None:
    ladder = without(county(), "C36").ladders["催办-督办-约谈"]
    assert [rung.approval.automatic for rung in ladder] == [True, True, False]
    assert without(county(), "C12").items["专题会议议定事项"].office == "督查室"
    assert without(county(), "C3").items["常务会议议定事项"].close is None
    inspections = without(county(), "C48").inspections
    assert inspections is not None
    assert inspections.kinds["挂牌督查"].approve.by == tuple(county().posts)


@pytest.mark.slow
def test_what_waits_for_a_paper_that_is_gone_goes_with_it() -> None:
    """Without 催办单 and 督办单 nothing leads to 约谈, and no item walks the ladder."""
    after = without(county(), "C41")
    assert after.ladders == {}
    assert {kind.ladder for kind in after.items.values()} == {None}
    assert after.interview is not None
    assert "督办未答复" not in after.interview.causes


def test_a_clause_that_the_document_does_not_have_is_refused() -> None:
    with pytest.raises(NotFound, match="C99"):
        without(county(), "C99")
