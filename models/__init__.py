"""What is recorded: SQLModel tables only. Importing this package fills the one metadata."""

from models.base import metadata, table_of
from models.evidence import Act, ActHead, History
from models.item import Breach, Item, ItemText
from models.ledger import CalendarNotice, Ledger, LedgerKind, PackVersion
from models.org import Holding, Person, Post, Unit
from models.sweep import DayOutcome, SweepDay

__all__ = [
    "Act",
    "ActHead",
    "Breach",
    "CalendarNotice",
    "DayOutcome",
    "History",
    "Holding",
    "Item",
    "ItemText",
    "Ledger",
    "LedgerKind",
    "PackVersion",
    "Person",
    "Post",
    "SweepDay",
    "Unit",
    "metadata",
    "table_of",
]
