"""In a real browser: a matter goes from the office to a unit and back, drafts survive, every page is fit to be read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import expect

from duban.console.build_assets import ASSETS, is_current
from duban.console.permits import Permit
from duban.core.clock import SetClock
from tests.console.conftest import Browse
from tests.console.filled import assessing, fill, with_bell
from tests.console.serving import Person, chromium, serving
from tests.console.test_matrix import ROLES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
PHONE, DESK, HEIGHT = 390, 1440, 900
WALKERS = ("director", "liaison", "auditor", "system", "security", "audit")
FILES = frozenset({
    "/attachments/{attachment_id}", "/bulletins/{code}/document", "/export/items.xlsx", "/export/targets.xlsx",
    "/healthz", "/import/template.xlsx", "/items/export", "/my/draft", "/occurrences/{code}/calendar.ics",
    "/rules/calendar.ics",
})  # fmt: skip
"""What answers with no page: files, and what programs ask."""
SIGNING_IN = frozenset({"/sign-in", *("/sign-in/provider" + rest for rest in ("", "/back", "/leave"))})
"""Before anybody is signed in; the ways through an identity provider lead elsewhere: test_provider goes them."""
SHORTEN = """const lists = 'main tbody, main ul, main ol, .wall, .menu ul, select, datalist';
for (const each of document.querySelectorAll(lists))
    [...each.children].slice(3).forEach(child => child.remove())"""
"""Rows of one list are made alike: three of each are looked at closely, the rest would take most of the time."""
MADE_OF = """[...new Set([...document.querySelectorAll('main form *, main dl')].map(
    each => each.tagName + (each.type || '') + each.className))].sort().join()"""
"""What a form is made of: all come from one template, and one of each sort is judged."""
SERIOUS = {"serious", "critical"}


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    """The console of this test, with its assets as the lock file pins them."""
    assert is_current(), f"run `make setup`: {ASSETS}"
    with serving(app) as address:
        yield address


@pytest.fixture
def app(ledger: sa.Engine, home: Path, machine: SetClock) -> FastAPI:
    return with_bell(ledger, home, machine)


@dataclass
class Crawl:
    """Somebody's way through every page that links lead to, one of each route; what is wrong with them."""

    permits: Mapping[str, Permit]
    faults: list[str] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)
    """Pages, and sorts of forms, that axe has judged."""

    def walk(self, person: Person, name: str) -> None:
        """From the desk by links, then to the forms that none leads to now."""
        seen, waiting = set[str](), ["/"]
        while waiting:
            link = waiting.pop(0)
            route = self.route_of(link)
            if route is None or route in seen:
                continue
            seen.add(route)
            if route in FILES:
                self._fetch(person, link)
            else:
                waiting += self._visit(person, route, link)
        for route, permit in self.permits.items():
            if route.startswith("/act/") and permit.admits(frozenset(ROLES[name])) and route not in self.looked_at:
                self._visit(person, route, route)
        self.faults += [f"{name}: {said}" for said in person.wrong]

    def route_of(self, link: str) -> str | None:
        """The route of a link, where there is one for it."""
        path = unquote(link.partition("?")[0].partition("#")[0])
        exact = path if path in self.permits else None
        return exact or next((route for route in self.permits if _pattern(route).fullmatch(path)), None)

    def _visit(self, person: Person, route: str, link: str) -> list[str]:
        page = person.page
        answer = page.goto(person.address + link)
        if answer is None or not answer.ok:
            self.faults.append(f"{link}: {answer and answer.status}")
        page.set_viewport_size({"width": PHONE, "height": HEIGHT})
        wide = page.evaluate("document.documentElement.scrollWidth")
        self.faults += [f"{link}: {wide} px wide"] if wide > PHONE else []
        page.set_viewport_size({"width": DESK, "height": HEIGHT})
        links = page.evaluate("[...document.querySelectorAll('a[href^=\"/\"]')].map(a => a.getAttribute('href'))")
        made_of = str(page.evaluate(MADE_OF)) if route.startswith("/act/") else route
        if made_of not in self.judged:
            page.evaluate(SHORTEN)
            self.faults += _faults(person)
        self.judged.add(made_of)
        self.looked_at.add(route)
        return [str(each) for each in links]

    def _fetch(self, person: Person, link: str) -> None:
        answer = person.page.request.get(person.address + link)
        if not answer.ok or "text/html" in answer.headers["content-type"]:
            self.faults.append(f"{link}: {answer.status} {answer.headers['content-type']}")


