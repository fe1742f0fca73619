"""`make bench`: the sweep service against the same sweep as hand-written SQL and object by object, on both databases.

All arms run on copies of one seeded ledger; every table that they wrote must be equal. Only ratios count: seconds
depend on the machine. Ends with exit code 1 when a target is missed.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.copies import SERVER, Copies, postgres_copies, sqlite_copies
from benchmarks.measure import measure
from benchmarks.memory import peak_of_a_sweep
from benchmarks.postgres import running_server
from benchmarks.seeding import PACKS
from benchmarks.targets import Result, checks_of, table, verdict
from duban.core.clock import SystemClock

OBJECTS = ("A", 100_000)
"""The object arm runs under this pack, up to this many items: it takes too long beyond."""


def result_of(copies: Copies, rounds: int) -> Result:
    """Every arm that runs at this size, timed, and the memory of one sweep."""
    seeded = copies.seeded
    has_objects = seeded.pack_name == OBJECTS[0] and seeded.items <= OBJECTS[1]
    arms = ("raw", "service", "per object") if has_objects else ("raw", "service")
    timings = measure(copies, arms, rounds, say)
    with copies.fresh() as engine:
        memory = peak_of_a_sweep(engine, seeded)
    return Result(
        database=copies.name,
        pack=seeded.pack_name,
        items=seeded.items,
        due=seeded.items // 10,
        raw_ms=timings.run_ms("raw"),
        service_ms=timings.run_ms("service"),
        first_ms=timings.first_ms("service"),
        ratio=timings.ratio("service", "raw"),
        per_object_ms=timings.run_ms("per object") if has_objects else None,
        faster=timings.ratio("per object", "service").median if has_objects else None,
        memory_mb=memory,
    )


def say(words: str) -> None:
    """Progress, apart from the table."""
    print(words, file=sys.stderr, flush=True)


def machine() -> str:
    """What it ran on, and when."""
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{SystemClock().today()}, {os.cpu_count()} cores, {system}"


def main() -> int:
    """Runs the benchmark; 1 when a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--packs", default=",".join(PACKS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as home, running_server(SERVER) as server:
        for pack in options.packs.split(","):
            for items in (int(size) for size in options.sizes.split(",")):
                with sqlite_copies(items, pack, Path(home)) as copies:
                    results.append(result_of(copies, options.rounds))
                with postgres_copies(items, pack, server) as copies:
                    results.append(result_of(copies, options.rounds))
    checks = checks_of(results)
    print(machine(), table(results), verdict(checks), sep="\n\n")
    if options.json:
        document = {"machine": machine(), "rounds": options.rounds, "results": [asdict(each) for each in results]}
        options.json.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if all(check.is_met for check in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
