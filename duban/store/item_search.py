"""Which items a text is found in: title, requirement, the lead unit's name, and the code from its beginning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from duban.store.items import ITEM
from duban.store.org import unit_ids
from duban.store.words import keys, plain, token
from models import ItemWords, table_of

WORDS = table_of(ItemWords)
GRAM = sa.table("item_gram", sa.column("rowid", sa.BigInteger()), sa.column("item_gram", sa.Text()))
SAMPLE, TOGETHER, EVERYWHERE = 1_000, 10, 20
"""Of so many items looked at, ten by ten, how many have a text in them that is not worth being looked up."""
EXACT = 2
"""Up to so many characters the index itself says where a text is found."""
Columns = sa.sql.base.ReadOnlyColumnCollection[str, Any]
LAST = "9" * 9
"""Behind every code that begins like it."""


@dataclass(frozen=True)
class Sought:
    """A text as it is looked for, and the units that have it in their names."""

    institution: str
    text: str
    units: tuple[int, ...]
    everywhere: bool
    """Whether so many items have it that the index would take longer to name them than a page takes to be filled."""
    only_codes: bool
    """Whether nothing but codes has it, so that no item's words need to be looked at."""

    @property
    def reads_words(self) -> bool:
        """Whether an item that is looked at for it has its words read."""
        return not self.only_codes


def sought(session: Session, institution: str, text: str) -> Sought | None:
    """What is looked for; None where nothing was written."""
    wanted = plain(text).strip()
    if not wanted:
        return None
    units = tuple(key for name, key in unit_ids(session, institution).items() if wanted in plain(name))
    everywhere = _is_everywhere(session, wanted)
    only_codes = not units and not everywhere and _is_code(wanted) and not _in_words(session, wanted)
    return Sought(institution, wanted, units, everywhere, only_codes)


def _is_everywhere(session: Session, text: str) -> bool:
    """By a sample: PostgreSQL's index names all hits or none. SQLite's stops when told to, and is always asked."""
    if session.get_bind().dialect.name != "postgresql":
        return False
    newest: int = session.execute(sa.select(sa.func.max(WORDS.c.item_id))).scalar_one() or 0
    firsts = range(1, newest + 1, max(TOGETHER, newest * TOGETHER // SAMPLE))  # neighbours stand on one page
    among = [first + each for first in firsts for each in range(TOGETHER)]
    here = WORDS.c.item_id == sa.any_(sa.literal(among, ARRAY(sa.BigInteger())))
    has = _position("postgresql", WORDS.c.words, text) > 0
    return int(session.execute(sa.select(sa.func.count()).where(here, has)).scalar_one()) >= EVERYWHERE


def _in_words(session: Session, text: str) -> bool:
    """Whether any item's words have it."""
    return session.execute(_by_words(session.get_bind().dialect.name, text).limit(1)).first() is not None


def found_in(dialect: str, wanted: Sought, item: Columns, code: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether an item of the query is one of them, looked at one by one by its `code` and, if need be, its words."""
    if wanted.only_codes:
        return _begins(code, wanted.text)
    words = sa.select(WORDS.c.words).where(WORDS.c.item_id == item.id).scalar_subquery()
    conditions = [_position(dialect, words, wanted.text) > 0]
    if wanted.units:
        conditions.insert(0, item.lead_unit_id.in_(wanted.units))
    if _is_code(wanted.text):
        conditions.insert(0, _begins(code, wanted.text))
    return sa.or_(*conditions)


def hits(dialect: str, wanted: Sought) -> Sequence[sa.Select[int]]:
    """Queries whose ids, taken together, are those of all items that it is found in."""
    mine = ITEM.c.institution == wanted.institution
    each = [] if wanted.only_codes else [_by_words(dialect, wanted.text)]
    if wanted.units:
        each.append(sa.select(ITEM.c.id).where(mine, ITEM.c.lead_unit_id.in_(wanted.units)))
    if _is_code(wanted.text):
        each.append(sa.select(ITEM.c.id).where(mine, _begins(ITEM.c.code, wanted.text)))
    return each


def _by_words(dialect: str, text: str) -> sa.Select[int]:
    surely = len(text) <= EXACT
    if dialect == "postgresql":
        looked_up = sa.func.duban_grams(WORDS.c.words, type_=ARRAY(sa.Text())).contains(keys(text))
        query = sa.select(WORDS.c.item_id.label("id")).where(looked_up)
        return query if surely else query.where(_position(dialect, WORDS.c.words, text) > 0)
    looked_up = GRAM.c.item_gram.op("MATCH")(" ".join(map(token, keys(text))))
    query = sa.select(GRAM.c.rowid.label("id")).where(looked_up)
    if surely:
        return query
    here = sa.and_(WORDS.c.item_id == GRAM.c.rowid, _position(dialect, WORDS.c.words, text) > 0)
    return query.join(WORDS, here)


def _position(dialect: str, words: sa.ColumnElement[str], text: str) -> sa.ColumnElement[int]:
    function = sa.func.strpos if dialect == "postgresql" else sa.func.instr
    return function(words, text, type_=sa.Integer())


def _is_code(text: str) -> bool:
    """Whether codes may begin like it."""
    return text.isascii() and text.replace("-", "").isdigit()


def _begins(code: sa.ColumnElement[str], text: str) -> sa.ColumnElement[bool]:
    return sa.and_(code >= text, code <= text + LAST, sa.func.substr(code, 1, len(text)) == text)
