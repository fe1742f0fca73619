"""What a sweep needs to know of a pack's ladder. `ladder_plan` is the one seam to the pack model."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duban.core.periods import Period, PeriodUnit, add_months
from duban.core.timelimits import Limit, resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Climb, CountClimb, CountSpan, Merge, Pack, Rung
from states.engine import MoveTable
from states.item import LimitKind
from states.item_climbs import Cause, RungStep
from states.item_moves import item_moves
from states.order import OrderEvent, order_moves

MONTHS_BACK = {CountSpan.month: 1, CountSpan.quarter: 3, CountSpan.half_year: 6, CountSpan.year: 12}
"""How far a rolling count looks back."""
PERIOD_OF = {
    CountSpan.calendar_month: PeriodUnit.month,
    CountSpan.calendar_quarter: PeriodUnit.quarter,
    CountSpan.calendar_half_year: PeriodUnit.half_year,
    CountSpan.calendar_year: PeriodUnit.year,
}
"""The period that a count begins with."""


def counted_from(span: CountSpan, on: date) -> date:
    """The first day of what is counted on that day."""
    if span in PERIOD_OF:
        return Period.containing(PERIOD_OF[span], on).first
    return add_months(on, -MONTHS_BACK[span])


@dataclass(frozen=True)
class Clock:
    """When the next climb falls due, and the day it was counted from. An empty one never climbs."""

    due_on: date | None = None
    from_on: date | None = None
    provisional: bool = False


@dataclass(frozen=True)
class PaperPlan:
    """A paper: its kind, which post takes each step of its approval (none: automatic), and what one paper gathers."""

    kind: str
    steps: tuple[tuple[OrderEvent, str], ...] = ()
    clause: str | None = None
    assumed: str | None = None
    merges: bool = True
    by_leader: bool = True
    copies: tuple[str, ...] = ()
    """Whom its approver may have it copied to."""

    @property
    def moves(self) -> MoveTable:
        """The machine of such a paper."""
        return order_moves(tuple(step for step, _ in self.steps))

    @property
    def automatic(self) -> bool:
        """Whether nobody has to approve it."""
        return not self.steps


@dataclass(frozen=True)
class RungPlan:
    """One rung: what leads to it by itself (nothing: only a person), its paper, how long it waits for an answer."""

    step: RungStep
    paper: PaperPlan
    answer: Limit | None = None
    count: CountClimb | None = None
    clause: str | None = None
    assumed: str | None = None

    @property
    def rung(self) -> str:
        """Its name."""
        return self.step.rung

    def counted_since(self, on: date) -> date:
        """The first day that its count looks back on."""
        return counted_from(self.count.within, on) if self.count else on


@dataclass(frozen=True)
class LadderPlan:
    """A ladder's rungs, lowest first; an item without a ladder has none."""

    rungs: tuple[RungPlan, ...] = ()

    @property
    def moves(self) -> MoveTable:
        """The machine of an item on this ladder."""
        return item_moves(tuple(rung.step for rung in self.rungs))

    @property
    def causes(self) -> frozenset[Cause]:
        """Everything that makes an item climb by itself."""
        return frozenset(cause for rung in self.rungs for cause in rung.step.causes)

    def climbs_on(self, limit: LimitKind) -> bool:
        """Whether missing that limit leads to some rung by itself."""
        return any(cause.limit is limit for cause in self.causes)

    def rung_plan(self, rung: str) -> RungPlan:
        """The plan of a rung by its name. Raises LookupError: a damaged row may name any."""
        plan = next((plan for plan in self.rungs if plan.rung == rung), None)
        if plan is None:
            raise LookupError(rung)
        return plan

    def waits_for(self, rung: str) -> Limit | None:
        """The answer limit that a climb from this rung waits for; None where nothing climbs by itself."""
        return self.rung_plan(rung).answer if Cause(LimitKind.answer, rung) in self.causes else None

    def clock_at(self, rung: str, calendar: WorkCalendar, from_on: date) -> Clock:
        """The climb clock of an item that came to this rung on `from_on`."""
        limit = self.waits_for(rung)
        return clock_of(limit, calendar, from_on) if limit else Clock()


def clock_of(limit: Limit, calendar: WorkCalendar, from_on: date) -> Clock:
    """The clock that a limit starts on that day; empty where the limit names no day."""
    due = resolve(limit, calendar, since=from_on)
    return Clock(due.on, from_on, due.provisional) if due.on else Clock()


def ladder_plan(pack: Pack, ladder: str | None) -> LadderPlan:
    """The plan of one of the pack's ladders."""
    return LadderPlan(tuple(_rung(rung) for rung in (pack.ladders[ladder] if ladder else ())))


def _rung(rung: Rung) -> RungPlan:
    answer = rung.answer.within.limit if rung.answer else None
    step = RungStep(rung.rung, tuple(_causes(rung.climb)))
    return RungPlan(step, _paper(rung), answer, rung.climb.count, rung.clause, rung.assumed)


def _causes(climb: Climb) -> Iterator[Cause]:
    if climb.unanswered:
        yield Cause(LimitKind.answer, climb.unanswered)
    if climb.late:
        yield Cause(LimitKind(climb.late))
    if climb.slow:
        yield Cause(LimitKind.progress)
    if climb.quality:
        yield Cause(LimitKind.quality)
    if climb.count:
        yield Cause(None, climb.count.rung)


def _paper(rung: Rung) -> PaperPlan:
    approval = rung.approval
    named = (
        (OrderEvent.propose, approval.propose),
        (OrderEvent.agree, approval.agree),
        (OrderEvent.sign, approval.sign),
    )
    steps = tuple((step, post) for step, post in named if post)
    return PaperPlan(
        rung.paper,
        steps,
        approval.clause,
        approval.assumed,
        rung.merge is not Merge.none,
        rung.merge is Merge.unit_and_leader,
        rung.copies,
    )
