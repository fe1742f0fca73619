"""Time limits as documents write them: phrase → rule (grammar.lark) → date with a day-by-day explanation."""

from duban.core.timelimits.due import Due, DueStatus, Step
from duban.core.timelimits.limit import Limit
from duban.core.timelimits.parsing import parse, parse_deadline
from duban.core.timelimits.resolving import resolve

__all__ = ["Due", "DueStatus", "Limit", "Step", "parse", "parse_deadline", "resolve"]
