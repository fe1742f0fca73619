"""The rows around the items of the object arm: papers' lines, numbers, messages, and the act with its history."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col, select

from benchmarks.raw import DRAFT
from benchmarks.seeding import ACTOR, NOW, ON
from duban.services.messages import TOLD
from duban.store.canonical import canonical_row, hash_text
from duban.store.evidence import ACT, seal_of
from models import Act, ActHead, Channel, History, Holding, Message, Order, OrderItem, Post, SeriesCounter, table_of
from states.item import ItemEvent, LimitKind

CHUNK = 1_000
LADDER, OFFICE = "催办-督办-约谈", "督查室"

Some = TypeVar("Some")
Line = tuple[str, int, str | None, str]
"""Table, row, and its text before and after."""


@dataclass(frozen=True)
class Missed:
    """An item that climbed: whose it is, where it stands now, and the limit that it missed."""

    item_id: int
    unit_id: int
    pack_version_id: int
    rung: str
    kind: LimitKind
    on: date

    @property
    def paper(self) -> tuple[str, int]:
        """Which paper it goes on."""
        return self.rung, self.unit_id


def tell(session: Session, seq: int, missed: Sequence[Missed]) -> list[Message]:
    """One message for everyone who holds a post of a late item's unit."""
    late = Counter(each.unit_id for each in missed)
    ends = sa.or_(col(Holding.to_on).is_(None), col(Holding.to_on) >= ON)
    held = session.execute(
        select(Post.unit_id, Holding.post_id, Holding.person_id)
        .join(Post, col(Post.id) == Holding.post_id)
        .where(Holding.from_on <= ON, ends)
        .order_by(col(Holding.post_id), col(Holding.person_id))
    ).all()
    messages = [
        Message(
            institution="county",
            act_seq=seq,
            channel=Channel.inbox,
            post_id=post_id,
            person_id=person_id,
            uid=hash_text(f"county#{seq}:{post_id}/{person_id}@{Channel.inbox}"),
            text=f"有{late[unit_id]}{TOLD[ItemEvent.climb]}",
        )
        for unit_id, post_id, person_id in held
        if unit_id in late
    ]
    session.add_all(messages)
    return messages


def list_items(
    session: Session, papers: dict[tuple[str, int], Order], missed: Sequence[Missed]
) -> Iterator[Sequence[OrderItem]]:
    """The lines of the papers, rung by rung, a chunk of them at a time."""
    for rung in dict.fromkeys(rung for rung, _ in papers):
        for some in in_chunks([each for each in missed if each.rung == rung]):
            lines = [
                OrderItem(
                    order_id=papers[each.paper].id or 0, item_id=each.item_id, limit_kind=each.kind, limit_on=each.on
                )
                for each in some
            ]
            yield added_rows(session, lines)


def count_numbers(session: Session, papers: Sequence[Order]) -> list[SeriesCounter]:
    """The series go on behind the numbers that were given."""
    given = Counter(paper.paper for paper in papers)
    counters = [
        SeriesCounter(institution="county", office=OFFICE, paper=paper, year=ON.year, last=last)
        for paper, last in given.items()
    ]
    session.add_all(counters)
    return counters


def seal_act(session: Session, head: ActHead, lines: Sequence[Line]) -> None:
    """The history and the act over it, chained onto the last one."""
    seq, digested = head.seq + 1, []
    for some in in_chunks(lines):
        rows = [
            History(
                institution="county",
                act_seq=seq,
                table_name=table,
                row_id=row_id,
                before=before,
                after=after,
                after_hash=hash_text(after),
            )
            for table, row_id, before, after in some
        ]
        added = added_rows(session, rows)
        digested += [f"{row.id}:{row.table_name}:{row.row_id}:{row.after_hash}" for row in added]
    act = Act(
        institution="county",
        seq=seq,
        verb=DRAFT.verb,
        event=DRAFT.event,
        os_user=ACTOR.os_user,
        true_at=NOW,
        recorded_at=NOW,
        idempotency_key=DRAFT.key,
        rows=len(digested),
        digest=hash_text("\n".join(digested)),
        prev_hash=head.hash,
        request_hash=DRAFT.request_hash(),
        text="",
        hash="",
    )
    act.text = canonical_row(ACT, vars(act))
    act.hash = seal_of(head.hash, act.text)
    session.add(act)
    head.seq, head.hash = seq, act.hash
    session.flush()


def added_rows(session: Session, rows: Sequence[Some]) -> Sequence[Some]:
    """The rows, numbered; the session lets go of them."""
    session.add_all(rows)
    session.flush()
    for row in rows:
        session.expunge(row)
    return rows


def lines_of(rows: Sequence[SQLModel], befores: Sequence[str | None] = ()) -> list[Line]:
    """What history says of these rows."""
    befores = befores or [None] * len(rows)
    return [
        (str(row.__tablename__), vars(row)["id"], before, after)
        for row, before, after in zip(rows, befores, texts_of(rows), strict=True)
    ]


def texts_of(rows: Sequence[SQLModel]) -> list[str]:
    return [canonical_row(table_of(type(row)), vars(row)) for row in rows]


def in_chunks(rows: Sequence[Some]) -> Iterator[Sequence[Some]]:
    return (rows[first : first + CHUNK] for first in range(0, len(rows), CHUNK))
