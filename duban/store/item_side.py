"""Queries about what hangs on an item: co-units, schedule, links, notes and attributions."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.evidence import HISTORY
from duban.store.item_story import FEEDBACK
from duban.store.items import BREACH, ITEM, TEXT, UNIT
from duban.store.orders import LISTED, ORDER
from duban.store.sight import EVERYTHING, Sight
from models import Attribution, CoUnit, ItemLink, ItemNode, ItemNote, Verdict, table_of
from states.item import OVER, FeedbackKind
from states.order import PENDING, OrderState

CO_UNIT, NODE, LINK, NOTE = (table_of(model) for model in (CoUnit, ItemNode, ItemLink, ItemNote))
ATTRIBUTION = table_of(Attribution)
FINAL = (FeedbackKind.complete, FeedbackKind.terminate, FeedbackKind.merge)
"""Reports that say how an item ends."""


def co_units_of(session: Session, item_ids: Sequence[int], *, ever: bool = False) -> Sequence[sa.RowMapping]:
    """The units that help with these items (`ever`: or did once), each with its name."""
    return session.execute(_co_units_of(ever=ever), {"item_ids": list(item_ids)}).mappings().all()


@cache
def _co_units_of(*, ever: bool) -> sa.Select[Any]:
    query = (
        sa.select(CO_UNIT, UNIT.c.name.label("unit"))
        .join_from(CO_UNIT, UNIT, UNIT.c.id == CO_UNIT.c.unit_id)
        .where(CO_UNIT.c.item_id.in_(sa.bindparam("item_ids", expanding=True)))
    )
    query = query if ever else query.where(CO_UNIT.c.left_at.is_(None))
    return query.order_by(CO_UNIT.c.item_id, CO_UNIT.c.id)


def nodes_of(session: Session, item_id: int) -> Sequence[sa.RowMapping]:
    """The item's schedule, earliest first, each node with the report by which it was done."""
    query = node_columns().where(NODE.c.item_id == item_id).order_by(NODE.c.due_on, NODE.c.id)
    return session.execute(query).mappings().all()


