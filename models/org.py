"""Who: units, their posts, people, and which person holds which post from when to when."""

from datetime import date

import sqlalchemy as sa

from models.base import Row
from models.types import id_field, ref_field


class Unit(Row, table=True):
    """A unit that assigns or carries out, within one institution."""

    __table_args__ = (sa.UniqueConstraint("institution", "name"),)

    id: int | None = id_field()
    institution: str
    name: str


class Post(Row, table=True):
    """A post (岗位) of a unit."""

    __table_args__ = (sa.UniqueConstraint("unit_id", "name"),)

    id: int | None = id_field()
    unit_id: int = ref_field("unit.id")
    name: str


class Person(Row, table=True):
    """A person, known by name within an institution."""

    __table_args__ = (sa.UniqueConstraint("institution", "name"),)

    id: int | None = id_field()
    institution: str
    name: str


class Holding(Row, table=True):
    """A person holds a post from `from_on` to `to_on` (both included; open when NULL), as holder or deputy."""

    __table_args__ = (
        sa.UniqueConstraint("post_id", "person_id", "from_on"),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_start"),
    )

    id: int | None = id_field()
    post_id: int = ref_field("post.id")
    person_id: int = ref_field("person.id", index=True)
    from_on: date
    to_on: date | None = None
    is_deputy: bool = False
