"""The ledger on the screen: what is asked for is what is listed, paged, printed and exported, as far as one sees."""

import re
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from python_calamine import CalamineWorkbook

from tests.console.conftest import Browse, Browser

LISTED = re.compile(r'<th scope="row" data-label="事项"><a href="/items/([^"]+)">')


def _listed(page: str) -> list[str]:
    return LISTED.findall(page)


def _codes(somebody: Browser, asked: str = "") -> list[str]:
    return [row["code"] for row in somebody.json(f"/api/items?{asked}")]


def _link(page: str, word: str) -> str | None:
    found = re.search(rf'<a class="btn" href="([^"]+)"(?: rel="\w+")?>{word}</a>', page)
    return found[1].replace("&amp;", "&") if found else None


def _sheet(somebody: Browser, address: str) -> list[tuple[Any, ...]]:
    answer = somebody.client.get(address)
    assert answer.status_code == 200, answer.text
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("light=red", lambda row: row["light"] == "red"),
        ("late=true", lambda row: row["light"] == "red"),
        ("light=red&light=yellow", lambda row: row["light"] in {"red", "yellow"}),
        ("unit=县教育局", lambda row: row["unit"] == "县教育局"),
        ("state=办理中", lambda row: row["label"].startswith("办理中")),
        ("open=true", lambda row: row["state"] not in {"closed", "settled", "cancelled", "archived", "withdrawn"}),
        ("overdue=5", lambda row: (row["overdue_days"] or 0) >= 5),
        ("due_to=2026-11-30", lambda row: row["due_on"] is not None and row["due_on"] <= "2026-11-30"),
        ("due_from=2026-12-01", lambda row: row["due_on"] is not None and row["due_on"] >= "2026-12-01"),
        ("q=教育", lambda row: "教育" in row["title"] + (row["requirement"] or "") + row["unit"]),
    ],
)
def test_a_filter_lists_what_fits_and_nothing_else(asked: str, fits: Any, browse: Browse) -> None:
    office = browse("operator")
    fitting = [row["code"] for row in office.json("/api/items") if fits(row)]
    assert fitting
    assert len(fitting) < len(_codes(office))
    assert _codes(office, asked) == fitting
    assert _listed(office.get(f"/items?{asked}&size=200")) == fitting


@pytest.mark.parametrize("name", ["type", "office", "source", "leader"])
def test_each_choice_of_the_form_can_be_asked_for(name: str, browse: Browse) -> None:
    office = browse("operator")
    choices = re.findall(rf'name="{name}">(.*?)</select>', office.get("/items"))
    words = re.findall(r"<option[^>]*>([^<]+)</option>", choices[0])[1:] if choices else ["徐振华"]
    found = [set(_codes(office, f"{name}={quote(word)}")) for word in words]
    assert all(each <= set(_codes(office)) for each in found)
    assert any(found)


