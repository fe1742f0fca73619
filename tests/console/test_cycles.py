"""Cycles on the screen: the wall calendar, an occurrence from its notice to its bulletin, alerts, the bell beside."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from duban.console.app import create_app
from duban.core.clock import SetClock
from duban.core.errors import NotFound, ServiceFailed
from duban.core.settings import Settings
from duban.services.bell import Bell, BellHealth, BellLine, BellRun
from tests.cli.conftest import MONDAY
from tests.console.conftest import SECRET, Browse, Browser, hidden

CODE = "每周工作例会·2026-W48"
ROW = {
    "item_type": "每周工作例会议定事项",
    "title": "完成校车线路核查",
    "unit": "县教育局",
    "leader": "分管领导",
    "responsible": "局长 郑文博",
    "requirement": "逐条核查",
    "nodes": "2026-12-10 核完一半；2026-12-20 全部核完",
}


def _page(code: str) -> str:
    return f"/occurrences/{quote(code)}"


def _told(somebody: Browser, code: str = CODE) -> Any:
    return somebody.json("/api" + _page(code))


def test_the_wall_shows_days_off_worked_and_expected(browse: Browse) -> None:
    office = browse("operator")
    october = office.get("/cycles?year=2026&month=10")
    assert "国庆节" in october
    assert "<b>班</b>" in october
    coming = office.get("/cycles?year=2027&quarter=1")
    assert "放假通知还没有公布" in coming
    months = office.json("/api/cycles?year=2026")["months"]
    assert [month["month"] for month in months] == list(range(1, 13))
    cells = [cell for month in months for week in month["weeks"] for cell in week if cell]
    assert len(cells) == 365


def test_what_is_on_record_leads_to_its_page_and_what_was_before_does_not(browse: Browse) -> None:
    told = browse("operator").json(
        "/api/cycles?year=2026&quarter=4&cycle=%E6%AF%8F%E5%91%A8%E5%B7%A5%E4%BD%9C%E4%BE%8B%E4%BC%9A"
    )
    assert {row["cycle"] for row in told["occurrences"]} == {"每周工作例会"}
    by_day = {row["meeting_on"]: row for row in told["occurrences"]}
    assert by_day["2026-11-23"]["code"] == CODE
    assert {row["label"] for day, row in by_day.items() if day < "2026-11-23"} == {"未列入台账"}
    assert {row["code"] for day, row in by_day.items() if day < "2026-11-23"} == {None}
    assert all(stage["light"] for stage in by_day["2026-11-30"]["stages"])


def test_every_period_of_a_year_stands_on_the_wall_once(browse: Browse) -> None:
    told = browse("operator").json("/api/cycles?year=2026")
    periods = [(row["cycle"], row["period"]) for row in told["occurrences"]]
    assert len(periods) == len(set(periods))


@pytest.mark.parametrize("query", ["year=12", "month=13", "quarter=0", "year=2026&cycle=没有的"])
def test_a_span_that_is_none_is_refused(query: str, browse: Browse) -> None:
    status = browse("operator").client.get(f"/cycles?{query}").status_code
    assert status in {404, 422}


def _held(office: Browser, code: str = CODE) -> None:
    for stage in [each["name"] for each in _told(office, code)["stages"]]:
        if stage in {"通知", "收集材料", "汇总呈报"}:
            assert office.call("cycle/run", code=code, stage=stage).status_code == 200


def test_a_meeting_is_held_and_its_decisions_are_issued_with_their_dates(browse: Browse) -> None:
    office = browse("operator")
    _held(office)
    units = [row["unit"] for row in _told(office)["attendance"]]
    form = office.get(f"/act/cycle/run/convene?code={quote(CODE)}&absent={quote(units[0])}")
    assert units[0] in form
    done = office.fill(f"/act/cycle/run/convene?code={quote(CODE)}", code=CODE, absent=f"{units[0]}=外出")
    assert done.status_code == 303, done.text
    assert _told(office)["attendance"][0] == {"unit": units[0], "came": False, "says": "外出"}
    page = _page(CODE) + "/decisions"
    typed = {f"{name}-0": value for name, value in ROW.items()}
    seen = office.post(page + "/preview", **typed).text
    assert re.search(r"反馈时限 <strong>2026-1[12]-\d\d", seen), seen
    assert _told(office)["decisions"] == []
    assert office.post(page, **typed).status_code == 422
    sent = office.fill(page, understood="1", **typed)
    assert sent.status_code == 303, sent.text
    decided = _told(office)["decisions"]
    assert [row["title"] for row in decided] == [ROW["title"]]
    _says_where_it_comes_from(office, decided[0]["code"])


def _says_where_it_comes_from(office: Browser, code: str) -> None:
    page = office.get(f"/items/{code}")
    source = page[page.index('id="source"') : page.index('id="source"') + 2_500]
    assert f'<a href="{_page(CODE)}">' in source
    assert ROW["title"] in source
    assert "每周工作例会" in source
    (matter,) = office.json(f"/api/items/{code}")["source"]["matters"]
    assert (matter["of"], matter["code"]) == ("occurrence", CODE)


def test_a_wrong_row_is_named_and_nothing_is_kept(browse: Browse) -> None:
    office = browse("operator")
    _held(office)
    assert office.call("cycle/run/convene", code=CODE).status_code == 200
    before = len(office.json("/api/items"))
    rows = [ROW, {**ROW, "unit": "没有的单位"}]
    typed = {f"{name}-{number}": value for number, row in enumerate(rows) for name, value in row.items()}
    refused = office.fill(_page(CODE) + "/decisions", understood="1", **typed)
    assert refused.status_code == 404
    assert "没有的单位" in refused.text
    half = office.post(_page(CODE) + "/decisions/preview", **{"title-0": "只写了内容"})
    assert "第1行" in half.text
    assert len(office.json("/api/items")) == before


def test_rows_that_were_not_sent_are_all_there_again_until_they_are(browse: Browse) -> None:
    office = browse("operator")
    _held(office)
    assert office.call("cycle/run/convene", code=CODE).status_code == 200
    page = f"{_page(CODE)}/decisions"
    rows = {f"title-{number}": f"拟议的第{number}件" for number in range(6)}
    assert office.post("/my/draft", **hidden(office.get(page)) | rows).status_code == 200
    again = office.get(page)
    assert [title for title in rows.values() if title not in again] == []
    assert office.fill(page, understood="1", **{f"{name}-0": value for name, value in ROW.items()}).status_code == 303
    assert "拟议的" not in office.get(page)


def test_the_same_rows_sent_twice_are_the_same_items(browse: Browse) -> None:
    office = browse("operator")
    _held(office)
    assert office.call("cycle/run/convene", code=CODE).status_code == 200
    sent = [office.call("cycle/run/decide", code=CODE, rows=[ROW], key="k") for _ in range(2)]
    assert [answer.status_code for answer in sent] == [200, 200], sent[1].text
    codes = [[each["code"] for each in answer.json()["decisions"]] for answer in sent]
    assert codes[0] == codes[1]
    assert len(codes[0]) == 1


def test_an_occurrence_is_opened_fixed_and_skipped_with_a_reason(browse: Browse) -> None:
    leader = browse("leader")
    opened = leader.call("cycle/open", cycle="县政府常务会议", day="2026-12-10", reason="研究抗旱")
    assert opened.status_code == 200, opened.text
    code = opened.json()["code"]
    assert "研究抗旱" in leader.get(_page(code)) or opened.json()["meeting_on"] == "2026-12-10"
    assert browse("operator").call("cycle/skip", code=CODE).status_code != 200
    assert leader.call("cycle/fix", code="重大项目月调度·2026-12", to="2027-03-01", reason="全会").status_code == 422


def test_a_liaison_sees_days_but_no_others_contents(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    _held(office)
    assert office.call("cycle/run/convene", code=CODE).status_code == 200
    assert office.call("cycle/run/decide", code=CODE, rows=[ROW, {**ROW, "unit": "县财政局"}]).status_code == 200
    own = _told(liaison)
    assert own["meeting_on"] == "2026-11-23"
    assert {row["unit"] for row in own["decisions"]} == {"县教育局"}
    assert {row["unit"] for row in own["attendance"]} <= {"县教育局"}
    assert own["briefing"] is None
    assert "县财政局" not in liaison.get(_page(CODE))
    ics = liaison.client.get(_page(CODE) + "/calendar.ics")
    assert ics.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VCALENDAR" in ics.text


def test_alerts_are_raised_seen_and_cleared(browse: Browse) -> None:
    office = browse("operator")
    assert "没有告警" in office.get("/health")
    assert office.call("sweep").status_code == 200
    assert office.json("/api/health")["swept_on"] == "2026-11-23"
    assert office.call("alert/check").json()["raised"] > 0
    code = office.json("/api/health")["alerts"][0]["code"]
    assert office.call("alert/check").json() == {"raised": 0, "settled": 0}
    assert office.fill(f"/act/alert/see?code={code}", code=code).status_code == 303
    assert "已查看" in office.get(f"/alerts/{code}")
    assert office.call("alert/clear", code=code).status_code == 422
    assert office.call("alert/clear", code=code, reason="已换用备用机").status_code == 200
    assert code not in {each["code"] for each in office.json("/api/health")["alerts"]}
    assert office.call("sweep", day="2026-11-30").status_code == 422


class Ringing:
    """A bell of one run, which may fall silent. Prefect's own is tried in tests of the flows."""

    def __init__(self) -> None:
        self.silent = False
        self.over = True
        self.lines = ["日志第一行"]
        self.of = "county"
        self.swept: list[str] = []

    def health(self) -> BellHealth:
        return BellHealth(not self.silent, 3, None, 0, "http://127.0.0.1:4200")

    def list_runs(self, _institution: str, **_: object) -> Sequence[BellRun]:
        return [self.get_run("r1")]

    def list_coming(self, _institution: str, **_: object) -> Sequence[BellRun]:
        return [self.get_run("r1")]

    def get_run(self, run: str) -> BellRun:
        if self.silent:
            raise ServiceFailed("Prefect 服务", "没有回答", "台账不受影响，请稍后再试")
        if run != "r1":
            raise NotFound("运行", run, "请从运行列表里打开")
        at = datetime.fromisoformat("2026-11-23T08:00+08:00")
        name = "county·每周工作例会·2026-W48·召开"
        label = "完成" if self.over else "运行中"
        return BellRun(run, name, label, self.over, (f"制度:{self.of}",), at, at, at, "转人办理。")

    def sweep(self, institution: str) -> BellRun:
        self.swept.append(institution)
        return self.get_run("r1")

    def cancel(self, run: str) -> BellRun:
        self.over = True
        return self.get_run(run)

    def list_log(self, _run: str, **_: object) -> Sequence[BellLine]:
        at = datetime.fromisoformat("2026-11-23T08:00+08:00")
        return [BellLine(at, "信息", line) for line in self.lines]


