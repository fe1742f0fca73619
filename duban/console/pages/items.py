"""Items: the ledger as it is asked for, and one item with everything on record of it and what can be done now."""

from typing import Any

import sqlalchemy as sa
from fastapi.responses import Response

from duban.console.catalogue import choices
from duban.console.catalogue.all import acts_of
from duban.console.catalogue.record_subjects import COORDINATION_SUBJECT, ENTRY_SUBJECT, FINDING_SUBJECT
from duban.console.catalogue.subjects import ITEM_SUBJECT, OCCURRENCE_SUBJECT, require_seen
from duban.console.ledger_asked import Asking, LedgerAsked
from duban.console.moves import moves_on, offered
from duban.console.pages.ledger_sheet import sheet_of
from duban.console.pages.views import address_of, views_for
from duban.console.permits import EVERYONE_AT_WORK, OFFICE_AND_LEADERS, Screen
from duban.console.visits import Visit, Visiting
from duban.services.attachments import seen_files
from duban.services.beginning import Looked
from duban.services.item_pages import item_page
from duban.services.item_picture import picture_of
from duban.services.item_source import source_of
from duban.services.items_show import described_item, told_story
from duban.services.ledger_columns import COLUMNS, LedgerColumn
from duban.services.target_view import targets_listed
from duban.store.item_filter import ItemSort
from duban.store.targets import ChosenTargets
from states.labels import STATE_LABELS

SCREEN = Screen()
SIZE, MOST = 50, 200
PRINTED = 1_000
"""So many lines are printed at most; the page says when there are more."""
REMEMBERED = "duban_columns"
A_YEAR = 365 * 24 * 3600
SOURCES = {
    "occurrence": OCCURRENCE_SUBJECT,
    "finding": FINDING_SUBJECT,
    "coordination": COORDINATION_SUBJECT,
    "entry": ENTRY_SUBJECT,
}
"""What an item may come from → how it is seen and where its page is."""
SORTED = {"code": ItemSort.code, "due_on": ItemSort.due}
"""Column → the order that it stands for."""


@SCREEN.get("/items", permit=EVERYONE_AT_WORK)
def items(visit: Visiting, asked: Asking) -> Response:
    """A page of the ledger."""
    with visit.look() as looked:
        page = item_page(
            looked.session,
            looked.running,
            asked.query(visit.me.sight),
            looked.asked.on,
            size=asked.size or SIZE,
            mark=asked.after,
        )
        known, views = _known(looked, visit), views_for(looked.session, visit)
    shown = _columns(visit, asked)
    around = {"前一页": page.previous, "后一页": page.next}
    answer = visit.page(
        "items",
        asked=asked,
        page=page,
        columns=shown,
        heads=_heads(shown),
        every=COLUMNS,
        known=known,
        views=[(each.name, address_of(each)) for each in views],
        sorts=_sorts(asked, shown),
        around={word: mark and asked.address(after=mark, size=asked.size) for word, mark in around.items()},
    )
    if asked.col:
        answer.set_cookie(
            REMEMBERED, "-".join(column.name for column in shown), max_age=A_YEAR, httponly=True, samesite="strict"
        )
    return answer


@SCREEN.get("/items/print", permit=EVERYONE_AT_WORK)
def printed(visit: Visiting, asked: Asking) -> Response:
    """The same list without what is around it, many lines on one page, with what it was narrowed to."""
    with visit.look() as looked:
        query, on = asked.query(visit.me.sight), looked.asked.on
        page = item_page(looked.session, looked.running, query, on, size=PRINTED, mark=asked.after)
    return visit.page("items_print", asked=asked, page=page, heads=_heads(_columns(visit, asked)), on=on)


@SCREEN.get("/items/export", permit=EVERYONE_AT_WORK)
def exported(visit: Visiting, asked: Asking) -> Response:
    """Everything that the list holds, on all its pages, in its columns and its order, as .xlsx."""
    with visit.look() as looked:
        return sheet_of(looked, asked.query(visit.me.sight), _columns(visit, asked))


