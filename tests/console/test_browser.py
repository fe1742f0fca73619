"""In a real browser: a matter goes from the office to a unit and back, drafts survive, every page is fit to be read."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import expect

from duban.console.build_assets import ASSETS, is_current
from tests.console.serving import Person, chromium, serving

PHONE = 390
PAGES = {
    "operator": ("/", "/coming", "/items", "/items/2026-000001", "/papers", "/papers/60", "/my", "/act/item/draft"),
    "liaison": ("/", "/act/item/feedback?code=2026-000001", "/items/2026-999999"),
    "system": ("/accounts", "/act/account/add"),
    "audit": ("/audit", "/audit/acts/county/200", "/audit/verify"),
}
SERIOUS = {"serious", "critical"}


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    """The console of this test, with its assets as the lock file pins them."""
    assert is_current(), f"run `make setup`: {ASSETS}"
    with serving(app) as address:
        yield address


def _faults(person: Person) -> list[str]:
    found: Any = Axe().run(person.page).response["violations"]
    at = person.page.url
    return [f"{at}: {each['id']} {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in SERIOUS]


@pytest.mark.slow
def test_every_page_is_accessible_fits_a_phone_and_asks_nobody_else(address: str) -> None:
    faults: list[str] = []
    with chromium() as browser:
        for name, paths in PAGES.items():
            wide, narrow = Person(browser, address, name), Person(browser, address, name, PHONE)
            for path in paths:
                wide.open(path)
                narrow.open(path)
                faults += _faults(wide)
                width = narrow.page.evaluate("document.documentElement.scrollWidth")
                faults += [f"{path}: {width} px wide"] if width > PHONE else []
            faults += [said for each in (wide, narrow) for said in each.wrong if "404" not in said]
    assert faults == []


@pytest.mark.slow
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
