"""`make soak`: kills every act at every point on both databases, and prints the counts for docs/reliability.md."""

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.postgres import running_server
from duban.core.clock import SystemClock
from tests.crash.killing import Fresh, run_through, trial
from tests.crash.ledgers import postgres_ledgers, sqlite_ledgers
from tests.crash.scenarios import SCENARIOS


def soak(database: str, fresh: Fresh) -> tuple[int, list[str]]:
    """Every point of every act; how many there were, and what was wrong."""
    total = 0
    faults: list[str] = []
    for scenario in SCENARIOS:
        course = run_through(fresh, scenario)
        found = [fault for point in range(course.points) for fault in trial(fresh, scenario, course, point)]
        say(f"| {database} | {scenario.name} | {course.points} | {len(found)} |")
        total, faults = total + course.points, faults + found
    return total, faults


def say(words: str) -> None:
    """A line at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    """All points; 1 when anything was wrong."""
    started, counts, faults = perf_counter(), [], []
    say(f"{SystemClock().today()}\n| database | act | points killed at | wrong |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as home, sqlite_ledgers(Path(home)) as fresh:
        results = [soak("SQLite", fresh)]
    with running_server() as server, postgres_ledgers(server) as fresh:
        results.append(soak("PostgreSQL", fresh))
    for count, found in results:
        counts.append(count)
        faults += found
    say(f"\n{sum(counts)} points, {len(faults)} wrong, {perf_counter() - started:.0f} s")
    for fault in faults:
        say(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
