"""The pack schema: the parts of a pack, by aggregate. Strict, frozen, in the document's own words."""

from duban.institutions.schema.base import Moment, PackPart, Rule, TimePhrase
from duban.institutions.schema.bulletins import BulletinKind
from duban.institutions.schema.clauses import Clause, Document, Strength
from duban.institutions.schema.coordination import Coordination, CoordinationLevel, Need, Precondition
from duban.institutions.schema.cycles import (
    STAGE_NAMES,
    Authority,
    Covers,
    Cycle,
    HoldPolicy,
    MissedPolicy,
    Stage,
    StageName,
    Stages,
    stage_label,
)
from duban.institutions.schema.inspections import Draw, InspectionKind, Inspections
from duban.institutions.schema.interview import Interview, InterviewCause, InterviewStep
from duban.institutions.schema.items import (
    Approving,
    Decision,
    DueLimit,
    Extension,
    Issue,
    ItemType,
    Named,
    Naming,
    Office,
    SeriesBook,
)
from duban.institutions.schema.ladders import Answer, Approval, Climb, CountClimb, CountSpan, Merge, Rung
from duban.institutions.schema.pack import Overlay, Pack
from duban.institutions.schema.registers import FieldKind, Register, RegisterField, RegisterGuard, RegisterQuota
from duban.institutions.schema.reports import ReportType
from duban.institutions.schema.scores import (
    Assessment,
    Band,
    Consequence,
    Points,
    ScoreEvent,
    ScoreSource,
    ScoreStep,
    Tie,
)
from duban.institutions.schema.targets import TargetRules

__all__ = [
    "STAGE_NAMES",
    "Answer",
    "Approval",
    "Approving",
    "Assessment",
    "Authority",
    "Band",
    "BulletinKind",
    "Clause",
    "Climb",
    "Consequence",
    "Coordination",
    "CoordinationLevel",
    "CountClimb",
    "CountSpan",
    "Covers",
    "Cycle",
    "Decision",
    "Document",
    "Draw",
    "DueLimit",
    "Extension",
    "FieldKind",
    "HoldPolicy",
    "InspectionKind",
    "Inspections",
    "Interview",
    "InterviewCause",
    "InterviewStep",
    "Issue",
    "ItemType",
    "Merge",
    "MissedPolicy",
    "Moment",
    "Named",
    "Naming",
    "Need",
    "Office",
    "Overlay",
    "Pack",
    "PackPart",
    "Points",
    "Precondition",
    "Register",
    "RegisterField",
    "RegisterGuard",
    "RegisterQuota",
    "ReportType",
    "Rule",
    "Rung",
    "ScoreEvent",
    "ScoreSource",
    "ScoreStep",
    "SeriesBook",
    "Stage",
    "StageName",
    "Stages",
    "Strength",
    "TargetRules",
    "Tie",
    "TimePhrase",
    "stage_label",
]
