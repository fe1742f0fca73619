"""A light (亮灯): derived from days, never stored."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
NEVER = date(9999, 12, 31)
"""Stands for no day where days are put in order: behind all others."""


class Light(StrEnum):
    """How urgent something is."""

    green = "green"
    """还不急。"""
    yellow = "yellow"
    """快到期了。"""
    red = "red"
    """已经过期。"""


@dataclass(frozen=True)
class Cutoffs:
    """Which days are over and which are near, as it is now; counted once for all that is looked at."""

    today: date
    soon_on: date
    """The last day that is near."""

    def span(self, light: Light) -> tuple[date, date]:
        """The first and the last due day that shows this light."""
        return {
            Light.red: (date.min, self.today - ONE_DAY),
            Light.yellow: (self.today, self.soon_on),
            Light.green: (self.soon_on + ONE_DAY, NEVER - ONE_DAY),
        }[light]

    def light(self, due_on: date | None) -> Light | None:
        """The light of what is due on that day; none where nothing is due."""
        spans = {light: self.span(light) for light in Light} if due_on else {}
        return next((light for light, (first, last) in spans.items() if due_on and first <= due_on <= last), None)
