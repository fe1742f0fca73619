"""The responsibility list (责任清单) of the specialised bodies: 挂号, tracking, check, 销号 (C3)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import day_of
from duban.core.errors import NotFound
from duban.institutions.schema import Pack
from duban.services.item_limits import is_late
from duban.store.item_ledger import ledger_items
from duban.store.sight import EVERYTHING, Sight
from states.labels import state_label


def responsibility_list(
    session: Session, pack: Pack, offices: Sequence[str], on: date, *, open_only: bool, sight: Sight = EVERYTHING
) -> list[dict[str, Any]]:
    """The items that these offices assigned; none named: the specialised bodies. Raises NotFound."""
    named = tuple(offices) or tuple(name for name, office in pack.offices.items() if office.series)
    for name in named:
        if name not in pack.offices:
            raise NotFound("交办机构", name, f"本制度的机构有：{'、'.join(pack.offices)}")
    office_of = {name: kind.office for name, kind in pack.items.items() if kind.office in named}
    rows = ledger_items(session, pack.code, tuple(office_of), open_only=open_only, sight=sight)
    return [_told(row, office_of, on) for row in rows]


def _told(row: sa.RowMapping, office_of: Mapping[str, str], on: date) -> dict[str, Any]:
    return {
        "code": row["code"],
        "office": office_of[row["item_type"]],
        "title": row["title"],
        "unit": row["unit"],
        "feedback_due_on": _day(row["feedback_due_on"]),
        "completion_due_on": _day(row["completion_due_on"]),
        "label": state_label(row["state"], row["rung"]),
        "hung_on": _day(row["issued_at"]),
        "checked_on": _day(row["checked_at"]),
        "struck_on": _day(row["closed_at"]),
        "late": is_late(row, on),
    }


def _day(moment: date | datetime | None) -> str | None:
    return day_of(moment).isoformat() if moment else None
