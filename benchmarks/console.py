"""`make bench-console`: pages, filters, searches and the desk of a ledger of a million items, on both databases.

Each question is asked many times, at random places and of random units, through the service that the console calls, and
beside it as the bare SQL that one writes for just this question. Seconds depend on the machine, so ratios stand beside
them. Then the console itself is asked over HTTP, by one person and by fifty at once (`console_http`).
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter

import sqlalchemy as sa

from benchmarks import console_http
from benchmarks.console_http import Load
from benchmarks.console_questions import QUESTIONS, Ask, Question, asking
from benchmarks.console_seeding import record_items, seed_large
from benchmarks.copies import SERVER
from benchmarks.postgres import disposing, execute_outside, running_server
from benchmarks.sweep import machine, say
from duban.store.engine import engine_report, ledger_engine
from duban.store.migrate import upgrade
from duban.store.unit_of_work import reading

BEFORE_WORDS = "0026"
"""The schema in which a ledger is filled fastest; its upgrade then fills the index, as it does a customer's ledger."""
PAGE_MS, DESK_MS = 100.0, 200.0


@dataclass(frozen=True)
class Answered:
    """What a question took, in milliseconds, and the same as bare SQL."""

    question: Question
    p50: float
    p95: float
    raw_p50: float
    raw_p95: float

    @property
    def limit(self) -> float:
        """How long it may take, but for one time in twenty."""
        return DESK_MS if self.question.name.startswith("desk") else PAGE_MS

    def line(self, database: str) -> str:
        """The answer as a row of the table."""
        figures = (self.p50, self.p95, self.raw_p50, self.raw_p95, self.p50 / self.raw_p50)
        met = "yes" if self.p95 <= self.limit else "NO"
        return f"| {database} | {self.question.name} | {' | '.join(f'{each:.1f}' for each in figures)} | {met} |"


@contextmanager
def ledgers(items: int, home: Path) -> Iterator[list[tuple[str, sa.Engine]]]:
    """A large ledger on each database, ready to be looked at."""
    with running_server(SERVER) as server:
        execute_outside(server, "CREATE DATABASE console")
        urls = (f"sqlite:///{home / 'console.db'}", server.url("console"))
        with disposing(ledger_engine(urls[0])) as sqlite, disposing(ledger_engine(urls[1])) as postgres:
            yield [(_name(engine), _filled(engine, items)) for engine in (sqlite, postgres)]


def _name(engine: sa.Engine) -> str:
    return engine_report(engine).dialect


def _filled(engine: sa.Engine, items: int) -> sa.Engine:
    started = perf_counter()
    upgrade(engine, BEFORE_WORDS)
    seed_large(engine, items)
    seeded = perf_counter()
    upgrade(engine)
    record_items(engine)
    took = f"{seeded - started:.0f} s, upgraded in {perf_counter() - seeded:.0f} s"
    say(f"  {engine.dialect.name}: {items:,} items in {took}")
    tidy(engine)
    return engine


def tidy(engine: sa.Engine) -> None:
    """What a server does by itself in its first quiet hour."""
    statement = "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)


def answered(engine: sa.Engine, question: Question, rounds: int) -> Answered:
    """The question, and the bare SQL beside it, asked in turn."""
    chance, took, raw_took = Random(7), [], []  # noqa: S311 - the same questions at every run
    for number in range(rounds + 1):
        with reading(engine) as session:
            ask = asking(session, chance)
            first, bare = _timed(question.by_service, ask), _timed(question.raw, ask)
        if number:  # the first time, statements are compiled and pages are read
            took.append(first)
            raw_took.append(bare)
    return Answered(question, *_middle_and_most(took), *_middle_and_most(raw_took))


def _timed(ask_it: Callable[[Ask], object], ask: Ask) -> float:
    started = perf_counter()
    ask_it(ask)
    return (perf_counter() - started) * 1000


def _middle_and_most(times: Sequence[float]) -> tuple[float, float]:
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


def main() -> int:
    """Runs the benchmark; 1 when a limit was not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--url", action="append", help="a ledger that is there, filled by an earlier run")
    parser.add_argument("--seconds", type=float, default=120, help="how long fifty people work")
    parser.add_argument("--only", choices=("services", "http"), help="one of the two parts")
    options = parser.parse_args()
    if options.url:
        found = [(_name(engine), engine) for engine in map(ledger_engine, options.url)]
        return report(found, options)
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as home, ledgers(options.items, Path(home)) as found:
        return report(found, options)


def report(found: Sequence[tuple[str, sa.Engine]], options: argparse.Namespace) -> int:
    """Both parts, or the one that is asked for, with the load of the machine before them."""
    print(f"{machine()}, load {os.getloadavg()[0]:.1f} before it began\n")
    kept = []
    if options.only != "http":
        kept.append(_services(found, options.rounds))
    if options.only != "services":
        kept.append(_people(found, Load(options.seconds, options.rounds)))
    return 0 if all(kept) else 1


def _people(found: Sequence[tuple[str, sa.Engine]], load: Load) -> bool:
    """The console over HTTP on every ledger."""
    print(f"\n{_head(console_http.HEADS)}")
    kept = [console_http.work(name, engine, load) for name, engine in found]
    return all(kept)


def _head(names: Sequence[str]) -> str:
    return f"| {' | '.join(names)} |\n| {' | '.join('---' for _ in names)} |"


def _services(found: Sequence[tuple[str, sa.Engine]], rounds: int) -> bool:
    """Asks every question of every ledger."""
    heads = ("database", "question", "p50, ms", "p95, ms", "raw p50", "raw p95", "p50 ÷ raw", "within its limit")
    print(_head(heads))
    kept = True
    for name, engine in found:
        for question in QUESTIONS:
            answer = answered(engine, question, rounds)
            kept = kept and answer.p95 <= answer.limit
            print(answer.line(name), flush=True)
    return kept


if __name__ == "__main__":
    sys.exit(main())
