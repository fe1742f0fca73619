"""The answer to "when": a date or a window, whether it is provisional or assumed, and the days that lead to it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DueStatus(StrEnum):
    """What kind of answer it is."""

    due = "due"
    """有确定的一天。"""
    window = "window"
    """是一个窗口，`on` 为建议日。"""
    not_held = "not_held"
    """该期整段休息，不举行。"""
    waiting = "waiting"
    """起算日或期间还不知道。"""
    none = "none"
    """没有期限（长期）。"""


@dataclass(frozen=True)
class Step:
    """One day on the way to the date: whether it counted, and why, for a clerk to check with a calendar."""

    on: date
    counted: bool
    why: str


@dataclass(frozen=True)
class Due:
    """When a limit falls. `assumed` says what was read into the text; `parts` holds each rule of a conjunction."""

    status: DueStatus
    on: date | None = None
    window: tuple[date, date] | None = None
    provisional: bool = False
    assumed: str | None = None
    explain: tuple[Step, ...] = ()
    parts: tuple["Due", ...] | None = None
