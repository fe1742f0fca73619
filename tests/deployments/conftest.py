"""A home with an ear in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployments.programs import Ear


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    ear = Ear(tmp_path)
    yield ear
    ear.close()
