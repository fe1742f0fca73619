"""The assignment paper (交办单): numbered and served in the act that issues the items it lists.

The document asks nobody to approve it (C36 speaks of the other two), and C13 to C17 measure when it goes out: so
issuing an item and issuing its paper are one act, and neither can be on record without the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.institutions.schema import ItemType, Pack
from duban.services.item_desk import Asked
from duban.services.numbering import Series, series_of, take
from duban.services.order_draft import NotOnOnePaper, new_paper, on_one_paper, served_now
from duban.store import orders as store
from duban.store.kept import Changes
from duban.store.rows import add_rows


@dataclass(frozen=True)
class Assignment:
    """One paper to be: its kind, the office that numbers it, its unit and the items it lists."""

    pack: Pack
    paper: str
    office: str
    unit_id: int
    items: Sequence[sa.RowMapping]

    def series(self, said: Asked) -> Series:
        """The series that it is numbered in: the year is that of issuing."""
        return series_of(self.pack, self.office, self.paper, local_date(said.at).year)


def assignment(items: Sequence[tuple[sa.RowMapping, ItemType]], pack: Pack) -> Assignment | None:
    """The paper that issues these items; None where the pack has none for them. Raises NotOnOnePaper."""
    kinds = {kind.issue.paper if kind.issue else None for _, kind in items}
    rows = [item for item, _ in items]
    paper = next((kind for kind in kinds if kind), None)
    if len(kinds) > 1 or (paper is None and len(rows) > 1):
        raise NotOnOnePaper(paper or "交办单", "这些事项不用同一种文书交办，请分开下发")
    if paper is None:
        return None
    return Assignment(pack, paper, on_one_paper(pack, paper, rows), rows[0]["lead_unit_id"], rows)


def serve_assignment(session: Session, paper: Assignment | None, said: Asked, *, unit_id: int | None = None) -> Changes:
    """The paper takes its number and reaches the unit. Call it before the act is opened."""
    changes = Changes(session)
    if paper is None:
        return changes
    series = paper.series(said)
    serial = take(session, changes, series)
    row = {
        **new_paper(paper.items[0], paper.paper, paper.office, said),
        **served_now(series, serial, said),
        "unit_id": unit_id or paper.unit_id,
    }
    ids = add_rows(session, store.ORDER, [row])
    changes.added(store.ORDER, ids)
    lines = [{"order_id": ids[0], "item_id": item["id"]} for item in paper.items]
    changes.added(store.LISTED, add_rows(session, store.LISTED, lines))
    return changes
