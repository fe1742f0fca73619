"""What the ledger holds that the pack gives points for: one fact for each rule and event, the same at every reading.

Nothing is stored here. A fact that was cleared is still told, with `stands` false, so that an entry can be explained.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import day_of
from duban.institutions.schema import Points, ScoreEvent, ScoreSource
from duban.services.heads import Heads
from duban.services.item_points import rung_points
from duban.services.packs import PackOnRecord, pack_behind
from duban.services.register_fields import answers, content_of
from duban.services.score_ranking import exact, rung_rule
from duban.services.target_rules import OUTCOME_LABELS
from duban.store.item_side import papers_with_points
from duban.store.orders import LISTED
from duban.store.org import list_holdings, unit_ids
from duban.store.registers import ENTRY as REGISTER_ENTRY
from duban.store.scores import QUERIES, entries_of_books, facts_of_kind
from states.labels import LIMIT_LABELS

KIND_LABELS: Mapping[str, str] = {
    **{kind.value: label for kind, label in LIMIT_LABELS.items()},
    **{outcome.value: label for outcome, label in OUTCOME_LABELS.items()},
}
"""How the pack calls limits and outcomes; other kinds are called by the pack's own names."""

NAMED_BY_KIND = (ScoreSource.overdue, ScoreSource.acceptance, ScoreSource.late_report)
"""Facts that are told by their kind rather than by their source."""


@dataclass(frozen=True)
class ScoreFact:
    """An event that a rule gives points for: whose, when, how many, under which version of the rule."""

    rule: str
    event: str
    unit_id: int
    person_id: int | None
    on: date
    says: str
    points: Decimal
    clause: str | None
    assumed: str | None
    pack_version_id: int
    stands: bool

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one and the same."""
        return self.rule, self.event


def score_facts(session: Session, pack: PackOnRecord, year: int) -> list[ScoreFact]:
    """Every fact of that year, by the pack's events in their order, then by rung; each key once."""
    heads = Heads(session, pack.pack)
    found: dict[tuple[str, str], ScoreFact] = {}
    for fact in (*_events(session, pack), *_papers(session, pack)):
        if fact.on.year == year and fact.points:
            named = fact if fact.person_id else replace(fact, person_id=heads.of(fact.unit_id, fact.on))
            found.setdefault(fact.key, named)
    return list(found.values())


@dataclass(frozen=True)
class _Rule:
    """What gives points: its name, what it gives, and the version of the rules that says so."""

    name: str
    points: Points
    version_id: int

    def fact(self, row: sa.RowMapping, event: str, on: date, says: str) -> Iterator[ScoreFact]:
        """The lead unit's points; where a co-unit has to answer, its own, and the lead unit's stand no longer."""
        co = row["co_unit_id"]
        fact = ScoreFact(
            rule=self.name,
            event=f"{event}@{row['unit_id']}",
            unit_id=row["unit_id"],
            person_id=row.get("person_id"),
            on=on,
            says=says,
            points=exact(self.points.lead),
            clause=self.points.clause,
            assumed=self.points.assumed,
            pack_version_id=self.version_id,
            stands=bool(row["stands"]) and co is None,
        )
        yield fact
        if co is not None:
            own = {"event": f"{event}@{co}", "unit_id": co, "points": exact(self.points.co), "person_id": None}
            yield replace(fact, **own, says=f"{says}（归责于本单位）", stands=bool(row["stands"]))


def _events(session: Session, pack: PackOnRecord) -> Iterator[ScoreFact]:
    rules = pack.pack.assessment
    for name, event in rules.events.items() if rules else ():
        if event.on is ScoreSource.register:
            yield from _entered(session, pack, name, event)
            continue
        table, rule = QUERIES[event.on.name][0].name, _Rule(name, event, pack.id)
        for row in facts_of_kind(session, pack.pack.code, event.on.name):
            kind = KIND_LABELS.get(row["kind"], row["kind"])
            if not event.only or kind in event.only:
                says = f"{kind if event.on in NAMED_BY_KIND else event.on}：{row['what']}"
                yield from rule.fact(row, f"{table}:{row['row_id']}", day_of(row["moment"]), says)


def _papers(session: Session, pack: PackOnRecord) -> Iterator[ScoreFact]:
    """What the rungs cost, each paper by the version of the rules that it was sent under."""
    for row in papers_with_points(session, pack.pack.code, ever=True):
        version = pack_behind(session, row)
        points = rung_points(version.pack, row["ladder"], row["rung"])
        if points:
            says = f"{row['number']}：{row['code']} {LIMIT_LABELS[row['limit_kind']]}{row['limit_on']}逾期"
            rule = _Rule(rung_rule(row["ladder"], row["rung"]), points, version.id)
            yield from rule.fact(row, f"{LISTED.name}:{row['row_id']}", row["limit_on"], says)


def _entered(session: Session, pack: PackOnRecord, name: str, event: ScoreEvent) -> Iterator[ScoreFact]:
    """Entries of registers: the unit, the points, the person and the day stand in their fields."""
    units = unit_ids(session, pack.pack.code)
    people = {row["person"]: row["person_id"] for row in list_holdings(session, pack.pack.code)}
    for row in entries_of_books(session, pack.pack.code, event.only):
        values = content_of(row["content"])
        unit_id, points = units.get(values.get(event.unit, "")), _points(event, values)
        if unit_id is None or points is None or not answers(values, event.when):
            continue
        dated = values.get(event.dated or "")
        what = next((value for field, value in values.items() if field not in (event.unit, event.value)), "")
        yield ScoreFact(
            rule=name,
            event=f"{REGISTER_ENTRY.name}:{row['id']}@{unit_id}={points}",
            unit_id=unit_id,
            person_id=people.get(values.get(event.person or "", "")),
            on=date.fromisoformat(dated) if dated else row["entered_on"],
            says=f"{row['book']} {row['code']}：{what}",
            points=points,
            clause=event.clause,
            assumed=event.assumed,
            pack_version_id=pack.id,
            stands=bool(row["stands"]) and (not event.states or row["state"] in event.states),
        )


def _points(event: ScoreEvent, values: Mapping[str, str]) -> Decimal | None:
    if event.value is None:
        return exact(event.lead)
    try:
        return exact(values.get(event.value, ""))
    except InvalidOperation:
        return None  # not filled in yet: it gives no points until it is
