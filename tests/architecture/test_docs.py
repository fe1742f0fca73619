"""Generated pages are fresh, the README stays short, and CI runs what the README says."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from docs.generators.pages import GENERATED
from tests.architecture.sources import ROOT, tracked

README_LINES = 150


@pytest.mark.parametrize(("path", "content"), GENERATED.items(), ids=[path.name for path in GENERATED])
def test_generated_page_is_fresh(path: Path, content: Callable[[], str]) -> None:
    assert path.read_text(encoding="utf-8") == content(), "run `make docs`"


def test_the_packs_reference_is_written_for_the_clerk_who_reads_it() -> None:
    page = (ROOT / "docs" / "reference" / "pack.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if re.fullmatch(r"#+ [\x00-\x7f]+.*", line)] == []
    assert re.findall(r"不写为[^。]*(?:True|False|None|[\[{]')[^。]*", page) == []


def test_readme_is_short_and_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= README_LINES
    assert "make run" in readme
    assert "make test" in readme


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_links_in_the_docs_lead_somewhere() -> None:
    links = [
        (page, target)
        for page in tracked("*.md")
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in target
    ]
    assert [f"{page.name}: {target}" for page, target in links if not (page.parent / target).exists()] == []
