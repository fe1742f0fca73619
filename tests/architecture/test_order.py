"""The files that begin first are there, and chance keeps the order of everything else."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.order import LONGEST, TESTS, longest_first


@pytest.mark.parametrize("file", LONGEST)
def test_a_file_that_begins_first_is_there(file: str) -> None:
    assert (TESTS / file).is_file()


def test_the_longest_begin_first_and_chance_keeps_the_rest() -> None:
    files = ["unit/test_b.py", LONGEST[1], "unit/test_a.py", LONGEST[0], "unit/test_b.py", LONGEST[1]]
    shuffled: list[Any] = [SimpleNamespace(path=TESTS / file, place=at) for at, file in enumerate(files)]
    assert longest_first(shuffled) == [shuffled[at] for at in (3, 1, 5, 0, 2, 4)]
