"""Two institutions in one ledger, on each database: no command that reads for one tells anything of the other."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from duban.cli.main import application
from tests.cli.conftest import EXAMPLES, Duban

pytestmark = pytest.mark.slow
MORE_READS = ("preview", "ledger", "item points", "item results", "item nodes", "register overdue")
"""What reads for one institution, asks for nothing and is not called list."""


def reads() -> Iterator[str]:
    """Every list of the command line that is read for one institution, and the others like it."""
    groups = typer.main.get_command(application()).commands  # type: ignore[attr-defined]  # a group has commands
    for name, group in groups.items():
        for own, command in getattr(group, "commands", {}).items():
            options = {each.name for each in command.params if each.param_type_name == "option"}
            if own == "list" and "pack" in options:
                yield f"{name} {own}"
    yield from MORE_READS


@pytest.fixture
def both(either: Duban, tmp_path: Path) -> Duban:
    """The county's demonstration, and a street with an item of its own that was issued."""
    file = tmp_path / "street.yaml"
    matter = ("--unit", "河湾社区", "--class", "加急", "--requirement", "逐户核实", "--by", "党政办主任")
    for words in (
        ("pack", "new", str(file), "--answers", str(EXAMPLES / "street-answers.yaml")),
        ("init", "--pack", str(file)),
        ("org", "import", str(EXAMPLES / "street-org.csv"), "--pack", "street"),
        ("item", "draft", "公文办理", "核实低保复审名单", *matter, "--pack", "street"),
        ("item", "issue", "2026-000001", "--by", "党政办主任", "--pack", "street"),
        ("sweep",),
    ):
        ran = either(*words)
        assert ran.code == 0, ran.err
    return either


def words_of(duban: Duban, pack: str) -> set[str]:
    """Units, matters and papers of one institution, in its own words."""
    own = ("--pack", pack, "--json")
    rows = [(row["unit"], row["person"]) for row in duban("org", "list", *own).document]
    rows += [(row["title"], row["unit"]) for row in duban("item", "list", *own).document]
    return {word for row in rows for word in row if word}


def test_nothing_that_reads_for_one_tells_of_the_other(both: Duban, tmp_path: Path) -> None:
    words = {pack: words_of(both, pack) for pack in ("county", "street")}
    assert min(map(len, words.values())) > 5
    assert words["county"].isdisjoint(words["street"])
    for pack, others in (("county", words["street"]), ("street", words["county"])):
        sheet = tmp_path / f"{pack}.xlsx"
        told = {each: both(*each.split(), "--pack", pack) for each in (*reads(), f"export items {sheet}")}
        assert {each: ran.err for each, ran in told.items() if ran.code != 0} == {}
        texts = {each: ran.out for each, ran in told.items()}
        with zipfile.ZipFile(sheet) as parts:
            texts["sheet"] = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
        assert [(each, word) for each, text in texts.items() for word in others if word in text] == []


def test_a_record_of_the_other_is_not_there(both: Duban) -> None:
    last = both("item", "list", "--pack", "county", "--json").document[-1]["code"]
    papers = both("order", "list", "--pack", "county", "--json").document
    assert papers
    for words in (("item", "show", last), ("order", "show", str(papers[0]["id"]))):
        ran = both(*words, "--pack", "street")
        assert (ran.code, ran.out) == (1, ""), words
    assert json.loads(both("order", "list", "--pack", "street", "--json").out) != papers
