"""Who acts: a post, and the person who holds it on that day."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound
from duban.services.acts import Actor
from duban.store.messages import find_posts
from duban.store.org import POST, list_holdings
from duban.store.rows import find_row


def acting_as(session: Session, institution: str, by: str | None, on: date, os_user: str) -> Actor:
    """The actor that `by` names: POST or POST/PERSON, the post with its unit before it where several units have it.

    Without a person the holder acts, before any deputy. Raises NotFound, InvalidValue.
    """
    if by is None:
        return Actor(os_user)
    post, _, person = by.partition("/")
    held = [row for row in list_holdings(session, institution, on) if post in (row["post"], row["unit"] + row["post"])]
    if not held:
        raise NotFound(f"{on} 有人任职的岗位", post, "请用 duban org list 查看岗位和任职")
    if len({row["post_id"] for row in held}) > 1:
        names = "、".join(dict.fromkeys(row["unit"] + row["post"] for row in held[:5]))
        raise InvalidValue("--by", by, f"几个单位都有这个岗位，请写上单位，如 {names}")
    holding = held[0] if not person else _of_person(held, person)
    return Actor(os_user, holding["post_id"], holding["person_id"])


def unit_acting(session: Session, actor: Actor) -> int | None:
    """The unit whose post acts; None for the account itself."""
    post = find_row(session, POST, id=actor.post_id) if actor.post_id else None
    return post["unit_id"] if post else None


def the_post(session: Session, institution: str, name: str) -> sa.RowMapping:
    """The one post of that name, with its unit before it where several units have it. Raises NotFound."""
    found = find_posts(session, institution, name.partition("/")[0])
    if len(found) != 1:
        names = "、".join(row["unit"] + row["post"] for row in found[:5])
        raise NotFound("岗位", name, f"请写上单位，如 {names}" if found else "请用 duban org list 查看岗位")
    return found[0]


def _of_person(held: Sequence[sa.RowMapping], person: str) -> sa.RowMapping:
    for row in held:
        if row["person"] == person:
            return row
    raise NotFound(f"在“{held[0]['post']}”任职的人", person, f"当日任职的是{'、'.join(row['person'] for row in held)}")
