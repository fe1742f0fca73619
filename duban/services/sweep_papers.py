"""The papers of a sweep: one per unit and rung, drafted for the people who approve them, or numbered and served."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from duban.institutions.schema import Pack
from duban.services.acts import OpenAct
from duban.services.climb import Climb
from duban.services.ladders import Clock
from duban.services.numbering import Series, numbering_office, series_of, take
from duban.services.sweep_report import LINES, SweptPaper
from duban.store import paper_sets as store
from duban.store.kept import Changes
from states.labels import ORDER_LABELS
from states.order import OrderState, served_at_once


@dataclass(frozen=True)
class Papers:
    """Papers of one rung, the pack they follow, and when their answer is due if they are served now."""

    papers: store.PaperSet
    pack: Pack
    automatic: bool
    answer: Clock


def papers_for(ways: Sequence[Climb], counts: Sequence[int], packs: Mapping[int, Pack]) -> list[Papers]:
    """One set of papers for each rung of each ladder on which items are late, lower rungs first."""
    gathered: dict[tuple[int, str, str], list[int]] = {}
    for number, way in reversed(list(enumerate(ways))):
        if counts[number]:
            where = way.move.where
            gathered.setdefault((where["pack_version_id"], where["ladder"], way.rung.rung), []).append(number)
    return [_papers(ways[edges[0]], tuple(edges), packs[key[0]]) for key, edges in gathered.items()]


def draft_papers(session: Session, sets: Sequence[Papers], on: date, at: datetime) -> Changes:
    """Drafts the papers of the staged items; those that nobody has to approve are numbered and served at once."""
    changes = Changes(session)
    for each in sets:
        store.draft(session, each.papers, on, OrderState.drafted)
    numbered = [
        (series_of(each.pack, office, each.papers.paper, on.year), count, each)
        for each in sets
        if each.automatic
        for office, count in store.count_by_office(session, each.papers, on)
    ]
    for series, count, each in sorted(numbered, key=lambda one: one[0].key):
        _serve(session, changes, series, count, each, on=on, at=at)
    return changes


def record_papers(session: Session, act: OpenAct, changes: Changes, on: date) -> None:
    """Puts what `draft_papers` did on record under the act."""
    store.record(session, act.institution, act.seq, on)
    changes.record(act.institution, act.seq)


def swept_papers(session: Session, institution: str, on: date) -> tuple[int, tuple[SweptPaper, ...]]:
    """How many papers the day's sweep drafted, and the first of them."""
    lines = [
        SweptPaper(row["id"], row["paper"], row["number"], row["unit"], row["items"], ORDER_LABELS[row["state"]])
        for row in store.drafted_lines(session, institution, on, LINES)
    ]
    return store.count_drafted(session, institution, on), tuple(lines)


def _papers(way: Climb, edges: tuple[int, ...], pack: Pack) -> Papers:
    where, paper = way.move.where, way.rung.paper
    kinds = {name: kind for name, kind in pack.items.items() if kind.ladder == where["ladder"]}
    offices = tuple((name, numbering_office(pack, kind.office)) for name, kind in kinds.items())
    papers = store.PaperSet(
        where["institution"],
        where["pack_version_id"],
        where["ladder"],
        way.rung.rung,
        paper.kind,
        offices,
        paper.merges,
        paper.by_leader,
        edges,
    )
    return Papers(papers, pack, paper.automatic, way.answer)


def _serve(
    session: Session, changes: Changes, series: Series, count: int, each: Papers, *, on: date, at: datetime
) -> None:
    base = take(session, changes, series, count) - 1
    values = {
        "base": base,
        "state": served_at_once(),
        "year": series.year,
        "signed_at": at,
        "issued_at": at,
        "served_at": at,
        "answer_due_on": each.answer.due_on,
        "answer_provisional": each.answer.provisional,
    }
    store.number_and_serve(session, each.papers, on, office=series.office, values=values, around=series.around())
