"""The units that a pack means: by their names, by a group, by an ending, by whoever holds a post."""

from collections.abc import Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.institutions.schema import Pack
from duban.store.org import list_holdings, list_units

Unit = sa.RowMapping
"""Its id and its name."""


def units_but_offices(session: Session, pack: Pack) -> list[Unit]:
    """Every unit of the ledger that does not assign work itself."""
    offices = {name for office in pack.offices for name in pack.units_of(office)}
    return [unit for unit in list_units(session, pack.code) if unit["name"] not in offices]


def units_meant(session: Session, pack: Pack, names: Sequence[str], on: date, *, strict: bool = False) -> list[Unit]:
    """The units in the order in which the pack names them, each once.

    `strict`: a unit that is named in full is registered, else NotFound; a group, an ending or a post may mean none.
    """
    known = list_units(session, pack.code)
    holders = list_holdings(session, pack.code, on) if any(name in pack.posts for name in names) else ()
    found: dict[str, Unit] = {}
    for name in names:
        meant = [unit for each in pack.members_of(name) for unit in _named(pack, each, known)]
        if name in pack.posts and not meant:
            where = {row["unit"] for row in holders if row["post"] == name}
            meant = [unit for unit in known if unit["name"] in where]
        elif strict and not meant and _in_full(pack, name):
            raise NotFound("单位", name, "请用 duban org list 查看，或先用 duban org import 登记")
        found.update((unit["name"], unit) for unit in meant if unit["name"] not in found)
    return list(found.values())


def names_meant(session: Session, pack: Pack, names: Sequence[str], on: date) -> list[str]:
    """The same units by name; one that is named in full is meant even where it is not registered yet."""
    found: dict[str, None] = {}
    for name in names:
        meant = [str(unit["name"]) for unit in units_meant(session, pack, (name,), on)]
        found.update(dict.fromkeys(meant or ([name] if _in_full(pack, name) else [])))
    return list(found)


def _in_full(pack: Pack, name: str) -> bool:
    return name not in pack.groups and name not in pack.posts and not name.startswith(ANY)


ANY = "*"
"""How an ending begins: *镇."""


def _named(pack: Pack, name: str, known: Sequence[Unit]) -> Iterator[Unit]:
    """A unit by its name, an office by either of its names, any other unit by how its name ends."""
    offices = {title for office in pack.offices for title in pack.units_of(office)}
    own = pack.units_of(name)
    for unit in known:
        if unit["name"] in own or (
            name.startswith(ANY) and unit["name"] not in offices and fnmatchcase(unit["name"], name)
        ):
            yield unit
