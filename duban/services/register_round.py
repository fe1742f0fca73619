"""The daily round of registers: whoever keeps an entry past its limit is told how many wait. At most once a day."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.schema import FieldKind, Pack
from duban.institutions.schema.registers import RegisterLimit
from duban.services.acts import Actor, OpenAct, SealedAct, open_or_answer, seal
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.messages import tell_posts
from duban.services.register_fields import content_of
from duban.store.org import list_holdings
from duban.store.registers import list_entries

REMIND = "register_entry_remind"
WAITING = "件登记事项待办，请登录督办系统办理。"
HELD_BY = {FieldKind.person: "person", FieldKind.post: "post", FieldKind.unit: "unit"}
"""Which column of who holds what a field names."""


def register_round(session: Session, running: RunningInstitution, *, on: date, now: datetime, actor: Actor) -> int:
    """Tells the people whom the pack names about entries that are due or late; nothing on a day off. Returns how many.

    May be run again on the same day. An act for each clause, so that each says on what it rests.
    """
    if not running.calendar.is_workday(on):
        return 0
    told = 0
    for clause, entries in _waiting(session, running.pack, on).items():
        about = (REMIND, clause or "", on.isoformat())
        draft = Asked(actor, now, key=":".join(about)).draft(running.pack.code, REMIND, clause=clause)
        act = open_or_answer(session, draft)
        if isinstance(act, SealedAct):
            continue
        _tell(session, act, Counter(post for posts in entries for post in posts))
        seal(session, act)
        told += len(entries)
    return told


def _tell(session: Session, act: OpenAct, waiting: Counter[int]) -> None:
    for count in sorted(set(waiting.values())):
        posts = sorted(post for post, number in waiting.items() if number == count)
        tell_posts(session, act, posts, f"有{count}{WAITING}")


def _waiting(session: Session, pack: Pack, on: date) -> Mapping[str | None, list[set[int]]]:
    """By clause: for each entry that waits the posts of whoever it waits for, where there are any."""
    found: dict[str | None, list[set[int]]] = defaultdict(list)
    limits = {(book, state): limit for book, state, limit in _reminding(pack)}
    if not limits:
        return found
    held = list_holdings(session, pack.code, on)
    for row in list_entries(session, pack.code, late_on=on + timedelta(days=1)):
        limit = limits.get((row["book"], row["state"]))
        if limit and (posts := set(_posts(pack, row, limit, held))):
            found[limit.clause].append(posts)
    return found


def _reminding(pack: Pack) -> Iterator[tuple[str, str, RegisterLimit]]:
    for name, register in pack.registers.items():
        for state in register.states:
            if state.limit and state.limit.remind:
                yield name, state.state, state.limit


def _posts(pack: Pack, row: sa.RowMapping, limit: RegisterLimit, held: Sequence[Any]) -> Iterator[int]:
    """The posts of whom the entry names; a post that is named has its holder's."""
    field = limit.remind or ""
    column = HELD_BY[pack.registers[row["book"]].fields[field].kind]
    named = content_of(row["content"]).get(field)
    yield from (each["post_id"] for each in held if each[column] == named)
