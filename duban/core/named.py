"""What people write as `name=value`, one or several, made into names and values."""

from collections.abc import Sequence

from duban.core.clock import named_value
from duban.core.errors import InvalidValue


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
