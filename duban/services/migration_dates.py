"""What a new version of the rules makes of the dates of one running item. Decides, writes nothing.

A rule does not reach back: a limit that has run out stays, and one that would have run out falls on the day of the
move. What a person decided (a named day, an extension, a pause) stays as well, and so does what a served paper asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from duban.core.clock import local_date
from duban.core.timelimits import DueStatus, resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.projection import local_calendar
from duban.institutions.schema import ItemType, Pack, TimePhrase
from duban.services.ladders import Clock, LadderPlan, clock_of, ladder_plan
from duban.services.office_limits import issue_limit
from states.item import CLIMBING, REMEMBERING, UNISSUED, LimitKind
from states.item_climbs import LIMIT_FIELDS

RUNNING = (*CLIMBING, *REMEMBERING)
"""Where limits of the unit run."""
PASSED, NAMED, ASKED = "旧时限已经届满，不再改动", "日期是人定的（延期、领导另定），不动", "正在申请延期，答复以前不动"
GONE, REACHED_BACK, NEW = (
    "新版没有这一时限",
    "按新版已过，规定不溯及既往，定为移入当日",
    "旧版没有这一时限，自移入之日起算",
)


@dataclass(frozen=True)
class Rules:
    """One version as it concerns one type of item."""

    kind: ItemType
    plan: LadderPlan
    calendar: WorkCalendar

    @classmethod
    def of(cls, pack: Pack, item_type: str, calendar: WorkCalendar) -> "Rules":
        """The rules of a pack for a type that it has; `calendar` is the national one."""
        kind = pack.items[item_type]
        return cls(kind, ladder_plan(pack, kind.ladder), local_calendar(pack, calendar))


@dataclass(frozen=True)
class MovedLimit:
    """What becomes of one limit of one item under the new version; the same day twice where it stays."""

    limit: LimitKind
    old: date | None
    new: date | None
    clause: str | None
    why: str

    @property
    def stays(self) -> bool:
        """Whether the day is the same."""
        return self.old == self.new


@dataclass(frozen=True)
class Moved:
    """What the move sets in the item's row, and what becomes of its limits where the rule for them is another."""

    sets: Mapping[str, Any]
    limits: tuple[MovedLimit, ...]


