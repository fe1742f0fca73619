"""Kills a child process at one point of an act, and looks at what is left of the ledger."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.postgres import disposing
from duban.services.verify import verify
from duban.store.engine import ledger_engine
from duban.store.evidence import ACT
from duban.store.unit_of_work import reading, unit_of_work
from models import metadata
from tests.crash.scenarios import Scenario

KILLED, DONE = 137, 0
ACKNOWLEDGED = b"!"
Fresh = Callable[[], "Iterator[str]"]
"""A copy of the prepared ledger, by its address, for one trial."""


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
            os._exit(KILLED)
        self.passed += 1


def act_in_child(url: str, scenario: Scenario, dies_at: int | None) -> tuple[int, bytes]:
    """Does the act in a child process; its exit code, and what it said: the acknowledgement, then the points passed."""
    listen, speak = os.pipe()
    child = os.fork()
    if child == 0:
        _live_and_die(url, scenario, dies_at, speak)
    os.close(speak)
    with os.fdopen(listen, "rb") as said:
        words = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), words


def _live_and_die(url: str, scenario: Scenario, dies_at: int | None, speak: int) -> None:
    """The child's whole life; never returns."""
    try:
        engine = ledger_engine(url)
        reaper = Reaper(engine, dies_at)
        with unit_of_work(engine) as uow:
            scenario.do(uow.session)
            uow.commit()
        os.write(speak, ACKNOWLEDGED + str(reaper.passed).encode())
        os._exit(DONE)
    finally:
        os._exit(1)


@dataclass(frozen=True)
class Seen:
    """A ledger as it stands: how many rows each table has, how many acts have the key, and what verify finds."""

    rows: tuple[int, ...]
    acts: int
    faults: tuple[str, ...]


def look(url: str, scenario: Scenario) -> Seen:
    """The ledger as it stands."""
    with disposing(ledger_engine(url)) as engine, reading(engine) as session:
        counts = (sa.select(sa.func.count()).select_from(table) for table in metadata.sorted_tables)
        rows = tuple(session.execute(count).scalar_one() for count in counts)
        own = (ACT.c.institution == scenario.chain, ACT.c.idempotency_key == (scenario.key or "none"))
        acts = session.execute(sa.select(sa.func.count()).select_from(ACT).where(*own)).scalar_one()
        return Seen(rows, acts, tuple(f"{each.where}: {each.says}" for each in verify(session).violations))


@dataclass(frozen=True)
class Course:
    """An act that was let to run its course: the points it passed, the ledger before and after."""

    points: int
    before: Seen
    after: Seen


def run_through(fresh: Fresh, scenario: Scenario) -> Course:
    """The act without a kill; what it acknowledged is there after its process has gone."""
    with contextmanager(fresh)() as url:
        before = look(url, scenario)
        code, words = act_in_child(url, scenario, None)
        assert (code, words[:1]) == (DONE, ACKNOWLEDGED), f"{scenario.name}: {code}"
        after = look(url, scenario)
    assert (before.faults, after.faults) == ((), ())
    assert before.rows != after.rows
    assert after.acts == (1 if scenario.key else 0)
    return Course(int(words[1:]), before, after)


def trial(fresh: Fresh, scenario: Scenario, course: Course, dies_at: int) -> list[str]:
    """Kills the act at that point, looks, does it again with the same key, looks; says what is wrong."""
    with contextmanager(fresh)() as url:
        code, words = act_in_child(url, scenario, dies_at)
        left = look(url, scenario)
        with disposing(ledger_engine(url)) as engine, unit_of_work(engine) as uow:
            scenario.do(uow.session)
            uow.commit()
        again = look(url, scenario)
    wrong = {
        "not killed": (code, words) != (KILLED, b""),
        f"inconsistent: {left.faults}": bool(left.faults),
        "half done": left not in (course.before, course.after),
        f"not done once by a retry: {again}": again != course.after,
    }
    return [f"{scenario.name}@{dies_at}: {says}" for says, is_so in wrong.items() if is_so]
