"""What `duban verify` checks of records of every kind: each step a move of the record's machine."""

import json
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.packs import pack_behind
from duban.services.records import RecordKind
from duban.services.verify_items import UNREADABLE, Fault
from duban.store.records import steps_of

FOLD, APPROVAL = 4, 9
"""The invariants' numbers in the design."""


def record_faults(session: Session, kinds: Sequence[RecordKind]) -> Iterator[Fault]:
    """Every step that the machine of its record does not have."""
    for kind in kinds:
        for step in steps_of(session, kind.table):
            try:
                says = _fault(session, kind, step)
            except UNREADABLE:
                says = "履历的内容读不出来"
            if says:
                yield FOLD, f"{kind.table.name} {step['row_id']}", says
            elif _by_own_hand(kind, step):
                says = f"“{kind.event_labels[step['event']]}”由同一个人办理自己的"
                yield APPROVAL, f"{kind.table.name} {step['row_id']}", says
        yield from ((FOLD, where, says) for where, says in kind.wrong(session))


def _by_own_hand(kind: RecordKind, step: sa.RowMapping) -> bool:
    """Whether whoever judged it was the one whose work it is."""
    column = kind.not_by.get(step["event"] or "")
    return bool(column) and step["person_id"] is not None and json.loads(step["after"]).get(column) == step["person_id"]


def _fault(session: Session, kind: RecordKind, step: sa.RowMapping) -> str | None:
    """A record is opened at its machine's first place and goes by its machine's moves.

    An act on something else leaves it where it stands, or takes it along by a move of no person (an item that ends).
    """
    after = json.loads(step["after"])
    pack = pack_behind(session, after).pack
    moves, came = kind.moves(pack, after), after["state"]
    if step["before"] is None:
        return None if came == moves.places[0] else f"第一条履历不是{moves.places[0]}，而是{came}"
    left, event = json.loads(step["before"])["state"], step["event"]
    of_machine = step["verb"] == f"{kind.table.name}_{event}"
    taken = (event,) if of_machine else tuple(kind.by_itself)
    known = any(row.event in taken and left in row.sources and came == row.target for row in moves.transitions)
    if known or (left == came and not of_machine):
        return kind.step_fault(pack, json.loads(step["before"]), after, event if of_machine else "")
    return f"“{step['verb']}”使它从 {left} 到 {came}，状态机没有这一步"
