"""Signing in through an identity provider that speaks OpenID Connect over HTTP, and everything that is not let in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from benchmarks.postgres import disposing
from duban.cli import context
from duban.console.app import create_app
from duban.core.clock import SetClock
from duban.core.errors import InvalidValue
from duban.core.settings import Settings
from duban.services.accounts import NewAccount, lock_account, open_account
from duban.services.acts import Actor
from duban.services.item_desk import Asked
from duban.store.accounts import count_accounts
from duban.store.engine import ledger_engine
from duban.store.unit_of_work import reading, unit_of_work
from tests.cli.conftest import MONDAY, copied
from tests.console.conftest import SECRET, WORDS, when
from tests.console.identity import CLIENT, STRANGER, WORD, Identity, providing

BUTTON = "用统一身份认证登录"
Connected = Callable[..., "Visitor"]


@dataclass
class Stage:
    """What is made once for all of these tests: a provider, a console set up for it, and where its ledger stands."""

    identity: Identity
    machine: SetClock
    engine: sa.Engine
    settings: Settings
    app: FastAPI


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The provider and the console."""
    home = tmp_path_factory.mktemp("stage")
    url, machine = f"sqlite:///{home / 'demo.db'}", SetClock(when())
    with providing() as identity, disposing(ledger_engine(url)) as engine:
        settings = Settings(
            database_url=url,
            home=home,
            clock=MONDAY,
            console_hosts="testserver",
            oidc_issuer=identity.address,
            oidc_client_id=CLIENT,
            oidc_client_secret=SecretStr(WORD),
        )
        yield Stage(identity, machine, engine, settings, create_app(engine, settings, machine))


@pytest.fixture(autouse=True)
def ledger(peopled_file: Path, stage: Stage) -> Iterator[sa.Engine]:
    """The demonstration as it was made, where the console looks for it; the provider truthful and whole again."""
    file = Path(stage.engine.url.database or "")
    copied(peopled_file, file)
    stage.machine.at = when()
    vars(stage.identity).update(vars(Identity(stage.identity.address)))
    with disposing(stage.engine.execution_options()):
        yield stage.engine
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()


@pytest.fixture
def machine(stage: Stage) -> SetClock:
    """The clock of sessions."""
    return stage.machine


@pytest.fixture
def identity(stage: Stage) -> Identity:
    """The provider."""
    return stage.identity


@dataclass
class Visitor:
    """A browser that follows redirects between the console and the provider by hand."""

    client: TestClient

    def depart(self, onward: str = "/") -> str:
        """To the provider, and where it sends the browser back to: a path of ours."""
        gone = self.client.get("/sign-in/provider", params={"next": onward}, follow_redirects=False)
        assert gone.status_code == 303, gone.text
        sent = httpx2.get(gone.headers["location"], follow_redirects=False)
        assert sent.is_redirect, sent.text
        back = urlsplit(sent.headers["location"])
        assert f"{back.scheme}://{back.netloc}" == "http://testserver"
        return f"{back.path}?{back.query}"

    def arrive(self, path: str) -> Any:
        """Back at the console."""
        return self.client.get(path, follow_redirects=False)

    def sign_in(self, onward: str = "/") -> Any:
        """There and back."""
        return self.arrive(self.depart(onward))

    def sign_out(self) -> Any:
        """By the button of every page."""
        csrf = re.findall(r'name="csrf" value="([^"]+)"', self.client.get("/").text)[0]
        return self.client.post("/sign-out", data={"csrf": csrf})

    def is_in(self) -> bool:
        """Whether somebody is signed in."""
        return self.client.get("/api/items").status_code == 200


@pytest.fixture
def connected(stage: Stage) -> Connected:
    """A browser at the console; settings that a test needs otherwise make it one of its own."""

    def visitor(**other: Any) -> Visitor:
        settings = stage.settings.model_copy(update=other)
        app = create_app(stage.engine, settings, stage.machine) if other else stage.app
        return Visitor(TestClient(app, base_url="http://testserver"))

    return visitor


def test_who_is_known_by_the_provider_signs_in_where_they_were_going(connected: Connected) -> None:
    visitor = connected()
    page = visitor.client.get("/sign-in?next=/items%3Flate%3Dtrue").text
    link = re.findall(rf'href="([^"]+)">{BUTTON}', page)[0]
    assert link == "/sign-in/provider?next=/items%3Flate%3Dtrue"
    answer = visitor.sign_in("/items?late=true")
    assert (answer.status_code, answer.headers["location"]) == (303, "/items?late=true")
    assert "郑文博" in visitor.client.get("/").text
    assert "统一身份认证" in visitor.client.get("/my").text


