"""Words as they were typed behind an option, made into what a command works with."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from duban.core.clock import named_value, parse_day
from duban.core.errors import InvalidValue

if TYPE_CHECKING:
    from states.item import ItemState

Chosen = TypeVar("Chosen", bound=StrEnum)


def day(text: str | None, field: str = "日期") -> date | None:
    """A day, or None where none was typed. Raises InvalidValue."""
    return parse_day(text, field=field) if text else None


def pairs(texts: Sequence[str] | None, field: str, shape: str) -> dict[str, str]:
    """What was typed as `name=value`, each behind its own option `field`. Raises InvalidValue."""
    found: dict[str, str] = {}
    for each in texts or ():
        name, value = named_value(each)
        if not name or (value is None and each.strip()[-1:] not in ("=", "＝")):
            raise InvalidValue(field, each, f"请写成 {shape}")
        found[name] = value or ""
    return found


def pair(text: str, field: str, shape: str) -> tuple[str, str]:
    """A name and its value, neither of which may be left out. Raises InvalidValue."""
    name, value = named_value(text)
    if not name or value is None:
        raise InvalidValue(field, text, f"请写成“{shape}”")
    return name, value


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
    from states.labels import STATE_LABELS, place_labelled

    found = place_labelled(text)
    if found is None:
        raise InvalidValue("--state", text, f"可用：{'、'.join(STATE_LABELS.values())}，或 已催办 这样的级次")
    return found
