"""How an item climbs its ladder: what leads to each rung by itself, when people ask for it, and by which paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from states.engine import Transition
from states.item import ItemEvent, ItemState, LimitKind, place_of
from states.predicates import All, AnyOf, Given, Op, Predicate, Test

LIMIT_FIELDS: dict[LimitKind, str] = {
    LimitKind.feedback: "feedback_due_on",
    LimitKind.answer: "climb_due_on",
    LimitKind.completion: "completion_due_on",
    LimitKind.progress: "behind_on",
    LimitKind.quality: "failed_on",
    LimitKind.issue: "issue_due_on",
}
"""The column of an item that holds the day of each limit."""


@dataclass(frozen=True)
class Cause:
    """One reason to climb: a limit that was missed, or (no `limit`) how often the rung `after` was reached lately.

    `after` is also the rung whose paper went unanswered.
    """

    limit: LimitKind | None
    after: str | None = None


@dataclass(frozen=True)
class RungStep:
    """A rung and what leads to it by itself, any one of the causes; none: only a person takes an item there."""

    rung: str
    causes: tuple[Cause, ...] = ()

    @property
    def place(self) -> str:
        """The machine's name of standing on this rung."""
        return place_of(ItemState.escalated, self.rung)


def common_ladder(*rungs: str) -> tuple[RungStep, ...]:
    """The ladder that most documents write: late feedback, and from then on each paper that went unanswered."""
    first = tuple(RungStep(rung, (Cause(LimitKind.feedback),)) for rung in rungs[:1])
    return (*first, *(RungStep(rung, (Cause(LimitKind.answer, below),)) for below, rung in pairwise(rungs)))


WORKING: tuple[str, ...] = (ItemState.issued, ItemState.in_progress, ItemState.long_term)
"""Where an item stands below its ladder. Limits run from service, so it climbs whether or not the unit has signed."""

NOT_HELD = AnyOf((Test("climb_held_on", Op.missing), Test("climb_held_on", Op.lt, Given("on"))))
"""延期申请答复以前、文书暂缓期间暂不升级，以 climb_held_on 当日为限。"""

NOT_AWAITING = Test("awaits", Op.missing)
"""已经拟了文书、等待送达的不再拟。"""


def climbs(ladder: Sequence[RungStep]) -> list[Transition]:
    """What the sweep may do: at once where nobody approves the paper (climb), else the item waits for it (miss)."""
    rows = list(_caused(ladder))
    return [*rows, *(_waiting(row, source) for row in rows for source in row.sources)]


def papers(ladder: Sequence[RungStep]) -> list[Transition]:
    """The service of a paper takes up what waits for it; what is checked or paused comes back to its rung later."""
    rows = []
    for number, step in enumerate(ladder):
        awaited = Test("awaits", Op.eq, step.rung)
        rows.append(Transition(ItemEvent.paper, _below(ladder, number), step.place, awaited, "没有在等这份文书"))
    aside = (ItemState.checking, ItemState.suspended) if ladder else ()
    return [*rows, *(Transition(ItemEvent.paper, (here,), here, AWAITING, "没有在等文书") for here in aside)]


AWAITING = Test("awaits", Op.present)
"""已经拟了文书、等待送达。"""


def escalations(ladder: Sequence[RungStep]) -> list[Transition]:
    """A person may take an item, before its limits run out, where the ladder leads from its place: never two rungs.

    As in a sweep it climbs at once where nobody approves the paper (escalate), else it waits for it (put_forward).
    """
    ways = dict.fromkeys((source, row.target) for row in _caused(ladder) for source in row.sources)
    at_once = [
        Transition(ItemEvent.escalate, (source,), target, NOT_AWAITING, "文书已经拟出，正在等它送达")
        for source, target in ways
    ]
    waiting = [replace(row, event=ItemEvent.put_forward, target=row.sources[0]) for row in at_once]
    return [*at_once, *waiting]


def _below(ladder: Sequence[RungStep], number: int) -> tuple[str, ...]:
    return (*WORKING, *(step.place for step in ladder[:number]))


def _caused(ladder: Sequence[RungStep]) -> Iterator[Transition]:
    """Highest rung first: what several causes would take to different rungs goes to the highest, in one step."""
    for number, step in reversed(list(enumerate(ladder))):
        for cause in step.causes:
            for sources, ripe in _ripe(cause, tuple(lower.place for lower in ladder[:number])):
                guard = All((ripe, NOT_HELD, NOT_AWAITING))
                yield Transition(ItemEvent.climb, sources, step.place, guard, "时限尚未届满", cause)


def _ripe(cause: Cause, lower: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Predicate]]:
    """From where a cause leads upwards, and what must hold there. The day of a limit itself is still in time."""
    if cause.limit is None:
        yield (place_of(ItemState.escalated, cause.after),), Test(COUNTED, Op.ge, Given("times"))
    elif cause.limit is LimitKind.answer:
        yield (place_of(ItemState.escalated, cause.after),), _passed("climb_due_on")
    elif cause.limit is LimitKind.feedback:
        yield WORKING, _passed("climb_due_on")
        if lower:
            yield lower, _passed("feedback_due_on")
    elif cause.limit is LimitKind.completion:
        yield (*WORKING, *lower), _passed("completion_due_on")
    else:
        yield (*WORKING, *lower), Test(LIMIT_FIELDS[cause.limit], Op.present)


COUNTED = "papers_counted"
"""How many papers of the counted rung were served in the span that is looked back on: a fact beside the columns."""


def _passed(field: str) -> Test:
    return Test(field, Op.lt, Given("on"))


def _waiting(row: Transition, source: str) -> Transition:
    return replace(row, event=ItemEvent.miss, sources=(source,), target=source)
