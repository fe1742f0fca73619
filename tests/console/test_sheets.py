"""Tables on the screen: looked over, taken in once, handed out within what the reader sees; notices and limits."""

import io
import re
from typing import Any
from zipfile import ZipFile

import sqlalchemy as sa

from duban.services.verify import verify
from duban.store.unit_of_work import reading
from tests.cli.test_calendar import NOTICE_2027
from tests.console.conftest import Browse, Browser

UNIT, NEW_UNIT = "县教育局", "县从未登记局"
HEADINGS = "工作任务,牵头单位,事项类型,办理类别,要求,议定日期\n"


def _sheet(unit: str = UNIT) -> str:
    return f"{HEADINGS}新建实验小学,{unit},常务会议议定事项,,按期开工,2026-11-20\n"


def _upload(somebody: Browser, path: str, text: str, field: str = "attach", **fields: str) -> Any:
    files = {field: ("表.csv" if field == "attach" else "通知.txt", text.encode(), "text/plain")}
    return somebody.client.post(path, data={"csrf": somebody.csrf, **fields}, files=files)


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([a-z_0-9]+)" value="([^"]*)"', page.partition("<main")[2]))


def _text_of(book: bytes) -> str:
    with ZipFile(io.BytesIO(book)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_rows_to_put_right_are_told_and_nothing_is_taken_in(browse: Browse) -> None:
    office = browse("operator")
    before = len(office.json("/api/items"))
    answer = _upload(office, "/import", _sheet(NEW_UNIT))
    assert answer.status_code == 422
    assert 'data-label="行">2<' in answer.text
    assert NEW_UNIT in answer.text
    assert "/act/import/items" not in answer.text
    assert len(office.json("/api/items")) == before


def test_a_table_is_looked_over_then_taken_in_once(browse: Browse, ledger: sa.Engine) -> None:
    office = browse("operator")
    before = len(office.json("/api/items"))
    checked = _upload(office, "/import", _sheet(NEW_UNIT), accept_units="true")
    assert checked.status_code == 200, checked.text
    assert len(office.json("/api/items")) == before
    sent = _hidden(checked.text)
    answers = [office.client.post("/act/import/items", data=sent, follow_redirects=False) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(office.json("/api/items")) == before + 1
    assert "已经导入过" in _upload(office, "/import", _sheet(NEW_UNIT), accept_units="true").text
    with reading(ledger) as session:
        assert verify(session).violations == ()


def test_what_was_never_looked_over_is_not_taken_in(browse: Browse) -> None:
    office = browse("operator")
    answer = office.call("import/items", sha256="0" * 64)
    assert (answer.status_code, "请重新上传检查" in answer.text) == (422, True)
    answer = office.call("import/items")
    assert (answer.status_code, "请附上要导入的表格" in answer.text) == (422, True)


def test_holders_are_looked_over_then_registered(browse: Browse) -> None:
    office = browse("operator")
    faulty = _upload(office, "/org/import", "单位,岗位,姓名\n甲,乙,丙\n")
    assert (faulty.status_code, "缺少“任职日期”一列" in faulty.text) == (422, True)
    table = f"单位,岗位,姓名,任职日期\n{NEW_UNIT},局长,孙新民,2026-01-01\n"
    checked = _upload(office, "/org/import", table)
    assert NEW_UNIT not in office.get("/org")
    done = office.client.post("/act/org/import", data=_hidden(checked.text), follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/org")
    assert "孙新民" in {row["person"] for row in office.json("/api/org")}
    assert "孙新民" not in {row["person"] for row in office.json("/api/org?on=2025-12-31")}


def test_exports_hold_the_rows_that_the_reader_sees_and_no_others(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    everything = {row["code"] for row in office.json("/api/items")}
    own = {row["code"] for row in liaison.json("/api/items")}
    for somebody, seen in ((office, everything), (liaison, own)):
        text = _text_of(somebody.client.get("/export/items.xlsx").content)
        assert {code for code in everything if code in text} == seen
        targets = _text_of(somebody.client.get("/export/targets.xlsx").content)
        assert {code for code in everything if code in targets} <= seen
    assert "请从" in office.get("/export/items.xlsx?state=没有这种", 422)
    assert office.client.get("/import/template.xlsx").content.startswith(b"PK")


def test_a_notice_tells_what_moves_before_it_is_loaded(browse: Browse) -> None:
    office = browse("operator")
    text = NOTICE_2027.read_text("utf-8")
    shown = _upload(office, "/workdays/notice", text, field="notice")
    assert shown.status_code == 200, shown.text
    assert office.json("/api/workdays?year=2027")["provisional"] is True
    sent = {**_hidden(shown.text), "text": text.replace("\n", "\r\n"), "understood": "1"}
    done = office.client.post("/act/workdays/load", data=sent, follow_redirects=False)
    assert done.status_code == 303, done.text
    assert office.json("/api/workdays?year=2027")["provisional"] is False
    assert "不用载入" in _upload(office, "/workdays/notice", text, field="notice").text
    assert _upload(office, "/workdays/notice", "不是通知", field="notice").status_code == 422


def test_a_limit_is_counted_day_by_day(browse: Browse) -> None:
    liaison = browse("liaison")
    told = liaison.json("/api/due?phrase=会后3个工作日内&since=2026-09-28")
    assert sum(step["counted"] for step in told["explain"]) == 3
    assert told["due"] in liaison.get("/due?phrase=会后3个工作日内&since=2026-09-28")
    waiting = liaison.get("/due?phrase=会后3个工作日内")
    assert "--from" not in waiting
    assert 'role="alert"' in liaison.get("/due?phrase=天晴以后")
