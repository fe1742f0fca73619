"""Kills a child process at one point of an act, and looks at what is left of the ledger."""

import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.verify import verify
from duban.store.evidence import ACT
from duban.store.unit_of_work import reading, unit_of_work
from models import metadata
from tests.crash.scenarios import Scenario

KILLED = -signal.SIGKILL
ACKNOWLEDGED = b"!"
Fresh = Callable[[], AbstractContextManager[sa.Engine]]
"""A copy of the prepared ledger for one trial; one at a time."""


def die() -> None:
    """The process ends here and now; nothing of it is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Reaper:
    """Counts the points of an act: before and after each statement and each commit; dies at one of them."""

    def __init__(self, engine: sa.Engine, dies_at: int | None) -> None:
        self.passed = 0
        self._dies_at = dies_at
        for event in ("before_cursor_execute", "after_cursor_execute", "commit"):
            sa.event.listen(engine, event, self._pass)
        sa.event.listen(Session, "after_commit", self._pass)

    def _pass(self, *_args: Any) -> None:
        if self.passed == self._dies_at:
            die()
        self.passed += 1


def act_in_child(engine: sa.Engine, scenario: Scenario, dies_at: int | None) -> tuple[int, bytes]:
    """Does the act in a child that is killed there, or (None) as soon as it has acknowledged it.

    Returns its exit code and what it said: the acknowledgement, then the points passed.
    """
    engine.dispose()
    listen, speak = os.pipe()
    child = os.fork()
    if child == 0:
        _live_and_die(engine, scenario, dies_at, speak)
    os.close(speak)
    with os.fdopen(listen, "rb") as said:
        words = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), words


def _live_and_die(engine: sa.Engine, scenario: Scenario, dies_at: int | None, speak: int) -> None:
    """The child's whole life; never returns."""
    try:
        reaper = Reaper(engine, dies_at)
        do(engine, scenario)
        os.write(speak, ACKNOWLEDGED + str(reaper.passed).encode())
        die()
    finally:
        os._exit(1)


def do(engine: sa.Engine, scenario: Scenario) -> None:
    """The act in a transaction of its own."""
    with unit_of_work(engine) as uow:
        scenario.do(uow.session)
        uow.commit()


@dataclass(frozen=True)
class Seen:
    """A ledger as it stands: how many rows each table has, how many acts have the key, and what verify finds."""

    rows: tuple[int, ...]
    acts: int
    faults: tuple[str, ...]


def look(engine: sa.Engine, scenario: Scenario) -> Seen:
    """The ledger as it stands."""
    with reading(engine) as session:
        counts = (sa.select(sa.func.count()).select_from(table) for table in metadata.sorted_tables)
        rows = tuple(session.execute(count).scalar_one() for count in counts)
        own = (ACT.c.institution == scenario.chain, ACT.c.idempotency_key == (scenario.key or "none"))
        acts = session.execute(sa.select(sa.func.count()).select_from(ACT).where(*own)).scalar_one()
        return Seen(rows, acts, tuple(f"{each.where}: {each.says}" for each in verify(session).violations))


@dataclass(frozen=True)
class Course:
    """An act that was let to run its course: the points it passed, the ledger before and after."""

    passed: int
    before: Seen
    after: Seen

    @property
    def points(self) -> list[int | None]:
        """Where it can be killed; None is the moment after its acknowledgement."""
        return [*range(self.passed), None]


def run_through(fresh: Fresh, scenario: Scenario) -> Course:
    """The act until it is acknowledged; that it is there is seen by others."""
    with fresh() as engine:
        before = look(engine, scenario)
        code, words = act_in_child(engine, scenario, None)
        assert (code, words[:1]) == (KILLED, ACKNOWLEDGED), f"{scenario.name}: {code}"
        after = look(engine, scenario)
    assert (before.faults, after.faults) == ((), ())
    assert before.rows != after.rows
    assert after.acts == (1 if scenario.key else 0)
    return Course(int(words[1:]), before, after)


def trial(fresh: Fresh, scenario: Scenario, course: Course, dies_at: int | None) -> list[str]:
    """Kills the act at that point, looks, does it again with the same key, looks; says what is wrong."""
    with fresh() as engine:
        code, words = act_in_child(engine, scenario, dies_at)
        left = look(engine, scenario)
        do(engine, scenario)
        again = look(engine, scenario)
    acknowledged = words.startswith(ACKNOWLEDGED)
    wrong = {
        "not killed there": code != KILLED or acknowledged is not (dies_at is None),
        f"inconsistent: {left.faults}": bool(left.faults),
        "half done": left not in (course.before, course.after),
        "acknowledged and lost": acknowledged and left != course.after,
        f"not done once by a retry: {again}": again != course.after,
    }
    return [f"{scenario.name}@{dies_at}: {says}" for says, is_so in wrong.items() if is_so]
