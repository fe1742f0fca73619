"""What the pages of every kind of record have in common: one list with its filters, one detail with its acts.

A kind of record is one `Recording`; its routes, pages and documents come of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends
from fastapi.responses import Response

from duban.console.catalogue.act import Act, Subject, Told
from duban.console.catalogue.all import CATALOGUE
from duban.console.catalogue.subjects import require_seen
from duban.console.moves import Offer, moves_on, offered
from duban.console.permits import EVERYONE_AT_WORK, Permit, Screen
from duban.console.visits import Visit, Visiting
from duban.services.attachments import seen_files
from duban.services.beginning import Looked
from duban.services.moves import Moves
from duban.services.roles import Role
from duban.store.sight import Sight

MOST = 200
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Chosen:
    """What a list is narrowed to."""

    state: str = ""
    unit: str = ""
    name: str = ""
    period: str = ""
    late: bool = False


Choosing = Annotated[Chosen, Depends()]
"""The same, read from the address."""


@dataclass(frozen=True)
class Section:
    """A table on a record's page; `address` leads from its first column."""

    title: str
    columns: Mapping[str, str]
    rows: Rows
    empty: str = "没有内容。"
    address: Callable[[Mapping[str, Any]], str] | None = None


@dataclass(frozen=True)
class Link:
    """Where else a page leads."""

    words: str
    address: str
    permit: Permit = EVERYONE_AT_WORK
    """Who may open it: to others it is not shown."""


def no_sections(_told: Told) -> Sequence[Section]:
    """A record that has nothing but its facts and its acts."""
    return ()


@dataclass(frozen=True)
class Recording:
    """One kind of record as the screen lists and shows it."""

    path: str
    title: str
    says: str
    """What it is, in one sentence for a newcomer."""
    empty: str
    subject: Subject
    columns: Mapping[str, str]
    facts: Mapping[str, str]
    rows: Callable[[Looked, Sight, Chosen], Rows]
    show: Callable[[Looked, Sight, str], dict[str, Any]]
    states: Mapping[str, str] = field(default_factory=dict)
    """The states that a list may be narrowed to; none: it is not."""
    names: Callable[[Looked], Sequence[str]] | None = None
    """What else it may be narrowed to: the pack's own kinds of it."""
    named: str = "种类"
    period: bool = False
    late: bool = False
    by_unit: bool = True
    starts: Sequence[str] = ()
    """The acts from which something new of it comes."""
    start_given: Callable[[Chosen], Mapping[str, str]] = lambda _chosen: {}
    sections: Callable[[Told], Sequence[Section]] = no_sections
    links: Callable[[Told], Sequence[Link]] = lambda _told: ()
    aside: Callable[[Looked, Sight, Chosen], Sequence[Section]] = lambda _looked, _sight, _chosen: ()
    """What stands above the list."""
    offers: Callable[[Told, frozenset[Role], Moves], Sequence[Offer]] | None = None
    more: Sequence[Link] = ()
    """Where else its list leads."""
    tag: str = ""

    @property
    def address(self) -> Callable[[Mapping[str, Any]], str]:
        """The page of a row of its list."""
        return at(self.path)


def add_recording(screen: Screen, kind: Recording) -> None:
    """The four routes of a kind: its list and one of it, each as a page and as a document."""

    def listing(visit: Visiting, chosen: Choosing) -> Response:
        return _list_page(visit, kind, chosen)

    def detail(visit: Visiting, code: str) -> Response:
        return _detail_page(visit, kind, code)

    def listing_json(visit: Visiting, chosen: Choosing) -> list[dict[str, Any]]:
        with visit.look() as looked:
            return [dict(row) for row in _rows(visit, kind, looked, chosen)]

    def detail_json(visit: Visiting, code: str) -> dict[str, Any]:
        return _shown(visit, kind, code)

    options: dict[str, Any] = {"tags": [kind.tag]}
    seen = f"{kind.says}单位联络员只见与本单位有关的。"
    screen.add("GET", kind.path, listing, permit=EVERYONE_AT_WORK)
    screen.add("GET", f"{kind.path}/{{code}}", detail, permit=EVERYONE_AT_WORK)
    screen.add(
        "GET", f"/api{kind.path}", listing_json, permit=EVERYONE_AT_WORK, summary=f"{kind.title}清单",
        description=seen, name=f"list{kind.path}", **options,
    )  # fmt: skip
    screen.add(
        "GET", f"/api{kind.path}/{{code}}", detail_json, permit=EVERYONE_AT_WORK, summary=f"一件{kind.title}",
        description=seen, name=f"show{kind.path}", **options,
    )  # fmt: skip


def _rows(visit: Visit, kind: Recording, looked: Looked, chosen: Chosen) -> Rows:
    if chosen.state and kind.states and chosen.state not in kind.states:
        return ()
    return kind.rows(looked, visit.me.sight, chosen)[:MOST]


def _list_page(visit: Visit, kind: Recording, chosen: Chosen) -> Response:
    with visit.look() as looked:
        rows = _rows(visit, kind, looked, chosen)
        names = kind.names(looked) if kind.names else ()
        aside = kind.aside(looked, visit.me.sight, chosen)
    starts = [_start(act, kind.start_given(chosen)) for act in _named(kind.starts) if act.open_to(visit.me.roles)]
    return visit.page(
        "records", kind=kind, rows=rows, chosen=chosen, names=names, aside=aside, starts=starts, most=MOST,
        everything=visit.me.sight.units is None,
    )  # fmt: skip


def _start(act: Act, given: Mapping[str, str]) -> Offer:
    query = urlencode(given)
    return Offer(act, f"/act/{act.path}?{query}" if query else f"/act/{act.path}")


def _named(names: Sequence[str]) -> list[Act]:
    return [act for act in CATALOGUE if act.name in names]


def _shown(visit: Visit, kind: Recording, code: str) -> dict[str, Any]:
    with visit.look() as looked:
        require_seen(kind.subject, looked, [code], visit.me.sight)
        told = kind.show(looked, visit.me.sight, code)
        return {**told, "attachments": seen_files(looked.session, told["attachments"], visit.me.sight)}


def _detail_page(visit: Visit, kind: Recording, code: str) -> Response:
    told = _shown(visit, kind, code)
    with visit.look() as looked:
        moves = moves_on(visit, looked, kind.subject, code)
    make = kind.offers or (lambda told, roles, moves: offers_of(kind, told, roles, moves))
    facts = {heading: told[name] for name, heading in kind.facts.items()}
    links = [link for link in kind.links(told) if link.permit.admits(visit.me.roles)]
    return visit.page(
        "record", kind=kind, told=told, facts=facts, sections=kind.sections(told), links=links,
        offers=make(told, visit.me.roles, moves),
    )  # fmt: skip


def offers_of(kind: Recording, told: Told, roles: frozenset[Role], moves: Moves) -> list[Offer]:
    """What the machine lets be done with the record now, among the acts on its kind."""
    acts = [act for act in CATALOGUE if act.subject is kind.subject]
    return offered(acts, roles, moves, {kind.subject.field: told["code"]})


def at(path: str, name: str = "code") -> Callable[[Mapping[str, Any]], str]:
    """The page below `path` that a row's column names."""
    return lambda row: f"{path}/{quote(str(row[name]))}"
