"""Queries about the views of the ledger that people saved."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.accounts import ACCOUNT
from duban.store.prepared import row_like, rows_like
from models import SavedView, table_of

VIEW = table_of(SavedView)


def views_of(session: Session, account_id: int, *, lock: bool = False) -> Sequence[sa.RowMapping]:
    """The account's own, in the order in which they were first saved."""
    return rows_like(session, VIEW, {"account_id": account_id}, lock=lock).mappings().all()


def landing_of(session: Session, account_id: int) -> sa.RowMapping | None:
    """The view that the account comes to when it signs in, or None."""
    return row_like(session, VIEW, {"account_id": account_id, "landing": True})


def views_shared(session: Session, institution: str, account_id: int) -> Sequence[sa.RowMapping]:
    """What others share with the institution, each with whose it is, by name."""
    return session.execute(_shared(), {"institution": institution, "mine": account_id}).mappings().all()


@cache
def _shared() -> sa.Select[Any]:
    return (
        sa.select(VIEW, ACCOUNT.c.title.label("owner"))
        .join_from(VIEW, ACCOUNT, ACCOUNT.c.id == VIEW.c.account_id)
        .where(VIEW.c.shared_with == sa.bindparam("institution"), VIEW.c.account_id != sa.bindparam("mine"))
        .order_by(VIEW.c.name, VIEW.c.id)
    )


def delete_view(session: Session, view_id: int) -> None:
    """It is gone."""
    session.connection().execute(sa.delete(VIEW).where(VIEW.c.id == view_id))
