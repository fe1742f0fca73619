"""The set-based statements of a sweep's papers: draft one per unit from the stage, list its items, number and serve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.driving import driving
from duban.store.evidence import add_history_of_added
from duban.store.orders import LISTED, ORDER, UNIT
from duban.store.stage import STAGE
from states.order import OrderState


@dataclass(frozen=True)
class PaperSet:
    """The papers of one rung: what they have in common, and which staged edges they gather."""

    institution: str
    pack_version_id: int
    ladder: str
    rung: str
    paper: str
    offices: tuple[tuple[str, str], ...]
    """Item type → the office that numbers its papers."""
    merges: bool
    by_leader: bool
    """Whether items of one unit under different leaders go on papers of their own."""
    edges: tuple[int, ...]

    def named(self, on: date) -> dict[str, Any]:
        """The columns that all of them share."""
        shared = ("institution", "pack_version_id", "ladder", "rung", "paper")
        return {**{name: getattr(self, name) for name in shared}, "drafted_on": on}

    def prefix(self, on: date) -> str:
        """What the merge keys of that day begin with."""
        return f"{on}/{self.pack_version_id}/{self.ladder}/{self.rung}/"


def draft(session: Session, papers: PaperSet, on: date, state: OrderState) -> None:
    """One paper for each unit (each item where nothing is merged) with staged items, and the items on it."""
    values = {"prefix": papers.prefix(on), "edges": list(papers.edges), "institution": papers.institution}
    shared = papers.named(on) | {"state": state}
    session.execute(_insert_orders(papers.offices, papers.merges, papers.by_leader), {**values, **shared})
    session.execute(_insert_listed(papers.offices, papers.merges, papers.by_leader), values)


def count_by_office(session: Session, papers: PaperSet, on: date) -> Sequence[tuple[str, int]]:
    """How many papers of the set each office numbers."""
    found = session.execute(_by_office(), papers.named(on))
    return [(office, count) for office, count in found]


def number_and_serve(
    session: Session, papers: PaperSet, on: date, *, office: str, values: Mapping[str, Any], around: tuple[str, str]
) -> None:
    """Numbers the set's papers of one office from `base` + 1 on, and serves them."""
    bound = {f"set_{name}": value for name, value in values.items() if name != "base"}
    text = {"base": values["base"], "before": around[0], "behind": around[1], "of_office": office}
    session.connection().execute(_serve(), {**_of(papers.named(on)), **text, **bound})


def record(session: Session, institution: str, seq: int, on: date) -> None:
    """History of the papers that the day's sweep drafted and of the lines on them."""
    values = {"paper_institution": institution, "paper_on": on}
    add_history_of_added(session, institution, seq, ORDER, _drafted(), **values)
    add_history_of_added(session, institution, seq, LISTED, _listed(), **values)


def drafted_lines(session: Session, institution: str, on: date, most: int) -> Sequence[sa.RowMapping]:
    """The first papers of the day's sweep for people."""
    listed = sa.select(sa.func.count()).where(LISTED.c.order_id == ORDER.c.id).scalar_subquery()
    columns = (ORDER.c.id, ORDER.c.paper, ORDER.c.number, ORDER.c.state, UNIT.c.name.label("unit"))
    query = sa.select(*columns, listed.label("items")).join_from(ORDER, UNIT, UNIT.c.id == ORDER.c.unit_id)
    query = query.where(*_swept(sa.literal(institution), sa.literal(on))).order_by(ORDER.c.id).limit(most)
    return session.execute(query).mappings().all()


def count_drafted(session: Session, institution: str, on: date) -> int:
    """How many papers the day's sweep drafted."""
    query = sa.select(sa.func.count()).select_from(ORDER).where(*_swept(sa.literal(institution), sa.literal(on)))
    return session.execute(query).scalar_one()


def _swept(institution: sa.ColumnElement[str], on: sa.ColumnElement[date]) -> tuple[sa.ColumnElement[bool], ...]:
    return ORDER.c.institution == institution, ORDER.c.drafted_on == on, ORDER.c.merge_key.is_not(None)


def _office(offices: tuple[tuple[str, str], ...]) -> sa.ColumnElement[str]:
    numbering = [office for _, office in offices]
    usual = max(numbering, key=numbering.count)
    others = {kind: office for kind, office in offices if office != usual}
    otherwise = sa.literal(usual, sa.String())
    return sa.case(others, value=STAGE.c.item_type, else_=otherwise) if others else otherwise


