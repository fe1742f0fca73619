"""The canonical text of a row is the same on both databases and in Python, and so is its hash."""

import json
from datetime import UTC, date, datetime

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duban.core.clock import SHANGHAI
from duban.store.canonical import canonical_row, canonical_sql, hash_sql, hash_text
from models.types import BigId, UTCDateTime

TABLE = sa.Table(
    "specimen",
    sa.MetaData(),
    sa.Column("id", BigId, primary_key=True),
    sa.Column("word", sa.String),
    sa.Column("flag", sa.Boolean, nullable=False),
    sa.Column("number", sa.BigInteger),
    sa.Column("day_on", sa.Date),
    sa.Column("seen_at", UTCDateTime),
)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
ROWS = st.fixed_dictionaries(
    {
        "word": st.none() | WORDS,
        "flag": st.booleans(),
        "number": st.none() | st.integers(-(2**62), 2**62),
        "day_on": st.none() | st.dates(date(1949, 10, 1), date(2100, 12, 31)),
        "seen_at": st.none()
        | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001 - hypothesis wants naive bounds
    }
)


def test_sql_and_python_write_the_same_text(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        TABLE.create(connection)

        @settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(row=ROWS)
        def check(row: dict[str, object]) -> None:
            insert = sa.insert(TABLE).values(**row).returning(TABLE.c.id)
            row_id = connection.execute(insert).scalar_one()
            text = canonical_sql(TABLE)
            query = sa.select(text, hash_sql(text)).where(TABLE.c.id == row_id)
            expected = canonical_row(TABLE, {"id": row_id, **row})
            assert connection.execute(query).one() == (expected, hash_text(expected))
            assert json.loads(expected)["id"] == row_id

        check()


def test_missing_values_are_left_out_and_instants_are_utc() -> None:
    seen = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    row = {"id": 1, "word": None, "flag": True, "number": None, "day_on": date(2026, 11, 23), "seen_at": seen}
    text = '{"id":1,"day_on":"2026-11-23","flag":1,"seen_at":"2026-11-23T01:00:00.000000Z"}'
    assert canonical_row(TABLE, row) == text
