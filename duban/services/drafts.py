"""What somebody typed into a form and did not send yet, kept for the next time they open it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue
from duban.services.records_view import local_text
from duban.store import accounts as store
from duban.store.rows import add_rows, set_values

LONGEST, LONGEST_NAME = 100_000, 300


def save(session: Session, account_id: int, form: str, fields: Mapping[str, list[str]], *, now: datetime) -> None:
    """Keeps what stands in the form now. Raises InvalidValue for more than a form holds."""
    text = json.dumps(fields, ensure_ascii=False)
    if len(text) > LONGEST or not 0 < len(form) <= LONGEST_NAME:
        raise InvalidValue("草稿", form, "没有名称或内容太长，没有保存，请尽快提交或改用附件")
    known = store.find_draft(session, account_id, form)
    if known:
        set_values(session, store.DRAFT, [known["id"]], {"fields": text, "saved_at": now})
    else:
        add_rows(session, store.DRAFT, [{"account_id": account_id, "form": form, "fields": text, "saved_at": now}])


def find(session: Session, account_id: int, form: str) -> dict[str, Any] | None:
    """What was typed into the form, and when; None when nothing was."""
    row = store.find_draft(session, account_id, form)
    return {"fields": json.loads(row["fields"]), "saved_at": local_text(row["saved_at"])} if row else None


def list_of(session: Session, account_id: int) -> list[dict[str, str]]:
    """The forms that wait to be sent."""
    rows = store.list_drafts(session, account_id)
    return [{"form": row["form"], "saved_at": local_text(row["saved_at"])} for row in rows]


def forget(session: Session, account_id: int, form: str) -> None:
    """The form was sent, or is not wanted any more."""
    store.forget_draft(session, account_id, form)