def _merge_key(offices: tuple[tuple[str, str], ...], merges: bool, by_leader: bool) -> sa.ColumnElement[str]:
    parts = sa.bindparam("prefix", type_=sa.String()) + _office(offices) + "/" + sa.cast(STAGE.c.unit_id, sa.Text())
    if not merges:
        return parts + "/" + sa.cast(STAGE.c.row_id, sa.Text())
    return parts + sa.func.coalesce("/" + sa.cast(STAGE.c.leader_id, sa.Text()), "") if by_leader else parts


def _in_set() -> sa.ColumnElement[bool]:
    return STAGE.c.edge.in_(sa.bindparam("edges", expanding=True))


@cache
def _insert_orders(offices: tuple[tuple[str, str], ...], merges: bool, by_leader: bool) -> sa.Insert:
    key = _merge_key(offices, merges, by_leader).label("merge_key")
    each = (_office(offices).label("office"), STAGE.c.unit_id, key)
    groups = sa.select(*each).where(_in_set()).distinct().subquery("groups")
    shared = ("institution", "pack_version_id", "ladder", "rung", "paper", "drafted_on", "state")
    fixed = [sa.bindparam(name, type_=ORDER.c[name].type) for name in shared]
    columns = [*fixed, sa.false(), sa.literal(1), groups.c.office, groups.c.unit_id, groups.c.merge_key]
    names = [*shared, "answer_provisional", "version", "office", "unit_id", "merge_key"]
    query = sa.select(*columns).order_by(groups.c.unit_id, groups.c.merge_key)
    return sa.insert(ORDER).from_select(names, query)


@cache
def _insert_listed(offices: tuple[tuple[str, str], ...], merges: bool, by_leader: bool) -> sa.Insert:
    keyed = sa.and_(
        ORDER.c.institution == sa.bindparam("institution"), ORDER.c.merge_key == _merge_key(offices, merges, by_leader)
    )
    lines = sa.select(ORDER.c.id, STAGE.c.row_id, STAGE.c.limit_kind, STAGE.c.limit_on)
    listed = STAGE.outerjoin(ORDER, keyed)  # an inner join may read the stage anew for every paper
    query = lines.select_from(listed).where(_in_set()).order_by(STAGE.c.row_id)
    return sa.insert(LISTED).from_select(["order_id", "item_id", "limit_kind", "limit_on"], query)


@cache
def _by_office() -> sa.Select[str, int]:
    mine = [ORDER.c[name] == sa.bindparam(name) for name in ("institution", "drafted_on", "pack_version_id", "ladder")]
    mine += [ORDER.c.rung == sa.bindparam("rung"), ORDER.c.merge_key.is_not(None)]
    return sa.select(ORDER.c.office, sa.func.count()).where(*mine).group_by(ORDER.c.office).order_by(ORDER.c.office)


def _of(named: Mapping[str, Any]) -> dict[str, Any]:
    return {f"of_{name}": value for name, value in named.items() if name != "paper"}


@cache
def _serve() -> sa.Update:
    names = ("institution", "drafted_on", "pack_version_id", "ladder", "rung", "office")
    mine = [ORDER.c[name] == sa.bindparam(f"of_{name}") for name in names]
    place = sa.func.row_number().over(order_by=(ORDER.c.unit_id, ORDER.c.id)).label("place")
    chosen = sa.select(ORDER.c.id, place).where(*mine, ORDER.c.merge_key.is_not(None)).subquery("chosen")
    serial = sa.bindparam("base", type_=sa.Integer()) + chosen.c.place
    number = sa.bindparam("before", type_=sa.String()) + sa.cast(serial, sa.Text())
    sets = ("state", "year", "signed_at", "issued_at", "served_at", "answer_due_on", "answer_provisional")
    columns: dict[str, Any] = {name: sa.bindparam(f"set_{name}", type_=ORDER.c[name].type) for name in sets}
    columns |= {"serial": serial, "number": number + sa.bindparam("behind", type_=sa.String())}
    return sa.update(ORDER).values(columns).where(ORDER.c.id == chosen.c.id)


@cache
def _drafted() -> sa.Select[Any]:
    return sa.select(ORDER).where(*_day())


@cache
def _listed() -> sa.Select[Any]:
    return sa.select(LISTED).join_from(ORDER, LISTED, LISTED.c.order_id == driving(ORDER.c.id)).where(*_day())


def _day() -> tuple[sa.ColumnElement[bool], ...]:
    on = sa.bindparam("paper_on", type_=sa.Date())
    return _swept(sa.bindparam("paper_institution", type_=sa.String()), on)
