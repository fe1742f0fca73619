"""What is recorded: SQLModel tables only. Importing this package fills the one metadata."""

from models.account import Account, AccountGrant, AccountSecret, AccountSession, Draft, Grant, SavedView
from models.alert import Alert
from models.attachment import Attachment
from models.base import metadata, table_of
from models.bulletin import Bulletin, BulletinFact, BulletinUnit, Reply
from models.coordination import Coordination, CoordinationVoice, VoiceKind
from models.evidence import Act, ActHead, History
from models.extension import Extension
from models.inspection import Finding, Inspection, InspectionUnit
from models.interview import Interview, InterviewConsent
from models.item import Breach, Item, ItemText, Secrecy
from models.item_side import Attribution, CoUnit, ItemLink, ItemNode, ItemNote, LinkKind, NoteKind
from models.ledger import CalendarNotice, ClockAdvance, Ledger, LedgerKind, PackVersion
from models.message import Channel, Delivery, InboxEntry, Message
from models.occurrence import (
    Attendance,
    Briefing,
    CycleVersion,
    CycleWatch,
    Decision,
    Occurrence,
    OccurrenceStage,
    StageLease,
)
from models.order import NumberSegment, Order, OrderItem, OrderStep, SeriesCounter
from models.org import Holding, Person, Post, Unit
from models.register import RegisterEntry
from models.report import Feedback, Suspension, Verdict
from models.report_due import ReportDue
from models.scores import Assessment, ScoreEntry, UnitRank
from models.sweep import DayOutcome, SweepDay
from models.target import Comparison, Outcome, Target, TargetAcceptance, TargetActual, TargetNode
from models.words import ItemWords

__all__ = [
    "Account",
    "AccountGrant",
    "AccountSecret",
    "AccountSession",
    "Act",
    "ActHead",
    "Alert",
    "Assessment",
    "Attachment",
    "Attendance",
    "Attribution",
    "Breach",
    "Briefing",
    "Bulletin",
    "BulletinFact",
    "BulletinUnit",
    "CalendarNotice",
    "Channel",
    "ClockAdvance",
    "CoUnit",
    "Comparison",
    "Coordination",
    "CoordinationVoice",
    "CycleVersion",
    "CycleWatch",
    "DayOutcome",
    "Decision",
    "Delivery",
    "Draft",
    "Extension",
    "Feedback",
    "Finding",
    "Grant",
    "History",
    "Holding",
    "InboxEntry",
    "Inspection",
    "InspectionUnit",
    "Interview",
    "InterviewConsent",
    "Item",
    "ItemLink",
    "ItemNode",
    "ItemNote",
    "ItemText",
    "ItemWords",
    "Ledger",
    "LedgerKind",
    "LinkKind",
    "Message",
    "NoteKind",
    "NumberSegment",
    "Occurrence",
    "OccurrenceStage",
    "Order",
    "OrderItem",
    "OrderStep",
    "Outcome",
    "PackVersion",
    "Person",
    "Post",
    "RegisterEntry",
    "Reply",
    "ReportDue",
    "SavedView",
    "ScoreEntry",
    "Secrecy",
    "SeriesCounter",
    "StageLease",
    "Suspension",
    "SweepDay",
    "Target",
    "TargetAcceptance",
    "TargetActual",
    "TargetNode",
    "Unit",
    "UnitRank",
    "Verdict",
    "VoiceKind",
    "metadata",
    "table_of",
]
