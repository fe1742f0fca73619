"""What its unit means to do with one item: what the ledger does not know."""

from dataclasses import dataclass, field
from datetime import date

from duban.institutions.schema import Named
from duban.rehearsal.people import UnitManner


@dataclass(eq=False)
class Life:
    """One item in the hands of its unit."""

    code: str
    key: str
    """What draws about it are named by; the code is given by the ledger and moves with every other draft."""
    item_type: str
    unit: str
    manner: UnitManner
    stages: int
    """How many stage reports come before it is done."""
    rounds: int = 0
    """How often it was reported of."""
    intent: int = 0
    """The number of its present plan to report: a later plan makes an earlier one void."""
    lacks: Named = Named.requirement
    """What its draft forgot, if anything."""
    figure: str | None = None
    """The figure of the document that it is to reach."""
    slow: int | None = None
    """In how many more reports it is behind its plan; None while it never was."""
    due_on: date | None = field(default=None)
    """The limit that it worked to when it made that plan."""

    def new_intent(self) -> int:
        """From now on an earlier plan to report does not hold."""
        self.intent += 1
        return self.intent
