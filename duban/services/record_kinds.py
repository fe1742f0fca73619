"""Every kind of record there is: one line each, so that `duban verify` forgets none."""

from duban.services import coordination_desk, interview_desk
from duban.services.alerts import ALERT_RECORD
from duban.services.bulletins import BULLETIN_KIND
from duban.services.findings import FINDING_KIND
from duban.services.inspections import INSPECTION_KIND
from duban.services.occurrence_desk import OCCURRENCE_KIND
from duban.services.records import RecordKind
from duban.services.registers import REGISTER_ENTRY
from duban.services.reports import REPORT_DUE
from duban.services.score_desk import ASSESSMENT_KIND

RECORD_KINDS: tuple[RecordKind, ...] = (
    REGISTER_ENTRY,
    REPORT_DUE,
    coordination_desk.KIND,
    INSPECTION_KIND,
    FINDING_KIND,
    BULLETIN_KIND,
    interview_desk.KIND,
    ALERT_RECORD,
    OCCURRENCE_KIND,
    ASSESSMENT_KIND,
)
"""In the order in which their tables came."""