@pytest.fixture
def bell() -> Ringing:
    return Ringing()


@pytest.fixture
def rung(ledger: sa.Engine, home: Path, machine: SetClock, bell: Ringing) -> Browser:
    """The office's browser, at a console with a bell."""
    settings = Settings(database_url=str(ledger.url), home=home, clock=MONDAY, console_hosts="testserver")
    app = create_app(ledger, settings, machine, cast(Bell, bell))
    client = TestClient(app, base_url="http://testserver")
    answer = client.post("/api/session", json={"name": "operator", "password": SECRET})
    return Browser(client, answer.json()["csrf"])


def test_the_office_has_the_service_sweep_once_more_and_is_led_to_its_run(rung: Browser, bell: Ringing) -> None:
    assert 'action="/health/sweep"' in rung.get("/health")
    sent = rung.post("/health/sweep")
    assert (sent.status_code, sent.headers["location"]) == (303, "/runs/r1")
    assert bell.swept == ["county"]
    bell.silent = True
    assert 'action="/health/sweep"' not in rung.get("/health")
    assert rung.post("/health/sweep").status_code == 409
    assert rung.client.get("/health").status_code == 200


def test_without_a_bell_the_sweep_is_not_rung(browse: Browse) -> None:
    office = browse("operator")
    assert 'action="/health/sweep"' not in office.get("/health")
    assert office.post("/health/sweep").status_code == 404
    assert browse("liaison").post("/health/sweep").status_code == 403


