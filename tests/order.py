"""Which files begin first where whole files are dealt out to workers: those that last longest.

A worker takes its next file while it still works on the one before, so minutes begun last are minutes waited for.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

LONGEST = (
    "cli/test_rehearse.py",
    "deployments/test_service.py",
    "console/test_browser.py",
    "deployments/test_deleted_prefect.py",
    "flows/test_runs.py",
    "crash/test_killed.py",
    "deployments/test_postgresql.py",
    "flows/test_operator_ui.py",
    "crash/test_periods.py",
    "crash/test_console.py",
    "console/test_walk.py",
)
"""The files that take a minute or more, the longest first; the order within a file stays as chance has it."""
TESTS = Path(__file__).parent


def longest_first(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The same tests, those of the longest files before all others."""
    rank = {TESTS / file: place for place, file in enumerate(LONGEST)}
    return sorted(items, key=lambda item: rank.get(item.path, len(rank)))
