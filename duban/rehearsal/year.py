"""A year lived day by day, to the end of the next January: the system in the morning, people during the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from sqlalchemy.orm import Session

from duban.core.clock import SetClock, instant_at
from duban.core.workdays import ONE_DAY, WorkCalendar
from duban.institutions.loader import LoadedPack
from duban.institutions.schema import Pack
from duban.rehearsal import (
    books,
    bulletins,
    figures,
    goals,
    items,
    meetings,
    papers,
    problems,
    requests,
    returns,
    scores,
    talks,
    visits,
)
from duban.rehearsal.agenda import agenda_of
from duban.rehearsal.cast import cast_of
from duban.rehearsal.people import Chance
from duban.rehearsal.scan import kept_scan
from duban.rehearsal.world import World
from duban.services.acts import Actor
from duban.services.institution import running_institution
from duban.services.item_nodes import node_round
from duban.services.ledger import create_ledger
from duban.services.org import add_holders
from duban.services.outbox import deliver_all
from duban.services.packs import load_pack_version
from duban.services.register_round import register_round
from duban.services.report_round import report_round
from duban.services.sweep import sweep
from models import LedgerKind

AFTERWARDS = (1, 31)
"""The year is lived to this day of the next one, when its assessment is locked."""
ACCOUNT = "rehearsal"
"""The account under which everything is entered, so that two machines write the same."""


@dataclass(frozen=True)
class Script:
    """What is rehearsed."""

    year: int
    items: int
    seed: int

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year + 1, *AFTERWARDS)

    @property
    def days(self) -> int:
        """How many days are lived."""
        return (self.last - self.first).days + 1

    def check(self, calendar: WorkCalendar) -> None:
        """Raises CalendarYearMissing for a year of which no holidays are known."""
        for day in (self.first, self.last):
            calendar.day(day)


@dataclass
class Rehearsal:
    """A county that is about to live a year."""

    script: Script
    world: World

    def days(self) -> Iterator[date]:
        """Lives each day; whoever asks for the next one commits the last."""
        day = self.script.first
        while day <= self.script.last:
            self._live(day)
            yield day
            day += ONE_DAY

    def _live(self, day: date) -> None:
        world = self.world
        world.begin_day(day, world.pack.sweep.at)
        now = world.clock.now()
        sweep(world.session, world.running, on=day, now=now, actor=world.system)
        report_round(world.session, world.running, on=day, now=now, actor=world.system)
        node_round(world.session, world.running, on=day, now=now, actor=world.system)
        register_round(world.session, world.running, on=day, now=now, actor=world.system)
        meetings.ring(world)
        deliver_all(world.session, now=world.clock.now())
        world.begin_day(day)
        if world.calendar.is_workday(day):
            papers.take_up_drafts(world)
            returns.notice_new(world)
            visits.take_up_drawn(world)
        while deed := world.diary.due(day):
            deed[0](world, *deed[1])
        self._take_in(day)

    def _take_in(self, day: date) -> None:
        """What was decided today: yearly targets go their own way."""
        world = self.world
        targets, matters = world.pack.targets, world.agenda.take(day)
        yearly = [each for each in matters if targets and each.item_type == targets.item_type]
        goals.take_up(world, yearly)
        items.take_in(world, [each for each in matters if each not in yearly])


def prepare(session: Session, loaded: LoadedPack, script: Script, home: Path, *, like: Pack | None = None) -> Rehearsal:
    """A rehearsal on the eve of its first day: its ledger with the pack and the people. Raises CalendarYearMissing.

    Files go below `home`. `like` is the pack whose people and matters are given, so that two packs may be lived in one
    county.
    """
    now = instant_at(script.first, time())
    system = Actor(ACCOUNT)
    create_ledger(session, LedgerKind.rehearsal, now=now, actor=system)
    load_pack_version(session, loaded, now=now, actor=system)
    cast = cast_of(like or loaded.pack, script.first)
    add_holders(session, loaded.pack.code, cast.holders, now=now, actor=system)
    running = running_institution(session, loaded.pack.code)
    chance = Chance(script.seed)
    agenda = agenda_of(like or running.pack, running.calendar, chance, script.year, script.items)
    pack = running.on_record
    world = World(session, pack, running, cast, chance, agenda, SetClock(now), system, kept_scan(home))
    _plan(world, script)
    return Rehearsal(script, world)


def _plan(world: World, script: Script) -> None:
    """What comes up through the year, and what people do when something happens."""
    named = world.pack.targets.figures if world.pack.targets else {}
    for name, figure in named.items():
        world.figures.setdefault(figure.item_type, []).append(name)
    world.on_draft.append(figures.aim)
    world.on_receipt.append(requests.may_ask)
    world.on_notice.append(talks.on_notice)
    world.on_waking.append(items.wake)
    returns.plan_reports(world, script.year)
    problems.plan_problems(world, script.year, script.items)
    books.plan_books(world, script.year)
    visits.plan_visits(world, script.year)
    bulletins.plan_bulletins(world, script.year)
    scores.plan_scores(world, script.year)
