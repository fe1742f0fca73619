"""The papers of an escalation by a person: drafted for the people who approve them, or numbered and served at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from duban.services.escalation import PaperGroup
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.ladders import Clock, clock_of
from duban.services.numbering import Series, series_of, take
from duban.services.order_draft import missed_limit, new_paper, served_now
from duban.store import orders as store
from duban.store.kept import Changes
from duban.store.rows import add_rows
from states.labels import ORDER_LABELS

Row = dict[str, Any]


@dataclass(frozen=True)
class DraftedPaper:
    """A paper on record: the lines on it, and what people call it by."""

    lines: Sequence[Row]
    named: Mapping[str, Any]


def draft_papers(
    session: Session, running: RunningInstitution, groups: Sequence[PaperGroup], said: Asked
) -> tuple[Changes, list[DraftedPaper]]:
    """The papers of these groups in their order, and what to record under the act. Call it before the act is opened."""
    changes = Changes(session)
    served = _served(session, changes, running, groups, said)
    rows = [{**_drafted(group, said), **served.get(place, {})} for place, group in enumerate(groups)]
    ids = add_rows(session, store.ORDER, rows)
    changes.added(store.ORDER, ids)
    papers = [_paper(*each, said) for each in zip(ids, groups, rows, strict=True)]
    changes.added(store.LISTED, add_rows(session, store.LISTED, [line for paper in papers for line in paper.lines]))
    return changes, papers


def _paper(order_id: int, group: PaperGroup, row: Row, said: Asked) -> DraftedPaper:
    items = [each.item for each in group.items]
    lines = [{"order_id": order_id, "item_id": item["id"], **missed_limit(item, said)} for item in items]
    return DraftedPaper(lines, {"id": order_id, "number": row["number"], "label": ORDER_LABELS[row["state"]]})


UNNUMBERED = dict.fromkeys(("year", "serial", "number", "signed_at", "issued_at", "served_at", "answer_due_on"))


def _drafted(group: PaperGroup, said: Asked) -> Row:
    item, rung = group.first.item, group.first.rung
    climbs = {"ladder": item["ladder"], "rung": rung.rung}
    return new_paper(item, rung.paper.kind, group.office, said, **climbs, **UNNUMBERED)


def _served(
    session: Session, changes: Changes, running: RunningInstitution, groups: Sequence[PaperGroup], said: Asked
) -> dict[int, Row]:
    """The columns of the papers that nobody has to approve, by their place; each series is taken from once."""
    by_series: dict[Series, list[int]] = {}
    for place, group in enumerate(groups):
        if group.first.at_once:
            series = series_of(group.first.pack, group.office, group.first.rung.paper.kind, said.on.year)
            by_series.setdefault(series, []).append(place)
    found = {}
    for series in sorted(by_series, key=lambda one: one.key):
        places = by_series[series]
        first = take(session, changes, series, len(places))
        for serial, place in enumerate(places, first):
            found[place] = _going_out(running, groups[place], said, series, serial)
    return found


def _going_out(running: RunningInstitution, group: PaperGroup, said: Asked, series: Series, serial: int) -> Row:
    limit = group.first.rung.answer
    answer = clock_of(limit, running.calendar, said.on) if limit else Clock()
    return {
        **served_now(series, serial, said),
        "answer_due_on": answer.due_on,
        "answer_provisional": answer.provisional,
    }
