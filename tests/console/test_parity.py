"""Every command is on the screen or says why not, walked from the command line's own tree."""

from fastapi import FastAPI

from docs.generators.screen import commands
from duban.console.catalogue.all import CATALOGUE
from duban.console.parity import AUTOMATION, PAGES, place_of


def _all() -> set[str]:
    return set(commands())


def test_every_command_has_its_place_on_the_screen_or_a_reason() -> None:
    assert sorted(command for command in _all() if not place_of(command)) == []


def test_every_act_is_a_command() -> None:
    assert sorted(act.name for act in CATALOGUE if act.command not in _all()) == []


def test_what_is_listed_is_a_command_and_is_listed_once() -> None:
    commands = _all()
    named = {*PAGES, *AUTOMATION}
    assert sorted(named - commands) == []


def test_the_pages_that_stand_for_commands_exist(app: FastAPI) -> None:
    live = {path for _, path in app.state.permits}
    assert sorted(page for page in PAGES.values() if page not in live) == []
