"""Conditions as data: field, operator, value, all of them or any. `holds` judges one subject, `store` compiles to SQL.

A comparison with a missing value is never true, as in SQL.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Op(StrEnum):
    """How a field is compared with its value."""

    eq = "eq"
    ne = "ne"
    lt = "lt"
    le = "le"
    gt = "gt"
    ge = "ge"
    one_of = "one_of"
    missing = "missing"
    present = "present"


@dataclass(frozen=True)
class Given:
    """A value that the act brings with it, such as the day (`Given("on")`)."""

    name: str


@dataclass(frozen=True)
class Test:
    """One comparison. `value` is a literal, a tuple for `one_of`, or a `Given`; nothing for missing and present."""

    __test__ = False  # not a pytest class

    field: str
    op: Op
    value: Any = None

    def holds(self, subject: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
        """Whether the subject's field compares so; False when either side is missing."""
        have = subject[self.field]
        if self.op in (Op.missing, Op.present):
            return (have is None) is (self.op is Op.missing)
        want = given[self.value.name] if isinstance(self.value, Given) else self.value
        if have is None or want is None:
            return False
        return bool(COMPARE[self.op](have, want))


@dataclass(frozen=True)
class All:
    """Every part holds (true when there is none)."""

    parts: tuple["Predicate", ...]

    def holds(self, subject: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
        return all(part.holds(subject, given) for part in self.parts)


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds (false when there is none)."""

    parts: tuple["Predicate", ...]

    def holds(self, subject: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
        return any(part.holds(subject, given) for part in self.parts)


Predicate = Test | All | AnyOf

COMPARE: dict[Op, Callable[[Any, Any], Any]] = {
    Op.eq: operator.eq,
    Op.ne: operator.ne,
    Op.lt: operator.lt,
    Op.le: operator.le,
    Op.gt: operator.gt,
    Op.ge: operator.ge,
    Op.one_of: lambda have, want: have in want,
}
