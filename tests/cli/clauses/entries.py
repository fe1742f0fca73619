"""Register entries as the clause tests need them: fields as they are typed, an entry made, a move taken."""

from typing import Any

from tests.cli.conftest import At


def typed(values: dict[str, str]) -> tuple[str, ...]:
    """Fields of an entry."""
    return tuple(word for name, value in values.items() for word in ("--set", f"{name}={value}"))


def added(at: At, moment: str, book: str, values: dict[str, str], *options: str) -> Any:
    """An entry of that register, as the command tells it."""
    return at(moment, "register", "add", book, *typed(values), *options)


def moved(at: At, moment: str, code: str, step: str, *options: str, **values: str) -> Any:
    """The entry after that move."""
    return at(moment, "register", "move", code, step, *typed(values), *options)


def refused(at: At, moment: str, code: str, step: str, *options: str, **values: str) -> str:
    """Why the entry may not take that move."""
    said: str = at(moment, "register", "move", code, step, *typed(values), *options, refused=True)
    return said
