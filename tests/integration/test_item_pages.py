"""Pages of the ledger hold exactly the filtered, sorted items, whichever way a page is found; so does a search."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from duban.store import item_search, item_ways
from duban.store.item_due import DUE, day_or_none, due_of
from duban.store.item_filter import ItemFilter, ItemSort, Place, Walk
from duban.store.item_pages import find_page, read_items
from duban.store.items import ITEM, TEXT
from duban.store.unit_of_work import unit_of_work
from states.light import NEVER, Light
from tests.pages import CODES, CUTOFFS, PIECES, TEXTS, filters, has, lay_down, wanted

ANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WAYS = {"gathered": (5_000, 20), "walked": (-1, 20), "found everywhere": (5_000, -1)}
"""How few items are gathered, and how few of a sample mean that a text is everywhere."""


@pytest.fixture(params=WAYS, ids=list(WAYS))
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way to find a page, though the ledger is small."""
    name: str = request.param
    gathered, everywhere = WAYS[name]
    monkeypatch.setattr(item_ways, "MOST_GATHERED", gathered)
    monkeypatch.setattr(item_ways, "MOST_INDEXED", gathered)
    monkeypatch.setattr(item_search, "EVERYWHERE", everywhere)
    return name


def walked(session: Session, these: ItemFilter, walk: Walk, size: int) -> list[int]:
    """All ids, page by page."""
    found: list[int] = []
    while True:
        page = find_page(session, "county", these, walk, size)
        ids = [key for _, key in page.keys]
        back = walk.start is not None and walk.start.back
        found = ids + found if back else found + ids
        if not page.more:
            return found
        key, row = page.keys[0 if back else -1]
        walk = replace(walk, start=Place(key, row, back=back))


@pytest.mark.usefixtures("way")
def test_pages_hold_every_wanted_item_once_and_in_order(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        known = lay_down(uow.session, 90)

        @ANY
        @given(filters(known), st.sampled_from(ItemSort), st.booleans(), st.integers(1, 40))
        def check(these: ItemFilter, sort: ItemSort, descending: bool, size: int) -> None:
            expected = wanted(known, these, sort, descending=descending)
            walk = Walk(sort, descending)
            assert walked(uow.session, these, walk, size) == expected
            beyond = Place("9" if sort is ItemSort.code else NEVER, 10**9, back=True)
            from_end = replace(
                walk, start=replace(beyond, key="" if sort is ItemSort.code else CUTOFFS.today.min, id=0)
            )
            assert (
                walked(uow.session, these, replace(walk, start=beyond) if not descending else from_end, size)
                == expected
            )
            first = find_page(uow.session, "county", these, walk, size)
            assert first.count in (None, len(expected))

        check()


@pytest.mark.usefixtures("way")
def test_a_search_finds_what_is_there_and_nothing_else(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        known = lay_down(uow.session, 120)

        @ANY
        @given(TEXTS | st.text(min_size=1, max_size=4) | st.sampled_from([*PIECES, *CODES, "\0", "\udc80"]))
        def check(text: str) -> None:
            expected = [key for key, item in sorted(known.items.items()) if has(item, text)]
            assert sorted(walked(uow.session, ItemFilter(text=text), Walk(), 50)) == expected

        check()


def test_the_words_follow_the_text(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        lay_down(uow.session, 5)
        uow.session.execute(sa.update(TEXT).where(TEXT.c.item_id < 3).values(title="改建灌溉渠系", requirement=None))
        uow.session.execute(sa.update(TEXT).where(TEXT.c.item_id == 2).values(requirement="先勘测"))
        assert walked(uow.session, ItemFilter(text="灌溉"), Walk(ItemSort.due), 9) in ([1, 2], [2, 1])
        assert walked(uow.session, ItemFilter(text="勘测"), Walk(), 9) == [2]
        uow.session.execute(sa.update(TEXT).where(TEXT.c.item_id == 2).values(title="另一件"))
        assert walked(uow.session, ItemFilter(text="灌溉"), Walk(), 9) == [1]


def test_the_day_and_the_light_are_the_same_in_sql_and_in_python(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        lay_down(uow.session, 150)
        for row in uow.session.execute(sa.select(ITEM, DUE.label("due_on"))).mappings():
            assert day_or_none(row["due_on"]) == due_of(row)
        for light in Light:
            these = ItemFilter(spans=(CUTOFFS.span(light),))
            shown = read_items(uow.session, walked(uow.session, these, Walk(), 200))
            lit = uow.session.execute(sa.select(ITEM)).mappings().all()
            assert [row["code"] for row in shown] == sorted(
                row["code"] for row in lit if CUTOFFS.light(due_of(row)) is light
            )


def test_a_page_that_was_turned_back_says_whether_there_is_more(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        lay_down(uow.session, 12)
        first = find_page(uow.session, "county", ItemFilter(), Walk(), 5)
        second = find_page(uow.session, "county", ItemFilter(), Walk(start=Place(*first.keys[-1])), 5)
        back = find_page(uow.session, "county", ItemFilter(), Walk(start=Place(*second.keys[0], back=True)), 5)
        assert (back.keys, back.more, first.more, first.count) == (first.keys, False, True, 12)


@pytest.mark.usefixtures("way")
def test_a_page_that_holds_all_says_how_many_however_it_was_found(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        known = lay_down(uow.session, 30)
        for text in ("农", "无人写过", "2026-"):
            expected = sum(has(item, text) for item in known.items.values())
            assert find_page(uow.session, "county", ItemFilter(text=text), Walk(), 40, counting=40).count == expected


def test_an_item_of_another_institution_is_not_shown(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        lay_down(uow.session, 8)
        for text in ("", "农"):
            assert find_page(uow.session, "elsewhere", ItemFilter(text=text), Walk(), 5).keys == []
