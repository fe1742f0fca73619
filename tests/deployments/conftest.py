"""A home with an ear in it, and one with a demonstration ledger."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.prefect_alone  # noqa: F401 - imported for what it does
from tests.deployments.programs import Ear
from tests.running_service import DemonstrationHome, demonstration


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    ear = Ear(tmp_path)
    yield ear
    ear.close()


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home that `duban init --demo` leaves."""
    return demonstration(tmp_path_factory.mktemp("made")).home


@pytest.fixture
def place(made_once: Path, tmp_path: Path) -> DemonstrationHome:
    """A copy of it, which no service has seen."""
    shutil.copytree(made_once, tmp_path, dirs_exist_ok=True)
    return DemonstrationHome(tmp_path)
