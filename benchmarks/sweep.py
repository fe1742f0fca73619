"""`make bench`: the sweep service against the same sweep as hand-written SQL, on both databases.

Both arms run on copies of one seeded ledger, in turn, several rounds; after each round every table that they wrote
must be equal. Only the ratio counts: seconds depend on the machine.
"""

import argparse
import gc
import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.postgres import PostgresServer, disposing, execute_outside, running_server
from benchmarks.raw import raw_sweep
from benchmarks.seeding import ACTOR, NOW, ON, Seeded, seed
from duban.core.clock import SystemClock
from duban.core.workdays import published_calendar
from duban.services.ladders import ladder_plan
from duban.services.sweep import sweep
from duban.store.engine import engine_report, ledger_engine
from duban.store.migrate import upgrade
from duban.store.unit_of_work import unit_of_work
from models import metadata

CALENDAR = published_calendar()
WRITTEN = (
    "item",
    "breach",
    "message",
    "history",
    "act",
    "act_head",
    "sweep_day",
    "order",
    "order_item",
    "series_counter",
)
TARGET = 1.3
SERVER = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "autovacuum": "off",
}

Arm = Callable[[Session], None]


@dataclass(frozen=True)
class Result:
    """One database at one size."""

    database: str
    items: int
    due: int
    raw_ms: float
    service_ms: float
    ratio: float
    lowest: float
    highest: float
    cold_ms: float

    def line(self) -> str:
        """The result as a row of the table."""
        spread = f"{self.ratio:.2f} [{self.lowest:.2f}-{self.highest:.2f}]"
        return (
            f"| {self.database} | {self.items:,} | {self.due:,} | {self.raw_ms:.0f} | {self.service_ms:.0f} "
            f"| {self.service_ms * 1000 / self.due:.1f} | {spread} | {self.cold_ms:.0f} |"
        )


HEADING = (
    "| database | items | due | raw SQL, ms | sweep, ms | sweep, µs/due | ratio, median [min-max] | first run, ms |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


class Copies:
    """A seeded ledger of which each run gets a fresh copy."""

    def __init__(self, name: str, seeded: Seeded, fresh: Callable[[], "Iterator[sa.Engine]"]) -> None:
        self.name = name
        self.seeded = seeded
        self.fresh = contextmanager(fresh)


@contextmanager
def sqlite_copies(items: int, home: Path) -> Iterator[Copies]:
    """The seeded ledger as an SQLite file."""
    template, copy = home / f"template_{items}.db", home / "copy.db"
    with disposing(ledger_engine(f"sqlite:///{template}")) as engine:
        upgrade(engine)
        seeded = seed(engine, items)
        name = str(engine_report(engine)).partition("：")[0]

    def fresh() -> Iterator[sa.Engine]:
        shutil.copy(template, copy)
        with disposing(ledger_engine(f"sqlite:///{copy}")) as engine:
            yield engine
        copy.unlink()

    yield Copies(name, seeded, fresh)


@contextmanager
def postgres_copies(items: int, server: PostgresServer) -> Iterator[Copies]:
    """The seeded ledger as a PostgreSQL template database."""
    template, copy = f"template_{items}", f"copy_{items}"
    execute_outside(server, f"CREATE DATABASE {template}")
    with disposing(ledger_engine(server.url(template))) as engine:
        upgrade(engine)
        seeded = seed(engine, items)
        name = str(engine_report(engine)).partition("，")[0]

    def fresh() -> Iterator[sa.Engine]:
        execute_outside(server, f"CREATE DATABASE {copy} TEMPLATE {template}")
        with disposing(ledger_engine(server.url(copy))) as engine:
            yield engine
        execute_outside(server, f"DROP DATABASE {copy} WITH (FORCE)")

    yield Copies(name, seeded, fresh)


def service_arm(_engine: sa.Engine, seeded: Seeded) -> Arm:
    """The sweep as flows and the command line call it."""

    def run(session: Session) -> None:
        report = sweep(
            session,
            pack=seeded.pack.pack,
            pack_version=seeded.pack.version,
            calendar=CALENDAR,
            on=ON,
            now=NOW,
            actor=ACTOR,
        )
        if report.total * 10 != seeded.items:
            raise AssertionError(report.total)

    return run


def raw_arm(engine: sa.Engine, seeded: Seeded) -> Arm:
    """The hand-written statements."""
    due_on = ladder_plan(seeded.pack.pack, "催办-督办").clock_at("催办", CALENDAR, ON).due_on
    raw = raw_sweep(engine, CALENDAR, due_on or ON)
    return lambda session: raw.run(session.connection())


def timed(engine: sa.Engine, arm: Arm) -> tuple[float, float]:
    """Seconds of a first run that is rolled back (it warms caches), and of a second one with its commit."""
    started = perf_counter()
    with unit_of_work(engine) as uow:
        arm(uow.session)
    cold = perf_counter() - started
    gc.collect()
    gc.disable()
    started = perf_counter()
    with unit_of_work(engine) as uow:
        arm(uow.session)
        uow.commit()
    took = perf_counter() - started
    gc.enable()
    return cold, took


def digest(engine: sa.Engine) -> str:
    """A hash over every row of the tables that a sweep writes."""
    found = hashlib.sha256()
    with engine.connect() as connection:
        for name in WRITTEN:
            table = metadata.tables[name]
            for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)):
                found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def measure(copies: Copies, rounds: int) -> Result:
    """Runs both arms in turn, round by round; fails when their ledgers differ."""
    arms = {"raw": raw_arm, "service": service_arm}
    seconds: dict[str, list[float]] = {name: [] for name in arms}
    colds = []
    for number in range(rounds):
        digests = set()
        for name, make in arms.items() if number % 2 == 0 else reversed(arms.items()):
            with copies.fresh() as engine:
                cold, took = timed(engine, make(engine, copies.seeded))
                seconds[name].append(took)
                colds += [cold] if name == "service" else []
                digests.add(digest(engine))
        say(f"  {copies.name} {copies.seeded.items:,}: round {number + 1}/{rounds}, equal: {len(digests) == 1}")
        if len(digests) != 1:
            raise AssertionError("the two arms left different ledgers")
    ratios = [service / raw for raw, service in zip(seconds["raw"], seconds["service"], strict=True)]
    times = {name: median(taken) * 1000 for name, taken in seconds.items()}
    items = copies.seeded.items
    spread = (median(ratios), min(ratios), max(ratios))
    return Result(copies.name, items, items // 10, times["raw"], times["service"], *spread, median(colds) * 1000)


def say(words: str) -> None:
    """Progress, apart from the table."""
    print(words, file=sys.stderr, flush=True)


def machine() -> str:
    """What it ran on, and when."""
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{SystemClock().today()}, {os.cpu_count()} cores, {system}"


def main() -> int:
    """Runs the benchmark; 1 when a ratio misses the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    results = []
    with tempfile.TemporaryDirectory() as home, running_server(SERVER) as server:
        for items in sizes:
            with sqlite_copies(items, Path(home)) as copies:
                results.append(measure(copies, options.rounds))
            with postgres_copies(items, server) as copies:
                results.append(measure(copies, options.rounds))
    print(machine(), HEADING, *(result.line() for result in results), sep="\n")
    if options.json:
        document = {"machine": machine(), "rounds": options.rounds, "results": [asdict(each) for each in results]}
        options.json.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(any(result.ratio > TARGET for result in results))


if __name__ == "__main__":
    sys.exit(main())
