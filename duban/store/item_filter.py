"""Which items of the ledger are wanted, in which order, from which place in it on; what an item must be for that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum, auto

import sqlalchemy as sa

from duban.store.driving import driving
from duban.store.item_due import DUE
from duban.store.items import ITEM
from duban.store.sight import helped_by
from states.item import CLIMBING, OVER, ItemState
from states.light import NEVER


class ItemSort(StrEnum):
    """What a page is ordered by; items that are equal in it stand by id."""

    code = "code"
    due = "due"


@dataclass(frozen=True)
class ItemFilter:
    """Which items are wanted; what is None or empty does not matter."""

    types: tuple[str, ...] | None = None
    places: tuple[tuple[ItemState, str | None], ...] = ()
    """Any of these states; of one that has rungs, on this rung or on any."""
    units: tuple[int, ...] | None = None
    """The lead unit is one of these."""
    seen_by: tuple[int, ...] | None = None
    """Only what concerns one of these units, as lead unit or as one that helps: what somebody may see."""
    leader_id: int | None = None
    is_open: bool | None = None
    spans: tuple[tuple[date, date], ...] | None = None
    """Due within any of these, first and last day included."""
    text: str = ""

    @property
    def states(self) -> Sequence[ItemState] | None:
        """In which states a wanted item can be; None where in any."""
        states = set(ItemState)
        if self.places:
            states &= {state for state, _ in self.places}
        if self.is_open is not None:
            states = states - set(OVER) if self.is_open else states & set(OVER)
        if self.spans is not None and all(last < NEVER for _, last in self.spans):
            states &= set(CLIMBING)
        return sorted(states) if len(states) < len(ItemState) else None


@dataclass(frozen=True)
class Place:
    """A place in an order: at the item with this key and id, going on to the end or back to the beginning."""

    key: str | date
    id: int
    back: bool = False


@dataclass(frozen=True)
class Walk:
    """How to go through the ledger."""

    sort: ItemSort = ItemSort.code
    descending: bool = False
    start: Place | None = None

    @property
    def back(self) -> bool:
        """Whether it goes to the beginning of the order."""
        return self.start is not None and self.start.back

    @property
    def down(self) -> bool:
        """Whether what comes next is smaller."""
        return self.descending != self.back


class By(Enum):
    """What leads to the items of a page: the index in its order, that of states, of units or of due days, both ways in
    which a unit sees an item (it leads it, or helps), or their ids."""

    order = auto()
    state = auto()
    unit = auto()
    due = auto()
    sight = auto()
    id = auto()


def conditions_of(institution: str, wanted: ItemFilter, by: By, sort: ItemSort) -> list[sa.ColumnElement[bool]]:
    """What an item must be, so written that no other index serves any of it than the one by which it is reached.

    Else SQLite goes through a whole order and looks every item of the ledger up among the few that were gathered.
    """
    leading = by in (By.order, By.state, By.due)
    found = [(ITEM.c.institution if leading else driving(ITEM.c.institution)) == institution]
    if wanted.types is not None:
        found.append(driving(ITEM.c.item_type).in_(wanted.types))
    if wanted.units is not None:
        unit = ITEM.c.lead_unit_id if by is By.unit else driving(ITEM.c.lead_unit_id)
        found.append(unit.in_(wanted.units))
    if wanted.leader_id is not None:
        found.append(driving(ITEM.c.leader_id) == wanted.leader_id)
    if wanted.is_open is not None:
        found.append(driving(ITEM.c.state).not_in(OVER) if wanted.is_open else driving(ITEM.c.state).in_(OVER))
    if wanted.places:
        found.append(sa.or_(*(_at(*place) for place in wanted.places)))
    if wanted.spans is not None:
        ranged = by in (By.unit, By.due) or (sort is ItemSort.due and by is not By.id)
        due: sa.ColumnElement[date] = DUE if ranged else driving(DUE)
        found.append(sa.or_(sa.false(), *(due.between(first, last) for first, last in wanted.spans)))
    if wanted.seen_by is not None:
        helped = driving(ITEM.c.id).in_(helped_by(wanted.seen_by))
        found.append(sa.or_(driving(ITEM.c.lead_unit_id).in_(wanted.seen_by), helped))
    return found


def _at(state: ItemState, rung: str | None) -> sa.ColumnElement[bool]:
    here = driving(ITEM.c.state) == state
    return here if rung is None else sa.and_(here, driving(ITEM.c.rung) == rung)
