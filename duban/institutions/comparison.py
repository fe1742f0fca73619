"""Two packs rule by rule: what was added, removed or changed, under which clause, and the dates of a sample year."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from duban.core.errors import DubanError
from duban.core.timelimits import parse, resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.projection import local_calendar, project
from duban.institutions.schema import Pack

Path = tuple[str, ...]
AUTHORITY = ("clause", "assumed")
NAMES_A_RUNG = "rung"
"""The rungs of a ladder are a list; each is known by its name, not by its place."""
ORDER = "次序"
CLAUSES = "clauses"
PHRASES = ("within", "before", "when", "opens")
"""Keys that may hold a time limit."""


class ChangeKind(StrEnum):
    """What became of a rule."""

    added = "added"
    removed = "removed"
    changed = "changed"


@dataclass(frozen=True)
class Change:
    """One thing that the second pack says otherwise. `path` is where it is written, in the pack's own keys."""

    kind: ChangeKind
    path: Path
    old: str | None
    new: str | None
    clause: str | None
    old_on: date | None = None
    """Of a time limit: the day it leads to from the sample day."""
    new_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {**asdict(self), "kind": self.kind.value, "path": ".".join(self.path)}


@dataclass(frozen=True)
class MovedDay:
    """A day of the sample year that is another one; None where the first or second pack has no such day."""

    cycle: str
    period: str
    stage: str
    old: date | None
    new: date | None
    clause: str | None


@dataclass(frozen=True)
class Comparison:
    """All that the second pack says otherwise."""

    changes: tuple[Change, ...]
    days: tuple[MovedDay, ...]
    sample_on: date

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses concerned, in their order."""
        named = {each.clause for each in self.changes} | {each.clause for each in self.days}
        return tuple(sorted(filter(None, named), key=lambda name: (name[0], int(name[1:]))))


def compare(old: Pack, new: Pack, calendar: WorkCalendar, year: int) -> Comparison:
    """What the second pack says otherwise; time limits are counted from the first working day of the year's March.

    `calendar` is the national one; each pack's overlay is put on top. Raises CalendarYearMissing.
    """
    sample_on = calendar.roll_forward(date(year, 3, 1))
    sample = _Sample(sample_on, local_calendar(old, calendar), local_calendar(new, calendar))
    changes = tuple(_changes((), _tree(old), _tree(new), (None, None), sample))
    return Comparison(changes, tuple(_moved_days(old, new, calendar, year)), sample_on)


def _tree(pack: Pack) -> dict[str, Any]:
    return pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)


@dataclass(frozen=True)
class _Sample:
    """The day from which time limits are counted, by the old pack's days and by the new one's."""

    on: date
    old: WorkCalendar
    new: WorkCalendar

    def dated(self, change: Change) -> Change:
        """The change with the days that its time limits lead to."""
        if change.path[-1] not in PHRASES:
            return change
        return replace(change, old_on=self._day(change.old, self.old), new_on=self._day(change.new, self.new))

    def _day(self, phrase: str | None, calendar: WorkCalendar) -> date | None:
        try:
            return resolve(parse(phrase), calendar, since=self.on).on if phrase else None
        except DubanError:  # what the other pack writes there is no limit that a day alone can date
            return None


def _changes(
    path: Path, old: Mapping[str, Any], new: Mapping[str, Any], cited: tuple[Any, Any], sample: _Sample
) -> Iterator[Change]:
    """What differs below a place; `cited` are the clauses that the rules around it rest on."""
    cited = (old.get("clause", cited[0]), new.get("clause", cited[1]))
    for key in dict.fromkeys((*new, *old)):
        here, was, now = (*path, key), old.get(key), new.get(key)
        if was == now:
            continue
        inner = _keyed(was), _keyed(now)
        if inner[0] is not None and inner[1] is not None:
            yield from _changes(here, inner[0], inner[1], cited, sample)
        else:
            kind = ChangeKind.added if was is None else ChangeKind.removed if now is None else ChangeKind.changed
            clause = _clause_of(now, cited[1]) if now is not None else _clause_of(was, cited[0])
            own = here[1] if here[0] == CLAUSES and here[1:] else clause
            yield sample.dated(Change(kind, here, _text(was), _text(now), own))


def _keyed(value: Any) -> Mapping[str, Any] | None:
    """What can be gone into: a part by its keys, a ladder by its rungs, whose order is a value of its own."""
    if isinstance(value, list) and value and all(isinstance(each, dict) and NAMES_A_RUNG in each for each in value):
        return {**{each[NAMES_A_RUNG]: each for each in value}, ORDER: " → ".join(each[NAMES_A_RUNG] for each in value)}
    return value if isinstance(value, dict) else None


def _clause_of(value: Any, around: str | None) -> str | None:
    return value.get("clause", around) if isinstance(value, dict) else around


def _text(value: Any) -> str | None:
    """A value on one line, as a pack would write it; the authority last."""
    if value is None:
        return None
    if isinstance(value, dict):
        named = sorted(value.items(), key=lambda each: each[0] in AUTHORITY)
        return "；".join(f"{key}: {_text(each)}" for key, each in named)
    if isinstance(value, list):
        return "、".join(f"{{{_text(each)}}}" if isinstance(each, dict) else str(_text(each)) for each in value)
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _moved_days(old: Pack, new: Pack, calendar: WorkCalendar, year: int) -> Iterator[MovedDay]:
    before, after = (
        {(row.cycle, row.period, row.stage): row for row in project(pack, calendar, year)} for pack in (old, new)
    )
    for key in dict.fromkeys((*after, *before)):
        row = after.get(key) or before[key]
        old_on, new_on = (rows[key].on if key in rows else None for rows in (before, after))
        if old_on != new_on:
            yield MovedDay(*key, old_on, new_on, row.clause)
