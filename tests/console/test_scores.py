"""The yearly assessment, the responsibility list, files and the inbox on the screen: what each reader is told."""

import pytest
import sqlalchemy as sa

from duban.services.outbox import deliver_all
from duban.store.unit_of_work import unit_of_work
from tests.console.conftest import Browse, Browser, when
from tests.console.filled import assessing
from tests.console.test_records import MINE, OTHERS, told


@pytest.fixture(autouse=True)
def _assessing(ledger: sa.Engine) -> None:
    assessing(ledger)


def late_unit(director: Browser) -> tuple[str, int]:
    """A unit that 2026 counts something against, and the entry's place."""
    told(director.call("score/compute", year=2026))
    page = director.json("/api/scores/2026")
    for rank in page["ranks"]:
        rows = director.json(f"/api/scores/2026/units/{rank['unit']}")["rows"]
        if rows:
            return str(rank["unit"]), int(rows[0]["place"])
    pytest.fail("the demonstration has no late unit")


def test_the_score_of_a_unit_is_explained_down_to_the_entry_and_what_if_moves_it(browse: Browse) -> None:
    director = browse("director")
    unit, place = late_unit(director)
    before = director.json("/api/scores/2026")
    page = director.get(f"/scores/2026/units/{unit}")
    assert "推定：试" in page
    assert "基础分" in page
    what_if = director.json(f"/api/scores/2026/ranking?place={place}&points=-90")
    assert next(row for row in what_if["ranks"] if row["unit"] == unit)["rank"] == len(before["ranks"])
    assert f"{unit}由第" in director.get(f"/scores/2026?place={place}&points=-90")
    assert director.json("/api/scores/2026") == before
    assert "请写数字" not in director.get("/scores/2026?place=&points=")
    director.get("/scores/2026?place=一&points=0", 422)


def test_units_see_a_year_once_it_is_published_and_only_their_own_entries(browse: Browse) -> None:
    director, liaison = browse("director"), browse("liaison")
    told(director.call("score/compute", year=2025))
    assert liaison.json("/api/scores") == []
    liaison.get("/scores/2025", 404)
    liaison.get(f"/scores/2025/units/{MINE}", 404)
    told(director.call("score/publish", year=2025))
    assert [row["year"] for row in liaison.json("/api/scores")] == [2025]
    assert MINE in liaison.get("/scores/2025")
    liaison.get(f"/scores/2025/units/{MINE}")
    liaison.get(f"/scores/2025/units/{OTHERS}", 404)
    told(liaison.call("score/object", year=2025, place=1, reason="不实"), 404)
    told(director.call("score/decide", year=2025, place=1, ruling="改分", reason="不写分"), 422)


def test_the_archive_of_an_item_is_for_whoever_sees_everything(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    code = office.json("/api/items")[0]["code"]
    assert "考核档案" in office.get(f"/scores/archive/{code}")
    liaison.get(f"/scores/archive/{code}", 403)


def test_a_file_is_listed_with_its_hash_for_whom_its_subject_is_seen(browse: Browse) -> None:
    office, liaison, other, audit = browse("operator"), browse("liaison"), browse("other"), browse("audit")
    code = next(row["code"] for row in office.json("/api/items") if row["unit"] == MINE)
    files = [{"name": "记录.txt", "base64": "5ZGo5LqU5YmN5Y+N6aaI"}]
    told(office.call("item/call", code=code, who="联络员", says="周五前反馈", files=files))
    row = liaison.json(f"/api/attachments?item={code}")[0]
    assert row["sha256"] in liaison.get("/attachments")
    assert row["id"] not in {each["id"] for each in other.json("/api/attachments")}
    other.get(f"/attachments?item={code}", 404)
    assert "全部相符" in audit.get("/attachments/check")


def test_a_file_on_an_entry_goes_to_the_unit_that_the_entry_names(browse: Browse) -> None:
    office, liaison, other = browse("operator"), browse("liaison"), browse("other")
    values = {"项目": "水厂", "类别": "城建重点工程", "调度单位": MINE, "进展": "完成招标"}
    files = [{"name": "记录.txt", "base64": "5ZGo5LqU5YmN5Y+N6aaI"}]
    entry = told(office.call("register/add", book="项目日常调度", values=values, files=files))
    (file,) = liaison.json(f"/api/registers/{entry['code']}")["attachments"]
    assert liaison.get(f"/attachments/{file['id']}") == "周五前反馈"
    other.get(f"/attachments/{file['id']}", 404)


def test_an_inbox_is_its_persons_own(browse: Browse, ledger: sa.Engine) -> None:
    office, liaison = browse("operator"), browse("liaison")
    told(office.call("report/open", name="季度专报", period="2026-Q4"))
    with unit_of_work(ledger) as uow:
        deliver_all(uow.session, now=when())
        uow.commit()
    everybody = office.json("/api/inbox?everyone=true")
    mine = liaison.json("/api/inbox?everyone=true")
    assert {row["person"] for row in mine} == {"郑文博"}
    assert liaison.json("/api/inbox") == mine
    assert len(everybody) > len(mine)
    assert mine[0]["text"] in liaison.get("/inbox")
    assert {row["person"] for row in office.json("/api/inbox")} <= {"张正"}


def test_the_responsibility_list_is_the_units_own(browse: Browse) -> None:
    rows, mine = browse("operator").json("/api/ledger"), browse("liaison").json("/api/ledger")
    assert rows
    assert [row["code"] for row in mine] == [row["code"] for row in rows if row["unit"] == MINE]
    browse("operator").get("/ledger?open_only=true")
