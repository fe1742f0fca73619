"""What every act by command has in common: who acts, when it happened, why, with which files, under which key."""

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from duban.cli import context
from duban.cli.options import AsJson, Attach, By, Institution, Key, On, Reason, Version
from duban.services.acting import acting_as
from duban.services.beginning import AskedFor, Begun, Looked, Office
from duban.services.item_desk import Asked

__all__ = ["Begun", "Looked"]

COMMON = [
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
    for name, annotation, default in (
        ("by", By, None),
        ("on", On, None),
        ("reason", Reason, None),
        ("key", Key, None),
        ("version", Version, None),
        ("attach", Attach, None),
        ("institution", Institution, "county"),
        ("as_json", AsJson, False),
    )
]


def office() -> Office:
    """Where commands begin their acts: the ledger of this process, as the account of this machine."""
    settings = context.settings()
    return Office(context.ledger(settings), settings, context.actor())


def looking(institution: str) -> AbstractContextManager[Looked]:
    """A reading transaction, for commands that only tell what is on record: they wait for no writer."""
    return office().look(institution)


def as_post(looked: Looked, by: str | None) -> Asked:
    """Who looks, as the post that they name."""
    said = looked.asked
    actor = acting_as(looked.session, looked.running.pack.code, by, said.on, said.actor.os_user)
    return replace(said, actor=actor)


@dataclass(frozen=True)
class How:
    """The common options as they were typed."""

    by: str | None
    on: str | None
    reason: str | None
    key: str | None
    version: int | None
    attach: list[str] | None
    institution: str
    as_json: bool

    def begin(self) -> AbstractContextManager[Begun]:
        """A transaction for one act, rolled back unless it is committed; the files stand on the disk before it."""
        files = [Path(name) for name in self.attach or ()]
        return office().begin(AskedFor(self.institution, self.by, self.on, self.reason, self.key, self.version, files))


def acting(function: Callable[..., int]) -> Callable[..., int]:
    """Gives a command the common options; it is handed them as its first argument, a `How`."""
    own = list(inspect.signature(function).parameters.values())[1:]

    def command(**given: Any) -> int:
        how = How(**{parameter.name: given.pop(parameter.name) for parameter in COMMON})
        return function(how, **given)

    keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    command.__signature__ = inspect.Signature([*keyword, *COMMON])  # type: ignore[attr-defined]  # read by Typer
    command.__name__, command.__doc__ = function.__name__, function.__doc__
    return command