def test_the_way_there_proves_itself_by_a_challenge_and_no_secret_of_ours(connected: Connected) -> None:
    gone = connected().client.get("/sign-in/provider", follow_redirects=False)
    asked = {name: value[0] for name, value in parse_qs(urlsplit(gone.headers["location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == "http://testserver/sign-in/provider/back"
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    assert WORD not in gone.headers["location"]
    cookie = gone.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/sign-in/provider" in cookie


def test_nobody_is_asked_while_it_is_off(connected: Connected, identity: Identity) -> None:
    client = connected(oidc_issuer="").client
    assert BUTTON not in client.get("/sign-in").text
    for path in ("/sign-in/provider", "/sign-in/provider/back?code=1&state=2", "/sign-in/provider/leave"):
        answer = client.get(path, follow_redirects=False)
        assert answer.status_code == 404
        assert "本系统没有启用，请用账号和口令登录" in answer.text
    assert identity.heard == []


def test_a_journey_that_another_browser_began_does_not_end_here(connected: Connected) -> None:
    mine, theirs = connected(), connected()
    theirs.depart()
    answer = theirs.arrive(mine.depart())
    assert answer.status_code == 401
    assert "去和回对不上" in answer.text
    assert not theirs.is_in()


@pytest.mark.parametrize("cookie", ["", "not base64", "W10=", "eyJzdGF0ZSI6IDF9"])
def test_a_journey_that_was_tampered_with_ends(connected: Connected, cookie: str) -> None:
    visitor = connected()
    back = visitor.depart()
    visitor.client.cookies.clear()
    visitor.client.cookies.set("duban_journey", cookie, path="/sign-in/provider")
    assert visitor.arrive(back).status_code == 401
    assert not visitor.is_in()


def test_a_code_is_good_once(connected: Connected) -> None:
    visitor = connected()
    back = visitor.depart()
    kept = visitor.client.cookies.get("duban_journey")
    assert visitor.arrive(back).status_code == 303
    assert visitor.client.cookies.get("duban_journey") is None
    visitor.client.cookies.clear()
    assert "去和回对不上" in visitor.arrive(back).text
    visitor.client.cookies.set("duban_journey", str(kept), path="/sign-in/provider")
    again = visitor.arrive(back)
    assert again.status_code == 401
    assert "可能已用过或过了时" in again.text
    assert not visitor.is_in()


@pytest.mark.parametrize(
    ("lies", "says"),
    [
        ({"aud": ["another"]}, "接收方不对"),
        ({"aud": ["another"], "azp": CLIENT}, "接收方不对"),
        ({"iss": "https://elsewhere.example"}, "签发者不对"),
        ({"nonce": "of another sign-in"}, "随机数不对"),
        ({"exp": int(time()) - 3600}, "已过期"),
        ({"preferred_username": ""}, "没有说您的 preferred_username"),
        ({"preferred_username": ["liaison"]}, "没有说您的 preferred_username"),
    ],
)
def test_a_token_that_is_not_ours_now_lets_nobody_in(
    connected: Connected, identity: Identity, lies: dict[str, Any], says: str
) -> None:
    identity.lies = lies
    visitor = connected()
    answer = visitor.sign_in()
    assert answer.status_code == 401
    assert says in answer.text
    assert "请系统管理员核对统一身份认证的设置" in answer.text
    assert not visitor.is_in()


def test_a_token_that_another_signed_lets_nobody_in(connected: Connected, identity: Identity) -> None:
    identity.key = STRANGER
    visitor = connected()
    assert "签名不对" in visitor.sign_in().text
    assert not visitor.is_in()


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_token_that_nobody_signed_lets_nobody_in(connected: Connected, identity: Identity) -> None:
    identity.algorithm = "none"
    visitor = connected()
    assert "没有通过核对" in visitor.sign_in().text
    assert not visitor.is_in()


def test_a_provider_of_another_name_is_not_gone_to(connected: Connected, identity: Identity) -> None:
    identity.lies = {"issuer": "https://elsewhere.example"}
    answer = connected().client.get("/sign-in/provider", follow_redirects=False)
    assert answer.status_code == 503
    assert "自称https://elsewhere.example，与督办的设置不符" in answer.text


def test_a_wrong_secret_is_told(connected: Connected) -> None:
    visitor = connected(oidc_client_secret=SecretStr("wrong"))
    assert visitor.sign_in().status_code == 401
    assert not visitor.is_in()


def test_who_says_no_at_the_provider_is_back_at_the_form(connected: Connected, identity: Identity) -> None:
    identity.refuses = True
    answer = connected().sign_in()
    assert answer.status_code == 401
    assert "统一身份认证没有同意" in answer.text
    assert 'name="password"' in answer.text


def test_who_has_no_account_is_told_whom_to_ask_and_gets_none(
    connected: Connected, identity: Identity, ledger: sa.Engine
) -> None:
    with reading(ledger) as session:
        before = count_accounts(session)
    identity.person = "wangwu"
    visitor = connected()
    answer = visitor.sign_in()
    assert answer.status_code == 401
    assert "统一身份认证认得您是“wangwu”，但督办系统里没有这个账号" in answer.text
    assert "请找本单位的系统管理员开设" in answer.text
    assert not visitor.is_in()
    with reading(ledger) as session:
        assert count_accounts(session) == before


@pytest.mark.parametrize("name", ["system", "security", "audit"])
def test_administrators_sign_in_by_password_only(connected: Connected, identity: Identity, name: str) -> None:
    identity.person = name
    visitor = connected()
    assert "管理员账号只用账号和口令登录" in visitor.sign_in().text
    signed_in = visitor.client.post("/sign-in", data={"name": name, "password": SECRET}, follow_redirects=False)
    assert signed_in.status_code == 303


def test_who_is_locked_or_held_stays_out(connected: Connected, ledger: sa.Engine, machine: SetClock) -> None:
    visitor = connected()
    for _ in range(5):
        visitor.client.post("/sign-in", data={"name": "liaison", "password": WORDS[0]})
    assert "口令连续输错5次" in visitor.sign_in().text
    machine.at += timedelta(minutes=16)
    assert visitor.sign_in().status_code == 303
    with unit_of_work(ledger) as uow:
        lock_account(uow.session, "liaison", Asked(Actor("test"), machine.now(), reason="调离"))
        uow.commit()
    assert not visitor.is_in()
    assert "这个账号已停用" in visitor.sign_in().text


@pytest.mark.parametrize("then", ["before", "between"])
def test_a_provider_that_is_down_is_told_and_passwords_still_serve(
    connected: Connected, identity: Identity, then: str
) -> None:
    visitor = connected()
    path = visitor.depart() if then == "between" else "/sign-in/provider"
    identity.broken = True
    answer = visitor.arrive(path)
    assert answer.status_code == 503
    assert "暂时连不上或没有应答，这会儿不能用它登录" in answer.text
    with_password = {"name": "liaison", "password": SECRET}
    assert visitor.client.post("/sign-in", data=with_password, follow_redirects=False).status_code == 303
    assert visitor.is_in()


def test_a_provider_that_nobody_answers_for_is_told(connected: Connected) -> None:
    answer = connected(oidc_issuer="http://127.0.0.1:1").client.get("/sign-in/provider")
    assert answer.status_code == 503


def test_a_first_password_is_not_asked_for_who_never_uses_it(
    connected: Connected, identity: Identity, ledger: sa.Engine, machine: SetClock
) -> None:
    with unit_of_work(ledger) as uow:
        opened = open_account(uow.session, NewAccount("fresh"), Asked(Actor("test"), machine.now()))
        uow.commit()
    identity.person = "fresh"
    visitor = connected()
    visitor.sign_in()
    assert visitor.client.get("/my", follow_redirects=False).status_code == 200
    local = TestClient(visitor.client.app, base_url="http://testserver")
    local.post("/sign-in", data={"name": "fresh", "password": opened.password})
    assert local.get("/my", follow_redirects=False).headers["location"] == "/my/password"


def test_the_account_is_named_by_the_claim_that_was_set(connected: Connected, identity: Identity) -> None:
    identity.lies = {"email": "liaison", "email_verified": True, "preferred_username": "operator"}
    visitor = connected(oidc_claim="email")
    visitor.sign_in()
    assert "郑文博" in visitor.client.get("/").text
    identity.lies |= {"email_verified": False}
    assert "没有核实过您的邮箱" in visitor.sign_in().text


def test_what_the_token_leaves_out_is_asked_for_about_the_same_person(connected: Connected, identity: Identity) -> None:
    identity.besides = {"preferred_username": "liaison"}
    visitor = connected()
    visitor.sign_in()
    assert visitor.is_in()
    identity.besides = {"preferred_username": "operator", "sub": "another"}
    assert "前后说的不是同一个人" in connected().sign_in().text


def test_signing_out_tells_how_to_leave_the_provider_too(connected: Connected, identity: Identity) -> None:
    visitor = connected()
    visitor.sign_in()
    page = visitor.sign_out()
    assert "一并退出统一身份认证" in page.text
    assert not visitor.is_in()
    gone = visitor.client.get("/sign-in/provider/leave", follow_redirects=False).headers["location"]
    assert gone.startswith(f"{identity.address}/leave?")
    assert parse_qs(urlsplit(gone).query)["post_logout_redirect_uri"] == ["http://testserver/sign-in"]
    visitor.client.post("/sign-in", data={"name": "liaison", "password": SECRET})
    assert "一并退出" not in visitor.sign_out().text


def test_behind_a_proxy_with_https_the_provider_sends_back_by_https(connected: Connected) -> None:
    gone = connected(console_secure=True).client.get("/sign-in/provider", follow_redirects=False)
    asked = parse_qs(urlsplit(gone.headers["location"]).query)
    assert asked["redirect_uri"] == ["https://testserver/sign-in/provider/back"]
    assert "Secure" in gone.headers["set-cookie"]


@pytest.mark.parametrize(
    ("says", "named"),
    [
        ("须以 https:// 开头", {"DUBAN_OIDC_ISSUER": "http://sso.county.gov.cn", "DUBAN_OIDC_CLIENT_ID": "duban"}),
        ("须写提供者给督办的客户端编号", {"DUBAN_OIDC_ISSUER": "https://sso.county.gov.cn"}),
        ("须含 openid", {"DUBAN_OIDC_SCOPE": "profile"}),
    ],
)
def test_what_is_set_wrongly_is_said_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, says: str, named: dict[str, str]
) -> None:
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidValue, match=says):
        context.settings()
