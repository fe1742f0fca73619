"""Which clauses are carried out: each is switched off in turn, the same year is lived, and what differs is told.

`python -m tests.rehearsal.ablation --runs 2024:1,2026:2` exits with 1 when a clause is only cited in one of the runs.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory, mkdtemp
from time import perf_counter

from duban.cli.rehearsing import happened, live
from duban.institutions.loader import LoadedPack, find_pack, load_pack
from duban.institutions.without import loaded_without
from duban.rehearsal.effects import Difference, Dimension, Effects, differences
from duban.rehearsal.year import Script
from duban.store.engine import ledger_engine
from duban.store.migrate import upgrade
from tests.rehearsal.page import Row, page

RUNS = "2024:1,2025:1,2026:1,2026:2,2026:3"
"""Years and seeds that are lived."""
ITEMS = 100
EARLY = ((3, 31), (7, 31))
"""Where a year is looked at before its end."""


@dataclass(frozen=True)
class PartOfAYear(Script):
    """A year that is lived only to some day, where all of it takes too long."""

    until: date

    @property
    def last(self) -> date:
        """The last day."""
        return self.until


@dataclass(frozen=True)
class Ablated:
    """What a clause's absence changed in one year with one seed."""

    clause: str
    script: Script
    found: tuple[Difference, ...]

    def __str__(self) -> str:
        told = "；".join(f"{one.dimension.value} -{one.gone} +{one.new}（{one.first}）" for one in self.found)
        return f"{self.clause} {self.script.year}年种子{self.script.seed}：{told or '只是引用'}"


def ablate(pack: str, script: Script, clause: str) -> Ablated:
    """Lives the year without the clause and holds it against the year with it.

    First to the end of March, then of July: what differs by then differs in the year, and most clauses show early.
    """
    without = loaded_without(_loaded(pack), clause)
    ends = [end for end in (date(script.year, *day) for day in EARLY) if end < script.last]
    for each in (*(PartOfAYear(script.year, script.items, script.seed, end) for end in ends), script):
        if found := differences(whole(pack, each), lived(without, each, pack)):
            break
    return Ablated(clause, script, tuple(found))


@cache
def whole(pack: str, script: Script) -> Effects:
    """The year by the whole pack; lived once in a process."""
    return lived(_loaded(pack), script, pack)


@cache
def _loaded(pack: str) -> LoadedPack:
    return load_pack(find_pack(pack))


def lived(loaded: LoadedPack, script: Script, pack: str) -> Effects:
    """What happened in that year in the county of that pack, on a ledger that is gone afterwards."""
    with TemporaryDirectory(prefix="duban-ablation-") as folder:
        file = Path(folder) / "ledger.db"
        copyfile(_empty_ledger(), file)
        engine = ledger_engine(f"sqlite:///{file}", lasting=False)
        try:
            return happened(engine, live(engine, loaded, script, Path(folder), like=_loaded(pack).pack).outcome)
        finally:
            engine.dispose()


@cache
def _empty_ledger() -> Path:
    """A migrated ledger to copy from."""
    file = Path(mkdtemp(prefix="duban-ablation-")) / "empty.db"
    engine = ledger_engine(f"sqlite:///{file}", lasting=False)
    upgrade(engine)
    engine.dispose()
    return file


def ablate_all(pack: str, scripts: Sequence[Script], clauses: Sequence[str], jobs: int) -> Iterator[Ablated]:
    """Every clause in every year, in their order."""
    with ProcessPoolExecutor(jobs) as pool:
        todo = [pool.submit(ablate, pack, script, clause) for script in scripts for clause in clauses]
        yield from (each.result() for each in todo)


def rows_of(pack: str, results: Sequence[Ablated]) -> list[Row]:
    """One row for each clause: in how many runs it is carried out, in which dimensions, and the first example."""
    rows = []
    for name, clause in _loaded(pack).pack.clauses.items():
        mine = [each for each in results if each.clause == name]
        changed = {one.dimension for each in mine for one in each.found}
        first = next((one.first for each in mine for one in each.found), "")
        carried = sum(bool(each.found) for each in mine)
        if mine:
            rows.append(Row(name, clause.says, carried, len(mine), tuple(d for d in Dimension if d in changed), first))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the ablation, prints a line for each clause and run, and writes the page where that is asked for."""
    asked = _parser().parse_args(arguments)
    runs = [run.split(":") for run in asked.runs.split(",")]
    scripts = [_script(int(year), asked.items, int(seed), asked.until) for year, seed in runs]
    clauses = asked.clauses.split(",") if asked.clauses else list(_loaded(asked.pack).pack.clauses)
    began, results = perf_counter(), []
    for each in ablate_all(asked.pack, scripts, clauses, asked.jobs):
        results.append(each)
        sys.stdout.write(f"{each}\n")
        sys.stdout.flush()
    cited = [each for each in results if not each.found]
    sys.stdout.write(f"{len(results) - len(cited)}/{len(results)} 得到执行，{perf_counter() - began:.0f} 秒\n")
    if asked.write:
        command = f"python -m tests.rehearsal.ablation --pack {asked.pack} --runs {asked.runs} --items {asked.items}"
        command += f" --until {asked.until}" if asked.until else ""
        told = page(_loaded(asked.pack).pack.title, rows_of(asked.pack, results), command)
        asked.write.write_text(told, encoding="utf-8")
    return 1 if cited else 0


def _script(year: int, items: int, seed: int, until: str | None) -> Script:
    return PartOfAYear(year, items, seed, date.fromisoformat(f"{year}-{until}")) if until else Script(year, items, seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", default="county")
    parser.add_argument("--runs", default=RUNS, help="year:seed, separated by commas")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--until", help="live each year only to that day: 07-15")
    parser.add_argument("--clauses", default="", help="only these, separated by commas")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", type=Path, help="write this page anew: docs/reference/county-clauses.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
