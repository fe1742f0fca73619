"""Two rehearsed years side by side: what became of the items, papers, talks and scores in each."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from duban.rehearsal.outcome import Outcome

ITEMS, PAPERS, TALKS, SCORES = "事项", "编号的文书", "约谈", "分值"


@dataclass(frozen=True)
class Figure:
    """One number in the first year and in the second."""

    group: str
    name: str
    before: float
    after: float

    @property
    def moved(self) -> float:
        """By how much the second is more."""
        return self.after - self.before

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return asdict(self)


def side_by_side(before: Outcome, after: Outcome) -> tuple[Figure, ...]:
    """Every number of either year, in the order of the first; units whose score is nothing in both are left out."""
    groups: tuple[tuple[str, Mapping[str, float], Mapping[str, float]], ...] = (
        (ITEMS, before.states, after.states),
        (PAPERS, before.papers, after.papers),
        (TALKS, {TALKS: before.interviews}, {TALKS: after.interviews}),
        (SCORES, before.scores, after.scores),
    )
    return tuple(
        figure
        for group, first, second in groups
        for figure in _figures(group, first, second)
        if group != SCORES or figure.before or figure.after
    )


def _figures(group: str, first: Mapping[str, float], second: Mapping[str, float]) -> Iterator[Figure]:
    for name in dict.fromkeys((*first, *second)):
        yield Figure(group, name, first.get(name, 0), second.get(name, 0))
