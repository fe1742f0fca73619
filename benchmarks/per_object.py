"""The second arm: the same sweep object by object, as one writes it with SQLModel rows and a `transitions` machine.

It is meant to be good code of its kind: rows come and go in chunks, inserts are batched by the unit of work, one
machine serves all items, a clock is counted once for each rung, and there is one commit. It leaves the same ledger as
the other arms to the last byte, the chain of acts included.
"""

from collections.abc import Callable, Sequence
from itertools import chain

from sqlalchemy.orm import Session
from sqlmodel import col, select
from transitions import Machine

from benchmarks.object_rows import (
    LADDER,
    OFFICE,
    Line,
    Missed,
    count_numbers,
    in_chunks,
    lines_of,
    list_items,
    seal_act,
    tell,
    texts_of,
)
from benchmarks.seeding import NOW, ON
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Pack
from duban.services.ladders import Clock, LadderPlan, clock_of, ladder_plan
from duban.services.numbering import series_of
from models import ActHead, Breach, DayOutcome, Item, Order, SweepDay
from states.item import CLIMBING, ItemEvent, place_of, state_at
from states.order import OrderState


class Climber:
    """What the machine moves for an item: `transitions` cannot take a table row as its model."""

    state: str
    trigger: Callable[[str], bool]

    def __init__(self, item: Item) -> None:
        self.item = item

    def is_late(self) -> bool:
        """Whether the item's limit has passed and nothing holds its climb."""
        due_on, held_on = self.item.climb_due_on, self.item.climb_held_on
        return due_on is not None and due_on < ON and (held_on is None or held_on < ON)

    def take_place(self) -> None:
        """The row follows the machine."""
        self.item.state, self.item.rung = state_at(self.state)


class ObjectSweep:
    """The sweep of one ladder whose papers nobody has to approve."""

    def __init__(self, pack: Pack, calendar: WorkCalendar) -> None:
        self.pack = pack
        self.calendar = calendar
        self.plan = ladder_plan(pack, LADDER)
        self.clocks = {rung.rung: self.plan.clock_at(rung.rung, calendar, ON) for rung in self.plan.rungs}
        self.machine = _machine(self.plan)

    def run(self, session: Session) -> None:
        """The whole sweep, in the session's transaction."""
        head = session.get_one(ActHead, "county", with_for_update=True)
        seq = head.seq + 1
        day = SweepDay(institution="county", swept_on=ON, outcome=DayOutcome.done, act_seq=seq)
        session.add(day)
        missed, items, breaches = self._climb_all(session)
        messages = tell(session, seq, missed)
        papers = self._draft(session, missed)
        listed = [line for rows in list_items(session, papers, missed) for line in lines_of(rows)]
        counters = count_numbers(session, list(papers.values()))
        session.flush()
        added = [lines_of(rows) for rows in (messages, list(papers.values()))]
        last = [lines_of(rows) for rows in (counters, [day])]
        seal_act(session, head, [*items, *breaches, *chain(*added), *listed, *chain(*last)])

    def _climb_all(self, session: Session) -> tuple[list[Missed], list[Line], list[Line]]:
        """Every late item climbs; what they missed, and the history of items and breaches."""
        late = select(Item.id).where(
            Item.institution == "county", col(Item.state).in_(CLIMBING), col(Item.climb_due_on) < ON
        )
        missed: list[Missed] = []
        items: list[Line] = []
        breaches: list[Line] = []
        for ids in in_chunks(session.scalars(late.order_by(col(Item.id))).all()):
            found = session.scalars(
                select(Item).where(col(Item.id).in_(ids)).order_by(col(Item.id)).with_for_update()
            ).all()
            befores = texts_of(found)
            climbed = [self._climb(item) for item in found]
            recorded = _record(session, climbed)
            session.flush()
            items += lines_of(found, befores)
            breaches += lines_of(recorded)
            missed += climbed
            for row in (*found, *recorded):
                session.expunge(row)
        return missed, items, breaches

    def _climb(self, item: Item) -> Missed:
        limit_on = item.climb_due_on
        climber = Climber(item)
        self.machine.add_model(climber, initial=place_of(item.state, item.rung))
        moved = climber.trigger(ItemEvent.climb)
        self.machine.remove_model(climber)
        if not (moved and limit_on and item.rung and item.id):
            raise AssertionError(item.code)
        kind = next(cause.limit for cause in self.plan.rung_plan(item.rung).step.causes if cause.limit)
        clock = self.clocks[item.rung]
        item.climb_due_on, item.climb_from_on, item.due_provisional = clock.due_on, clock.from_on, clock.provisional
        item.calendar_version = self.calendar.version
        item.version += 1
        return Missed(item.id, item.lead_unit_id, item.pack_version_id, item.rung, kind, limit_on)

    def _draft(self, session: Session, missed: Sequence[Missed]) -> dict[tuple[str, int], Order]:
        """One paper for each rung and unit, served at once, with its number in the rung's series."""
        versions = {each.paper: each.pack_version_id for each in missed}
        rungs = [rung.rung for rung in self.plan.rungs]
        papers: dict[tuple[str, int], Order] = {}
        for rung, unit_id in sorted(versions, key=lambda paper: (rungs.index(paper[0]), paper[1])):
            serial = 1 + sum(1 for known, _ in papers if known == rung)
            papers[rung, unit_id] = self._paper(rung, unit_id, versions[rung, unit_id], serial)
        session.add_all(papers.values())
        session.flush()
        return papers

    def _paper(self, rung: str, unit_id: int, pack_version_id: int, serial: int) -> Order:
        plan = self.plan.rung_plan(rung)
        answer = clock_of(plan.answer, self.calendar, ON) if plan.answer else Clock()
        series = series_of(self.pack, OFFICE, plan.paper.kind, ON.year)
        return Order(
            institution="county",
            pack_version_id=pack_version_id,
            ladder=LADDER,
            rung=rung,
            paper=plan.paper.kind,
            office=OFFICE,
            unit_id=unit_id,
            merge_key=f"{ON}/{pack_version_id}/{LADDER}/{rung}/{OFFICE}/{unit_id}",
            drafted_on=ON,
            state=OrderState.served,
            year=ON.year,
            serial=serial,
            number=series.number(serial),
            signed_at=NOW,
            issued_at=NOW,
            served_at=NOW,
            answer_due_on=answer.due_on,
            answer_provisional=answer.provisional,
        )


def _machine(plan: LadderPlan) -> Machine:
    """One machine for every item of the ladder, with the moves of a sweep only."""
    rows = [row for row in plan.moves.transitions if row.event == ItemEvent.climb]
    places = sorted({str(place) for row in rows for place in (*row.sources, row.target)})
    machine = Machine(
        model=None, states=places, initial=places[0], auto_transitions=False, after_state_change="take_place"
    )
    for row in rows:
        machine.add_transition(ItemEvent.climb, [str(place) for place in row.sources], row.target, conditions="is_late")
    return machine


def _record(session: Session, climbed: Sequence[Missed]) -> list[Breach]:
    """The breaches that are not on record yet."""
    ids = [each.item_id for each in climbed]
    known = session.scalars(select(Breach).where(col(Breach.item_id).in_(ids)))
    on_record = {(row.item_id, row.limit_kind, row.limit_on) for row in known}
    breaches = [
        Breach(item_id=each.item_id, limit_kind=each.kind, limit_on=each.on, recorded_at=NOW)
        for each in climbed
        if (each.item_id, each.kind, each.on) not in on_record
    ]
    session.add_all(breaches)
    return breaches
