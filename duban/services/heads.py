"""Who holds the posts of a unit, and who of them answers for it first (主要负责同志): by post and term."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.schema import Pack
from duban.store.org import list_holdings


def holders_of(session: Session, pack: Pack, unit_id: int, on: date) -> list[sa.RowMapping]:
    """Whoever holds a post of the unit that day."""
    return [row for row in list_holdings(session, pack.code, on) if row["unit_id"] == unit_id]


def heads_of(session: Session, pack: Pack, unit_id: int, on: date) -> list[sa.RowMapping]:
    """The holders of the posts that the pack names as a unit's head, that day."""
    posts = head_posts(pack)
    return [row for row in holders_of(session, pack, unit_id, on) if row["post"] in posts] if posts else []


def head_posts(pack: Pack) -> Sequence[str]:
    """The posts whose holder is the head of a unit; none where the pack does not say."""
    return pack.heads.posts if pack.heads else ()


class Heads:
    """Who headed a unit on a day; nobody where the pack names no such posts or several hold them."""

    def __init__(self, session: Session, pack: Pack) -> None:
        posts = head_posts(pack)
        held: Sequence[sa.RowMapping] = list_holdings(session, pack.code) if posts else ()
        self._held: dict[int, list[sa.RowMapping]] = {}
        for row in held:
            if row["post"] in posts and not row["is_deputy"]:
                self._held.setdefault(row["unit_id"], []).append(row)

    def of(self, unit_id: int, on: date) -> int | None:
        """The one head of that day."""
        found = {
            int(row["person_id"])
            for row in self._held.get(unit_id, ())
            if row["from_on"] <= on and (row["to_on"] is None or on <= row["to_on"])
        }
        return found.pop() if len(found) == 1 else None
