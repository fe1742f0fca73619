"""Runs a transition table on the `transitions` library: one subject, or one probe per edge for a set."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, cast

from transitions import EventData, Machine, MachineError

from states.predicates import All, AnyOf, Predicate, Test


@dataclass(frozen=True)
class Refusal:
    """Why an edge was not taken, in Chinese, with the clause that says so where there is one."""

    reason: str
    clause: str | None = None


NO_MOVE = "没有这一步"
"""The reason where the table has no such row."""
EXCEPTED = "excepted"
"""The clauses that a person with authority sets aside for this one act; plain guards that cite them let it pass."""
SingleGuard = Callable[[Mapping[str, Any]], Refusal | None]
"""A guard of an edge that is taken one subject at a time."""


@dataclass(frozen=True)
class Transition:
    """One row of a table. `otherwise` is said when a data guard does not hold; `cause` is what the guard finds.

    Of several plain guards each is judged for itself: what sets one aside leaves the others in force.
    """

    event: str
    sources: tuple[str, ...]
    target: str
    guard: Predicate | SingleGuard | tuple[SingleGuard, ...] | None = None
    otherwise: str = ""
    cause: Hashable | None = None


@dataclass(frozen=True)
class Edge:
    """A move that the machine made: from where to where, and under which row of the table."""

    source: str
    target: str
    transition: Transition

    @property
    def guard(self) -> Predicate | None:
        """The data guard that each member of a set must pass."""
        guard = self.transition.guard
        return guard if isinstance(guard, (Test, All, AnyOf)) else None


class GuardNotForSets(TypeError):
    """An edge with a plain-function guard was asked for a set. A programming error, never shown to people."""


@dataclass(frozen=True)
class MoveTable:
    """All places and moves of one machine."""

    places: tuple[str, ...]
    transitions: tuple[Transition, ...]

    def fire(
        self, source: str, event: str, subject: Mapping[str, Any], given: Mapping[str, Any] | None = None
    ) -> Edge | Refusal:
        """The move that `event` makes of one subject standing at `source`, or why it makes none."""
        runner = _Judged(subject, given or {})
        return self.run(runner, source, event) or runner.refusal or Refusal(NO_MOVE)

    def events_at(self, source: str) -> tuple[str, ...]:
        """What may happen to a subject that stands at `source`, guards aside, in the table's order."""
        return tuple(dict.fromkeys(row.event for row in self.transitions if source in row.sources))

    def edges(self, event: str) -> tuple[Edge, ...]:
        """Every move that `event` can make of a set, each fired once on a probe; guards are left to SQL."""
        return _probed(self, event)

    @cached_property
    def machine(self) -> Machine:
        """These moves and no others. It keeps no subject: each that it moves is handed to it for that one event."""
        machine = Machine(model=None, states=list(self.places), initial=None, auto_transitions=False, send_event=True)
        for row in self.transitions:
            for place in row.sources:
                machine.add_transition(str(row.event), str(place), str(row.target), conditions=_taken_if(row))
        return machine

    def run(self, subject: "Subject", source: str, event: str) -> Edge | None:
        """Fires `event` on a subject that stands at `source`; None when the machine does not move it."""
        known = self.machine.events.get(str(event))
        subject.state = str(source)
        try:
            moved = known is not None and known.trigger(subject)
        except MachineError:
            return None
        return Edge(str(source), subject.state, subject.taken) if moved and subject.taken else None


class Subject:
    """The plain thing that `transitions` moves, never a table row."""

    state: str
    taken: Transition | None = None

    def passes(self, row: Transition) -> bool:
        """Whether this subject may take that row of the table."""
        return row.guard is None


class _Judged(Subject):
    """Stands for one real subject: its guards are judged."""

    def __init__(self, subject: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self._subject = subject
        self._given = given
        self.refusal: Refusal | None = None

    def passes(self, row: Transition) -> bool:
        if row.guard is None:
            self.refusal = None
        elif isinstance(row.guard, (Test, All, AnyOf)):
            self.refusal = None if row.guard.holds(self._subject, self._given) else Refusal(row.otherwise)
        else:
            guards = row.guard if isinstance(row.guard, tuple) else (row.guard,)
            refusals = (self._unless_excepted(guard(self._subject)) for guard in guards)
            self.refusal = next((refusal for refusal in refusals if refusal), None)
        return self.refusal is None

    def _unless_excepted(self, refusal: Refusal | None) -> Refusal | None:
        excepted = refusal is not None and refusal.clause in self._given.get(EXCEPTED, ())
        return None if excepted else refusal


class _Probe(Subject):
    """Stands for every subject at one source: takes exactly the row it was made for."""

    def __init__(self, row: Transition) -> None:
        self._row = row

    def passes(self, row: Transition) -> bool:
        return row is self._row


def _taken_if(row: Transition) -> Callable[[EventData], bool]:
    def condition(event: EventData) -> bool:
        subject = cast("Subject", event.model)
        if not subject.passes(row):
            return False
        subject.taken = row
        return True

    return condition


@cache
def _probed(table: MoveTable, event: str) -> tuple[Edge, ...]:
    """A table never changes, so each of its edges is fired once in the life of the process."""
    found = []
    for row in table.transitions:
        if row.event != event:
            continue
        if callable(row.guard) or isinstance(row.guard, tuple):
            message = f"{event}: a plain-function guard cannot be compiled for a set"
            raise GuardNotForSets(message)
        found += [table.run(_Probe(row), source, event) for source in row.sources]
    return tuple(edge for edge in found if edge)
