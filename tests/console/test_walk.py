"""A newcomer's first day in a real browser: by the printed secret, visible links and buttons, and nothing else."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from python_calamine import CalamineWorkbook

from benchmarks.postgres import disposing
from duban.cli.up import first_accounts
from duban.console.app import create_app
from duban.console.build_assets import ASSETS, is_current
from duban.core.clock import SetClock
from duban.core.settings import Settings
from duban.store.engine import ledger_engine
from tests.cli.conftest import MONDAY, made_in
from tests.console.conftest import when
from tests.console.serving import Person, chromium, serving

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
MATTER = "修复城南堤防滑坡"
LATER = "2026-12-01"
PAPER = re.compile("^催办单")
TELLS = re.compile(r"账号　　　(?P<name>\S+)　口令 (?P<secret>\S+)　(?P<what>.+)")


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A demonstration that starts for the first time: its address, and the secrets as the start prints them."""
    assert is_current(), f"run `make setup`: {ASSETS}"
    file = made_in(tmp_path_factory.mktemp("first"), MONDAY)
    with beginning(file, home) as started:
        yield started


@contextmanager
def beginning(file: Path, home: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The same on a ledger that is there."""
    url = f"sqlite:///{file}"
    settings = Settings(database_url=url, home=home, clock=MONDAY)
    told = [TELLS.fullmatch(line) for line in first_accounts(settings, url)]
    secrets = {found["name"]: found["secret"] for found in told if found}
    with disposing(ledger_engine(url)) as engine, serving(create_app(engine, settings, SetClock(when()))) as address:
        yield address, secrets


class Newcomer(Person):
    """Somebody who was told an account and its one-time secret, and knows nothing else."""

    def __init__(self, browser: Browser, address: str, name: str, secrets: dict[str, str]) -> None:
        super().__init__(browser, address, name, secret=secrets[name])
        expect(self.page.get_by_role("heading", level=1)).to_have_text("我的办公桌")

    def choose(self, name: str) -> None:
        """Follows a line of the menu."""
        self.page.get_by_role("navigation", name="主菜单").get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_load_state("networkidle")

    def desk(self, line: str) -> None:
        """Goes to the desk and opens what waits there."""
        self.choose("我的办公桌")
        self.page.get_by_role("main").get_by_role("link", name=line).first.click()
        self.page.wait_for_load_state("networkidle")

    def agree(self) -> None:
        """Ticks that the consequences are known."""
        self.page.get_by_role("checkbox", name="已核对").check()

    def done(self) -> None:
        """The page says that the act is on record."""
        expect(self.page.get_by_role("status").filter(has_text="已记入证据链")).to_be_visible()


def test_a_newcomer_takes_a_matter_from_a_sheet_to_a_bulletin(service: tuple[str, dict[str, str]], home: Path) -> None:
    walk(*service, home)


def walk(address: str, secrets: dict[str, str], home: Path) -> None:
    """The whole of it."""
    with chromium() as browser:
        office = Newcomer(browser, address, "张正", secrets)
        unit = Newcomer(browser, address, "冉小波", secrets)
        leaders = {name: Newcomer(browser, address, name, secrets) for name in ("王海燕", "徐振华", "李维民")}
        _import(office, home)
        _issue(office)
        _receive(unit)
        _go_late(office)
        _approve(office, leaders)
        _escalate(office)
        _report(unit)
        _close(office, leaders["李维民"])
        _publish(office, unit, leaders["徐振华"])
        assert [said for each in (office, unit, *leaders.values()) for said in each.wrong] == []


def _import(office: Newcomer, home: Path) -> None:
    """The blank table is downloaded, filled in and handed in."""
    office.choose("导入表格")
    with office.page.expect_download() as started:
        office.page.get_by_role("link", name="下载空白模板").click()
    headings = CalamineWorkbook.from_path(started.value.path()).get_sheet_by_index(0).to_python()[0]
    said = {
        "工作任务*": MATTER,
        "牵头单位*": "县水务局",
        "牵头领导": "分管领导",
        "责任人": "向永江",
        "事项类型": "公文办理",
        "办理类别": "一个部门职权内",
        "要求": "恢复到设计标准",
        "完成时限": "2026-12-31",
    }
    table = home / "督办任务.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, [said.pop(str(heading), "") for heading in headings]])
    assert said == {}
    office.page.get_by_label("表格").set_input_files(table)
    office.press("逐行检查（不导入）")
    office.press("确认导入 1 件")
    office.done()
    office.page.get_by_role("row").filter(has_text=MATTER).get_by_role("link").click()
    expect(office.page.get_by_role("heading", level=1)).to_have_text(MATTER)


def _issue(office: Newcomer) -> None:
    office.desk(MATTER)
    office.follow("下发")
    office.agree()
    office.press("下发")
    office.done()


def _receive(unit: Newcomer) -> None:
    unit.desk(MATTER)
    unit.follow("签收")
    unit.press("签收")
    unit.done()


def _go_late(office: Newcomer) -> None:
    """The clock goes past the limit; the sweep drafts the reminder."""
    office.follow("拨快")
    office.page.get_by_label("拨到哪一天").fill(LATER)
    office.agree()
    office.press("拨快演示时钟")
    office.done()
    office.follow("立即巡检")
    office.agree()
    office.press("立即巡检")


def _approve(office: Newcomer, leaders: dict[str, Newcomer]) -> None:
    """Proposed, agreed to, signed, each by the person who must; then numbered and served by the office."""
    proposer, *others = leaders.values()
    proposer.desk(MATTER)
    proposer.page.get_by_role("link", name=PAPER).click()
    proposer.page.wait_for_load_state("networkidle")
    name = proposer.page.get_by_role("heading", level=1).inner_text()
    proposer.follow("提出")
    proposer.press("提出")
    proposer.done()
    for leader in others:
        leader.choose("我的办公桌")
        leader.page.get_by_role("checkbox", name=name).check()
        leader.press("办理选中的")
        expect(leader.page.get_by_role("main")).to_contain_text(MATTER)
        leader.press("确认办理 1 份")
    office.desk(name)
    for step in ("编号下发", "送达"):
        office.follow(step)
        office.agree()
        office.press(step)
        office.done()


def _escalate(office: Newcomer) -> None:
    """One rung up by hand: the paper is drafted at once and goes the same way."""
    office.page.get_by_role("main").get_by_role("link", name=MATTER).click()
    expect(office.page.locator(".page-header")).to_contain_text("已催办")
    office.follow("提级")
    office.page.get_by_label("提到哪一级").select_option("督办")
    office.page.get_by_label("理由").fill("县长批示")
    office.agree()
    office.press("提级")
    office.done()


def _report(unit: Newcomer) -> None:
    unit.desk(MATTER)
    unit.follow("反馈")
    unit.page.get_by_label("反馈类型").select_option("办结")
    unit.page.get_by_label("办理情况").fill("滑坡已修复，验收合格。")
    unit.press("反馈")
    unit.done()


def _close(office: Newcomer, director: Newcomer) -> None:
    """The report is checked by the office; the director strikes the matter off."""
    office.desk(MATTER)
    office.follow("核查")
    office.page.get_by_label("核查结果").select_option("认可")
    office.press("核查")
    office.done()
    director.desk(MATTER)
    director.follow("销号")
    director.agree()
    director.press("销号")
    director.done()


def _publish(office: Newcomer, unit: Newcomer, leader: Newcomer) -> None:
    """Drafted, checked by the unit, signed by a leader, numbered and sent."""
    office.choose("督办任务")
    office.page.get_by_label("包含").fill(MATTER)
    office.press("查看")
    office.page.get_by_role("row").filter(has_text=MATTER).get_by_role("link").click()
    office.page.wait_for_load_state("networkidle")
    office.follow("就这一件拟通报")
    page = office.page
    page.get_by_label("通报种类").select_option("政务督查通报")
    page.get_by_label("标题").fill("堤防修复情况的通报")
    page.get_by_label("送哪些单位").fill("县水务局")
    office.press("拟通报")
    office.done()
    office.follow("送核")
    office.press("送核")
    office.done()
    unit.choose("通报")
    unit.page.get_by_role("row").filter(has_text="堤防修复情况的通报").get_by_role("link").click()
    unit.follow("核实无误")
    unit.press("核实无误")
    unit.done()
    leader.choose("通报")
    leader.page.get_by_role("row").filter(has_text="堤防修复情况的通报").get_by_role("link").click()
    leader.follow("签发")
    leader.press("签发")
    leader.done()
    page.reload()
    office.follow("编号印发")
    office.agree()
    office.press("编号印发")
    office.done()
    expect(page.get_by_role("main")).to_contain_text("政务督查通报〔2026〕第2期")
    unit.page.reload()
    expect(unit.page.get_by_role("main")).to_contain_text("政务督查通报〔2026〕第2期")
    with unit.page.expect_download() as sent:
        unit.page.get_by_role("link", name="下载文字稿").click()
    assert MATTER in sent.value.path().read_text(encoding="utf-8")
