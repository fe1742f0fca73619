"""A year lived day by day, to the end of the next January: the system in the morning, people during the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy.orm import Session

from duban.core.clock import SetClock, instant_at
from duban.core.workdays import ONE_DAY, WorkCalendar
from duban.institutions.loader import LoadedPack
from duban.institutions.schema import Pack
from duban.rehearsal import items, papers
from duban.rehearsal.agenda import Agenda, agenda_of
from duban.rehearsal.cast import cast_of
from duban.rehearsal.people import Chance
from duban.rehearsal.world import World
from duban.services.acts import Actor
from duban.services.institution import running_institution
from duban.services.ledger import create_ledger
from duban.services.org import add_holders
from duban.services.packs import load_pack_version, stored_pack
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
    agenda: Agenda

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
        said = world.asked()
        sweep(world.session, world.running, on=day, now=said.now, actor=world.system)
        report_round(world.session, world.running, on=day, now=said.now, actor=world.system)
        world.begin_day(day)
        if world.calendar.is_workday(day):
            papers.take_up_drafts(world)
        while deed := world.diary.due(day):
            deed[0](world, *deed[1])
        items.take_in(world, self.agenda.take(day))


def prepare(session: Session, loaded: LoadedPack, script: Script, *, like: Pack | None = None) -> Rehearsal:
    """A rehearsal on the eve of its first day: its ledger with the pack and the people. Raises CalendarYearMissing.

    `like` is the pack whose people and matters are given: so that two packs may be lived in the same county.
    """
    now = instant_at(script.first, time())
    system = Actor(ACCOUNT)
    create_ledger(session, LedgerKind.rehearsal, now=now, actor=system)
    load_pack_version(session, loaded, now=now, actor=system)
    cast = cast_of(like or loaded.pack, script.first)
    add_holders(session, loaded.pack.code, cast.holders, now=now, actor=system)
    running = running_institution(session, loaded.pack.code)
    chance = Chance(script.seed)
    world = World(session, stored_pack(session, running.pack_version), running, cast, chance, SetClock(now), system)
    return Rehearsal(
        script, world, agenda_of(like or running.pack, running.calendar, chance, script.year, script.items)
    )
