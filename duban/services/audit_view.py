"""Acts as an auditor reads them: who, when it happened and was entered, on what, and every row before and after."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.services.act_labels import verb_label
from duban.services.records_view import local_text
from duban.store import audit as store
from duban.store.audit import ChosenActs
from duban.store.evidence import list_chains

MOST_ROWS = 500
Told = dict[str, Any]


def chains_of(session: Session) -> list[str]:
    """The chains that the ledger keeps, one for each institution and the ledger's own."""
    return list(list_chains(session))


def listed(session: Session, chain: str, chosen: ChosenActs, most: int) -> list[Told]:
    """Acts, the last first. Raises NotFound for a chain that is not there."""
    if chain not in list_chains(session):
        raise NotFound("证据链", chain, f"台账里有：{'、'.join(list_chains(session))}")
    return [_told(row) for row in store.list_acts(session, chain, chosen, most)]


def shown(session: Session, chain: str, seq: int) -> Told:
    """One act with the rows that it touched. Raises NotFound."""
    row = store.find_act(session, chain, seq)
    if row is None:
        raise NotFound("行为", f"{chain}#{seq}", "请从行为清单中打开")
    touched = [_touched(each) for each in store.rows_of_act(session, chain, seq, MOST_ROWS)]
    sealed = {name: row[name] for name in ("digest", "prev_hash", "hash", "idempotency_key", "rows")}
    return {**_told(row), **sealed, "touched": touched}


def _told(row: sa.RowMapping) -> Told:
    plain = {name: row[name] for name in ("institution", "seq", "verb", "event", "clause", "reason", "rows", "hash")}
    who = f"{row['unit']}{row['post']}/{row['person']}" if row["person"] else row["os_user"]
    times = {name: local_text(row[name]) for name in ("true_at", "recorded_at")}
    return {**plain, **times, "label": verb_label(row["verb"]), "who": who, "account": row["os_user"]}


def _touched(row: sa.RowMapping) -> Told:
    before, after = json.loads(row["before"] or "{}"), json.loads(row["after"])
    return {"table": row["table_name"], "row": row["row_id"], "new": not before, "changed": _changed(before, after)}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Told]:
    names = [name for name in after if before.get(name) != after[name]]
    return [{"name": name, "before": before.get(name), "after": after[name]} for name in names]
