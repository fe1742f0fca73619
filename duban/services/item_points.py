"""Points proposed for what was not done in time (C42): derived from the missed limit, its paper and the pack.

Nothing is stored: a limit that was cleared takes its points with it, and assessment decides what becomes of them.
"""

from typing import Any

from sqlalchemy.orm import Session

from duban.institutions.schema import Pack, Points
from duban.services.packs import pack_behind
from duban.store.item_side import papers_with_points
from duban.store.sight import EVERYTHING, Sight
from states.labels import LIMIT_LABELS


def proposed_points(
    session: Session, institution: str, unit: str | None = None, *, sight: Sight = EVERYTHING
) -> list[dict[str, Any]]:
    """One line for each missed limit that stands and each paper that followed it; what is put down to a co-unit is
    proposed for that unit alone."""
    lines = []
    for row in papers_with_points(session, institution, unit, sight=sight):
        pack = pack_behind(session, row).pack
        rule = rung_points(pack, row["ladder"], row["rung"])
        if rule:
            lines.append(
                {
                    "unit": row["co_unit"] or row["unit"],
                    "points": rule.co if row["co_unit"] else rule.lead,
                    "code": row["code"],
                    "limit": LIMIT_LABELS[row["limit_kind"]],
                    "limit_on": row["limit_on"].isoformat(),
                    "paper": row["number"],
                    "clause": rule.clause,
                    "assumed": rule.assumed,
                    "attributed_from": row["unit"] if row["co_unit"] else None,
                    "reason": row["reason"],
                }
            )
    return lines


def rung_points(pack: Pack, ladder: str, rung: str) -> Points | None:
    """What a paper of that rung costs."""
    return next(each.points for each in pack.ladders[ladder] if each.rung == rung)
