"""Two editors, double clicks, sessions that ran out: nothing that was typed is lost, nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from duban.core.clock import SetClock
from duban.services.verify import verify
from duban.store.evidence import ACT
from duban.store.unit_of_work import reading
from tests.console.conftest import SECRET, Browse, Browser, hidden

TYPED = "写了很久的办理情况"


@dataclass
class Form:
    """The form of a report on an item, opened by somebody and filled in."""

    somebody: Browser
    code: str

    def __post_init__(self) -> None:
        self.address = f"/act/item/feedback?code={self.code}"
        self.page = self.somebody.get(self.address)
        self.fields = {**hidden(self.page), "code": self.code, "kind": "stage", "says": TYPED}

    def send(self, **other: str) -> Any:
        """Sent as it stands."""
        sent = self.somebody.client.post(self.address, data={**self.fields, **other}, follow_redirects=False)
        assert sent.status_code < 500, sent.text
        return sent

    def save(self) -> Any:
        """As the page saves it every few seconds."""
        return self.somebody.client.post("/my/draft", data=self.fields, follow_redirects=False)

    def again(self) -> str:
        """The page, opened anew."""
        return self.somebody.get(self.address)


@pytest.fixture
def form(browse: Browse) -> Form:
    """The liaison officer's, on the first item that is being carried out."""
    return opened(browse)


def opened(browse: Browse) -> Form:
    """The same for a ledger of the test's own."""
    liaison = browse("liaison")
    rows = [row for row in liaison.json("/api/items") if row["unit"] == "县教育局"]
    return Form(liaison, next(row["code"] for row in rows if row["state"] in {"in_progress", "escalated"}))


def acts_under(ledger: sa.Engine, key: str) -> int:
    """How many acts the key became; the ledger is whole."""
    with reading(ledger) as session:
        assert verify(session).violations == ()
        query = sa.select(sa.func.count()).where(ACT.c.idempotency_key == key)
        return int(session.execute(query).scalar_one())


def sign_in(somebody: Browser, onward: str) -> str:
    """By password on the page that the browser was sent to; where it is sent on."""
    fields = {"name": "liaison", "password": SECRET, "next": onward}
    answer = somebody.client.post("/sign-in", data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def send_at_once(form: Form, times: int) -> list[Any]:
    """Sent so many times at the same moment."""
    together = Barrier(times)

    def send(_number: int) -> Any:
        together.wait(10)
        return form.send()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(send, range(times)))


def test_a_form_that_is_sent_several_times_at_once_acts_once(form: Form, ledger: sa.Engine) -> None:
    answers = send_at_once(form, 4)
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert acts_under(ledger, form.fields["key"]) == 1


def edit_at_once(browse: Browse, ledger: sa.Engine) -> None:
    """Two send what they wrote on the same item: one acts, the other is shown both texts."""
    forms = [opened(browse), opened(browse)]
    other = "另一位联络员写的情况"
    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(lambda each: each[0].send(says=each[1]), zip(forms, (TYPED, other), strict=True)))
    assert sorted(answer.status_code for answer in sent) == [303, 409]
    assert sum(acts_under(ledger, form.fields["key"]) for form in forms) == 1
    lost, written = next((answer, text) for answer, text in zip(sent, (TYPED, other), strict=True) if answer.is_error)
    assert written in lost.text
    assert "待核查" in lost.text


def test_of_two_editors_at_once_one_acts_and_the_other_sees_both_texts(browse: Browse, ledger: sa.Engine) -> None:
    edit_at_once(browse, ledger)


def test_what_a_conflict_turned_away_is_there_when_the_form_is_opened_again(browse: Browse, form: Form) -> None:
    office = browse("operator")
    office.fill(f"/act/item/correct?code={form.code}", code=form.code, title="改过的标题", reason="错字")
    conflict = form.send()
    assert conflict.status_code == 409
    assert TYPED in conflict.text
    assert "改过的标题" in conflict.text
    again = form.again()
    assert TYPED in again
    assert "改过的标题" in again
    assert form.send(**hidden(again)).status_code == 303
    assert TYPED not in form.again()


def test_what_was_refused_is_there_when_the_form_is_opened_again(form: Form) -> None:
    assert form.send(progress="120").status_code == 422
    assert TYPED in form.again()


@pytest.mark.parametrize("later", [timedelta(minutes=31), timedelta(hours=13), timedelta(days=5)])
def test_what_is_sent_after_the_session_ran_out_waits_behind_signing_in(
    form: Form, browse: Browse, machine: SetClock, ledger: sa.Engine, later: timedelta
) -> None:
    machine.at += later
    browse("operator").get("/")
    answer = form.send()
    assert answer.status_code == 303
    page = form.somebody.get(answer.headers["location"])
    assert "填写的内容已存为草稿，登录后回到原处接着办" in page
    assert acts_under(ledger, form.fields["key"]) == 0
    assert sign_in(form.somebody, form.address) == form.address
    again = form.again()
    assert TYPED in again
    assert "的草稿" in again
    key = hidden(again)["key"]
    assert form.send(**hidden(again)).status_code == 303
    assert acts_under(ledger, key) == 1


def test_what_is_typed_after_the_session_ran_out_is_kept_as_it_is_typed(form: Form, machine: SetClock) -> None:
    machine.at += timedelta(minutes=31)
    assert form.save().status_code == 303
    sign_in(form.somebody, "/")
    assert TYPED in form.again()


def test_a_page_from_before_signing_in_again_does_nothing_and_loses_nothing(form: Form, ledger: sa.Engine) -> None:
    sign_in(form.somebody, "/")
    answer = form.send()
    assert answer.status_code == 403
    assert "填写的内容已存为草稿" in answer.text
    assert f'href="{form.address}"' in answer.text
    assert acts_under(ledger, form.fields["key"]) == 0
    assert TYPED in form.again()


def test_a_draft_that_comes_late_does_not_bring_back_what_was_sent(form: Form) -> None:
    assert form.send().status_code == 303
    assert form.save().status_code == 200
    assert TYPED not in form.again()


def test_whoever_has_the_cookie_and_not_the_page_leaves_nothing_behind(form: Form, machine: SetClock) -> None:
    machine.at += timedelta(minutes=31)
    form.send(csrf="guessed")
    sign_in(form.somebody, "/")
    assert TYPED not in form.again()


def test_who_signed_out_leaves_nothing_behind(form: Form) -> None:
    cookie = dict(form.somebody.client.cookies)
    form.somebody.post("/sign-out")
    form.somebody.client.cookies.update(cookie)
    assert form.send().headers["location"].startswith("/sign-in?next=")
    sign_in(form.somebody, "/")
    assert TYPED not in form.again()


def test_a_password_is_never_kept(browse: Browse, machine: SetClock) -> None:
    somebody = browse("liaison")
    machine.at += timedelta(minutes=31)
    sent = somebody.post("/my/password", old=SECRET, new="of-my-own-8", again="of-my-own-8")
    assert "kept" not in sent.headers["location"]
    sign_in(somebody, "/")
    assert "没有草稿" in somebody.get("/my")


def test_a_session_that_ran_out_is_not_listed(form: Form, machine: SetClock) -> None:
    machine.at += timedelta(minutes=31)
    sign_in(form.somebody, "/")
    assert form.somebody.get("/my").count("testclient") == 2
