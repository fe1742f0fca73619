"""Records and acts as people and scripts read them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SHANGHAI
from duban.institutions.schema import Pack
from duban.services.attachments import attachments_of
from duban.services.records import RecordDesk
from duban.store.records import acts_on

HIDDEN = ("id", "institution", "pack_version_id")
"""Columns that mean nothing to people."""


def told_record(desk: RecordDesk) -> dict[str, Any]:
    """One record: its columns in plain values, where it stands, what may come next, its files and every act on it."""
    kind, row = desk.kind, desk.row
    acts = told_acts(desk.session, kind.table, row["id"], kind.event_labels)
    files = attachments_of(desk.session, row["institution"], record_table=kind.table.name, record_id=row["id"])
    return {
        **told_row(row, kind.labels),
        "next": desk.next_events(),
        "attachments": files,
        "acts": [{**act, "cited": cited(desk.pack, act["clause"])} for act in acts],
    }


def told_row(row: sa.RowMapping, labels: Mapping[str, str]) -> dict[str, Any]:
    """A row's columns in plain values, with the word for its state."""
    plain = {name: plain_value(value) for name, value in row.items() if name not in HIDDEN}
    return {**plain, "label": labels.get(row["state"], row["state"])}


def told_acts(session: Session, table: sa.Table, row_id: int, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every act on the row: which step, who, when it happened and was entered, on what clause, why."""
    return [_act(act, labels) for act in acts_on(session, table, row_id)]


def _act(act: sa.RowMapping, labels: Mapping[str, str]) -> dict[str, Any]:
    who = f"{act['post']}/{act['person']}" if act["post"] else act["os_user"]
    times = {name: local_text(act[name]) for name in ("true_at", "recorded_at")}
    event = act["event"] or "open"
    # a register's moves are named by the pack, in Chinese; an act on something else has another machine's event
    step = labels.get(event) or (labels.get("open", "拟稿") if event.isascii() else event)
    return {"seq": act["seq"], "step": step, "by": who, **times, "clause": act["clause"], "reason": act["reason"]}


def cited(pack: Pack, clause: str | None) -> str:
    """A clause as a paper cites it: 《…》三-4."""
    return f"《{pack.document.title}》{pack.clauses[clause].at}" if clause in pack.clauses and clause else ""


def local_text(instant: datetime) -> str:
    """An instant as people read it: the minute in Shanghai."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def plain_value(value: object) -> object:
    """A column's value as JSON holds it."""
    if isinstance(value, datetime):
        return local_text(value)
    return value.isoformat() if isinstance(value, date) else value
