"""How much memory one sweep takes, in a process of its own that does nothing else.

`python -m benchmarks.memory URL PACK ITEMS` sweeps the ledger at URL, commits, and prints its peak in MB.
"""

import resource
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from benchmarks.arms import service_arm
from benchmarks.postgres import disposing
from benchmarks.seeding import PACKS, Seeded
from duban.services.packs import PackOnRecord
from duban.store.engine import ledger_engine
from duban.store.unit_of_work import unit_of_work


def peak_of_a_sweep(engine: sa.Engine, seeded: Seeded) -> float:
    """Sweeps the engine's ledger in a child process; the child's peak resident memory in MB."""
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "benchmarks.memory", url, seeded.pack_name, str(seeded.items)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """The child."""
    url, pack_name, items = sys.argv[1:]
    loaded = PACKS[pack_name]()
    seeded = Seeded(PackOnRecord(0, loaded.version, loaded.pack), pack_name, int(items))
    with disposing(ledger_engine(url)) as engine, unit_of_work(engine) as uow:
        service_arm(engine, seeded)(uow.session)
        uow.commit()
    print(_peak_mb())


def _peak_mb() -> float:
    """The highest resident size so far; getrusage would count the parent that this process was forked from."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peak = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


if __name__ == "__main__":
    main()
