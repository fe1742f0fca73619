"""Compiles a condition of `states` to SQL. Judges every row exactly as `holds` does, NULLs included."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

import sqlalchemy as sa

from states.predicates import COMPARE, All, AnyOf, Given, Op, Predicate, Test


def condition(
    predicate: Predicate,
    table: sa.FromClause,
    given: Mapping[str, Any],
    facts: Mapping[str, sa.ColumnElement[Any]] = MappingProxyType({}),
) -> sa.ColumnElement[bool]:
    """The SQL condition on `table`; values of `Given` are bound from `given`, `facts` are fields that it computes."""
    if isinstance(predicate, All):
        return sa.and_(sa.true(), *(condition(part, table, given, facts) for part in predicate.parts))
    if isinstance(predicate, AnyOf):
        return sa.or_(sa.false(), *(condition(part, table, given, facts) for part in predicate.parts))
    field = predicate.field
    return _comparison(predicate, facts[field] if field in facts else table.c[field], given)


def _comparison(test: Test, column: sa.ColumnElement[Any], given: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    if test.op is Op.missing:
        return column.is_(None)
    if test.op is Op.present:
        return column.is_not(None)
    value = given[test.value.name] if isinstance(test.value, Given) else test.value
    if value is None:
        return sa.false()
    if test.op is Op.one_of:
        return column.in_([choice for choice in value if choice is not None])
    return cast("sa.ColumnElement[bool]", COMPARE[test.op](column, value))
