"""What a sweep needs to know of a pack's ladder. `ladder_plan` is the one seam to the pack model."""

from dataclasses import dataclass
from datetime import date

from duban.core.timelimits import Limit, resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Merge, Pack, Rung
from states.engine import MoveTable
from states.item import LimitKind, item_moves
from states.order import OrderEvent, order_moves


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
    """One rung: which missed limit leads to it by itself (None: only a person), its paper, how long it waits."""

    rung: str
    after: LimitKind | None
    paper: PaperPlan
    answer: Limit | None = None
    clause: str | None = None
    assumed: str | None = None


@dataclass(frozen=True)
class LadderPlan:
    """A ladder's rungs, lowest first; an item without a ladder has none."""

    rungs: tuple[RungPlan, ...] = ()

    @property
    def moves(self) -> MoveTable:
        """The machine of an item on this ladder."""
        return item_moves(tuple(rung.rung for rung in self.rungs))

    def climbs_on_feedback(self) -> bool:
        """Whether missing the feedback limit leads to the first rung by itself."""
        return bool(self.rungs) and self.rungs[0].after is LimitKind.feedback

    def rung_plan(self, rung: str) -> RungPlan:
        """The plan of a rung by its name."""
        return next(plan for plan in self.rungs if plan.rung == rung)

    def waits_for(self, rung: str) -> Limit | None:
        """The answer limit that a climb from this rung waits for; None where nothing climbs by itself."""
        names = [plan.rung for plan in self.rungs]
        above = self.rungs[names.index(rung) + 1 :]
        return self.rung_plan(rung).answer if above and above[0].after is LimitKind.answer else None

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
    rungs = pack.ladders[ladder] if ladder else ()
    plans = []
    for below, rung in zip((None, *rungs), rungs, strict=False):
        late = LimitKind.feedback if below is None and rung.climb.late == "feedback" else None
        unanswered = LimitKind.answer if below and rung.climb.unanswered == below.rung else None
        answer = rung.answer.within.limit if rung.answer else None
        plans.append(RungPlan(rung.rung, late or unanswered, _paper(rung), answer, rung.clause, rung.assumed))
    return LadderPlan(tuple(plans))


def _paper(rung: Rung) -> PaperPlan:
    approval = rung.approval
    named = (
        (OrderEvent.propose, approval.propose),
        (OrderEvent.agree, approval.agree),
        (OrderEvent.sign, approval.sign),
    )
    steps = tuple((step, post) for step, post in named if post)
    return PaperPlan(rung.paper, steps, approval.clause, approval.assumed, rung.merge is not Merge.none)
