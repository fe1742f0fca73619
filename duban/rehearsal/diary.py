"""What people mean to do on which day. A deed is a function and what it is about; deeds of a day run in their order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from heapq import heappop, heappush
from itertools import count
from typing import Any

Deed = Callable[..., None]


@dataclass
class Diary:
    """Deeds to come, by day."""

    _planned: list[tuple[date, int, Deed, tuple[Any, ...]]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def plan(self, on: date, deed: Deed, *about: Any) -> None:
        """On that day, after what was planned for it before."""
        heappush(self._planned, (on, next(self._numbers), deed, about))

    def due(self, on: date) -> tuple[Deed, tuple[Any, ...]] | None:
        """The next deed of that day or of a day before; None where there is no more."""
        if not self._planned or self._planned[0][0] > on:
            return None
        _, _, deed, about = heappop(self._planned)
        return deed, about

    def __len__(self) -> int:
        return len(self._planned)
