"""The ledger as people look at it: a page of items by what they ask for, each with its light. Decides nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound
from duban.services.institution import RunningInstitution
from duban.services.item_parts import find_leader
from duban.services.page_marks import Mark, read_mark
from duban.store.item_due import due_of
from duban.store.item_filter import ItemFilter, ItemSort, Place, Walk
from duban.store.item_pages import MOST_COUNTED, find_page, read_items
from duban.store.org import find_person_names, unit_ids
from states.item import ItemState
from states.labels import STATE_LABELS, place_labelled, standing_label
from states.light import NEVER, ONE_DAY, Cutoffs, Light

SOON_WORKDAYS = 3
"""Assumed: an item is yellow from three working days before its day on; no document says when."""
MOST_ON_A_PAGE = 50_000
CHUNK = 1_000
PLAIN = ("code", "title", "requirement", "unit", "item_type", "item_class", "responsible", "rung", "awaits", "version")
DAYS = ("feedback_due_on", "completion_due_on", "decided_on")
Told = dict[str, Any]


@dataclass(frozen=True)
class ItemQuery:
    """What somebody asks the ledger for, in their own words; what is empty does not matter."""

    types: tuple[str, ...] = ()
    office: str | None = None
    source: str | None = None
    units: tuple[str, ...] = ()
    seen_by: tuple[int, ...] | None = None
    """The ids of the units whose items may be seen; None: all."""
    leader: str | None = None
    leader_id: int | None = None
    """The same for whoever holds no post any more."""
    states: tuple[str, ...] = ()
    """As people see them: 办理中, 已催办."""
    lights: tuple[Light, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    overdue_days: int | None = None
    """Overdue for at least so many days."""
    is_open: bool | None = None
    text: str = ""
    sort: ItemSort = ItemSort.code
    descending: bool = False


@dataclass(frozen=True)
class ItemPage:
    """Some lines of the ledger, the marks of the pages before and behind it, and how many items there are in all."""

    items: list[Told]
    previous: str | None
    next: str | None
    count: int | None
    """None where it was not worth counting: more than a page in any case."""
    is_counted: bool
    """Whether the count is the whole number, and not just what was counted before giving up."""

    @property
    def how_many(self) -> str:
        """How many items there are, as far as that is known: 37, 1000+."""
        return str(self.count) if self.is_counted else f"{max(self.count or 0, len(self.items))}+"

    def as_json(self) -> Told:
        """The page for `--json` and the interface."""
        return dict(vars(self))


def cutoffs(running: RunningInstitution, on: date) -> Cutoffs:
    """What parts the lights on that day."""
    return Cutoffs(on, running.calendar.shift(running.calendar.roll_back(on), SOON_WORKDAYS))


def item_page(
    session: Session,
    running: RunningInstitution,
    query: ItemQuery,
    on: date,
    *,
    size: int,
    mark: str | None = None,
    counting: int = MOST_COUNTED,
) -> ItemPage:
    """The page behind that mark, or the first one, counted up to so many. Raises InvalidValue, NotFound."""
    if not 1 <= size <= MOST_ON_A_PAGE:
        raise InvalidValue("--limit", str(size), f"请写 1 到 {MOST_ON_A_PAGE} 之间的数")
    at, days = read_mark(mark) if mark else Mark(Walk(query.sort, query.descending), None), cutoffs(running, on)
    found = find_page(
        session, running.pack.code, item_filter(session, running, query, days), at.walk, size, counting=counting
    )
    count = found.count if at.walk.start is None else at.count
    before, behind = _around(at.walk, found.keys, more=found.more)
    return ItemPage(
        _told(session, running, [key for _, key in found.keys], days),
        str(Mark(before, count)) if before else None,
        str(Mark(behind, count)) if behind else None,
        count and min(count, counting),
        count is not None and count <= counting,
    )


def each_item(session: Session, running: RunningInstitution, query: ItemQuery, on: date) -> Iterator[Told]:
    """Every item that the query is about, as its pages show them one after another: for an export."""
    days = cutoffs(running, on)
    these = item_filter(session, running, query, days)
    walk: Walk | None = Walk(query.sort, query.descending)
    while walk is not None:
        found = find_page(session, running.pack.code, these, walk, CHUNK)
        yield from _told(session, running, [key for _, key in found.keys], days)
        walk = _around(walk, found.keys, more=found.more)[1]


def item_filter(session: Session, running: RunningInstitution, query: ItemQuery, days: Cutoffs) -> ItemFilter:
    """The query in the ledger's terms. Raises InvalidValue, NotFound."""
    return ItemFilter(
        types=_types(running, query),
        places=tuple(read_place(label) for label in query.states),
        units=_units(session, running.pack.code, query.units),
        seen_by=query.seen_by,
        leader_id=find_leader(session, running.pack.code, query.leader, days.today)
        if query.leader
        else query.leader_id,
        is_open=query.is_open,
        spans=_spans(query, days),
        text=query.text,
    )


