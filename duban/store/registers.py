"""Queries about the entries of registers."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.record_sight import seen_entries
from duban.store.sight import EVERYTHING, Sight
from models import Person, RegisterEntry, Unit, table_of
from states.register import VOIDED

ENTRY = table_of(RegisterEntry)
UNIT, PERSON = table_of(Unit), table_of(Person)
ESCAPE = "/"
"""What stands before a character that would otherwise stand for others in a text that is looked for."""


def list_entries(
    session: Session,
    institution: str,
    book: str | None = None,
    *,
    state: str | None = None,
    late_on: date | None = None,
    most: int | None = None,
    sight: Sight = EVERYTHING,
) -> Sequence[sa.RowMapping]:
    """The entries of a register or of all, newest first; with `late_on` those past their limit on that day."""
    query = sa.select(ENTRY).where(ENTRY.c.institution == institution, *seen_entries(sight))
    query = query if state is None else query.where(ENTRY.c.state == state)
    query = query if book is None else query.where(ENTRY.c.book == book)
    query = query if late_on is None else query.where(ENTRY.c.due_on < late_on)
    query = query.order_by(ENTRY.c.id.desc())
    return session.execute(query.limit(most)).mappings().all()


def counting_entries(
    session: Session,
    institution: str,
    book: str,
    but: int | None = None,
    *,
    holding: Sequence[str] = (),
    since: date | None = None,
) -> Sequence[sa.RowMapping]:
    """What uniqueness and quotas count: every entry that was not a mistake, leaving out the one with the id `but`.

    `holding` narrows them to those whose content has each of these texts in it; upper and lower case may pass for one
    another; `since` to those entered on that day or later. Tells code, content and the day of entry.
    """
    given: dict[str, Any] = {"institution": institution, "book": book, "but": -1 if but is None else but}
    given["since"] = since or date.min
    texts = {f"text_{place}": _literally(text) for place, text in enumerate(holding)}
    return session.execute(_counting(len(texts)), given | texts).mappings().all()


@cache
def _counting(texts: int) -> sa.Select[str, str, date]:
    content = [ENTRY.c.content.contains(sa.bindparam(f"text_{place}"), escape=ESCAPE) for place in range(texts)]
    mine = (ENTRY.c.institution == sa.bindparam("institution"), ENTRY.c.book == sa.bindparam("book"))
    counts = (ENTRY.c.state != VOIDED, ENTRY.c.id != sa.bindparam("but"))
    later = ENTRY.c.entered_on >= sa.bindparam("since", type_=sa.Date())
    query = sa.select(ENTRY.c.code, ENTRY.c.content, ENTRY.c.entered_on)
    return query.where(*mine, *counts, later, *content).order_by(ENTRY.c.id)


def _literally(text: str) -> str:
    for special in (ESCAPE, "%", "_"):
        text = text.replace(special, ESCAPE + special)
    return text


def count_by_book(session: Session, institution: str) -> Mapping[str, int]:
    """How many entries each register has."""
    query = sa.select(ENTRY.c.book, sa.func.count().label("entries")).where(ENTRY.c.institution == institution)
    return {row.book: row.entries for row in session.execute(query.group_by(ENTRY.c.book))}
