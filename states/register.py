"""The machine of a register's entries (登记簿), generated from the states and moves that the pack writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from states.engine import MoveTable, Refusal, SingleGuard, Transition

CORRECT, VOID = "correct", "void"
"""What every register has beside the moves of the pack: an entry is corrected, or was a mistake."""
VOIDED = "voided"
"""Where a mistake ends; it stays on record and counts for nothing."""
REGISTER_LABELS = {VOIDED: "已作废"}
REGISTER_EVENT_LABELS = {CORRECT: "更正", VOID: "作废", "open": "登记"}


@dataclass(frozen=True)
class MoveCheck:
    """What is not done when an entry is filled in like this: some fields with these values, a number above a bound."""

    when: tuple[tuple[str, str], ...]
    says: str
    number: str | None = None
    at_most: float | None = None
    clause: str | None = None

    def meets(self, values: Mapping[str, str]) -> bool:
        """Whether an entry with these values is one that it speaks of."""
        if any(values.get(field) != value for field, value in self.when):
            return False
        return self.number is None or self.at_most is None or Decimal(values.get(self.number) or 0) > self.at_most


@dataclass(frozen=True)
class RegisterMove:
    """A move as the pack writes it: from where to where, which posts may, which fields must be filled by then."""

    name: str
    sources: tuple[str, ...]
    target: str
    posts: tuple[str, ...] = ()
    fill: tuple[str, ...] = ()
    clause: str | None = None
    checks: tuple[MoveCheck, ...] = ()
    """What keeps an entry from it; each is set aside for itself."""
    receipt: bool = False
    """Whether it is taken when the other institution has acted, and not by a person."""


@cache
def register_moves(states: tuple[str, ...], moves: tuple[RegisterMove, ...]) -> MoveTable:
    """The table of a register with these states, the first one being where an entry begins."""
    return MoveTable(
        places=(*states, VOIDED),
        transitions=(
            *(Transition(move.name, move.sources, move.target, _guards(move)) for move in moves),
            *(Transition(CORRECT, (state,), state) for state in states),
            Transition(VOID, states, VOIDED),
        ),
    )


def _guards(move: RegisterMove) -> tuple[SingleGuard, ...]:
    return (_may_move(move), *map(_not_when, move.checks))


def _not_when(check: MoveCheck) -> SingleGuard:
    def not_when(subject: Mapping[str, Any]) -> Refusal | None:
        """What is filled in (`filled`) is nothing that the pack keeps from this move."""
        return Refusal(check.says, check.clause) if check.meets(subject["filled"]) else None

    return not_when


def _may_move(move: RegisterMove) -> SingleGuard:
    def may_move(subject: Mapping[str, Any]) -> Refusal | None:
        """Whoever acts holds a post of the pack (`post`), and what the move asks for is filled in (`filled`)."""
        if move.receipt and not subject["receipt"]:
            return Refusal("对方办理以后自动回执，不由人办", move.clause)
        if move.posts and subject["post"] not in move.posts:
            return Refusal(f"这一步由{'、'.join(move.posts)}办理，请用 --by 写明岗位", move.clause)
        missing = [name for name in move.fill if name not in subject["filled"]]
        if missing:
            remedy = " ".join(f"--set {name}=…" for name in missing)
            return Refusal(f"须先填写{'、'.join(missing)}，请加 {remedy}", move.clause)
        return None

    return may_move
