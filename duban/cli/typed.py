"""Words as they were typed behind an option, made into what a command works with."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from duban.core.clock import parse_day
from duban.core.errors import InvalidValue

Chosen = TypeVar("Chosen", bound=StrEnum)


def day(text: str | None, field: str = "日期") -> date | None:
    """A day, or None where none was typed. Raises InvalidValue."""
    return parse_day(text, field=field) if text else None


def pairs(texts: Sequence[str] | None, field: str, shape: str) -> dict[str, str]:
    """What was typed as `name=value`, each behind its own option `field`. Raises InvalidValue."""
    found = {}
    for each in texts or ():
        name, mark, value = each.partition("=")
        if not mark or not name.strip():
            raise InvalidValue(field, each, f"请写成 {shape}")
        found[name.strip()] = value
    return found


def states_in(kinds: type[Chosen], texts: Sequence[str] | None) -> list[Chosen]:
    """The states that `--state` names. Raises InvalidValue."""
    unknown = [each for each in texts or () if each not in set(kinds)]
    if unknown:
        raise InvalidValue("--state", unknown[0], f"请从{'、'.join(kinds)}中选")
    return [kinds(each) for each in texts or ()]
