"""Words as they were typed behind an option, made into what a command works with."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from duban.core.clock import parse_day
from duban.core.errors import InvalidValue
from duban.core.named import pair, pairs

if TYPE_CHECKING:
    from states.item import ItemState

Chosen = TypeVar("Chosen", bound=StrEnum)


__all__ = ["choice", "day", "pair", "pairs", "place", "states_in"]


def day(text: str | None, field: str = "日期") -> date | None:
    """A day, or None where none was typed. Raises InvalidValue."""
    return parse_day(text, field=field) if text else None


def choice(kinds: type[Chosen], text: str, field: str) -> Chosen:
    """The one that was named, with hyphens or without. Raises InvalidValue."""
    try:
        return kinds(text.replace("-", "_"))
    except ValueError:
        names = "、".join(kind.replace("_", "-") for kind in kinds)
        raise InvalidValue(field, text, f"请从{names}中选一个") from None


def states_in(kinds: type[Chosen], texts: Sequence[str] | None) -> list[Chosen]:
    """The states that `--state` names. Raises InvalidValue."""
    return [choice(kinds, each, "--state") for each in texts or ()]


def place(text: str | None) -> "tuple[ItemState | None, str | None]":
    """The state and rung of an item that people call so; neither where none was typed. Raises InvalidValue."""
    if not text:
        return None, None
    from duban.services.item_pages import read_place

    return read_place(text)
