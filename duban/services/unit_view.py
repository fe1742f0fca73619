"""A unit, or a leader's line, as its page shows it: what it owes, its targets, what it missed, who answers for it."""

from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.institutions.schema import Pack
from duban.services.heads import holders_of
from duban.services.institution import RunningInstitution
from duban.services.item_pages import ItemQuery, item_page
from duban.services.records_view import local_text
from duban.services.target_view import targets_listed
from duban.store.org import list_holdings, list_units, unit_ids
from duban.store.sight import Sight, unit_names
from duban.store.targets import ChosenTargets
from duban.store.units import breaches_of, leaders_with_items, tallied

Told = dict[str, Any]
MOST = 200


def units_listed(session: Session, pack: Pack, on: date, sight: Sight) -> list[Told]:
    """Every unit that the reader sees, with how much it has open, late and on record as missed."""
    counts, names = tallied(session, pack.code, on), unit_names(session, sight)
    none = {"open": 0, "late": 0, "breaches": 0}
    rows = [{"unit": row["name"], **counts.get(row["id"], none)} for row in list_units(session, pack.code)]
    return [row for row in rows if names is None or row["unit"] in names]


def told_unit(session: Session, running: RunningInstitution, unit: str, on: date, sight: Sight) -> Told:
    """One unit. Raises NotFound for what is not there or not the reader's."""
    pack = running.pack
    names, unit_id = unit_names(session, sight), unit_ids(session, pack.code).get(unit)
    if unit_id is None or (names is not None and unit not in names):
        raise NotFound("单位", unit, "没有这个单位，或不属您的单位，请从列表中打开")
    people = holders_of(session, pack, unit_id, on)
    return {
        "unit": unit,
        "people": [{"post": row["post"], "person": row["person"], "is_deputy": row["is_deputy"]} for row in people],
        "owes": _owed(session, running, ItemQuery(units=(unit,), seen_by=sight.unit_ids), on),
        "targets": list(targets_listed(session, pack.code, ChosenTargets(unit=unit, sight=sight), on)),
        "breaches": [_breach(row) for row in breaches_of(session, pack.code, unit_id)],
    }


def leaders_listed(session: Session, pack: Pack, on: date) -> list[Told]:
    """Every leader who has items in charge, with how many are open and late."""
    posts: dict[int, str] = {}
    for row in list_holdings(session, pack.code, on):
        posts.setdefault(row["person_id"], f"{row['unit']}{row['post']}")
    return [{**row, "post": posts.get(row["id"], "")} for row in leaders_with_items(session, pack.code, on)]


def told_leader(session: Session, running: RunningInstitution, person_id: int, on: date) -> Told:
    """The line of one leader: its items, its units, its targets. Raises NotFound."""
    pack = running.pack
    found = next((row for row in leaders_listed(session, pack, on) if row["id"] == person_id), None)
    if found is None:
        raise NotFound("牵头领导", str(person_id), "没有由这位领导牵头的事项，请从列表中打开")
    items = _owed(session, running, ItemQuery(leader_id=person_id), on)
    targets = targets_listed(session, pack.code, ChosenTargets(leader_id=person_id), on)
    units = dict.fromkeys(each["unit"] for each in items)
    return {
        **found,
        "owes": items,
        "units": list(units),
        "targets": list(targets),
    }


def _owed(session: Session, running: RunningInstitution, query: ItemQuery, on: date) -> list[Told]:
    """The open items that the query is about, as the ledger's first page shows them."""
    return item_page(session, running, replace(query, is_open=True), on, size=MOST).items


def _breach(row: sa.RowMapping) -> Told:
    cleared = local_text(row["cleared_at"]) if row["cleared_at"] else None
    return {"code": row["code"], "limit_on": row["limit_on"].isoformat(), "cleared_at": cleared}
