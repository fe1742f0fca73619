"""The file of one matter (考核档案): its whole story, papers, talks, what registers say of it, and its points."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.schema import FieldKind, Pack
from duban.services.institution import RunningInstitution
from duban.services.items_show import story_of
from duban.services.register_fields import content_of
from duban.services.transition import look_up_item
from duban.store.interviews import INTERVIEW, list_interviews
from duban.store.item_side import papers_of
from duban.store.registers import list_entries
from duban.store.scores import entries_of, item_behind, list_assessments
from states.interview import INTERVIEW_LABELS
from states.labels import ORDER_LABELS
from states.register import REGISTER_LABELS, VOIDED


def archive_of(session: Session, running: RunningInstitution, code: str, *, on: date) -> dict[str, Any]:
    """Everything that the assessment of whoever answers for the item may rest on, as on that day. Raises NotFound."""
    pack = running.pack
    item = look_up_item(session, pack.code, code)
    papers = [
        {"paper": row["paper"], "number": row["number"], "label": ORDER_LABELS[row["state"]]}
        for row in papers_of(session, item["id"])
    ]
    talks = [
        {"code": row["code"], "label": INTERVIEW_LABELS[row["state"]]}
        for row in list_interviews(session, pack.code, INTERVIEW.c.item_id == item["id"])
    ]
    return {
        "story": story_of(session, pack.code, code, running.calendar, on=on),
        "papers": papers,
        "talks": talks,
        "registers": _registered(session, pack, code),
        "entries": _points(session, pack.code, item),
    }


def _registered(session: Session, pack: Pack, code: str) -> list[dict[str, Any]]:
    """The entries of registers that name the item, with what they say."""
    found = []
    for name, register in pack.registers.items():
        fields = [field for field, rule in register.fields.items() if rule.kind is FieldKind.item]
        for entry in reversed(list_entries(session, pack.code, name) if fields else ()):
            values = content_of(entry["content"])
            if entry["state"] != VOIDED and code in (values.get(field) for field in fields):
                label = REGISTER_LABELS.get(entry["state"], entry["state"])
                found.append({"register": name, "code": entry["code"], "label": label, "content": values})
    return found


def _points(session: Session, institution: str, item: sa.RowMapping) -> list[dict[str, Any]]:
    """The points that rest on the item, in every year."""
    names = ("place", "unit", "person", "says", "points", "clause")
    return [
        {"year": year["year"], **{name: row[name] for name in names}, "struck": row["struck_at"] is not None}
        for year in reversed(list_assessments(session, institution))
        for row in entries_of(session, year["id"])
        if item_behind(session, row["event"]) == item["id"]
    ]
