"""Results of the specialised bodies' items, which their offices report to the supervision office (C37)."""

from typing import Any

from sqlalchemy.orm import Session

from duban.institutions.schema import Pack
from duban.services.acts import OpenAct
from duban.services.item_desk import Desk
from duban.services.messages import office_units, tell_units_of
from duban.services.records_view import local_text
from duban.store.item_side import results_of
from duban.store.sight import EVERYTHING, Sight
from states.item import ItemEvent
from states.labels import state_label

RESULTS = (ItemEvent.accept_complete, ItemEvent.accept_terminate, ItemEvent.accept_merge)
"""The checks that accept how an item ends."""


def report_result(desk: Desk, act: OpenAct) -> None:
    """The office to which the item's own office reports is told that there is a result."""
    book = desk.pack.series_of(desk.kind.office)
    if book and book.report_to and desk.event in RESULTS:
        units = office_units(desk.session, desk.pack, book.report_to)
        what = f"件{desk.kind.office}的落实结果，请登录督办系统查看。"
        tell_units_of(desk.session, act, dict.fromkeys(units, 1), what)


def list_results(session: Session, pack: Pack, *, sight: Sight = EVERYTHING) -> list[dict[str, Any]]:
    """The results that were reported, newest first, each with the office it comes from and the one it goes to."""
    books = {name: pack.series_of(kind.office) for name, kind in pack.items.items()}
    reporting = {name: book for name, book in books.items() if book and book.report_to}
    return [
        {
            "code": row["code"],
            "title": row["title"],
            "unit": row["unit"],
            "office": pack.items[row["item_type"]].office,
            "report_to": reporting[row["item_type"]].report_to,
            "clause": reporting[row["item_type"]].clause,
            "says": row["says"],
            "accepted_at": local_text(row["checked_at"]),
            "label": state_label(row["state"], row["rung"]),
        }
        for row in results_of(session, pack.code, list(reporting), sight)
    ]
