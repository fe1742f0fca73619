"""Drawing by lot: the same rows for the same seed, whoever draws."""

import random
from collections.abc import Sequence

import sqlalchemy as sa


def draw(covered: Sequence[sa.RowMapping], sample: int, seed: str, by: str = "code") -> list[sa.RowMapping]:
    """As many as the sample asks for, in the order of their `by`."""
    ordered = sorted(covered, key=lambda row: str(row[by]))
    drawn = random.Random(seed).sample(ordered, min(sample, len(ordered)))  # noqa: S311 - drawn in public, not a secret
    return sorted(drawn, key=lambda row: str(row[by]))
