"""What keeps an entry from a move (须、原则上), and what it is only advised of (建议), by what is filled in."""

from collections.abc import Mapping

from duban.core.errors import in_brackets
from duban.institutions.schema import Pack, Register, RegisterCheck, Strength
from states.engine import MoveTable
from states.register import MoveCheck, RegisterMove, register_moves


def register_table(register: Register, pack: Pack | None = None) -> MoveTable:
    """The machine of a register; what its pack says by way of advice keeps nobody from anything."""
    binding = [check for check in register.checks if pack is None or not is_advice(pack, check)]
    moves = tuple(
        RegisterMove(
            *(name, move.sources, move.target, move.by, move.fill, move.clause),
            checks=tuple(_as_machine(check) for check in binding if name in check.moves),
            receipt=bool(move.receipt),
        )
        for name, move in register.moves.items()
    )
    return register_moves(tuple(state.state for state in register.states), moves)


def prompts(pack: Pack, register: Register, values: Mapping[str, str]) -> list[RegisterCheck]:
    """The advice that speaks of an entry with these values; derived, never stored."""
    advice = [check for check in register.checks if is_advice(pack, check)]
    return [check for check in advice if _as_machine(check).meets(values)]


def prompt_text(check: RegisterCheck) -> str:
    """Advice as people read it."""
    return check.says + in_brackets(check.clause)


def is_advice(pack: Pack, check: RegisterCheck) -> bool:
    """Whether it rests on a clause that only advises."""
    clause = pack.clauses.get(check.clause or "")
    return clause is not None and clause.strength is Strength.advice


def _as_machine(check: RegisterCheck) -> MoveCheck:
    return MoveCheck(tuple(check.when.items()), check.says, check.number, check.at_most, check.clause)