def _around(walk: Walk, keys: Sequence[tuple[Any, int]], *, more: bool) -> tuple[Walk | None, Walk | None]:
    """Where the pages before and behind begin."""
    if not keys:
        return None, None
    before = more if walk.back else walk.start is not None
    behind = True if walk.back else more
    first, last = Place(*keys[0], back=True), Place(*keys[-1])
    return replace(walk, start=first) if before else None, replace(walk, start=last) if behind else None


def _types(running: RunningInstitution, query: ItemQuery) -> tuple[str, ...] | None:
    """The types that are asked for by name, by the office that assigns them and by where they come from."""
    kinds = running.pack.items
    known = (
        ("事项类型", query.types, set(kinds)),
        ("交办机构", query.office and (query.office,), {kind.office for kind in kinds.values()}),
        ("来源", query.source and (query.source,), {each for kind in kinds.values() for each in kind.source}),
    )
    for what, asked, there in known:
        for name in asked or ():
            if name not in there:
                raise NotFound(what, name, f"本制度的{what}有：{'、'.join(sorted(there))}")
    if not (query.types or query.office or query.source):
        return None
    return tuple(
        name
        for name, kind in kinds.items()
        if (not query.types or name in query.types)
        and query.office in (None, kind.office)
        and (query.source is None or query.source in kind.source)
    )


def read_place(label: str) -> tuple[ItemState, str | None]:
    """The state and rung of an item that people call so: 办理中, 已催办. Raises InvalidValue."""
    found = place_labelled(label)
    if found is None:
        raise InvalidValue(
            "--state", label, f"可用：{'、'.join(STATE_LABELS.values())}，或 已催办 这样的级次；请从中选一个"
        )
    return found


def _units(session: Session, institution: str, names: Sequence[str]) -> tuple[int, ...] | None:
    known = unit_ids(session, institution) if names else {}
    for name in names:
        if name not in known:
            raise NotFound("单位", name, "请用 duban org list 查看")
    return tuple(known[name] for name in names) or None


def _spans(query: ItemQuery, days: Cutoffs) -> tuple[tuple[date, date], ...] | None:
    """The due days that are asked for: those of the lights, within the range, overdue for long enough."""
    if query.overdue_days is not None and not 1 <= query.overdue_days < (days.today - date.min).days:
        raise InvalidValue("逾期天数", str(query.overdue_days), "请写不小于 1 的天数")
    first, last = query.due_from or date.min, query.due_to or NEVER - ONE_DAY
    if query.overdue_days is not None:
        last = min(last, days.today - timedelta(days=query.overdue_days))
    if not query.lights and (first, last) == (date.min, NEVER - ONE_DAY):
        return None
    lit = [days.span(light) for light in query.lights] or [(date.min, NEVER - ONE_DAY)]
    return tuple((max(first, begin), min(last, end)) for begin, end in lit)


def _told(session: Session, running: RunningInstitution, ids: Sequence[int], days: Cutoffs) -> list[Told]:
    rows = read_items(session, ids)
    leaders = find_person_names(session, {row["leader_id"] for row in rows} - {None})
    return [_line(running, row, days) | {"leader": leaders.get(row["leader_id"])} for row in rows]


def _line(running: RunningInstitution, row: sa.RowMapping, days: Cutoffs) -> Told:
    kind, due_on = running.pack.items.get(row["item_type"]), due_of(row)
    light = days.light(due_on)
    late = (days.today - due_on).days if due_on and light is Light.red else None
    return {
        **{name: row[name] for name in PLAIN},
        **{name: row[name] and row[name].isoformat() for name in DAYS},
        "office": kind.office if kind else None,
        "state": row["state"].value,
        "label": standing_label(row),
        "due_on": due_on and due_on.isoformat(),
        "light": light and light.value,
        "overdue_days": late,
    }