@SCREEN.get("/items/{code}", permit=EVERYONE_AT_WORK)
def item(visit: Visiting, code: str) -> Response:
    """One item."""
    with visit.look() as looked:
        require_seen(ITEM_SUBJECT, looked, [code], visit.me.sight)
        found = described_item(looked.session, visit.me.institution, code)
        story = told_story(looked.session, found, looked.running.calendar, on=looked.asked.on)
        moves = moves_on(visit, looked, ITEM_SUBJECT, code)
        picture = picture_of(looked.session, found)
        source = _source(looked, visit, found)
        targets = _targets(looked, code) if story["targets"] else []
    offers = offered(acts_of("item"), visit.me.roles, moves, {"code": code, "codes": code})
    may_draft = OFFICE_AND_LEADERS.admits(visit.me.roles)
    return visit.page(
        "item", item=story, source=source, offers=offers, picture=picture, targets=targets, drafts_bulletin=may_draft
    )


@SCREEN.get("/api/items", permit=EVERYONE_AT_WORK, tags=["item"], summary="督办任务清单")
def items_json(visit: Visiting, asked: Asking) -> Any:
    """督办任务；单位联络员只见本单位主办、协办的。paged=true 时连同前后页的标记和件数。"""
    with visit.look() as looked:
        query, on = asked.query(visit.me.sight), looked.asked.on
        page = item_page(looked.session, looked.running, query, on, size=asked.size or MOST, mark=asked.after)
    return page.as_json() if asked.paged or asked.after else page.items


@SCREEN.get("/api/items/{code}", permit=EVERYONE_AT_WORK, tags=["item"], summary="一件督办任务")
def item_json(visit: Visiting, code: str) -> dict[str, Any]:
    """一件督办任务的全部经过：日期、反馈、延期、逾期和每一步的依据。"""
    with visit.look() as looked:
        require_seen(ITEM_SUBJECT, looked, [code], visit.me.sight)
        found = described_item(looked.session, visit.me.institution, code)
        story = told_story(looked.session, found, looked.running.calendar, on=looked.asked.on)
        return {**story, "source": _source(looked, visit, found)}


def _source(looked: Looked, visit: Visit, item: sa.RowMapping) -> dict[str, Any]:
    """Where it comes from, without the records that are not the reader's to see."""
    told = source_of(looked.session, item)
    found = [(each, SOURCES[each["of"]]) for each in told["matters"]]
    seen = [(each, of) for each, of in found if of.sees(looked, each["code"], visit.me.sight)]
    matters = [{**each, "address": of.page(each["code"])} for each, of in seen]
    files = seen_files(looked.session, told["attachments"], visit.me.sight)
    return {**told, "matters": matters, "attachments": files}


def _targets(looked: Looked, code: str) -> list[dict[str, Any]]:
    """What its indicators must come to, and how they stand today."""
    return list(targets_listed(looked.session, looked.running.pack.code, ChosenTargets(item=code), looked.asked.on))


def _columns(visit: Visit, asked: LedgerAsked) -> list[LedgerColumn]:
    return asked.columns(visit.request.cookies.get(REMEMBERED, "").split("-"))


def _heads(columns: list[LedgerColumn]) -> dict[str, str]:
    return {column.name: column.heading for column in columns}


def _known(looked: Looked, visit: Visit) -> dict[str, list[str]]:
    """What may be chosen in each filter."""
    kinds, sight = looked.running.pack.items.values(), visit.me.sight
    rungs = [name for name, _ in choices.rungs(looked, sight)]
    return {
        "state": [*STATE_LABELS.values(), *(f"已{rung}" for rung in rungs)],
        "type": [name for name, _ in choices.item_types(looked, sight)],
        "office": list(dict.fromkeys(kind.office for kind in kinds)),
        "source": list(dict.fromkeys(each for kind in kinds for each in kind.source)),
        "unit": [name for name, _ in choices.units(looked, sight)],
        "leader": list(dict.fromkeys(name for name, _ in choices.people(looked, sight))),
    }


def _sorts(asked: LedgerAsked, shown: list[LedgerColumn]) -> dict[str, tuple[str, str]]:
    """Of the columns that the list can be in order of: where their headings lead, and which way it is now."""
    found = {}
    for name in {column.name for column in shown} & SORTED.keys():
        here = asked.sort is SORTED[name]
        now = ("descending" if asked.desc else "ascending") if here else "none"
        found[name] = (asked.address(sort=SORTED[name].value, desc=here and not asked.desc), now)
    return found
