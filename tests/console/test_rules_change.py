"""Changing the rules on the screen: what is found by line, what is different, activation once, the move of items."""

import re
from typing import Any

import sqlalchemy as sa

from duban.institutions.loader import builtin_packs
from duban.services.verify import verify
from duban.store.unit_of_work import reading
from tests.console.conftest import Browse, Browser
from tests.factories import county

SHORTER = ("一个部门职权内: {within: 送达后5个工作日内", "一个部门职权内: {within: 送达后3个工作日内")
NEW = county().text.replace(*SHORTER)


def _upload(somebody: Browser, text: str, name: str = "新版.yaml") -> Any:
    files = {"pack": (name, text.encode(), "application/yaml")}
    return somebody.client.post("/rules/upload", data={"csrf": somebody.csrf}, files=files)


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', page.partition("<main")[2]))


def _activate(office: Browser, text: str = NEW) -> Any:
    sent = {**_hidden(_upload(office, text).text), "text": text.replace("\n", "\r\n"), "understood": "1"}
    return office.client.post("/act/pack/activate", data=sent, follow_redirects=False)


def test_faults_of_a_file_are_told_by_line_and_it_cannot_be_put_in_force(browse: Browse) -> None:
    broken = NEW.replace("送达后3个工作日内", "送达后三十个月圆之夜")
    line = broken[: broken.index("月圆之夜")].count("\n") + 1
    page = _upload(browse("operator"), broken).text
    assert f'data-label="行">{line}<' in page
    assert "/act/pack/activate" not in page


def test_what_is_no_pack_file_is_refused_in_words(browse: Browse) -> None:
    office = browse("operator")
    answer = office.client.post("/rules/upload", data={"csrf": office.csrf})
    assert (answer.status_code, "请先选择一个文件" in answer.text) == (422, True)
    files = {"pack": ("制度.yaml", b"\xff\xfe\x00", "application/yaml")}
    answer = office.client.post("/rules/upload", data={"csrf": office.csrf}, files=files)
    assert (answer.status_code, "UTF-8" in answer.text) == (422, True)
    other = builtin_packs()["jieshou"].read_text("utf-8")
    page = _upload(office, other).text
    assert "不是本机关的制度" in page
    assert "/act/pack/activate" not in page


def test_a_new_version_is_compared_then_put_in_force_once(browse: Browse, ledger: sa.Engine) -> None:
    office = browse("operator")
    shown = _upload(office, NEW).text
    assert "送达后3个工作日内" in shown.partition("规定的不同")[2].partition("将启用的全文")[0]
    assert len(office.json("/api/rules/versions")) == 1
    unread = office.client.post("/act/pack/activate", data={**_hidden(shown), "text": NEW}, follow_redirects=False)
    assert (unread.status_code, len(office.json("/api/rules/versions"))) == (422, 1)
    done = _activate(office)
    assert done.status_code == 303, done.text
    assert re.fullmatch(r"/rules/versions\?done=\d+", done.headers["location"])
    versions = office.json("/api/rules/versions")
    assert [row["in_force"] for row in versions] == [True, False]
    assert "与现行的一版完全相同" in _upload(office, NEW).text
    assert "送达后3个工作日内" in office.get(f"/rules/compare?old={versions[1]['version'][:12]}")
    with reading(ledger) as session:
        assert verify(session).violations == ()


def test_a_version_compared_with_another_than_is_in_force_is_refused(browse: Browse) -> None:
    office = browse("operator")
    old = office.json("/api/rules")["version"]
    assert _activate(office).status_code == 303
    newer = NEW.replace("送达后3个工作日内", "送达后4个工作日内")
    answer = office.call("pack/activate", text=newer, over=old)
    assert (answer.status_code, "请重新上传比较" in answer.text) == (409, True)
    again = office.call("pack/activate", text=county().text, over=office.json("/api/rules")["version"])
    assert (again.status_code, "以前载入过" in again.text) == (409, True)


def test_running_items_move_as_previewed_and_not_otherwise(browse: Browse, ledger: sa.Engine) -> None:
    office = browse("operator")
    assert "都已经按这一版办理" in office.get("/rules/migration")
    assert _activate(office).status_code == 303
    told = office.json("/api/rules/migration")
    page = office.get("/rules/migration")
    assert all(item["code"] in page for item in told["items"])
    stale = office.call("pack/migrate", agreed="0" * 64)
    assert (stale.status_code, "又有改动" in stale.text) == (409, True)
    done = office.client.post("/act/pack/migrate", data={**_hidden(page), "understood": "1"}, follow_redirects=False)
    assert done.status_code == 303, done.text
    new, old = office.json("/api/rules/versions")
    assert (new["open_items"], old["open_items"]) == (len(told["items"]), 0)
    with reading(ledger) as session:
        assert verify(session).violations == ()