def node_columns(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Nodes, with the report by which each was done."""
    told = (FEEDBACK.c.given_at, FEEDBACK.c.verdict)
    joined = sa.select(NODE, *told, *more).select_from(NODE)
    return joined.join(FEEDBACK, FEEDBACK.c.id == NODE.c.feedback_id, isouter=True)


def links_of(session: Session, item_id: int) -> Sequence[sa.RowMapping]:
    """The items that this one goes back to, and those that go back to it (`back` tells which), by link."""
    found = []
    for own, other, back in ((LINK.c.item_id, LINK.c.other_id, False), (LINK.c.other_id, LINK.c.item_id, True)):
        columns = (LINK.c.id, LINK.c.kind, ITEM.c.code, TEXT.c.title, sa.literal(back).label("back"))
        joined = sa.select(*columns).join_from(LINK, ITEM, ITEM.c.id == other).join(TEXT, TEXT.c.item_id == other)
        found.append(joined.where(own == item_id))
    rows = session.execute(sa.union_all(*found)).mappings().all()
    return sorted(rows, key=lambda row: int(row["id"]))


def attributions_of(session: Session, item_id: int) -> Sequence[sa.RowMapping]:
    """The item's missed limits that a co-unit has to answer for, each with the unit and the limit."""
    query = (
        sa.select(ATTRIBUTION, BREACH.c.limit_kind, BREACH.c.limit_on, UNIT.c.name.label("unit"))
        .join_from(ATTRIBUTION, BREACH, BREACH.c.id == ATTRIBUTION.c.breach_id)
        .join(UNIT, UNIT.c.id == ATTRIBUTION.c.unit_id)
        .where(BREACH.c.item_id == item_id)
    )
    return session.execute(query.order_by(ATTRIBUTION.c.id)).mappings().all()


def open_items_of(session: Session, institution: str, unit_id: int) -> Sequence[sa.RowMapping]:
    """The open items that the unit leads, by code."""
    mine = (ITEM.c.institution == institution, ITEM.c.lead_unit_id == unit_id, ITEM.c.state.not_in(OVER))
    query = sa.select(ITEM, TEXT.c.title).join_from(ITEM, TEXT, TEXT.c.item_id == ITEM.c.id).where(*mine)
    return session.execute(query.order_by(ITEM.c.code)).mappings().all()


def helped_by(session: Session, unit_id: int) -> Sequence[sa.RowMapping]:
    """The rows of that unit as one that helps with open items, each with the item's lead unit."""
    mine = (CO_UNIT.c.unit_id == unit_id, CO_UNIT.c.left_at.is_(None), ITEM.c.state.not_in(OVER))
    query = sa.select(CO_UNIT, ITEM.c.lead_unit_id).join_from(CO_UNIT, ITEM, ITEM.c.id == CO_UNIT.c.item_id)
    return session.execute(query.where(*mine).order_by(CO_UNIT.c.id)).mappings().all()


def papers_on_the_way(session: Session, institution: str, unit_id: int) -> Sequence[sa.RowMapping]:
    """The unit's papers that were drafted and not served yet, by id."""
    mine = (ORDER.c.institution == institution, ORDER.c.unit_id == unit_id, ORDER.c.state.in_(PENDING))
    return session.execute(sa.select(ORDER).where(*mine).order_by(ORDER.c.id)).mappings().all()


def papers_of(session: Session, item_id: int) -> Sequence[sa.RowMapping]:
    """The papers that list the item, and the limit that it missed on each, by id."""
    joined = sa.select(ORDER, LISTED.c.limit_kind, LISTED.c.limit_on).join_from(
        LISTED, ORDER, ORDER.c.id == LISTED.c.order_id
    )
    mine = (LISTED.c.item_id == item_id, LISTED.c.struck_at.is_(None))
    return session.execute(joined.where(*mine).order_by(ORDER.c.id)).mappings().all()


def papers_with_points(
    session: Session, institution: str, unit: str | None = None, *, ever: bool = False, sight: Sight = EVERYTHING
) -> Sequence[sa.RowMapping]:
    """Every limit that was missed, stands, and was followed by a paper that was served, with who has to answer.

    `ever`: also what stands no longer, being cleared or the paper voided (`stands` tells).
    """
    lead, co = UNIT.alias("lead"), UNIT.alias("co")
    missed = sa.and_(
        BREACH.c.item_id == LISTED.c.item_id,
        BREACH.c.limit_kind == LISTED.c.limit_kind,
        BREACH.c.limit_on == LISTED.c.limit_on,
    )
    stands = sa.and_(BREACH.c.cleared_at.is_(None), ORDER.c.state.in_((OrderState.served, OrderState.answered)))
    columns = (ORDER.c.pack_version_id, ORDER.c.ladder, ORDER.c.rung, ORDER.c.number, ITEM.c.code)
    missing = (BREACH.c.limit_kind, BREACH.c.limit_on, lead.c.name.label("unit"), co.c.name.label("co_unit"))
    keys = (LISTED.c.id.label("row_id"), lead.c.id.label("unit_id"), co.c.id.label("co_unit_id"))
    query = (
        sa.select(*columns, *missing, *keys, ATTRIBUTION.c.reason, stands.label("stands"))
        .join_from(ORDER, LISTED, LISTED.c.order_id == ORDER.c.id)
        .join(BREACH, missed)
        .join(ITEM, ITEM.c.id == LISTED.c.item_id)
        .join(lead, lead.c.id == ORDER.c.unit_id)
        .join(ATTRIBUTION, ATTRIBUTION.c.breach_id == BREACH.c.id, isouter=True)
        .join(co, co.c.id == ATTRIBUTION.c.unit_id, isouter=True)
        .where(ORDER.c.institution == institution, ORDER.c.rung.is_not(None), LISTED.c.struck_at.is_(None))
        .where(ORDER.c.served_at.is_not(None) if ever else stands)
    )
    query = query if unit is None else query.where(sa.func.coalesce(co.c.name, lead.c.name) == unit)
    query = query.where(*sight.of_unit(sa.func.coalesce(co.c.id, lead.c.id)))
    return session.execute(query.order_by(ORDER.c.id, LISTED.c.id)).mappings().all()


def results_of(session: Session, institution: str, item_types: Sequence[str], sight: Sight) -> Sequence[sa.RowMapping]:
    """The items of these types whose outcome was accepted, with what was reported and when it was accepted."""
    accepted = (FEEDBACK.c.verdict == Verdict.accepted, FEEDBACK.c.kind.in_(FINAL))
    columns = (ITEM, TEXT.c.title, UNIT.c.name.label("unit"), FEEDBACK.c.says, FEEDBACK.c.checked_at)
    query = (
        sa.select(*columns)
        .join_from(FEEDBACK, ITEM, ITEM.c.id == FEEDBACK.c.item_id)
        .join(TEXT, TEXT.c.item_id == ITEM.c.id)
        .join(UNIT, UNIT.c.id == ITEM.c.lead_unit_id)
        .where(ITEM.c.institution == institution, ITEM.c.item_type.in_(item_types), *accepted)
        .where(*sight.of_item())
    )
    return session.execute(query.order_by(FEEDBACK.c.checked_at.desc(), FEEDBACK.c.id.desc())).mappings().all()


def number_given(session: Session, institution: str, seq: int) -> str | None:
    """The number of the paper that the act drafted and numbered, or None."""
    drafted = (HISTORY.c.institution == institution, HISTORY.c.act_seq == seq, HISTORY.c.before.is_(None))
    query = sa.select(ORDER.c.number).join_from(HISTORY, ORDER, ORDER.c.id == HISTORY.c.row_id)
    query = query.where(*drafted, HISTORY.c.table_name == ORDER.name)
    return session.execute(query.limit(1)).scalar_one_or_none()
