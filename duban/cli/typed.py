"""Words as they were typed behind an option, made into what a command works with."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from duban.core.clock import parse_day
from duban.core.errors import InvalidValue
from states.item import ItemState
from states.labels import STATE_LABELS, place_labelled

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


def place(text: str | None) -> tuple[ItemState | None, str | None]:
    """The state and rung of an item that people call so; neither where none was typed. Raises InvalidValue."""
    if not text:
        return None, None
    found = place_labelled(text)
    if found is None:
        raise InvalidValue("--state", text, f"可用：{'、'.join(STATE_LABELS.values())}，或 已催办 这样的级次")
    return found
