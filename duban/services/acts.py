"""Opening and sealing an act: who did what, when, under which clause, chained onto the institution's last act."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from getpass import getuser
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import KeyReused
from duban.store import evidence
from duban.store.attachment_files import KeptFile
from duban.store.canonical import canonical_row, hash_text

LEDGER_CHAIN = "ledger"
"""The chain of acts that belong to the ledger as a whole: creating it, loading a calendar notice."""


@dataclass(frozen=True)
class Actor:
    """Who acts: the account of this machine, and the post and person they act as (none for the system itself)."""

    os_user: str
    post_id: int | None = None
    person_id: int | None = None


def this_account() -> Actor:
    """The account of this machine: whoever types a command, and the system itself in the service."""
    return Actor(os_user=getuser())


@dataclass(frozen=True)
class ActDraft:
    """An act as it is asked for. `true_at` is when it happened, `recorded_at` when it was entered.

    `request` holds what else the asker gave (subject, arguments): under one idempotency key it may not change, nor may
    the files that came with it.
    """

    institution: str
    verb: str
    actor: Actor
    true_at: datetime
    recorded_at: datetime
    event: str | None = None
    clause: str | None = None
    reason: str | None = None
    key: str | None = None
    request: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[KeptFile, ...] = ()

    def request_hash(self) -> str | None:
        """What a retry must have in common with the first request; None without a key.

        A true time that was not given is the time of asking, which differs at every try.
        """
        if self.key is None:
            return None
        given = None if self.true_at == self.recorded_at else self.true_at
        who = (self.actor.post_id, self.actor.person_id)
        asked = [self.verb, self.event, who, given, self.reason, self.request]
        asked += sorted(file.sha256 for file in self.files)
        return hash_text(json.dumps(asked, ensure_ascii=False, sort_keys=True, default=str))


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
    """An act on record, and what its asker was told."""

    institution: str
    seq: int
    hash: str
    rows: int
    answer: Any = None


def answered(session: Session, draft: ActDraft) -> SealedAct | None:
    """The act that already answered this idempotency key, so that a retry changes nothing.

    Lock what the act moves (or the chain's head, `open_or_answer`) before asking: of two requests at once the second
    waits and then finds the answer. Raises KeyReused when the key answered another request.
    """
    row = evidence.find_act(session, draft.institution, draft.key) if draft.key else None
    if row is None:
        return None
    if row["request_hash"] != draft.request_hash():
        raise KeyReused(draft.key or "", f"{row['institution']}#{row['seq']}")
    answer = json.loads(row["answer"]) if row["answer"] else None
    return SealedAct(row["institution"], row["seq"], row["hash"], row["rows"], answer)


def open_act(session: Session, draft: ActDraft) -> OpenAct:
    """Takes the next place in the chain and locks its head: do this after the rows are moved, not before."""
    head = evidence.lock_head(session, draft.institution)
    return OpenAct(draft, head.seq + 1, head.hash)


def open_or_answer(session: Session, draft: ActDraft) -> OpenAct | SealedAct:
    """For an act that only inserts: an open act, or the one that answered this key. Raises KeyReused."""
    act = open_act(session, draft)
    return answered(session, draft) or act


def record_new(session: Session, act: OpenAct, table: sa.Table, ids: Sequence[int]) -> None:
    """History for rows that the act inserted."""
    if ids:
        evidence.add_history_of_new(session, act.institution, act.seq, table, ids)


def seal(session: Session, act: OpenAct, answer: Any = None) -> SealedAct:
    """Writes the act over the history rows recorded under it, and moves the head. `answer` is kept for retries."""
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
        "request_hash": draft.request_hash(),
        "answer": None if answer is None else json.dumps(answer, ensure_ascii=False, sort_keys=True),
    }
    text = canonical_row(evidence.ACT, row)
    sealed = evidence.seal_of(act.prev_hash, text)
    evidence.add_act(session, {**row, "text": text, "hash": sealed})
    return SealedAct(act.institution, act.seq, sealed, count, answer)