@dataclass(frozen=True)
class Moving:
    """One item on its way from one version to another. `since` is the day up to which limits count as run out."""

    item: sa.RowMapping
    old: Rules
    new: Rules
    on: date
    since: date
    asked: frozenset[LimitKind] = frozenset()
    """Limits that an unanswered request wants extended."""

    def moved(self) -> Moved:
        """The dates under the new version."""
        feedback = self._feedback()
        sets: dict[str, Any] = {
            "ladder": self.new.kind.ladder,
            "feedback_phrase": _text(self._phrase(self.new)),
            "calendar_version": self.new.calendar.version if self.item["calendar_version"] else None,
            "feedback_due_on": self.item["feedback_due_on"],
            "feedback_from_on": self.item["feedback_from_on"],
            "due_provisional": self.item["due_provisional"],
            "climb_due_on": self.item["climb_due_on"],
            "climb_from_on": self.item["climb_from_on"],
            "completion_due_on": self.item["completion_due_on"],
            "issue_due_on": self.item["issue_due_on"],
        }
        found = [each for each in (feedback, self._completion(), self._issue()) if each]
        sets |= {LIMIT_FIELDS[each.told.limit]: each.told.new for each in found}
        if feedback:
            sets["feedback_from_on"] = feedback.from_on
            if not self._rung():
                sets["due_provisional"] = feedback.provisional
        sets |= self._climb(feedback)
        return Moved(sets, tuple(each.told for each in found))

    def _phrase(self, rules: Rules) -> TimePhrase | None:
        limit = rules.kind.feedback_for(self.item["item_class"])
        return limit.within if limit else None

    def _feedback(self) -> "_Dated | None":
        if self.item["state"] not in RUNNING:
            return None
        limit = self.new.kind.feedback_for(self.item["item_class"])
        rule = _Rule(
            LimitKind.feedback, self._phrase(self.old), self._phrase(self.new), limit.clause if limit else None
        )
        return self._dated(rule, self.item["feedback_from_on"])

    def _completion(self) -> "_Dated | None":
        if self.item["state"] not in RUNNING:
            return None
        was, now = (each.kind.completion_for(self.item["item_class"]) for each in (self.old, self.new))
        clause = now.clause if now else None
        if now is None or now.within is None:
            return None  # what the new version leaves to each item stays as it is
        rule = _Rule(LimitKind.completion, was.within if was else None, now.within, clause)
        return self._dated(rule, self._counted_from(rule.old))

    def _counted_from(self, phrase: TimePhrase | None) -> date | None:
        """The day that leads to the completion limit in force: that of service, or of the meeting; None: neither."""
        days = (self.item["issued_at"] and local_date(self.item["issued_at"]), self.item["decided_on"])
        due_on = self.item["completion_due_on"]
        leading = (day for day in days if phrase and day and self._led_to(phrase, day) == due_on)
        return next(leading, None)

    def _led_to(self, phrase: TimePhrase, from_on: date) -> date | None:
        return clock_of(phrase.limit, self.old.calendar, from_on).due_on

    def _issue(self) -> "_Dated | None":
        if self.item["state"] not in UNISSUED:
            return None
        starts_on = self.item["reached_on"] or self.item["decided_on"]
        was, now = (issue_limit(each.kind, each.calendar, starts_on) for each in (self.old, self.new))
        phrases = [each.kind.issue.within if each.kind.issue else None for each in (self.old, self.new)]
        if _text(phrases[0]) == _text(phrases[1]) or not (self.item["issue_due_on"] or now):
            return None
        clause = self.new.kind.issue.clause if self.new.kind.issue else None
        told = MovedLimit(LimitKind.issue, self.item["issue_due_on"], now, clause, _change(*phrases))
        return _Dated(self._settled(told, counted=was == self.item["issue_due_on"]), None)

    def _dated(self, rule: "_Rule", from_on: date | None) -> "_Dated | None":
        """What becomes of a limit that is counted from that day."""
        old_on: date | None = self.item[LIMIT_FIELDS[rule.limit]]
        if _text(rule.old) == _text(rule.new):
            return None
        told = MovedLimit(rule.limit, old_on, None, rule.clause, _change(rule.old, rule.new))
        if old_on is None:
            return self._begun(told, rule)
        counted = bool(rule.old and from_on and self._led_to(rule.old, from_on) == old_on)
        clock = clock_of(rule.new.limit, self.new.calendar, from_on) if rule.new and from_on else Clock()
        settled = self._settled(replace(told, new=clock.due_on), counted=counted)
        holds = settled.new == clock.due_on
        return _Dated(settled, from_on if holds else None, clock.provisional and holds)

    def _begun(self, told: MovedLimit, rule: "_Rule") -> "_Dated | None":
        """A limit that the item has not had: it runs from the day of the move."""
        if rule.new is None or rule.old is not None or rule.limit in self.asked:
            return None
        due = resolve(rule.new.limit, self.new.calendar, since=self.on)
        if due.status is not DueStatus.due:
            return None
        return _Dated(replace(told, new=due.on, why=f"{told.why}；{NEW}"), self.on, due.provisional)

    def _settled(self, told: MovedLimit, *, counted: bool) -> MovedLimit:
        """The same where the new day holds; a day that nobody may move stays, and none falls before the move."""
        if told.limit in self.asked:
            return replace(told, new=told.old, why=f"{told.why}；{ASKED}")
        if not counted:
            return replace(told, new=told.old, why=f"{told.why}；{NAMED}")
        if told.old is not None and told.old < self.since:
            return replace(told, new=told.old, why=f"{told.why}；{PASSED}")
        if told.new is None:
            return replace(told, why=f"{told.why}；{GONE}")
        if told.new < self.since:
            day = self.new.calendar.roll_forward(self.since)
            return replace(told, new=day, why=f"{told.why}；{REACHED_BACK}")
        return told

    def _climb(self, feedback: "_Dated | None") -> dict[str, Any]:
        """The climb clock goes with the feedback limit that it waits for; on a rung it waits for a paper's answer."""
        item = self.item
        if item["state"] not in RUNNING or self._rung():
            return {}
        if not self.new.plan.climbs_on(LimitKind.feedback):
            return {"climb_due_on": None, "climb_from_on": None}
        due_on = feedback.told.new if feedback else item["feedback_due_on"]
        waits = item["climb_due_on"] == item["feedback_due_on"] and item["climb_due_on"] is not None
        begins = not self.old.plan.climbs_on(LimitKind.feedback) or item["feedback_due_on"] is None
        if due_on is None:
            return {"climb_due_on": None, "climb_from_on": None}
        if not waits and not (begins and due_on >= self.since):
            return {}
        from_on = (feedback.from_on if feedback else item["feedback_from_on"]) or item["climb_from_on"] or self.on
        return {"climb_due_on": due_on, "climb_from_on": from_on}

    def _rung(self) -> str | None:
        """The rung whose clock the item has."""
        rung: str | None = self.item["rung"] or self.item["back_rung"]
        return rung


@dataclass(frozen=True)
class _Rule:
    """One limit by both versions."""

    limit: LimitKind
    old: TimePhrase | None
    new: TimePhrase | None
    clause: str | None


@dataclass(frozen=True)
class _Dated:
    """What becomes of a limit, and from which day it counts; None: a day that is counted from none."""

    told: MovedLimit
    from_on: date | None
    provisional: bool = False


def _text(phrase: TimePhrase | None) -> str | None:
    return phrase.text if phrase else None


def _change(old: TimePhrase | None, new: TimePhrase | None) -> str:
    return f"{old or '没有规定'} → {new or '没有规定'}"