def _pattern(route: str) -> re.Pattern[str]:
    parts = (
        ".+" if part.endswith(":path}") else "[^/]+" if part.startswith("{") else part for part in route.split("/")
    )
    return re.compile("/".join(parts))


def _faults(person: Person) -> list[str]:
    found: Any = Axe().run(person.page, options={"resultTypes": ["violations"]}).response["violations"]
    at = person.page.url
    return [f"{at}: {each['id']} {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in SERIOUS]


def test_every_page_is_reached_accessible_fits_a_phone_and_asks_nobody_else(
    app: FastAPI, ledger: sa.Engine, browse: Browse, address: str
) -> None:
    assessing(ledger)
    fill(browse)
    permits = {path: permit for (method, path), permit in app.state.permits.items() if method == "GET"}
    crawl = Crawl({path: permit for path, permit in permits.items() if not path.startswith("/api/")})
    with chromium() as browser:
        for name in WALKERS:
            crawl.walk(Person(browser, address, name), name)
    assert crawl.faults == []
    assert sorted(crawl.permits.keys() - crawl.looked_at - FILES - SIGNING_IN) == []


def test_a_matter_goes_to_a_unit_and_back(address: str) -> None:
    with chromium() as browser:
        office, unit = Person(browser, address, "operator"), Person(browser, address, "liaison")
        code = _issue(office)
        _receive_and_report(unit, code)
        office.open(f"/items/{code}")
        office.follow("核查")
        office.page.get_by_label("核查结果").select_option("认可")
        office.press("核查")
        expect(office.page.get_by_role("status")).to_contain_text("已记入证据链")
        expect(office.page.locator(".page-header")).to_contain_text("办理中")
        assert (office.wrong, unit.wrong) == ([], [])


def _issue(office: Person) -> str:
    """Drafted on the form, looked at before it is done, and issued."""
    page = office.page
    office.open("/act/item/draft")
    page.get_by_label("事项类型").select_option("常务会议议定事项")
    page.get_by_label("内容").fill("抢修城东供水管网")
    page.get_by_label("主办单位").fill("县教育局")
    page.get_by_label("目标任务、要求").fill("月底前恢复供水")
    page.get_by_label("牵头领导").fill("分管领导")
    page.get_by_label("责任人").fill("局长")
    page.get_by_label("办结日期").fill("2026-12-31")
    office.press("先看结果（不办理）")
    expect(page.locator("#trial")).to_contain_text("拟办")
    office.press("拟办")
    code = page.url.rpartition("/")[2].partition("?")[0]
    office.follow("下发")
    page.get_by_role("checkbox", name="已核对").check()
    office.press("下发")
    return code


def _receive_and_report(unit: Person, code: str) -> None:
    """Received; the report is half written when the browser closes, and is there again."""
    unit.open(f"/items/{code}")
    unit.follow("签收")
    unit.press("签收")
    unit.follow("反馈")
    unit.page.get_by_label("办理情况").fill("已抢修一半")
    expect(unit.page.locator(".saved")).to_contain_text("草稿已保存", timeout=15_000)
    unit.open("/")
    unit.open(f"/act/item/feedback?code={code}")
    expect(unit.page.get_by_label("办理情况")).to_have_value("已抢修一半")
    unit.page.get_by_label("反馈类型").select_option("阶段进展")
    unit.press("反馈")
    expect(unit.page.locator(".page-header")).to_contain_text("待核查")
