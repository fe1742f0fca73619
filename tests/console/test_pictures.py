"""The pages that the manual shows, at the width of a desk and of a phone; `make screenshots` takes their pictures."""

import os
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from playwright.sync_api import expect

from duban.core.clock import SetClock
from tests.console.conftest import Browse
from tests.console.filled import assessing, fill, with_bell
from tests.console.serving import Person, chromium, serving
from tests.console.test_cycles import CODE as MEETING
from tests.console.test_records import MINE
from tests.flows.browsing import IMAGES

pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]
WIDTHS = {"": 1440, "-phone": 390}
PICTURES = {
    "desk": ("operator", "/", "我的办公桌"),
    "desk-leader": ("deputy", "/", "我的办公桌"),
    "desk-unit": ("liaison", "/", "我的办公桌"),
    "ledger": ("operator", "/items?light=red", "督办任务"),
    "item": ("operator", "/items/2026-000009", "推进县域医共体建设"),
    "paper": ("deputy", "/papers/81", "催办单"),
    "year": ("operator", "/cycles?year=2026", "周期"),
    "occurrence": ("operator", f"/occurrences/{quote(MEETING)}", "每周工作例会"),
    "escalation": ("operator", f"/escalation?unit={quote(MINE)}&to={quote('催办')}", "成批提级"),
    "wall": ("operator", "/wall", "挂图作战"),
    "unit": ("liaison", f"/units/{quote(MINE)}", MINE),
    "rules": ("operator", "/rules", "高效运行机制"),
    "audit": ("audit", "/audit", "审计"),
    "accounts": ("system", "/accounts", "账号"),
    "help": ("operator", "/help", "帮助"),
}
"""Picture → whose page it is, where, and what its heading says."""


@pytest.fixture
def app(ledger: sa.Engine, home: Path, machine: SetClock) -> FastAPI:
    return with_bell(ledger, home, machine)


def test_the_pages_of_the_manual_are_as_they_are_shown(app: FastAPI, ledger: sa.Engine, browse: Browse) -> None:
    assessing(ledger)
    fill(browse)
    with serving(app) as address, chromium() as browser:
        people = {name: Person(browser, address, name) for name, _, _ in PICTURES.values()}
        for picture, (name, path, heading) in PICTURES.items():
            for suffix, width in WIDTHS.items():
                people[name].page.set_viewport_size({"width": width, "height": 900})
                people[name].open(path)
                expect(people[name].page.get_by_role("heading", level=1)).to_contain_text(heading)
                if os.environ.get("DUBAN_SCREENSHOTS"):
                    people[name].page.screenshot(path=IMAGES / f"console-{picture}{suffix}.png")
        assert [said for person in people.values() for said in person.wrong] == []
