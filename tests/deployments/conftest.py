"""A home with an ear in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.prefect_alone  # noqa: F401 - imported for what it does
from tests.deployments.programs import Ear


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    ear = Ear(tmp_path)
    yield ear
    ear.close()
