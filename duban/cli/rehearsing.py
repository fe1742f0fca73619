"""Living a year on a ledger that is there already: every day committed, and what came of it."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

    from duban.institutions.loader import LoadedPack
    from duban.institutions.schema import Pack
    from duban.rehearsal.effects import Effects
    from duban.rehearsal.outcome import Outcome
    from duban.rehearsal.year import Script

Shown = Callable[[Iterator[object], int], Iterator[object]]
"""Goes through days, and may show somebody how many of how many are over."""


@dataclass(frozen=True)
class Lived:
    """A year that is over: what the command tells of it, and the time on its clock."""

    outcome: "Outcome"
    now: datetime


@contextmanager
def uncollected() -> Iterator[None]:
    """Looks for no garbage meanwhile.

    A year of a thousand items leaves less than 100 MB of it in cycles, and looking for it takes a tenth of the time.
    """
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


@uncollected()
def live(
    engine: "sa.Engine",
    loaded: "LoadedPack",
    script: "Script",
    home: Path,
    *,
    like: "Pack | None" = None,
    shown: Shown = lambda days, _count: days,
) -> Lived:
    """Lives the year and commits every day.

    Files go below `home`. `like` is the pack whose county it is, where two packs are compared.
    """
    from duban.rehearsal.outcome import outcome_of
    from duban.rehearsal.year import prepare
    from duban.store.unit_of_work import unit_of_work

    with unit_of_work(engine) as uow:
        rehearsal = prepare(uow.session, loaded, script, home, like=like)
        for _ in shown(rehearsal.days(), script.days):
            uow.commit()
        return Lived(outcome_of(rehearsal), rehearsal.world.clock.now())


def happened(engine: "sa.Engine", outcome: "Outcome") -> "Effects":
    """What happened in a year that was lived there, to be held against another."""
    from duban.rehearsal.effects import effects
    from duban.store.unit_of_work import reading

    with reading(engine) as session:
        return effects(session, outcome.pack, outcome.refusals)


def with_bar(days: Iterator[object], count: int, *, says: str = "演练") -> Iterator[object]:
    """The days, with a bar on stderr where a person looks on."""
    if not sys.stderr.isatty():
        yield from days
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(days, description=says, total=count, console=Console(stderr=True))
