"""Saved views: what is saved is what is opened again, by its owner alone unless it is shared."""

import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from duban.services.verify import verify
from duban.store.unit_of_work import reading
from tests.console.conftest import SECRET, Browse, Browser

ASKED = "q=%E6%95%99%E8%82%B2&open=true&sort=due&desc=true&col=code&col=unit"
NAME = "教育口未办结"


def save(somebody: Browser, name: str = NAME, asked: str = ASKED) -> Any:
    """By the form under the list, as the page has it."""
    page = somebody.get(f"/items?{asked}")
    action = re.search(r'method="post" action="(/views[^"]*)"', page)
    assert action
    return somebody.post(unescape(action[1]), name=name)


def views_of(somebody: Browser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = somebody.json("/api/views")
    return found


def sign_in(somebody: Browser, account: str, onward: str = "/") -> str:
    """Where one is sent on."""
    fields = {"name": account, "password": SECRET, "next": onward}
    answer = somebody.client.post("/sign-in", data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def saved_renamed_shared_and_deleted(browse: Browse, ledger: sa.Engine) -> None:
    """The whole life of a view, on whichever database."""
    office, leader = browse("operator"), browse("leader")
    assert save(office).status_code == 303
    (view,) = views_of(office)
    assert office.post(f"/views/{view['id']}/rename", name="教育").status_code == 303
    assert office.post(f"/views/{view['id']}/landing").status_code == 303
    assert sign_in(office, "operator") == view["address"]
    office = browse("operator")
    assert views_of(leader) == []
    assert office.post(f"/views/{view['id']}/share").status_code == 303
    (seen,) = views_of(leader)
    assert (seen["name"], seen["owner"], seen["address"]) == ("教育", "张正", view["address"])
    assert office.post(f"/views/{view['id']}/delete").status_code == 303
    assert views_of(office) == views_of(leader) == []
    with reading(ledger) as session:
        assert verify(session).violations == ()


def test_a_view_is_saved_renamed_landed_on_shared_and_deleted(browse: Browse, ledger: sa.Engine) -> None:
    saved_renamed_shared_and_deleted(browse, ledger)


def test_a_view_opens_what_was_seen_when_it_was_saved(browse: Browse) -> None:
    office = browse("operator")
    answer = save(office)
    address = str(answer.headers["location"])
    assert views_of(office)[0]["address"] == address
    query = address.partition("?")[2]
    assert office.json(f"/api/items?{query}") == office.json(f"/api/items?{ASKED}")
    page = office.get(address)
    heads = re.findall(r"<th scope=\"col\"[^>]*>(?:<a[^>]*>)?([^<]+)", page)
    assert heads == ["事项", "主办单位"]
    assert f">{NAME}</a>" in office.get("/items")


def test_saving_under_the_same_name_replaces_it(browse: Browse) -> None:
    office = browse("operator")
    save(office)
    save(office, asked="light=red")
    (view,) = views_of(office)
    assert "light=red" in view["address"]


def test_nobody_changes_the_view_of_another(browse: Browse) -> None:
    office, director = browse("operator"), browse("director")
    save(office)
    (view,) = views_of(office)
    office.post(f"/views/{view['id']}/share")
    for verb in ("rename", "delete", "landing", "share"):
        answer = director.post(f"/views/{view['id']}/{verb}", name="我的了")
        assert answer.status_code == 404, verb
    assert [each["name"] for each in views_of(office)] == [NAME]


def test_a_shared_view_shows_a_unit_only_its_own_items(browse: Browse) -> None:
    office, liaison = browse("operator"), browse("liaison")
    save(office, asked="open=true")
    office.post(f"/views/{views_of(office)[0]['id']}/share")
    query = views_of(liaison)[0]["address"].partition("?")[2]
    assert 0 < len(liaison.json(f"/api/items?{query}")) < len(office.json(f"/api/items?{query}"))


def test_a_unit_shares_nothing(browse: Browse) -> None:
    liaison = browse("liaison")
    save(liaison)
    assert liaison.post(f"/views/{views_of(liaison)[0]['id']}/share").status_code == 403
    assert "供本机关共用<" not in liaison.get("/views")
    assert views_of(browse("operator")) == []


def test_one_view_at_most_is_landed_on_and_a_link_goes_where_it_says(browse: Browse) -> None:
    office = browse("operator")
    save(office)
    save(office, "红灯", "light=red")
    first, second = views_of(office)
    for view in (first, second):
        office.post(f"/views/{view['id']}/landing")
    assert [view["landing"] for view in views_of(office)] == [False, True]
    assert sign_in(office, "operator") == second["address"]
    assert sign_in(office, "operator", "/papers") == "/papers"
    office = browse("operator")
    assert "我的办公桌" in office.get("/")
    office.post(f"/views/{second['id']}/landing", off="1")
    assert sign_in(office, "operator") == "/"


@pytest.mark.parametrize("name", ["", "  ", "长" * 31])
def test_a_view_needs_a_short_name(browse: Browse, name: str) -> None:
    office = browse("operator")
    answer = save(office, name)
    assert answer.status_code == 422
    assert "视图名称" in answer.text
    assert views_of(office) == []


def test_two_views_have_two_names(browse: Browse) -> None:
    office = browse("operator")
    save(office)
    save(office, "红灯", "light=red")
    answer = office.post(f"/views/{views_of(office)[1]['id']}/rename", name=NAME)
    assert answer.status_code == 422
    assert "已有同名的视图" in answer.text


def test_so_many_views_are_enough(browse: Browse) -> None:
    office = browse("operator")
    answers = [office.post("/views?light=red", name=f"视图{number}").status_code for number in range(31)]
    assert answers == [303] * 30 + [422]


def test_who_saved_nothing_is_told_how(browse: Browse) -> None:
    page = browse("liaison").get("/views")
    assert "还没有保存视图" in page
    assert "别人没有共用的视图" in page


def test_a_filter_that_cannot_be_is_not_saved(browse: Browse) -> None:
    office = browse("operator")
    assert office.post("/views?overdue=-1", name=NAME).status_code == 422
    assert views_of(office) == []
