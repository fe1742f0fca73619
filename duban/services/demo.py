"""A demonstration ledger: a county lived day by day up to the day it is made, by the services themselves."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import cycle

from sqlalchemy.orm import Session

from duban.core.clock import instant_at, local_date
from duban.core.timelimits import Limit
from duban.core.workdays import ONE_DAY, WorkCalendar
from duban.institutions.schema import Pack
from duban.services.acting import acting_as
from duban.services.acts import Actor
from duban.services.demo_cast import BUSINESS, OFFICE_POSTS, UNIT_HEADS
from duban.services.demo_doings import DOINGS, Doings
from duban.services.institution import RunningInstitution, running_institution
from duban.services.item_desk import Asked
from duban.services.items import NewItem, close_item, draft_item, issue_item, receive_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.ladders import LadderPlan, clock_of, ladder_plan
from duban.services.order_approval import agree, propose, sign
from duban.services.order_issue import issue, serve
from duban.services.org import NewHolder, add_holders
from duban.services.packs import PackOnRecord
from duban.services.sweep import sweep
from duban.store.items import count_by_state, list_late
from duban.store.orders import list_orders
from states.item import FeedbackKind
from states.labels import state_label
from states.order import OrderState

COUNTY = "county"
"""The pack that the demonstration lives by."""
DESK = time(9)
"""When the office does its business on a day of the demonstration."""
CLOSES = "办公室主任"
"""Who strikes items off."""
LEADS = "分管领导"
"""Who is in charge of the matters."""
APPROVERS = ("分管副主任", "分管领导", "办公室主任")
"""Who proposes, agrees to and signs the papers."""
MOST = 1_000
LOOK_BACK = 90
"""How many days before its due day a limit may have started."""


@dataclass(frozen=True)
class DemoSummary:
    """What a demonstration ledger holds, and how many items the next sweep finds late."""

    units: int
    items: int
    by_state: dict[str, int]
    late_today: int


@dataclass(frozen=True)
class _Kind:
    """An item type and class with a feedback limit, and its ladder."""

    item_type: str
    item_class: str | None
    limit: Limit
    plan: LadderPlan


@dataclass(frozen=True)
class _Story:
    """One item of the demonstration, and the days on which things happen to it."""

    new: NewItem
    from_on: date
    receive_on: date | None
    close_on: date | None


@dataclass(frozen=True)
class _Place:
    """Where the stories are lived: the ledger, the rules and who enters everything."""

    session: Session
    pack: PackOnRecord
    calendar: WorkCalendar
    actor: Actor

    def sweep(self, at: datetime) -> None:
        """The sweep of one past day."""
        running = RunningInstitution(self.pack, self.calendar)
        sweep(self.session, running, on=local_date(at), now=at, actor=self.actor)

    def approve(self, at: datetime, *, leave: bool) -> None:
        """The leaders sign the papers that were drafted, and they are served; `leave`: every second one waits."""
        institution, on = self.pack.pack.code, local_date(at)
        drafted = list_orders(self.session, institution, (OrderState.drafted,), MOST)
        for number, paper in enumerate(drafted):
            handle, waits = str(paper["id"]), leave and number % 2 == 1
            for step, post in zip((propose,) if waits else (propose, agree, sign), APPROVERS, strict=False):
                leader = acting_as(self.session, institution, post, on, self.actor.os_user)
                step(self.session, institution, handle, Asked(leader, at))
            for step in () if waits else (issue, serve):
                step(self.session, institution, handle, Asked(self.actor, at))

    def begin(self, story: _Story, at: datetime) -> str:
        """The item is drafted and issued."""
        code = draft_item(self.session, story.new, Asked(self.actor, at), pack=self.pack)
        issue_item(self.session, self.pack.pack.code, code, Asked(self.actor, at), calendar=self.calendar)
        return code

    def go_on(self, story: _Story, code: str, at: datetime) -> None:
        """Whatever the day brings to an item that was issued."""
        if story.receive_on == local_date(at):
            receive_item(self.session, self.pack.pack.code, code, Asked(self.actor, at))
        if story.close_on == local_date(at):
            self._finish(code, at)

    def _finish(self, code: str, at: datetime) -> None:
        """The unit reports it done; the office checks and closes it."""
        institution, asked = self.pack.pack.code, Asked(self.actor, at)
        give_feedback(self.session, institution, code, asked, NewFeedback(FeedbackKind.complete, "已办结，请予核查。"))
        check_feedback(self.session, institution, code, asked, Finding(accepted=True), calendar=self.calendar)
        director = acting_as(self.session, institution, CLOSES, asked.on, self.actor.os_user)
        close_item(self.session, institution, code, Asked(director, at))


def fill_demonstration(session: Session, *, now: datetime, actor: Actor) -> DemoSummary | None:
    """Fills a ledger that holds the county's pack, in the caller's transaction; None when it holds items already.

    Today some items are late, some were reminded and are late again, most are not yet due; today's sweep is not run.
    """
    running = running_institution(session, COUNTY)
    if count_by_state(session, COUNTY):
        return None
    today, calendar = local_date(now), running.calendar
    stories = _stories(running.pack, calendar, today)
    first = min(story.from_on for story in stories)
    units = add_holders(session, COUNTY, _holders(first), now=instant_at(first, time()), actor=actor)
    _live(_Place(session, running.on_record, calendar, actor), stories, first, now)
    places = count_by_state(session, COUNTY).items()
    by_state = {state_label(state, rung): count for (state, rung), count in places}
    return DemoSummary(
        len(units), len(stories), by_state, len(list_late(session, COUNTY, calendar.roll_forward(today)))
    )


def _live(place: _Place, stories: list[_Story], first: date, now: datetime) -> None:
    """Every day from the first to today: the sweep (today's is left to be run), then the office's business."""
    codes: dict[_Story, str] = {}
    today = local_date(now)
    lately = place.calendar.shift(today, -3)
    ago = {place.calendar.shift(today, -days): days for days in DOINGS}
    beside = Doings(place.session, place.pack, place.calendar, place.actor.os_user, place.calendar.shift(today, -1))
    for day in place.calendar.between(first, today):
        at = min(now, instant_at(day.on, DESK))
        if day.on < today:
            place.sweep(instant_at(day.on, place.pack.pack.sweep.at))
            place.approve(at, leave=day.on >= lately)
        for story in stories:
            if story.from_on == day.on:
                codes[story] = beside.items[story.new.title] = place.begin(story, at)
                beside.of_item(story.new.title, at)
            if story in codes:
                place.go_on(story, codes[story], at)
        if day.on in ago:
            beside.of_day(ago[day.on], at)


def _stories(pack: Pack, calendar: WorkCalendar, today: date) -> list[_Story]:
    """One item for each matter; their due days are dealt out around today, their kinds in turn."""
    matters = [
        (unit, title)
        for titles in zip(*BUSINESS.values(), strict=True)
        for unit, title in zip(BUSINESS, titles, strict=True)
    ]
    kinds = _kinds(pack)
    stories = []
    for number, ((unit, title), due_on) in enumerate(zip(matters, cycle(_due_days(kinds[0].plan, calendar, today)))):
        choices = kinds[number % len(kinds) :] + kinds[: number % len(kinds)]
        kind, from_on = _start(choices, calendar, due_on, today)
        new = replace(_named(unit, title, due_on), item_type=kind.item_type, item_class=kind.item_class)
        stories.append(_Story(new, from_on, *_progress(number, calendar, from_on, due_on)))
    return stories


def _named(unit: str, title: str, due_on: date) -> NewItem:
    """A matter with all that an item must name before it is issued."""
    by, head = due_on + ONE_DAY * LOOK_BACK, UNIT_HEADS[unit][0]
    return NewItem("", unit, title, f"{title}，按期报告进展", None, by, leader=LEADS, responsible=head)


def _kinds(pack: Pack) -> list[_Kind]:
    found = []
    for name, kind in pack.items.items():
        for item_class in kind.classes or (None,):
            limit = kind.feedback_for(item_class)
            if limit and limit.within and kind.ladder:
                found.append(_Kind(name, item_class, limit.within.limit, ladder_plan(pack, kind.ladder)))
    return found


def _due_days(plan: LadderPlan, calendar: WorkCalendar, today: date) -> list[date]:
    """Due days around today, twenty to a round: late today, reminded before and late again, just reminded, coming."""
    last = calendar.roll_back(today - ONE_DAY)
    rung = plan.rungs[0].rung
    climbed = last
    while (plan.clock_at(rung, calendar, climbed).due_on or last) > last:
        climbed = calendar.shift(climbed, -1)
    again = calendar.shift(climbed, -1)
    before = [last] * 3 + [again] * 2 + [calendar.shift(last, -2)] * 2 + [calendar.shift(again, -3)]
    return before + [calendar.shift(last, days) for days in (1, 2, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14)]


def _start(kinds: list[_Kind], calendar: WorkCalendar, due_on: date, today: date) -> tuple[_Kind, date]:
    """The first kind with a working day from which its limit ends on that day, or on the nearest day before it."""
    days = [day.on for day in calendar.between(due_on - ONE_DAY * LOOK_BACK, min(due_on, today)) if day.is_workday]
    for slack in range(LOOK_BACK):
        for kind in kinds:
            for day in reversed(days):
                if clock_of(kind.limit, calendar, day).due_on == due_on - ONE_DAY * slack:
                    return kind, day
    raise LookupError(due_on)


def _progress(number: int, calendar: WorkCalendar, from_on: date, due_on: date) -> tuple[date | None, date | None]:
    """The days of signing for it and of closing: most sign the next working day, one in six never, a few are done."""
    received = calendar.shift(from_on, 1) if number % 6 else None
    closed = calendar.roll_back(due_on - ONE_DAY) if received and not (number + 5) % 10 else None
    return received, closed if closed and received and closed > received else None


def _holders(since: date) -> list[NewHolder]:
    heads = [
        NewHolder(unit, post, person, since)
        for unit, people in UNIT_HEADS.items()
        for post, person in zip(("局长", "联络员"), people, strict=True)
    ]
    offices = [
        NewHolder(unit, post, person, since) for unit, posts in OFFICE_POSTS.items() for post, person in posts.items()
    ]
    return heads + offices
