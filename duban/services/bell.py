"""What the screen asks of whoever rings the bell: its runs, their log, one more run, an end to one.

Flows implement it with Prefect; whoever starts the console hands it in, so that neither services nor console know
Prefect.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class BellRun:
    """One run as the bell knows it. The ledger stays the truth about what was done."""

    id: str
    name: str
    label: str
    """What became of it, for people."""
    over: bool
    tags: tuple[str, ...]
    planned_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    says: str | None


@dataclass(frozen=True)
class BellLine:
    """One line of a run's log."""

    at: datetime
    level: str
    says: str


@dataclass(frozen=True)
class BellHealth:
    """Whether the bell answers, and whether somebody takes up what it rings."""

    answers: bool
    deployments: int
    polled_at: datetime | None
    """When runs were last asked for; None where they never were."""
    late: int
    """Runs whose time has passed and that nobody has begun."""
    page: str
    """Where an operator sees everything."""


def institution_tag(institution: str) -> str:
    """The tag that every deployment of an institution, and so every run of it, carries."""
    return f"制度:{institution}"


class Bell(Protocol):
    """Who rings. Every call but `health` raises ServiceFailed where the bell does not answer."""

    def health(self) -> BellHealth:
        """How it stands; never raises."""

    def list_runs(self, institution: str, *, cycle: str | None = None, most: int = 50) -> Sequence[BellRun]:
        """The runs of an institution's deployments, or of one cycle's, those that began last first."""

    def list_coming(self, institution: str, *, cycle: str | None = None, most: int = 50) -> Sequence[BellRun]:
        """The runs that are planned, the nearest first."""

    def get_run(self, run: str) -> BellRun:
        """One run. Raises NotFound."""

    def list_log(self, run: str, *, most: int = 200) -> Sequence[BellLine]:
        """What a run logged, the oldest first."""

    def ring(self, institution: str, cycle: str, period: str, stage: str) -> BellRun:
        """One more run of a stage, now. Raises NotFound for a cycle without a deployment."""

    def sweep(self, institution: str) -> BellRun:
        """One more run of the daily sweep, now. Raises NotFound."""

    def cancel(self, run: str) -> BellRun:
        """Asks a run to end. Raises NotFound."""
