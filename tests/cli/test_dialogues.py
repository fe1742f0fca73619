"""Every page of docs/ with dated commands, lived through one by one: what the page shows is what the commands say."""

from pathlib import Path

import pytest

from tests.cli.conftest import Duban
from tests.dialogues import differs, exchanges, say_in_process

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if any(exchanges(page)))


@pytest.fixture
def eight_o_clock(duban: Duban, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration ledger made on Monday morning, in an empty folder."""
    monkeypatch.chdir(home)
    monkeypatch.setenv("DUBAN_CLOCK", "2026-11-23T08:00")
    assert duban("init", "--demo").code == 0
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{home / 'demo.db'}")


@pytest.mark.slow
@pytest.mark.usefixtures("eight_o_clock")
@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_page_shows_what_the_commands_say(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with capfd.disabled():
        found = [differs(each, say_in_process(each.moment, each.words)) for each in exchanges(page)]
    assert len(found) > 1
    assert [fault for fault in found if fault] == []
