"""Signing in: attempts are counted, sessions run out, end everywhere, and an account that is locked is out at once."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from duban.core.clock import SetClock
from duban.core.errors import InvalidValue
from duban.services.accounts import GrantRefused, NewAccount, begin_accounts, grant, list_of, lock_account, open_account
from duban.services.acts import Actor
from duban.services.item_desk import Asked
from duban.services.signing_in import Attempt, Lasting, SignedIn, SignInRefused, judge, session_of, sign_in
from duban.services.verify import verify
from duban.store.unit_of_work import reading, unit_of_work
from models import Grant
from tests.console.conftest import SECRET, Browse

LASTING = Lasting(timedelta(minutes=30), timedelta(hours=12))


def _try(engine: sa.Engine, name: str, word: str, clock: SetClock) -> SignedIn | SignInRefused:
    with unit_of_work(engine) as uow:
        attempt = Attempt(name, word)
        begun = sign_in(uow.session, attempt, judge(uow.session, attempt, now=clock.now()), now=clock.now())
        uow.commit()
    return begun


def _open(engine: sa.Engine, clock: SetClock, name: str = "somebody") -> None:
    with unit_of_work(engine) as uow:
        open_account(uow.session, NewAccount(name), Asked(Actor("test"), clock.now()), SECRET)
        uow.commit()


def test_five_wrong_passwords_hold_the_account_for_a_quarter_of_an_hour(engine: sa.Engine, clock: SetClock) -> None:
    _open(engine, clock)
    says = [str(_try(engine, "somebody", "wrong", clock)) for _ in range(6)]
    assert says[4] == "没有登录：账号或口令不对。"
    assert "2026-11-23 09:15" in says[5]
    assert isinstance(_try(engine, "somebody", SECRET, clock), SignInRefused)
    clock.at += timedelta(minutes=16)
    assert isinstance(_try(engine, "somebody", SECRET, clock), SignedIn)


def test_an_unknown_account_is_refused_in_the_same_words(engine: sa.Engine, clock: SetClock) -> None:
    _open(engine, clock)
    assert str(_try(engine, "nobody", "x", clock)) == str(_try(engine, "somebody", "x", clock))


@pytest.mark.parametrize(("later", "alive"), [(29, True), (31, False)])
def test_a_session_ends_when_it_is_idle(engine: sa.Engine, clock: SetClock, later: int, *, alive: bool) -> None:
    _open(engine, clock)
    begun = _try(engine, "somebody", SECRET, clock)
    assert isinstance(begun, SignedIn)
    clock.at += timedelta(minutes=later)
    with reading(engine) as session:
        assert (session_of(session, begun.token, LASTING, now=clock.now()) is not None) == alive


def test_no_account_holds_two_administrators(engine: sa.Engine, clock: SetClock) -> None:
    with unit_of_work(engine) as uow:
        asked = Asked(Actor("test"), clock.now())
        assert [each.name for each in begin_accounts(uow.session, asked)] == ["sysadmin", "secadmin", "auditadmin"]
        assert begin_accounts(uow.session, asked) == []
        with pytest.raises(GrantRefused, match="系统管理员"):
            grant(uow.session, "sysadmin", Grant.security_admin, asked)
        grant(uow.session, "sysadmin", Grant.auditor, asked)
        uow.commit()
    with reading(engine) as session:
        assert {row["name"]: row["grants"] for row in list_of(session)}["sysadmin"] == ["系统管理员", "审计"]
        assert verify(session).violations == ()


def test_the_database_itself_refuses_a_second_administrator(engine: sa.Engine, clock: SetClock) -> None:
    with unit_of_work(engine) as uow:
        begin_accounts(uow.session, Asked(Actor("test"), clock.now()))
        uow.commit()
    second = "INSERT INTO account_grant (account_id, grant_kind, granted_at) SELECT account_id, 'audit_admin', "
    second += "granted_at FROM account_grant WHERE grant_kind = 'system_admin'"
    with engine.connect() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.exec_driver_sql(second)


def test_the_same_name_is_not_opened_twice(engine: sa.Engine, clock: SetClock) -> None:
    _open(engine, clock)
    with pytest.raises(InvalidValue, match="已有这个账号"):
        _open(engine, clock)


def test_an_idle_browser_signs_in_again_where_it_was(app: FastAPI, browse: Browse, machine: SetClock) -> None:
    somebody = browse("operator")
    machine.at += timedelta(minutes=31)
    answer = somebody.client.get("/items?late=true", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/items%3Flate%3Dtrue"


def test_signing_out_everywhere_ends_every_browser(browse: Browse) -> None:
    here, there = browse("operator"), browse("operator")
    here.post("/sign-out", everywhere="1")
    assert there.client.get("/api/items").status_code == 401


def test_a_locked_account_is_out_at_once(ledger: sa.Engine, browse: Browse, machine: SetClock) -> None:
    somebody = browse("liaison")
    with unit_of_work(ledger) as uow:
        lock_account(uow.session, "liaison", Asked(Actor("test"), machine.now(), reason="调离"))
        uow.commit()
    assert somebody.client.get("/api/items").status_code == 401


def test_a_first_password_is_changed_before_anything_else(app: FastAPI, ledger: sa.Engine, machine: SetClock) -> None:
    with unit_of_work(ledger) as uow:
        opened = open_account(uow.session, NewAccount("fresh"), Asked(Actor("test"), machine.now()))
        uow.commit()
    client = TestClient(app)
    csrf = client.post("/api/session", json={"name": "fresh", "password": opened.password}).json()["csrf"]
    assert client.get("/", follow_redirects=False).headers["location"] == "/my/password"
    new = {"csrf": csrf, "old": opened.password, "new": "fine-words-42", "again": "fine-words-42"}
    assert client.post("/my/password", data={**new, "again": "other"}).status_code == 422
    assert client.post("/my/password", data=new, follow_redirects=False).status_code == 303
    assert client.get("/", follow_redirects=False).status_code == 200


def test_another_site_posts_nothing(browse: Browse) -> None:
    client = browse("operator").client
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/sign-in", data={"name": "x", "password": "y"}, headers=headers).status_code == 403
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_every_answer_binds_the_browser(browse: Browse) -> None:
    answer = browse("operator").client.get("/")
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    assert re.fullmatch(r"app;dur=\d+\.\d", answer.headers["server-timing"])
