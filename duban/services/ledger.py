"""Opening a ledger for business: its one row, and whether its clock may be set."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.services.acts import LEDGER_CHAIN, ActDraft, Actor, SealedAct, open_or_answer, record_new, seal
from duban.store.rows import add_rows
from models import Ledger, LedgerKind, table_of

LEDGER = table_of(Ledger)


def create_ledger(session: Session, kind: LedgerKind, *, now: datetime, actor: Actor) -> LedgerKind:
    """Says what the ledger is for; one that was created already keeps its kind, which is returned."""
    known = session.execute(sa.select(LEDGER.c.kind)).scalar_one_or_none()
    if known:
        return LedgerKind(known)
    act = open_or_answer(session, ActDraft(LEDGER_CHAIN, "create_ledger", actor, now, now, key="create"))
    if isinstance(act, SealedAct):
        return LedgerKind(act.answer["kind"])
    record_new(session, act, LEDGER, add_rows(session, LEDGER, [{"id": 1, "kind": kind, "created_at": now}]))
    seal(session, act, {"kind": kind})
    return kind


def ledger_kind(session: Session) -> LedgerKind:
    """What the ledger is for, asked once in a session: it never changes.

    Raises NotFound for one that was migrated but never created.
    """
    known: LedgerKind | None = session.info.get(LEDGER.name)
    if known is None:
        known = session.execute(sa.select(LEDGER.c.kind)).scalar_one_or_none()
    if known is None:
        raise NotFound("台账", str(session.get_bind().engine.url.database), "请先运行 duban init")
    return remember_kind(session, known)


def remember_kind(session: Session, kind: str) -> LedgerKind:
    """Lets the session keep what the ledger is for."""
    session.info[LEDGER.name] = found = LedgerKind(kind)
    return found
