"""The place in which a rehearsal is lived: its ledger, rules, clock and people, and what was refused on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SetClock, instant_at, local_date
from duban.core.errors import DubanError
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Pack
from duban.rehearsal.agenda import Agenda
from duban.rehearsal.cast import Cast
from duban.rehearsal.diary import Diary
from duban.rehearsal.lives import Life
from duban.rehearsal.people import Chance, LeaderManner, UnitManner, leader_of, manner_of
from duban.services.acting import acting_as
from duban.services.acts import Actor
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.packs import PackOnRecord
from duban.store.attachment_files import KeptFile
from duban.store.items import ITEM
from duban.store.occurrences import attendance_of
from duban.store.rows import find_row
from duban.store.unit_of_work import attempt
from states.item import ItemState

Done = TypeVar("Done")
MORNING = time(9)
"""When people begin to work."""
A_MOMENT = timedelta(seconds=20)
"""From one act to the next."""


@dataclass(frozen=True)
class Refusal:
    """Something that was refused: when, what was tried, the sentence, and whether it was tried to see it refused."""

    on: date
    deed: str
    says: str
    expected: bool


@dataclass
class World:
    """One rehearsed county."""

    session: Session
    pack_on_record: PackOnRecord
    running: RunningInstitution
    cast: Cast
    chance: Chance
    agenda: Agenda
    clock: SetClock
    system: Actor
    file: KeptFile
    """A paper that stands on the disk, for acts that must be borne out by one."""
    diary: Diary = field(default_factory=Diary)
    refusals: list[Refusal] = field(default_factory=list)
    lives: dict[str, Life] = field(default_factory=dict)
    """What units mean to do with their items, by code."""
    reports: set[int] = field(default_factory=set)
    """Reports due that units know of."""
    inspections: set[str] = field(default_factory=set)
    """Inspections that are on their way."""
    bulletins: list[tuple[str | None, str]] = field(default_factory=list)
    """Bulletins that came out and were not referred to yet, each with the cycle that it was made for."""
    decided: dict[str, list[Life]] = field(default_factory=dict)
    """What a meeting has decided and not assigned yet, by occurrence."""
    figures: dict[str, list[str]] = field(default_factory=dict)
    """The document's own figures that no item has been given yet, by item type."""
    on_draft: list[Callable[["World", Life], None]] = field(default_factory=list)
    """What else is done with an item that was drafted."""
    on_receipt: list[Callable[["World", Life], None]] = field(default_factory=list)
    """What else may come of an item that its unit has signed for."""
    on_waking: list[Callable[["World", Life], None]] = field(default_factory=list)
    """What a unit does that was shaken awake."""
    on_notice: list[Callable[["World", int], None]] = field(default_factory=list)
    """What is done with a numbered notice of a talk."""
    _actors: dict[str, Actor] = field(default_factory=dict)
    _happened: set[str] = field(default_factory=set)

    @property
    def pack(self) -> Pack:
        """The rules."""
        return self.running.pack

    @property
    def code(self) -> str:
        """The institution."""
        return self.running.pack.code

    @property
    def calendar(self) -> WorkCalendar:
        """The working days."""
        return self.running.calendar

    @property
    def today(self) -> date:
        """The day that is being lived."""
        return local_date(self.clock.at)

    @cached_property
    def manners(self) -> dict[str, UnitManner]:
        """How each unit is."""
        return manner_of(self.chance, self.cast.units)

    @cached_property
    def leaders(self) -> dict[str, LeaderManner]:
        """How the holder of each post is."""
        return {post: leader_of(self.chance, post) for post in self.cast.posts}

    @cached_property
    def lead(self) -> str:
        """The leader in charge of ordinary matters: the first post that approves papers and is not the signer."""
        return self.cast.holder_of("分管领导" if "分管领导" in self.cast.posts else self.cast.posts[0]).person

    @cached_property
    def decider(self) -> str:
        """The post that may set rules aside, and gives orders beside them."""
        exceptions = self.pack.exceptions
        return exceptions.by[0] if exceptions else self.cast.posts[0]

    def exception(self, reason: str) -> Asked:
        """An act now that sets a rule aside."""
        return replace(self.asked(self.decider, reason), exception=True)

    def office_post(self, office: str) -> str:
        """Whoever works in that office, as unit and post."""
        units = self.pack.units_of(office)
        found = next((each for each in self.cast.holders if each.unit in units), None)
        return f"{found.unit}{found.post}" if found else ""

    def begin_day(self, on: date, at: time = MORNING) -> None:
        """The clock stands at that time of that day."""
        self.clock.at = instant_at(on, at)

    def later(self, days: int, since: date | None = None) -> date:
        """That many working days on, today itself or the next working day where it is none."""
        since = since or self.today
        return self.calendar.shift(since, days) if days else self.calendar.roll_forward(since)

    def asked(self, by: str | None = None, reason: str | None = None, *, files: bool = False) -> Asked:
        """An act now, by the holder of a post, or by the system."""
        self.clock.at += A_MOMENT
        kept = (self.file,) if files else ()
        return Asked(self._actor(by) if by else self.system, self.clock.at, reason=reason, files=kept)

    def of_unit(self, unit: str, reason: str | None = None, *, files: bool = False) -> Asked:
        """An act now by a unit."""
        return self.asked(unit + self.cast.speaks_for(unit), reason, files=files)

    def try_to(self, deed: Callable[..., Done], *args: Any, expected: bool = False, **how: Any) -> Done | None:
        """Does it, or remembers that it was refused and leaves nothing of it behind."""
        try:
            with attempt(self.session):
                return deed(self.session, *args, **how)
        except DubanError as refused:
            self.refusals.append(Refusal(self.today, deed.__name__, str(refused), expected))
            return None

    def seldom(self, share: float, kind: str, *about: object) -> bool:
        """Whether somebody does what few do: everybody until it has `happened` in the year, then that share of them."""
        return kind not in self._happened or self.chance.happens(share, kind, *about)

    def happened(self, kind: str) -> None:
        """It has: what comes of it is seen in every year, however few items it has."""
        self._happened.add(kind)

    def tempted(self, share: float, kind: str, *about: object) -> bool:
        """Whether somebody tries what is refused: at the first occasion in the year, then in that share of them."""
        tries = self.seldom(share, kind, *about)
        self.happened(kind)
        return tries

    def wake(self, life: Life) -> None:
        """The unit gets to work on it soon."""
        for deed in self.on_waking:
            deed(self, life)

    def item(self, code: str) -> sa.RowMapping:
        """An item as it stands now."""
        row = find_row(self.session, ITEM, institution=self.code, code=code)
        if row is None:
            raise LookupError(code)
        return row

    def lives_in(self, states: Sequence[ItemState]) -> list[Life]:
        """The items that stand in one of these states, in the order of their codes."""
        here = (ITEM.c.institution == self.code, ITEM.c.state.in_(states))
        codes = self.session.execute(sa.select(ITEM.c.code).where(*here).order_by(ITEM.c.code)).scalars()
        return [self.lives[code] for code in codes if code in self.lives]

    def item_by_id(self, item_id: int) -> sa.RowMapping:
        """An item as it stands now."""
        row = find_row(self.session, ITEM, id=item_id)
        if row is None:
            raise LookupError(item_id)
        return row

    def attending(self, occurrence_id: int) -> list[str]:
        """The units that were asked to a meeting."""
        return [row["unit"] for row in attendance_of(self.session, occurrence_id)]

    def _actor(self, by: str) -> Actor:
        if by not in self._actors:
            self._actors[by] = acting_as(self.session, self.code, by, self.today, self.system.os_user)
        return self._actors[by]
