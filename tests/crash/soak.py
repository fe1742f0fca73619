"""`make soak`: kills every act at every point and lets fifty issuers loose, on both databases at the same time.

Prints the counts for docs/reliability.md.
"""

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from benchmarks.postgres import disposing, running_server
from duban.core.clock import SystemClock
from duban.store.engine import ledger_engine
from duban.store.migrate import upgrade
from tests.crash.issuing import Plan, draft_papers, faults_after, number_at_once
from tests.crash.killing import KILLED, Fresh, run_through, trial
from tests.crash.ledgers import postgres_ledgers, sqlite_ledgers
from tests.crash.scenarios import SCENARIOS

FIFTY = Plan(issuers=50, papers=20, kills=5)
DATABASES = ("SQLite", "PostgreSQL")


@contextmanager
def database(name: str) -> Iterator[tuple[str, Fresh]]:
    """The address of an empty ledger, and prepared ledgers, on that database."""
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        if name == "SQLite":
            yield f"sqlite:///{home}/empty.db", stack.enter_context(sqlite_ledgers(Path(home)))
        else:
            server = stack.enter_context(running_server())
            yield server.url("postgres"), stack.enter_context(postgres_ledgers(server))


def soak(name: str) -> list[str]:
    """Everything on that database; what was wrong."""
    with database(name) as (empty, fresh):
        return kill_everywhere(name, fresh) + let_issuers_loose(name, empty)


def kill_everywhere(name: str, fresh: Fresh) -> list[str]:
    """Every point of every act."""
    started, total = perf_counter(), 0
    faults: list[str] = []
    for scenario in SCENARIOS:
        course = run_through(fresh, scenario)
        found = [fault for point in course.points for fault in trial(fresh, scenario, course, point)]
        say(f"{name}: {scenario.name}: killed at {len(course.points)} points, {len(found)} wrong")
        total, faults = total + len(course.points), faults + found
    say(f"{name}: {total} points, {len(faults)} wrong, {perf_counter() - started:.0f} s")
    return faults


def let_issuers_loose(name: str, empty: str) -> list[str]:
    """Fifty issuers of twenty papers each, a tenth of them taken back first, five issuers killed."""
    with disposing(ledger_engine(empty)) as engine:
        upgrade(engine)
        ids = draft_papers(engine, FIFTY)
        started = perf_counter()
        told = number_at_once(engine, ids, FIFTY)
        seconds = perf_counter() - started
        faults = faults_after(engine, ids, FIFTY, told)
    longest, slow = max(told.waits), quantiles(told.waits, n=20)[-1]
    counts = f"{len(told.numbers)} papers numbered, {told.ends[KILLED]} issuers killed, {len(faults)} wrong"
    say(f"{name}: {FIFTY.issuers} issuers: {counts}, {seconds:.0f} s (95 % within {slow:.1f} s, all {longest:.1f} s)")
    return faults


def say(words: str) -> None:
    """A line at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    """The databases that were named (both), side by side; 1 when anything was wrong."""
    names = sys.argv[1:] or DATABASES
    say(str(SystemClock().today()))
    with ProcessPoolExecutor(len(names), get_context("spawn")) as pool:
        faults = [fault for found in pool.map(soak, names) for fault in found]
    for fault in faults:
        say(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
