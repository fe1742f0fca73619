"""What a machine lets somebody do now, what it refuses and why, on which clause: one way for all that has a machine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from duban.services.acts import Actor
from duban.services.item_desk import Asked
from duban.services.records import RecordDesk, RecordKind, post_of, record_desk
from duban.services.records_view import cited
from duban.services.roles import HeldPost
from states.engine import NO_MOVE, MoveTable, Refusal


@dataclass(frozen=True)
class Moves:
    """Events that may be tried, why the others are refused, and what each rests on."""

    possible: frozenset[str] = frozenset()
    why_not: Mapping[str, str] = field(default_factory=dict)
    basis: Mapping[str, str] = field(default_factory=dict)


def as_posts(said: Asked, posts: Sequence[HeldPost]) -> list[Asked]:
    """The same asked as each of these posts; as it was where there are none."""
    actors = (Actor(said.actor.os_user, held.post_id, held.person_id) for held in posts)
    return [replace(said, actor=actor) for actor in actors] or [said]


def refusal(moves: MoveTable, place: str, event: str, subjects: Iterable[Mapping[str, Any]]) -> Refusal | None:
    """Why the machine refuses every one of these; None where it moves one, or judges by what only a form can tell."""
    found = [_refusal(moves, place, event, subject) for subject in subjects]
    return found[0] if all(found) else None


def _refusal(moves: MoveTable, place: str, event: str, subject: Mapping[str, Any]) -> Refusal | None:
    try:
        edge = moves.fire(place, event, subject)
    except KeyError:
        return None
    return edge if isinstance(edge, Refusal) else None


def told_refusal(found: Refusal, label: str) -> str:
    """The refusal in words, where what is refused stands in the state of that name."""
    return f"现为“{label}”，没有这一步" if found.reason == NO_MOVE else found.reason


def record_moves(
    session: Session, kind: RecordKind, code: str, said: Asked, posts: Sequence[HeldPost], *, institution: str
) -> Moves:
    """The moves that a record lets somebody who holds these posts make. Raises NotFound."""
    first = record_desk(session, kind, code, said, institution=institution, lock=False)
    desks = [replace(first, said=each) for each in as_posts(said, posts)]
    table, label, refused = first.moves, kind.labels.get(first.row["state"], first.row["state"]), {}
    for event in {row.event for row in table.transitions} - kind.by_itself:
        if found := refusal(table, first.row["state"], event, [_subject(desk, event) for desk in desks]):
            refused[event] = found
    possible = frozenset(first.next_events()) - refused.keys()
    why_not = {event: told_refusal(each, label) for event, each in refused.items()}
    return Moves(possible, why_not, {event: cited(first.pack, each.clause) for event, each in refused.items()})


def _subject(desk: RecordDesk, event: str) -> dict[str, Any]:
    """What is known of it before any form is filled in: files, reasons and words come with the form."""
    who = {"post": post_of(desk.session, desk.said), "person_id": desk.said.actor.person_id, "on": desk.said.on}
    return {**desk.row, **who, **(desk.kind.known(desk, event) if event in desk.next_events() else {})}
