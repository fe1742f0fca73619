"""The console on PostgreSQL: what only reads takes no lock there, and every page is read."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from benchmarks.postgres import disposing
from duban.store.engine import ledger_engine
from tests.console.conftest import Browse, people
from tests.console.test_unsent import acts_under, edit_at_once, opened, send_at_once
from tests.console.test_views import saved_renamed_shared_and_deleted

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
MINE = "县教育局"


@pytest.fixture
def ledger(postgres_demo: str) -> Iterator[sa.Engine]:
    """The demonstration with an account for each role, on PostgreSQL."""
    with disposing(ledger_engine(postgres_demo)) as engine:
        people(engine)
        yield engine


@pytest.mark.parametrize("account", ["operator", "liaison", "audit"])
def test_every_page_without_a_subject_is_read(app: FastAPI, browse: Browse, account: str) -> None:
    somebody = browse(account)
    paths = [path for method, path in app.state.permits if method == "GET" and "{" not in path]
    answers = {path: somebody.client.get(path, follow_redirects=False).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status >= 500} == {}
    assert sum(status == 200 for status in answers.values()) > 5


def test_a_unit_and_a_leader_are_shown_with_what_they_owe(browse: Browse) -> None:
    office, leader = browse("operator"), browse("leader")
    assert office.json(f"/api/units/{MINE}")["owes"]
    someone = next(row["leader"] for row in office.json("/api/items") if row["leader"])
    assert someone in leader.get("/leaders")


def test_a_problem_is_raised_and_its_forms_open(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    item = next(row["code"] for row in liaison.json("/api/items") if row["unit"] == MINE)
    raised = liaison.call("coordination/raise", title="管线迁改资金没有着落", item=item)
    assert raised.status_code == 200, raised.text
    code = raised.json()["code"]
    assert "管线迁改资金没有着落" in liaison.get(f"/act/coordination/withdraw?code={code}")
    assert code in office.get(f"/coordinations/{code}")


def test_a_form_that_is_sent_several_times_at_once_acts_once(browse: Browse, ledger: sa.Engine) -> None:
    form = opened(browse)
    assert [answer.status_code for answer in send_at_once(form, 4)] == [303] * 4
    assert acts_under(ledger, form.fields["key"]) == 1


def test_of_two_editors_at_once_one_acts_and_the_other_sees_both_texts(browse: Browse, ledger: sa.Engine) -> None:
    edit_at_once(browse, ledger)


def test_a_view_is_saved_renamed_landed_on_shared_and_deleted(browse: Browse, ledger: sa.Engine) -> None:
    saved_renamed_shared_and_deleted(browse, ledger)
