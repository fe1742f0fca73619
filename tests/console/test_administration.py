"""Accounts, delegation and audit on the screen: each administrator does one part and none does business."""

import re

from fastapi import FastAPI
from fastapi.testclient import TestClient

from duban import __version__
from tests.console.conftest import SECRET, Browse


def test_an_account_is_opened_and_its_password_told_once(app: FastAPI, browse: Browse) -> None:
    page = browse("system").fill("/act/account/add", new_name="覃明", person="覃明")
    assert page.status_code == 200
    told = re.findall(r'<code class="secret">([^<]+)</code>', page.text)[0]
    client = TestClient(app)
    assert client.post("/api/session", json={"name": "覃明", "password": told}).status_code == 200
    assert told not in browse("system").get("/accounts")


def test_the_first_password_is_not_told_again_to_a_second_click(browse: Browse) -> None:
    system = browse("system")
    key = re.findall(r'name="key" value="([^"]+)"', system.get("/act/account/add"))[0]
    pages = [system.post("/act/account/add", new_name="zhu", key=key).text for _ in range(2)]
    assert ['class="secret"' in page for page in pages] == [True, False]


def test_who_opens_accounts_grants_nothing_and_the_reverse(browse: Browse) -> None:
    assert browse("system").call("account/grant", name="operator", kind="auditor", reason="x").status_code == 403
    assert browse("security").call("account/add", new_name="x").status_code == 403
    granted = browse("security").call("account/grant", name="operator", kind="auditor", reason="年度审计")
    assert granted.status_code == 200, granted.text


def test_no_account_is_granted_two_administrations(browse: Browse) -> None:
    answer = browse("security").call("account/grant", name="system", kind="audit_admin", reason="兼任")
    assert answer.status_code == 409
    assert "一人只能任一种" in answer.json()["error"]


def test_a_leader_delegates_a_post_and_the_deputy_signs(browse: Browse) -> None:
    leader, deputy = browse("leader"), browse("operator")
    paper = str(leader.json("/api/papers?state=proposed")[0]["id"])
    assert deputy.call("order/agree", paper=paper).status_code == 409
    given = {"post": "县政府分管领导", "person": "张正", "since": "2026-11-23", "until": "2026-11-27"}
    answer = leader.call("org/delegate", **given, reason="外出学习")
    assert answer.status_code == 200, answer.text
    agreed = deputy.call("order/agree", paper=paper, by="县政府分管领导")
    assert agreed.status_code == 200, agreed.text
    assert leader.call("org/end-delegation", post="县政府分管领导", person="张正").status_code == 200


def test_nobody_delegates_a_post_of_somebody_else(browse: Browse) -> None:
    given = {"post": "县政府分管领导", "person": "张正", "since": "2026-11-23", "until": "2026-11-27"}
    answer = browse("liaison").call("org/delegate", **given)
    assert answer.status_code == 409
    assert "不由您担任" in answer.json()["error"]


def test_an_auditor_reads_an_act_and_checks_the_chain(browse: Browse) -> None:
    audit = browse("audit")
    newest = audit.json("/api/audit/acts")[0]
    page = audit.get(f"/audit/acts/{newest['institution']}/{newest['seq']}")
    assert newest["hash"] in page
    older = audit.json(f"/api/audit/acts?before={newest['seq']}")
    assert older[0]["seq"] == newest["seq"] - 1
    report = audit.client.post("/api/audit/verify", headers={"X-CSRF-Token": audit.csrf}).json()
    assert report["violations"] == []
    assert "全部相符" in audit.post("/audit/verify").text
    assert "全部相符" not in audit.get("/audit/verify")


def test_passwords_are_nowhere_in_the_acts(browse: Browse) -> None:
    audit = browse("audit")
    acts = audit.json("/api/audit/acts?chain=ledger")
    told = [audit.get(f"/audit/acts/ledger/{act['seq']}") for act in acts if "account" in act["verb"]]
    assert told
    assert not any(SECRET in page or "argon2" in page for page in told)


def test_a_wrong_chain_or_day_is_refused_in_a_sentence(browse: Browse) -> None:
    audit = browse("audit")
    audit.get("/audit?chain=nowhere", 404)
    audit.get("/audit?since=gestern", 422)
    audit.get("/audit?before=x")


def test_the_version_stands_in_the_foot_of_who_is_signed_in(browse: Browse) -> None:
    somebody = browse("auditor")
    assert f"督办 {__version__}" in somebody.get("/")
    somebody.post("/sign-out")
    assert __version__ not in somebody.get("/sign-in")


def test_an_account_is_let_in_again_only_where_it_is_shut_out(browse: Browse) -> None:
    system = browse("system")

    def offered(name: str) -> tuple[bool, bool]:
        page = system.get("/accounts")
        return f"/act/account/lock?name={name}" in page, f"/act/account/unlock?name={name}" in page

    assert offered("liaison") == (True, False)
    assert system.call("account/lock", name="liaison", reason="离岗").status_code == 200
    assert offered("liaison") == (False, True)
    assert system.call("account/unlock", name="liaison").status_code == 200
    assert offered("liaison") == (True, False)
    for _ in range(5):
        browse("system").client.post("/api/session", json={"name": "other", "password": "wrong"})
    assert offered("other") == (True, True)
    assert "前不能登录" in system.get("/accounts")
