"""One cell of a table: a deed is tried on a ledger and taken back, and a refusal must have changed nothing."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import Refused
from duban.services.acting import acting_as
from duban.services.acts import Actor
from models import metadata
from tests.factories import ACTOR, MONDAY, UNITS

UNIT, SYSTEM = "主办单位", "系统"
TABLES = metadata.sorted_tables
Ledger = list[tuple[object, ...]]
Cells = dict[tuple[str, str, str], str]
"""(verb, place, actor) → the place that it leads to; a cell that is not in it is refused."""


def actors(session: Session, posts: tuple[str, ...]) -> dict[str, Actor]:
    """The holders of those posts, the head of the lead unit, and the account itself."""
    named = {UNIT: f"{UNITS[0]}局长", **{post: post for post in posts}}
    held = {name: acting_as(session, "county", post, MONDAY, "tester") for name, post in named.items()}
    return {**held, SYSTEM: ACTOR}


def parsed(table: str, groups: Mapping[str, str], everybody: tuple[str, ...]) -> Cells:
    """Lines of `verb | place place … → target | actor …`; `=` stays where it is, `*` is everybody."""
    found = {}
    for line in table.strip().splitlines():
        verb, moves, names = (part.strip() for part in line.split("|"))
        sources, target = (part.strip() for part in moves.split("→"))
        for place in " ".join(groups.get(name, name) for name in sources.split()).split():
            for actor in everybody if names == "*" else names.split():
                found[verb, place, actor] = place if target == "=" else target
    return found


def tried(session: Session, untouched: Ledger, deed: Callable[[], object], stands: Callable[[], str]) -> str | None:
    """Where the subject stands after the deed, which is then taken back; None where it was refused."""
    cell = session.begin_nested()
    try:
        said = _refusal(deed)
        if said is None:
            return stands()
        assert "：" in said, "a refusal gives no reason"
        assert ledger(session) == untouched, "a refusal changed something"
        return None
    finally:
        cell.rollback()


def _refusal(deed: Callable[[], object]) -> str | None:
    try:
        deed()
    except Refused as refused:
        return str(refused)
    return None


def ledger(session: Session) -> Ledger:
    """How many rows each table has, and every item, paper and end of a chain as it stands."""
    return [tuple(row) for query in (COUNTS, *WATCHED) for row in session.execute(query)]


COUNTS = sa.select(
    *(sa.select(sa.func.count()).select_from(table).scalar_subquery().label(table.name) for table in TABLES)
)
WATCHED = [sa.select(table) for table in TABLES if table.name in ("item", "order", "act_head")]
