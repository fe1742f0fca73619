"""Whether the runner still asks for work: one that lives and does not is of no use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from duban.core.clock import SystemClock

RECENT = timedelta(seconds=60)
AT_MOST = 120.0
"""Seconds without a poll, while the server serves, after which a runner is taken to hang."""


@dataclass
class PollWatch:
    """`last_polled` asks the server; None where it does not know the deployment."""

    last_polled: Callable[[], datetime | None]
    is_serving: Callable[[], bool]
    _well_at: float = field(default_factory=monotonic)

    def prepare(self) -> None:
        """A new runner has its time to come up."""
        self._well_at = monotonic()

    def is_sound(self) -> bool:
        """Whether it polled of late, or could not, or has not had the time."""
        polled = self.last_polled()
        if (polled and SystemClock().now() - polled < RECENT) or not self.is_serving():
            self._well_at = monotonic()
        return monotonic() - self._well_at < AT_MOST
