"""Help that is there: a first day by role, ticked by what was done; every word explained in one place and led to."""

import re

import pytest

from duban.console.first_day import STEPS
from duban.console.terms import TERMS, term_of
from duban.services.roles import ROLE_LABELS
from states.item import ItemState
from states.labels import LIMIT_LABELS, STATE_LABELS
from tests.console.conftest import Browse
from tests.console.test_matrix import ROLES

STEP = re.compile(r'<li>(<span[^>]*>已办过</span> )?<a href="[^"]+">([^<]+)</a> <span class="text-secondary">')


def _steps(page: str) -> dict[str, bool]:
    """Each step on a page, and whether it is ticked."""
    found = STEP.findall(page)
    return {title: bool(tick) for tick, title in found}


@pytest.mark.parametrize("name", ROLES)
def test_each_role_is_led_through_pages_that_open_for_it(browse: Browse, name: str) -> None:
    somebody = browse(name)
    page = somebody.get("/help")
    for role in ROLES[name]:
        assert f"第一天：{ROLE_LABELS[role]}" in page
        assert {step.title for step in STEPS[role]} <= _steps(page).keys()
        for step in STEPS[role]:
            assert somebody.client.get(step.path).status_code == 200, step.path


def test_a_step_is_ticked_when_it_was_taken_and_the_rest_stays_open(browse: Browse) -> None:
    unit = browse("liaison")
    assert _steps(unit.get("/"))["签收"] is False
    waiting = {pile["name"]: pile["lines"] for pile in unit.json("/api/desk")}
    code = waiting["issued"][0]["handle"]
    assert unit.call("item/receive", code=code).status_code == 200
    for path in ("/", "/help"):
        assert (_steps(unit.get(path))["签收"], _steps(unit.get(path))["反馈"]) == (True, False)
    assert _steps(browse("operator").get("/help"))["下发"] is False


def test_an_account_of_last_month_finds_its_first_day_in_the_help_alone(browse: Browse) -> None:
    office = browse("operator")
    assert "第一天：督查室经办先做什么（0/7）" in office.get("/")
    assert office.call("clock/advance", to="2026-12-20").status_code == 200
    again = browse("operator")
    assert "第一天" not in again.get("/")
    assert "第一天：督查室经办" in again.get("/help")


def test_every_state_and_limit_is_explained_and_no_word_twice() -> None:
    words = [word for subject in TERMS.values() for word in subject]
    assert len(words) == len(set(words))
    assert {STATE_LABELS[state] for state in ItemState} <= set(words)
    assert [label for label in LIMIT_LABELS.values() if term_of(label) is None] == ["反馈质量"]


def test_headings_lead_to_their_words(browse: Browse) -> None:
    office = browse("operator")
    for path in ("/items/2026-000001", "/papers", "/units"):
        linked = re.findall(r'<a class="term" href="/help#([^"]+)" title="([^"]+)">', office.get(path))
        assert linked, path
    page = office.get("/help")
    assert page.count('<div id="反馈时限">') == 1
