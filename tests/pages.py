"""A ledger of many unlike items, put down straight, and what a page of it must show, found by looking at every item."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from duban.store.item_due import due_of
from duban.store.item_filter import ItemFilter, ItemSort
from duban.store.items import ITEM, TEXT
from duban.store.org import unit_ids
from duban.store.words import plain
from models import CoUnit, Person, table_of
from states.item import CLIMBING, ENDED, OVER, UNISSUED, ItemState
from states.light import NEVER, ONE_DAY, Cutoffs, Light
from tests.factories import MONDAY, at, make_ledger

PIECES = [
    "农田",
    "水利",
    "农",
    "田水",
    "，",
    "。",
    "（含5%）",
    "%",
    "_",
    "'",
    '"',
    "''; --",
    "\\",
    "*",
    "-",
    "5G",
    "5G",
    " ",
]
PIECES += ["县", "县水务局", "AND", "NOT", "2026", "2026-0", "\n", "\t", "𠮷", "é", "\uff21\uff42", "ab", "农农农"]
"""What texts are made of: words within words, signs that SQL, LIKE and FTS5 read, full and half width, rare planes."""
CUTOFFS = Cutoffs(MONDAY, MONDAY + 3 * ONE_DAY)
TEXTS = st.lists(st.sampled_from([*PIECES, *"农田水利县局"]), min_size=1, max_size=3).map("".join)
CODES = ["2025-", "2025-0", "2025-00", "2025-0003", "2025-1"]
"""How codes begin, or do not, and no words."""
LIT = st.lists(st.sampled_from(list(Light)), min_size=1, max_size=2, unique=True)


@dataclass
class Known:
    """What was put down: item rows by id, each with its title, requirement, unit's name and the units that help."""

    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    units: list[int] = field(default_factory=list)
    leaders: list[int] = field(default_factory=list)


def lay_down(session: Session, many: int, seed: int = 1) -> Known:
    """A ledger of so many items, with no history: for looking at only."""
    chance = Random(seed)  # noqa: S311 - a seeded choice of cases
    pack = make_ledger(session)
    units = unit_ids(session, "county")
    leaders = session.execute(sa.select(table_of(Person).c.id)).scalars().all()[:3]
    known = Known(units=list(units.values()), leaders=list(leaders))
    names = {key: name for name, key in units.items()}
    kinds = list(pack.pack.items)[:4]
    for number in range(1, many + 1):
        item = _item(chance, number) | {"item_type": chance.choice(kinds), "pack_version_id": pack.id}
        item |= {"lead_unit_id": chance.choice(known.units), "leader_id": chance.choice([None, *known.leaders])}
        said = {"title": _text(chance), "requirement": chance.choice([None, "", _text(chance)])}
        helps = chance.choice([(), (chance.choice(known.units),)])
        known.items[number] = item | said | {"unit": names[item["lead_unit_id"]], "helps": helps}
        session.execute(sa.insert(ITEM), item)
        session.execute(sa.insert(TEXT), {"item_id": number, **said})
        if helps:
            session.execute(
                sa.insert(table_of(CoUnit)), {"item_id": number, "unit_id": helps[0], "joined_at": at(MONDAY)}
            )
    return known


def _text(chance: Random) -> str:
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 6)))


def _item(chance: Random, number: int) -> dict[str, Any]:
    state = chance.choice([*ItemState, *CLIMBING, *CLIMBING])
    climbs = state in CLIMBING and chance.random() < 0.7
    due_on = _day(chance) if climbs else None
    issued_at = datetime.combine(MONDAY, at(MONDAY).timetz())
    unissued = state in (*UNISSUED, ItemState.historic)
    return {
        "id": number,
        "institution": "county",
        "code": f"{chance.choice((2025, 2026))}-{(number * 37) % 997:06d}",
        "ladder": None,
        "state": state,
        "rung": chance.choice(("催办", "督办")) if state is ItemState.escalated else None,
        "climb_due_on": due_on,
        "climb_from_on": due_on,
        "completion_due_on": chance.choice((None, _day(chance))),
        "issued_at": None if unissued else issued_at,
        "closed_at": issued_at if state in ENDED else None,
        "back_state": ItemState.in_progress if state in (ItemState.checking, ItemState.suspended) else None,
        "due_provisional": False,
        "version": 1,
    }


def _day(chance: Random) -> date:
    return MONDAY + timedelta(days=chance.randint(-6, 8))


def filters(known: Known) -> st.SearchStrategy[ItemFilter]:
    """Any filter of that ledger."""
    some = st.lists(st.sampled_from(known.units), max_size=2, unique=True).map(tuple)
    places = st.tuples(st.sampled_from(list(ItemState)), st.none()) | st.just((ItemState.escalated, "催办"))
    types = sorted({item["item_type"] for item in known.items.values()})
    return st.builds(
        ItemFilter,
        types=st.none() | st.lists(st.sampled_from(types), max_size=2, unique=True).map(tuple),
        places=st.just(()) | st.lists(places, max_size=3).map(tuple),
        units=st.none() | some,
        seen_by=st.none() | some,
        leader_id=st.none() | st.sampled_from(known.leaders),
        is_open=st.sampled_from([None, None, True, False]),
        spans=st.none() | LIT.map(lambda lights: tuple(CUTOFFS.span(light) for light in lights)),
        text=st.just("") | TEXTS | st.sampled_from(CODES),
    )


def wanted(known: Known, these: ItemFilter, sort: ItemSort, *, descending: bool) -> list[int]:
    """The ids that the filter is about, in order, without any index."""
    fits = [key for key, item in known.items.items() if _fits(item, these)]
    order = {key: (known.items[key]["code"] if sort is ItemSort.code else _due(known.items[key]), key) for key in fits}
    return sorted(fits, key=lambda key: order[key], reverse=descending)


def _due(item: dict[str, Any]) -> date:
    return due_of(item) or NEVER


def _fits(item: dict[str, Any], these: ItemFilter) -> bool:
    return all(
        (
            these.types is None or item["item_type"] in these.types,
            not these.places or any(_stands(item, *place) for place in these.places),
            these.units is None or item["lead_unit_id"] in these.units,
            these.seen_by is None or bool({item["lead_unit_id"], *item["helps"]} & {*these.seen_by}),
            these.leader_id is None or item["leader_id"] == these.leader_id,
            these.is_open is None or (item["state"] in OVER) is not these.is_open,
            these.spans is None or any(first <= _due(item) <= last for first, last in these.spans),
            has(item, these.text),
        )
    )


def _stands(item: dict[str, Any], state: ItemState, rung: str | None) -> bool:
    return bool(item["state"] is state and rung in (None, item["rung"]))


def has(item: dict[str, Any], text: str) -> bool:
    """Whether the text is somewhere in the item, or its code begins so."""
    sought = plain(text).strip()
    texts = (item["title"], item["requirement"] or "", item["unit"])
    return any(sought in plain(each) for each in texts) or item["code"].startswith(sought)
