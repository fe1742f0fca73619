"""Which climbs a day's sweep may take: every ladder with something due, by the pack version its items run under."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from duban.institutions.schema import Pack
from duban.services.climb import Climb, climbs
from duban.services.institution import RunningInstitution
from duban.services.ladders import ladder_plan
from duban.services.packs import stored_pack
from duban.store.items import list_due_ladders, list_versions
from states.item import LimitKind
from states.item_climbs import LIMIT_FIELDS, Cause


@dataclass(frozen=True)
class DueClimbs:
    """The climbs to take, and the packs they follow by the id of their version."""

    ways: tuple[Climb, ...]
    packs: Mapping[int, Pack]
    watched: tuple[LimitKind, ...] = (LimitKind.issue, LimitKind.completion)
    """Limits that are put on record when they pass, whatever climbs."""


def due_climbs(session: Session, running: RunningInstitution, on: date, *, day_off: bool) -> DueClimbs:
    """The climbs of that day, each by the pack version its items were issued under.

    On a day off only what the pack exempts for duty climbs.
    """
    institution = running.pack.code
    packs = {
        row["id"]: running.pack if row["version"] == running.pack_version else stored_pack(session, row["version"]).pack
        for row in list_versions(session, institution)
    }
    fields, climbed = _watched(packs)
    watched = DueClimbs.watched if fields == {"climb_due_on"} else (*DueClimbs.watched, LimitKind.feedback)
    if not fields:
        return DueClimbs((), packs, watched)
    found: list[Climb] = []
    for key, ladder in list_due_ladders(session, institution, on, fields, climbed=climbed):
        where = {"institution": institution, "pack_version_id": key, "ladder": ladder}
        plan = ladder_plan(packs[key], ladder)
        for kinds in _on_duty(packs[key], ladder) if day_off else ({},):
            ways = climbs(plan, running.calendar, on, {**where, **kinds})
            found += [_but_those_talked_about(packs[key], way) for way in ways]
    return DueClimbs(tuple(found), packs, watched)


def _but_those_talked_about(pack: Pack, way: Climb) -> Climb:
    """The notice of a talk is not drafted while a talk about the item is still to be held or judged."""
    if pack.interview is None or way.rung.paper.kind != pack.interview.paper:
        return way
    return replace(way, move=replace(way.move, talks=True))


def _watched(packs: Mapping[int, Pack]) -> tuple[frozenset[str], bool]:
    """The columns whose days make an item of these packs climb, and whether standing on a rung alone may do so."""
    plans = [ladder_plan(pack, ladder) for pack in packs.values() for ladder in pack.ladders]
    causes = frozenset[Cause]().union(*(plan.causes for plan in plans))
    fields = {LIMIT_FIELDS[cause.limit] for cause in causes if cause.limit}
    if LIMIT_FIELDS[LimitKind.feedback] in fields:
        fields = fields - {LIMIT_FIELDS[LimitKind.feedback]} | {LIMIT_FIELDS[LimitKind.answer]}
    late_above = any(Cause(LimitKind.feedback) in rung.step.causes for plan in plans for rung in plan.rungs[1:])
    return frozenset(fields), late_above or any(cause.limit is None for cause in causes)


def _on_duty(pack: Pack, ladder: str) -> Iterator[dict[str, Any]]:
    """The kinds of item that climb on a day off as well."""
    for name, kind in pack.items.items():
        if kind.duty and kind.ladder == ladder:
            yield from ({"item_type": name, "item_class": each} for each in kind.duty.classes)
            if not kind.duty.classes:
                yield {"item_type": name}
