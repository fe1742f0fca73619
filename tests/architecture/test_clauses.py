"""Every rule of a pack that ships is carried out by a module that exists and reached by a command that exists."""

import re
from importlib.util import find_spec

import pytest
import typer
from typer.main import get_command

from duban.cli.main import application
from duban.institutions.loader import builtin_packs, find_pack, load_pack
from duban.services.clauses import CARRIERS, carrier_of, cited_rules, clause_rows
from tests.architecture.sources import ROOT

COMPLETE = ("county", "jieshou", "implementation", "lichuan", "yichun")
"""The packs that are carried out whole."""


@pytest.mark.parametrize("code", builtin_packs())
def test_every_rule_that_cites_a_clause_has_something_that_carries_it_out(code: str) -> None:
    pack = load_pack(find_pack(code)).pack
    assert [".".join(map(str, path)) for path, _ in cited_rules(pack) if carrier_of(path) is None] == []


def test_what_carries_rules_out_exists() -> None:
    root = get_command(application())
    assert [each.service for each in CARRIERS.values() if find_spec(each.service) is None] == []
    assert [each.command for each in CARRIERS.values() if not _reached(root, each.command)] == []


def _reached(command: object, words: str) -> bool:
    """Whether these words name a command below this one."""
    for word in words.split():
        command = getattr(command, "commands", {}).get(word)
    return command is not None and not isinstance(command, typer.Typer)


@pytest.mark.parametrize("code", COMPLETE)
def test_every_clause_has_an_acceptance_test_named_after_it(code: str) -> None:
    clauses = load_pack(find_pack(code)).pack.clauses
    letter = next(iter(clauses))[0]
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/cli/clauses").glob("test_*.py"))
    named = re.findall(rf"^def test_{letter.lower()}(\d+)(?:_to_{letter.lower()}(\d+))?_", text, re.MULTILINE)
    tested = {f"{letter}{number}" for first, last in named for number in range(int(first), int(last or first) + 1)}
    assert [clause for clause in clauses if clause not in tested] == []


@pytest.mark.parametrize("code", COMPLETE)
def test_every_clause_is_cited_by_a_rule(code: str) -> None:
    pack = load_pack(find_pack(code)).pack
    assert [row.clause for row in clause_rows(pack) if not row.rules] == []
