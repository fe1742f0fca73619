"""Units, posts, people and who holds which post."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.acts import ActDraft, Actor, OpenAct, SealedAct, open_or_answer, record_new, seal
from duban.services.transition import record_change
from duban.store.rows import add_rows, find_row
from models import Holding, Person, Post, Unit, table_of

UNIT, POST, PERSON, HOLDING = (table_of(model) for model in (Unit, Post, Person, Holding))


@dataclass(frozen=True)
class NewHolder:
    """A person who holds a post of a unit from a day on, as holder or deputy."""

    unit: str
    post: str
    person: str
    from_on: date
    to_on: date | None = None
    is_deputy: bool = False


def add_holders(
    session: Session,
    institution: str,
    holders: Sequence[NewHolder],
    *,
    now: datetime,
    actor: Actor,
    key: str | None = None,
) -> Mapping[str, int]:
    """Creates the units, posts and people that are missing and the holdings, in one act; returns unit name → id.

    A holding that is known by its first day ends when the holder is said to have left.
    """
    asked = {"holders": [asdict(holder) for holder in holders]}
    act = open_or_answer(session, ActDraft(institution, "add_holders", actor, now, now, key=key, request=asked))
    if isinstance(act, SealedAct):
        return dict(act.answer)

    def have(table: sa.Table, **values: object) -> int:
        known = find_row(session, table, **values)
        if known:
            return int(known["id"])
        ids = add_rows(session, table, [values])
        record_new(session, act, table, ids)
        return ids[0]

    units: dict[str, int] = {}
    for holder in holders:
        unit = have(UNIT, institution=institution, name=holder.unit)
        post = have(POST, unit_id=unit, name=holder.post)
        person = have(PERSON, institution=institution, name=holder.person)
        term = {"post_id": post, "person_id": person, "from_on": holder.from_on}
        if known := find_row(session, HOLDING, **term):
            _follow(session, act, known, holder)
        else:
            have(HOLDING, **term, to_on=holder.to_on, is_deputy=holder.is_deputy)
        units[holder.unit] = unit
    seal(session, act, units)
    return units


def _follow(session: Session, act: OpenAct, known: sa.RowMapping, told: NewHolder) -> None:
    """A known holding as it is told now; a table that knows no end of it takes none back."""
    now = {"to_on": told.to_on or known["to_on"], "is_deputy": told.is_deputy}
    if any(known[name] != value for name, value in now.items()):
        record_change(session, act, HOLDING, [known["id"]], now)