@pytest.mark.parametrize("order", ["sort=code", "sort=code&desc=true", "sort=due", "sort=due&desc=true"])
def test_pages_lead_forward_to_the_end_and_back_again(order: str, browse: Browse) -> None:
    office = browse("operator")
    whole = _codes(office, order)
    there, pages, address = [], [], f"/items?{order}&size=17"
    while address:
        page = office.get(address)
        there += _listed(page)
        pages.append(page)
        address = _link(page, "后一页") or ""
    assert there == whole
    assert len(pages) == -(-len(whole) // 17)
    address, back = _link(pages[-1], "前一页") or "", _listed(pages[-1])
    while address:
        page = office.get(address)
        back = _listed(page) + back
        address = _link(page, "前一页") or ""
    assert back == whole


def test_the_list_goes_by_its_keys(browse: Browse) -> None:
    office = browse("operator")
    codes = _codes(office, "sort=code")
    assert codes == sorted(codes)
    assert _codes(office, "sort=code&desc=true") == codes[::-1]
    days = [row["due_on"] or "9999" for row in office.json("/api/items?sort=due")]
    assert days == sorted(days)


def test_what_a_narrowed_list_changes_is_swapped_with_it_and_its_headings_load_the_form_anew(browse: Browse) -> None:
    page = browse("operator").get("/items?sort=due&desc=true")
    form, ledger = page.split('<div id="ledger">')
    assert '<option value="due" selected>' in form
    assert 'name="desc" value="true" checked' in form
    how_many = re.findall(r"共 (\d+\+?) 件", ledger)[0]
    assert f" {how_many} 件" not in form
    headings = re.findall(r"<th [^>]*aria-sort=[^>]*><a ([^>]*)>", ledger)
    assert headings
    assert not any("hx-" in each for each in headings)


def test_a_light_is_a_word_and_a_colour(browse: Browse) -> None:
    page = browse("operator").get("/items?light=red")
    assert set(re.findall(r'<span class="light light-(\w+)">([^<]+)</span>', page)) == {("red", "红灯")}


def test_columns_are_chosen_and_remembered(browse: Browse) -> None:
    office, other = browse("operator"), browse("leader")
    heads = re.compile(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)')
    assert "牵头领导" not in heads.findall(office.get("/items"))
    asked = heads.findall(office.get("/items?col=leader&col=title"))
    assert [head.rstrip(" ↑") for head in asked] == ["事项", "内容", "牵头领导"]
    assert heads.findall(office.get("/items")) == asked
    assert heads.findall(other.get("/items")) != asked


def test_what_is_exported_is_what_is_shown(browse: Browse) -> None:
    office = browse("operator")
    asked = "open=true&sort=due&desc=true&size=5&col=code&col=title&col=light&col=due_on"
    page = office.get(f"/items?{asked}")
    rows = _sheet(office, _link(page, "导出表格") or "")
    assert rows[0] == ("事项", "内容", "灯", "最近时限")
    shown = office.json(f"/api/items?{asked}&size=200")
    assert len(shown) > 5
    words = {"red": "红", "yellow": "黄", "green": "绿", None: ""}
    told = [(code, title, light, due.isoformat() if due else None) for code, title, light, due in rows[1:]]
    assert told == [(row["code"], row["title"], words[row["light"]], row["due_on"]) for row in shown]


def test_a_unit_lists_and_exports_only_its_own(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    own = _codes(liaison)
    assert 0 < len(own) < len(_codes(office))
    assert [row[0] for row in _sheet(liaison, "/items/export")[1:]] == own
    assert _listed(liaison.get("/items/print")) == []
    assert all(code in liaison.get("/items/print") for code in own)
    foreign = next(code for code in _codes(office) if code not in own)
    assert _codes(liaison, f"q={foreign}") == []
    assert foreign not in liaison.get("/items/print")


def test_nothing_found_says_what_to_do(browse: Browse) -> None:
    page = browse("operator").get("/items?q=没有这样的字句")
    assert "没有符合条件的督办任务。可以清除或放宽条件" in page
    assert "导出表格" not in page.partition("<main")[2]
    assert "条件：包含：没有这样的字句" in page


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ("unit=没有的局", 404, "没有的局"),
        ("state=不存在", 422, "不存在"),
        ("type=不存在", 404, "事项类型"),
        ("after=%21%21", 422, "从第一页看起"),
        ("due_to=2026-02-30", 422, "due_to"),
        ("light=blue", 422, "请从所列中选"),
        ("overdue=0", 422, "不能小于1"),
        ("size=0", 422, "不能小于1"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_words(asked: str, status: int, says: str, browse: Browse) -> None:
    office = browse("operator")
    assert says in office.get(f"/items?{asked}", status)
    assert says in str(office.json(f"/api/items?{asked}", status))


def test_empty_fields_of_the_form_ask_for_nothing(browse: Browse) -> None:
    office = browse("operator")
    names = ("q", "state", "type", "unit", "open", "office", "source", "leader", "due_from", "due_to", "overdue")
    assert _codes(office, "&".join(f"{name}=" for name in names)) == _codes(office)
