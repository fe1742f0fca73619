"""`make soak`: the whole service on a fast clock, its processes killed at random; then everything is looked at.

Run by itself: python -m tests.deployments.soak --minutes 5 --seed 3 --speed 720
"""

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from time import monotonic

from duban.core.clock import Clock, clock_set_to, parse_day
from tests.deployments.programs import left_over
from tests.deployments.soak_ledger import ledger_faults
from tests.running_service import DemonstrationHome, RunningService, running

FIRST_DAY = "2026-11-23"
PARTS = {"server": "prefect_app", "runner": "deployments.runner", "reconciler": "deployments.reconciler"}
"""The parts of the service by a word of their command."""
RUNS = "prefect.engine"
KILL_EVERY = (5.0, 40.0)
QUIET = 0.3
"""The last part of the time, without kills, in which memory is measured."""
WARM_UP = 0.4
"""The part of the quiet time that memory is given to settle."""
GROWTH = 1.05
RECOVERY = 120.0
"""Real seconds after which what a kill interrupted must have been made good."""


@dataclass
class Soak:
    """One service under fire."""

    place: "FastHome"
    service: RunningService
    chance: Random
    clock: Clock
    kills: dict[str, int] = field(default_factory=dict)
    memory: dict[str, list[int]] = field(default_factory=dict)

    def fire(self, seconds: float) -> None:
        """Kill one process after another, whichever is met."""
        deadline = monotonic() + seconds
        while (left := deadline - monotonic()) > 0:
            self.service.listen(min(self.chance.uniform(*KILL_EVERY), left))
            self.kill_one()
            say(f"{left:5.0f} s left, {self.clock.now():%Y-%m-%d %H:%MZ}, killed {self.kills}, RSS {self.rss()} MB")

    def kill_one(self) -> None:
        """A part, or a flow run where one is running; with its leash one time in four."""
        name = self.chance.choice([*PARTS, "run"])
        found = self.place.processes(PARTS.get(name, RUNS))
        if not found:
            return
        victim = self.chance.choice(found)
        with suppress(ProcessLookupError):
            leashed = name != "run" and self.chance.random() < 1 / 4
            os.kill(os.getpgid(victim) if leashed else victim, signal.SIGKILL)
            self.kills[name] = self.kills.get(name, 0) + 1

    def rest(self, seconds: float) -> None:
        """Let it run in peace, watching its memory once it has settled."""
        self.service.listen(seconds * WARM_UP)
        deadline = monotonic() + seconds * (1 - WARM_UP)
        while monotonic() < deadline:
            for name, megabytes in self.rss().items():
                self.memory.setdefault(name, []).append(megabytes)
            self.service.listen(10)
        say(f"memory from warm-up to the end, MB: {self.memory}")

    def rss(self) -> dict[str, int]:
        """Resident megabytes of each part that is alive."""
        return {name: megabytes(pids[0]) for name, word in PARTS.items() if (pids := self.place.processes(word))}

    def memory_faults(self) -> Iterator[str]:
        """Parts that grew, compared by the means of the first and the last quarter; parts that were not there."""
        for name in PARTS:
            seen = self.memory.get(name, [])
            quarter = max(len(seen) // 4, 1)
            if not seen:
                yield f"{name} was not running at the end"
            elif sum(seen[-quarter:]) / quarter > GROWTH * sum(seen[:quarter]) / quarter:
                yield f"{name} grew: {seen}"


@dataclass
class FastHome(DemonstrationHome):
    """A demonstration whose clock stands while it is made and runs with a speed after that."""

    speed: int = 0

    @property
    def environment(self) -> dict[str, str]:
        at = f"{FIRST_DAY}T07:00x{self.speed}" if self.speed else f"{FIRST_DAY}T06:30"
        return super().environment | {"DUBAN_CLOCK": at}


def soak(home: Path, chosen: argparse.Namespace) -> list[str]:
    """Everything that was wrong."""
    place = FastHome(home)
    made = place.duban("init", "--demo")
    if made.returncode:
        return [made.stderr]
    place.speed = chosen.speed
    seconds = chosen.minutes * 60
    with running(place) as service:
        setting = next(line for line in service.heard.splitlines() if "DUBAN_CLOCK=" in line)
        clock = clock_set_to(setting.partition("DUBAN_CLOCK=")[2].partition("（")[0])
        under = Soak(place, service, Random(chosen.seed), clock)  # noqa: S311 - repeatable, not secret
        under.fire(seconds * (1 - QUIET))
        under.rest(seconds * QUIET)
    now = clock.now()
    faults = [*under.memory_faults()]
    faults += [f"orphan: {pid}" for pid in left_over(home)]
    slack = timedelta(seconds=RECOVERY * chosen.speed)
    faults += ledger_faults(f"sqlite:///{home / 'demo.db'}", parse_day(FIRST_DAY), now, slack)
    verified = json.loads(place.duban("verify", "--json", ledger="demo").stdout)
    faults += [f"verify: {violation}" for violation in verified["violations"]]
    acts, ended = verified["acts"], service.process.returncode
    say(f"clock {now:%Y-%m-%d %H:%MZ}, {acts} acts, killed {under.kills}, exit {ended}, {len(faults)} wrong")
    return faults + ([f"exit code {ended}"] if ended else [])


def megabytes(pid: int) -> int:
    """Resident memory of a process; 0 when it has just ended."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) // 1024
    return 0


def say(words: str) -> None:
    """A line at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    """1 when anything was wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=20)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--speed", type=int, default=60)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        faults = soak(Path(home), chosen)
    for fault in faults:
        say(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
