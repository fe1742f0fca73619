"""The way to the items of a page: what is few is gathered, else an index is gone through in the order asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.item_filter import By, ItemFilter, ItemSort, conditions_of
from duban.store.item_search import Sought, hits
from duban.store.items import ITEM
from duban.store.sight import helped_by
from states.item import CLIMBING, ItemState

MOST_GATHERED = 5_000
"""Up to so many items are gathered and looked up; where more fit, going through the order finds a page sooner."""
MOST_INDEXED = 20_000
"""The same of units' items and of those due on some days: their indexes hold all that is filtered and ordered by."""
FEW_STATES = len(CLIMBING)
"""In up to so many states items have their words read: each state's until they fill a page by themselves."""


@dataclass(frozen=True)
class Way:
    """How the items of a page are reached."""

    by: By
    ids: Sequence[sa.Select[int]] = ()
    """Queries whose ids, taken together, are those of the items."""
    most: int = 0
    """To no more items than so many it is worth going."""
    has_text: bool = False
    """Whether it leads to nothing but what the text is found in."""
    size: int | None = None
    """How many items it leads to; None: as many as the ledger has."""


def way_to(session: Session, institution: str, wanted: ItemFilter, sort: ItemSort, text: Sought | None) -> Way:
    """The way that passes the fewest items."""
    few = _fewest(session, [*_by_index(institution, wanted, sort), *_by_text(session, text)])
    if few:
        return few
    most = FEW_STATES if text and text.reads_words else len(ItemState)
    by_state = sort is ItemSort.code and wanted.states is not None and len(wanted.states) <= most
    return Way(By.state if by_state else By.order)


def _by_index(institution: str, wanted: ItemFilter, sort: ItemSort) -> Iterator[Way]:
    """What an index of its own knows the items of; that of units knows all the others that are asked as well."""
    mine = sa.select(ITEM.c.id).where(ITEM.c.institution == institution)
    if wanted.units is not None:
        led = sa.select(ITEM.c.id).where(*conditions_of(institution, wanted, By.unit, sort))
        yield Way(By.unit, [led], MOST_INDEXED)
    if wanted.seen_by is not None:
        others = conditions_of(institution, replace(wanted, seen_by=None), By.unit, sort)
        led = sa.select(ITEM.c.id).where(ITEM.c.lead_unit_id.in_(wanted.seen_by), *others)
        yield Way(By.sight, [led, helped_by(wanted.seen_by)], MOST_INDEXED)
    if wanted.leader_id is not None:
        yield Way(By.id, [mine.where(ITEM.c.leader_id == wanted.leader_id)], MOST_GATHERED)
    if wanted.places and sort is ItemSort.due:
        at = [(state, ITEM.c.rung == rung if rung else sa.true()) for state, rung in wanted.places]
        yield Way(By.id, [mine.where(ITEM.c.state == state, on_rung) for state, on_rung in at], MOST_GATHERED)
    if wanted.spans is not None and sort is not ItemSort.due:
        soon = sa.select(ITEM.c.id).where(*conditions_of(institution, ItemFilter(spans=wanted.spans), By.due, sort))
        yield Way(By.due, [soon], MOST_INDEXED)


def _by_text(session: Session, text: Sought | None) -> Iterator[Way]:
    if text and not text.everywhere:
        yield Way(By.id, hits(session.get_bind().dialect.name, text), MOST_GATHERED, has_text=True)


def _fewest(session: Session, ways: Sequence[Way]) -> Way | None:
    """Of the ways that are worth going, the one to the fewest items."""
    sized = [(size, number) for number, way in enumerate(ways) if (size := _size(session, way)) <= way.most]
    if not sized:
        return None
    size, number = min(sized)
    return replace(ways[number], size=size)


def _size(session: Session, way: Way) -> int:
    """How many items it leads to; no more is counted than matters."""
    found = 0
    for each in way.ids:
        counted = sa.select(sa.func.count()).select_from(each.limit(way.most + 1).subquery())
        found += session.execute(counted).scalar_one()
        if found > way.most:
            break
    return found
