"""A condition in SQL picks exactly the rows on which it holds in Python, on both databases, NULLs included."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duban.store.predicates import condition
from states.predicates import All, AnyOf, Given, Op, Predicate, Test

DAYS = [None, date(2026, 11, 20), date(2026, 11, 23), date(2027, 1, 4)]
WORDS = [None, "", "催办", "督办"]
NUMBERS = [None, 0, 1, 2]
VALUES: dict[str, list[Any]] = {"due": DAYS, "rung": WORDS, "number": NUMBERS}
TABLE = sa.Table(
    "subject",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("due", sa.Date),
    sa.Column("rung", sa.String),
    sa.Column("number", sa.Integer),
)
SUBJECTS = [
    {"id": number, "due": due, "rung": rung, "number": count}
    for number, (due, rung, count) in enumerate((d, w, n) for d in DAYS for w in WORDS for n in NUMBERS)
]


def comparisons(field: str) -> st.SearchStrategy[Predicate]:
    """Every comparison of a field with a literal, a list, or the value that the act brings."""
    values = st.sampled_from(VALUES[field])
    compared = st.sampled_from([Op.eq, Op.ne, Op.lt, Op.le, Op.gt, Op.ge])
    return st.one_of(
        st.builds(Test, st.just(field), compared, values | st.just(Given(field))),
        st.builds(Test, st.just(field), st.just(Op.one_of), st.lists(values, max_size=3).map(tuple)),
        st.builds(Test, st.just(field), st.sampled_from([Op.missing, Op.present])),
    )


PREDICATES = st.recursive(
    st.sampled_from(sorted(VALUES)).flatmap(comparisons),
    lambda parts: (
        st.builds(All, st.lists(parts, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(parts, max_size=3).map(tuple))
    ),
    max_leaves=6,
)


@pytest.mark.slow
def test_sql_and_python_pick_the_same_rows(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        TABLE.create(connection)
        connection.execute(sa.insert(TABLE), SUBJECTS)

        @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(predicate=PREDICATES, brought=st.fixed_dictionaries({k: st.sampled_from(v) for k, v in VALUES.items()}))
        def check(predicate: Predicate, brought: dict[str, object]) -> None:
            query = sa.select(TABLE.c.id).where(condition(predicate, TABLE, brought)).order_by(TABLE.c.id)
            held = [subject["id"] for subject in SUBJECTS if predicate.holds(subject, brought)]
            assert list(connection.execute(query).scalars()) == held

        check()
