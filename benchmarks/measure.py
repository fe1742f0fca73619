"""Times the arms in turn on fresh copies, round by round, and sees to it that they left equal ledgers."""

import gc
import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import sqlalchemy as sa

from benchmarks.arms import ARMS, Arm
from benchmarks.copies import Copies
from duban.store.unit_of_work import unit_of_work
from models import metadata

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
"""The tables that a sweep writes."""
BATCH = 10_000


@dataclass(frozen=True)
class Timing:
    """Seconds of one arm in one round: a first run that is rolled back, and the run with its commit."""

    first: float
    run: float


@dataclass(frozen=True)
class Spread:
    """A ratio over the rounds."""

    median: float
    lowest: float
    highest: float


class Timings:
    """What every arm took in every round in which it ran."""

    def __init__(self) -> None:
        self._rounds: list[dict[str, Timing]] = []

    def add(self, one: dict[str, Timing]) -> None:
        """A round."""
        self._rounds.append(one)

    def run_ms(self, arm: str) -> float:
        """Its median run."""
        return median(each[arm].run for each in self._rounds if arm in each) * 1000

    def first_ms(self, arm: str) -> float:
        """Its median first run, without a commit."""
        return median(each[arm].first for each in self._rounds if arm in each) * 1000

    def ratio(self, arm: str, to: str) -> Spread:
        """How many times as long the one took as the other, in the same round."""
        found = [each[arm].run / each[to].run for each in self._rounds if arm in each and to in each]
        return Spread(median(found), min(found), max(found))


def measure(copies: Copies, arms: Sequence[str], rounds: int, say: Callable[[str], None]) -> Timings:
    """Runs raw and service in every round, the other arms in the first one. Raises AssertionError when they differ."""
    timings = Timings()
    for number in range(rounds):
        chosen = arms if number == 0 else [arm for arm in arms if arm in ("raw", "service")]
        taken: dict[str, Timing] = {}
        digests: dict[str, list[str]] = defaultdict(list)
        for arm in chosen if number % 2 == 0 else reversed(chosen):
            with copies.fresh() as engine:
                taken[arm] = timed(engine, ARMS[arm](engine, copies.seeded))
                digests[digest(engine)].append(arm)
        timings.add(taken)
        times = ", ".join(f"{arm} {timing.run * 1000:.0f} ms" for arm, timing in taken.items())
        say(f"  {copies.name} {copies.seeded.items:,} pack {copies.seeded.pack_name}, {number + 1}/{rounds}: {times}")
        if len(digests) != 1:
            raise AssertionError(f"these arms left different ledgers: {list(digests.values())}")
    return timings


def timed(engine: sa.Engine, arm: Arm) -> Timing:
    """A first run that is rolled back (it warms caches), then, garbage collected, the run with its commit."""
    started = perf_counter()
    with unit_of_work(engine) as uow:
        arm(uow.session)
    first = perf_counter() - started
    gc.collect()
    gc.disable()
    started = perf_counter()
    with unit_of_work(engine) as uow:
        arm(uow.session)
        uow.commit()
    took = perf_counter() - started
    gc.enable()
    return Timing(first, took)


def digest(engine: sa.Engine) -> str:
    """A hash over every row of the tables that a sweep writes."""
    found = hashlib.sha256()
    with engine.connect() as connection:
        streaming = connection.execution_options(stream_results=True, max_row_buffer=BATCH)
        for name in WRITTEN:
            key = ", ".join(column.name for column in metadata.tables[name].primary_key.columns)
            rows = streaming.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY {key}')
            for part in rows.partitions(BATCH):
                found.update(repr([tuple(row) for row in part]).encode())
    return found.hexdigest()
