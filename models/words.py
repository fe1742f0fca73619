"""What can be searched for: an item's words made plain, and an index over every character and pair of characters in it.

Chinese is searched by words of one, two or more characters, and no word breaker is right about names. So the index
holds single characters and overlapping pairs; a longer text is looked up by all its pairs and then looked at. The words
are written by triggers, so that no statement that writes texts can forget them.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Row, metadata
from models.types import BigId, text_field

ENDS = "\x1f"
"""Stands between the texts of an item, so that nothing is found across them."""
_FULL = range(0xFF01, 0xFF5F)
_BLANK = (*range(1, 0x20), 0xA0, 0x3000)
_CAPITALS = range(0x41, 0x5B)
FOLDED: dict[int, int] = dict.fromkeys(_BLANK, 0x20) | {code: code + 0x20 for code in _CAPITALS}
FOLDED |= {code: FOLDED.get(code - 0xFEE0, code - 0xFEE0) for code in _FULL}
"""Characters that are searched as another one: full width as half, capitals as small letters, any blank as a space."""
_ASCII = 0x80


class ItemWords(Row, table=True):
    """An item's title and requirement as they are searched. Derived; without a foreign key, which `item_text` has."""

    __tablename__ = "item_words"
    __table_args__ = (
        sa.Index("ix_item_words_grams", sa.text("duban_grams(words)"), postgresql_using="gin").ddl_if("postgresql"),
    )

    item_id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    words: str = text_field()


def _spelt(codes: Any) -> str:
    """Characters for PostgreSQL, without any that its quoting or the driver would read."""
    return "E'" + "".join(f"\\x{code:02x}" if code < _ASCII else f"\\u{code:04x}" for code in codes) + "'"


_PLAIN = f"translate({{}}, {_spelt(FOLDED)}, {_spelt(FOLDED.values())})"
GRAMS = """
CREATE FUNCTION duban_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
SELECT chars || array(SELECT a || b FROM unnest(chars, chars[2:]) AS pair (a, b) WHERE b IS NOT NULL)
FROM (SELECT string_to_array(words, NULL) AS chars) AS split
$$
"""
WORDS = f"""
CREATE FUNCTION duban_words(title text, requirement text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT {_PLAIN.format("title")} || E'\\x1f' || {_PLAIN.format("coalesce(requirement, '')")}
$$
"""
ADDING = """
CREATE FUNCTION duban_item_text_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO item_words (item_id, words) SELECT item_id, duban_words(title, requirement) FROM added;
  RETURN NULL;
END $$
"""
CHANGING = """
CREATE FUNCTION duban_item_text_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE item_words SET words = duban_words(NEW.title, NEW.requirement) WHERE item_id = NEW.item_id;
  RETURN NULL;
END $$
"""
BEFORE_TABLES = {"postgresql": (GRAMS, WORDS), "sqlite": ()}
"""What must be there before the table and its index."""
AFTER_TABLES = {
    "postgresql": (
        ADDING,
        CHANGING,
        "CREATE TRIGGER item_text_added AFTER INSERT ON item_text REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION duban_item_text_added()",
        "CREATE TRIGGER item_text_changed AFTER UPDATE OF title, requirement ON item_text"
        " FOR EACH ROW EXECUTE FUNCTION duban_item_text_changed()",
    ),
    "sqlite": (
        "CREATE VIRTUAL TABLE item_gram USING fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii')",
        "CREATE TRIGGER item_text_added AFTER INSERT ON item_text BEGIN"
        " INSERT INTO item_words (item_id, words) VALUES (NEW.item_id, duban_words(NEW.title, NEW.requirement));"
        " INSERT INTO item_gram (rowid, grams)"
        " SELECT item_id, duban_grams(words) FROM item_words WHERE item_id = NEW.item_id; END",
        "CREATE TRIGGER item_text_changed AFTER UPDATE OF title, requirement ON item_text BEGIN"
        " INSERT INTO item_gram (item_gram, rowid, grams)"
        " SELECT 'delete', item_id, duban_grams(words) FROM item_words WHERE item_id = NEW.item_id;"
        " UPDATE item_words SET words = duban_words(NEW.title, NEW.requirement) WHERE item_id = NEW.item_id;"
        " INSERT INTO item_gram (rowid, grams)"
        " SELECT item_id, duban_grams(words) FROM item_words WHERE item_id = NEW.item_id; END",
    ),
}
"""What must be there after them: the index of SQLite, and the triggers on `item_text`."""


@sa.event.listens_for(metadata, "before_create")
def _before(_target: sa.MetaData, connection: sa.Connection, **_how: Any) -> None:
    for statement in BEFORE_TABLES[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@sa.event.listens_for(metadata, "after_create")
def _after(_target: sa.MetaData, connection: sa.Connection, **_how: Any) -> None:
    for statement in AFTER_TABLES[connection.dialect.name]:
        connection.exec_driver_sql(statement)
