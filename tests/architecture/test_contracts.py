"""Who may import whom, and that nobody reads the machine's clock or sleeps."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT, lines_of, shown, source_files


def test_rooms_import_downwards_only() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_only_the_edges_commit() -> None:
    edges = {"flows", "cli", "console", "deployments"}
    found = [
        shown(path)
        for path in source_files()
        if not edges & set(path.parts) and path.name != "unit_of_work.py" and path.parts[-2] != "benchmarks"
        if any(".commit()" in line for line in lines_of(path))
    ]
    assert found == []


def test_only_the_transition_service_writes_state() -> None:
    writers = [
        shown(path)
        for path in source_files()
        if any("state=" in line.replace(" ", "") and ".values(" in line for line in lines_of(path))
    ]
    assert writers in ([], ["duban/services/transition.py"])