def test_runs_and_their_log_stand_beside_the_stages(rung: Browser, bell: Ringing) -> None:
    assert "/runs/r1" in rung.get(_page(CODE))
    assert "日志第一行" in rung.get("/runs/r1")
    assert "将要运行的" in rung.get("/health")
    bell.lines = []
    assert "请稍后刷新" in rung.get("/runs/r1")
    bell.of = "other"
    rung.get("/runs/r1", status=404)


def test_the_office_ends_a_run_and_keeps_what_it_logged_in_sight(rung: Browser, bell: Ringing) -> None:
    assert 'action="/runs/r1/cancel"' not in rung.get("/runs/r1")
    bell.over = False
    assert 'action="/runs/r1/cancel"' in rung.get("/runs/r1")
    sent = rung.post("/runs/r1/cancel")
    assert (sent.status_code, sent.headers["location"]) == (303, "/runs/r1")
    assert bell.over
    assert "日志第一行" in rung.get("/runs/r1")
    bell.of = "other"
    assert rung.post("/runs/r1/cancel").status_code == 404


def test_a_silent_bell_hides_nothing_of_the_ledger(rung: Browser, bell: Ringing) -> None:
    bell.silent = True
    page = rung.get(_page(CODE))
    assert "运行服务没有回答" in page
    assert "现在可以办的" in page
    assert "没有应答" in rung.get("/health")
