"""What every act on a yearly assessment works with: its rules, its machine, its entries in groups, its ranks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.institutions.schema import Assessment, Pack, ScoreStep
from duban.services.acts import SealedAct
from duban.services.item_desk import Asked
from duban.services.records import RecordDesk, RecordKind, step_record, who_acts
from duban.services.score_ranking import ZERO, Scored, Standing, exact, ranked, scale_of, written
from duban.store.kept import Changes
from duban.store.rows import add_rows, set_values
from duban.store.scores import ASSESSMENT, RANK, entries_of, find_assessment, ranks_of
from states.assessment import (
    ASSESSMENT_EVENT_LABELS,
    ASSESSMENT_LABELS,
    AssessmentEvent,
    Assessors,
    assessment_moves,
)
from states.engine import MoveTable
from states.record_guards import Deciders


def assessment_rules(pack: Pack) -> Assessment:
    """The pack's rules of the yearly assessment. Raises NotFound."""
    if pack.assessment is None:
        raise NotFound(
            "年度考核的规定", pack.title, "请在制度中写上 assessment 一节；阶梯的建议分值见 duban item points"
        )
    return pack.assessment


def table_of_assessment(rules: Assessment) -> MoveTable:
    """The machine of the assessments of a pack."""

    def hands(step: ScoreStep) -> Deciders:
        return Deciders(step.by, step.clause)

    return assessment_moves(Assessors(hands(rules.publish), hands(rules.decide), hands(rules.lock)))


def _moves(pack: Pack, _row: Mapping[str, Any]) -> MoveTable:
    return table_of_assessment(assessment_rules(pack))


def _known(desk: RecordDesk, event: str) -> Mapping[str, Any]:
    if event != AssessmentEvent.lock:
        return {}
    entries = entries_of(desk.session, desk.row["id"])
    return {"waiting": [row["place"] for row in entries if row["objected_at"] and not row["decided_at"]]}


ASSESSMENT_KIND = RecordKind(
    name="年度考核",
    prefix="KH",
    table=ASSESSMENT,
    moves=_moves,
    labels=ASSESSMENT_LABELS,
    event_labels={"open": "开始计算", **ASSESSMENT_EVENT_LABELS},
    not_by={AssessmentEvent.lock: "publisher_id"},
    command="score",
    known=_known,
)
"""The assessment of each year."""


@dataclass(frozen=True)
class Group:
    """An entry and what corrected it: their points count together."""

    root: sa.RowMapping
    rows: tuple[sa.RowMapping, ...]

    @property
    def points(self) -> Decimal:
        """What counts of it now."""
        return sum((exact(row["points"]) for row in self.rows if row["struck_at"] is None), ZERO)

    @property
    def standing(self) -> list[int]:
        """The ids of the rows that count."""
        return [row["id"] for row in self.rows if row["struck_at"] is None]

    @property
    def key(self) -> tuple[str, str]:
        """The rule and event that it rests on."""
        return self.root["rule"], self.root["event"]


def grouped(entries: Sequence[sa.RowMapping]) -> list[Group]:
    """The entries by what they correct, in the order of the first of each."""
    rows: dict[int, list[sa.RowMapping]] = {}
    for entry in entries:
        rows.setdefault(entry["corrects_id"] or entry["id"], []).append(entry)
    return [Group(group[0], tuple(group)) for group in rows.values()]


def standings_of(pack: Pack, units: Sequence[int], groups: Sequence[Group]) -> list[Standing]:
    """The ranks that these entries come to."""
    scored = [Scored(group.root["unit_id"], group.root["rule"], group.points) for group in groups]
    return ranked(units, scored, scale_of(pack))


def write_ranks(
    session: Session, changes: Changes, pack: Pack, assessment_id: int, units: Sequence[int] = ()
) -> list[Standing]:
    """Ranks every unit anew, these with them, by the entries as they are now; writes only what is otherwise."""
    known = {row["unit_id"]: row for row in ranks_of(session, assessment_id)}
    standings = standings_of(pack, list({*known, *units}), grouped(entries_of(session, assessment_id)))
    new = []
    for each in standings:
        told, row = told_standing(each), known.get(each.unit_id)
        if row is None:
            new.append({"assessment_id": assessment_id, "unit_id": each.unit_id, **told})
        elif any(row[name] != value for name, value in told.items()):
            changes.changing(RANK, [row["id"]])
            set_values(session, RANK, [row["id"]], told)
    if new:
        changes.added(RANK, add_rows(session, RANK, new))
    return standings


def told_standing(standing: Standing) -> dict[str, Any]:
    """The columns of a rank."""
    numbers = {name: written(getattr(standing, name)) for name in ("score", "bonus", "deducted")}
    return {**numbers, "rank": standing.rank, "band": standing.band}


def the_assessment(session: Session, institution: str, year: int) -> sa.RowMapping:
    """The assessment of that year. Raises NotFound."""
    found = find_assessment(session, institution, year)
    if found is None:
        raise NotFound("年度考核", f"{year}年度", f"请先用 duban score compute {year} 计算")
    return found


def step(
    session: Session,
    institution: str,
    year: int,
    event: AssessmentEvent,
    said: Asked,
    *,
    facts: Callable[[RecordDesk], Mapping[str, Any]] = lambda _desk: {},
    work: Callable[[RecordDesk], Mapping[str, Any]] = lambda _desk: {},
    request: Mapping[str, Any] | None = None,
) -> SealedAct:
    """The assessment takes an edge; the act cites what the pack's step rests on."""
    return step_record(
        session,
        ASSESSMENT_KIND,
        the_assessment(session, institution, year)["code"],
        event,
        said,
        institution=institution,
        facts=lambda desk: {**who_acts(desk), **facts(desk)},
        work=work,
        clause=lambda desk: _clause(assessment_rules(desk.pack), event),
        request=request,
    )


def _clause(rules: Assessment, event: AssessmentEvent) -> str | None:
    steps = {
        AssessmentEvent.publish: rules.publish,
        AssessmentEvent.object: rules.objection,
        AssessmentEvent.decide: rules.decide,
        AssessmentEvent.lock: rules.lock,
        AssessmentEvent.correct: rules.decide,
    }
    own = steps.get(event)
    return (own.clause if own else None) or rules.clause
