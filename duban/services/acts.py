"""Opening and sealing an act: who did what, when, under which clause, chained onto the institution's last act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store import evidence
from duban.store.canonical import canonical_row

LEDGER_CHAIN = "ledger"
"""The chain of acts that belong to the ledger as a whole: creating it, loading a calendar notice."""


@dataclass(frozen=True)
class Actor:
    """Who acts: the account of this machine, and the post and person they act as (none for the system itself)."""

    os_user: str
    post_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class ActDraft:
    """An act as it is asked for. `true_at` is when it happened, `recorded_at` when it was entered."""

    institution: str
    verb: str
    actor: Actor
    true_at: datetime
    recorded_at: datetime
    event: str | None = None
    clause: str | None = None
    reason: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class OpenAct:
    """An act whose place in the chain is taken and whose rows are being recorded; the chain's head is locked."""

    draft: ActDraft
    seq: int
    prev_hash: str

    @property
    def institution(self) -> str:
        return self.draft.institution


@dataclass(frozen=True)
class SealedAct:
    """An act on record."""

    institution: str
    seq: int
    hash: str
    rows: int


def answered(session: Session, draft: ActDraft) -> SealedAct | None:
    """The act that already answered this idempotency key, so that a retry changes nothing."""
    row = evidence.find_act(session, draft.institution, draft.key) if draft.key else None
    return SealedAct(row["institution"], row["seq"], row["hash"], row["rows"]) if row else None


def open_act(session: Session, draft: ActDraft) -> OpenAct:
    """Takes the next place in the chain and locks its head: do this after the rows are moved, not before."""
    head = evidence.lock_head(session, draft.institution)
    return OpenAct(draft, head.seq + 1, head.hash)


def record_new(session: Session, act: OpenAct, table: sa.Table, ids: Sequence[int]) -> None:
    """History for rows that the act inserted."""
    evidence.add_history_of_new(session, act.institution, act.seq, table, ids)


def seal(session: Session, act: OpenAct) -> SealedAct:
    """Writes the act over the history rows recorded under it, and moves the head."""
    draft = act.draft
    count, digest = evidence.digest(session, act.institution, act.seq)
    row = {
        "institution": act.institution,
        "seq": act.seq,
        "verb": draft.verb,
        "event": draft.event,
        "post_id": draft.actor.post_id,
        "person_id": draft.actor.person_id,
        "os_user": draft.actor.os_user,
        "true_at": draft.true_at,
        "recorded_at": draft.recorded_at,
        "clause": draft.clause,
        "reason": draft.reason,
        "idempotency_key": draft.key,
        "rows": count,
        "digest": digest,
        "prev_hash": act.prev_hash,
    }
    text = canonical_row(evidence.ACT, row)
    sealed = evidence.seal_of(act.prev_hash, text)
    evidence.add_act(session, {**row, "text": text, "hash": sealed})
    return SealedAct(act.institution, act.seq, sealed, count)
