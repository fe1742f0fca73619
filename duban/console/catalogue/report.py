"""Acts on reports due: opened for a period or a matter, submitted, taken in, sent back, given another day, waived."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Part, Told, Widget
from duban.console.catalogue.record_parts import of_pack, shown
from duban.console.catalogue.record_subjects import REPORT_SUBJECT
from duban.console.catalogue.usual_fields import Day, MaybeSays, Units
from duban.console.permits import ALL_WHO_ACT, OFFICE, OFFICE_AND_LEADERS
from duban.core.errors import InvalidValue
from duban.core.periods import parse_period
from duban.services import reports
from duban.services.acts import SealedAct
from duban.services.beginning import Begun, Looked
from duban.services.report_round import open_one, open_period
from duban.store.record_sight import REPORT
from duban.store.records import find_record
from duban.store.sight import Sight
from states.report import ReportEvent

Code = Annotated[str, Field(title="应报材料", description="如 BG2026-0001")]


def _parts(looked: Looked, sight: Sight, typed: Mapping[str, Any]) -> list[Part]:
    """What the pack wants the report to state, each on its own."""
    pack, code = looked.running.pack, str(typed.get("code", ""))
    row = find_record(looked.session, REPORT, pack.code, code, lock=False)
    if row is None or not REPORT_SUBJECT.sees(looked, code, sight):
        return []
    rule = pack.report_named(row["report"])
    return [Part(name, Widget.text, required=True) for name in rule.parts] if rule else []


class Open(Fields):
    """Which period, or which matter, units are asked to report on."""

    name: Annotated[str, Ask(Widget.choice, of_pack(lambda pack: list(pack.reports))), Field(title="应报材料")]
    period: Annotated[str | None, Field(title="期间", description="按期报送的写，如 2026-Q4；与“事项”二者取一")] = None
    about: Annotated[str | None, Ask(Widget.text), Field(title="事项", description="逐件提出的写：什么事项")] = None
    units: Annotated[Units, Field(title="应报单位", description="逐件提出的，一行一个；不写按制度")] = []


class Submit(Fields):
    """What the unit hands in."""

    code: Code
    parts: Annotated[dict[str, str], Ask(Widget.named, parts=_parts), Field(title="须载明的各项")] = {}
    says: Annotated[MaybeSays, Field(title="进展情况", description="也可以只附材料")] = None


class Redate(Fields):
    """Another day on which it is wanted."""

    code: Code
    to: Annotated[Day, Field(title="改到哪一天报送")]


class OnReport(Fields):
    """An act on one report that asks for nothing else."""

    code: Code


def _open(begun: Begun, fields: Open) -> Told:
    if (fields.period is None) == (fields.about is None):
        raise InvalidValue("期间", fields.period or "", "按期的材料写期间，逐件的写事项，二者取一")
    if fields.about is not None:
        codes = open_one(begun.session, begun.running, fields.name, fields.about, begun.asked, units=fields.units)
    else:
        period = parse_period(fields.period or "")
        codes = open_period(begun.session, begun.running, fields.name, period, begun.asked)
    return {"report": fields.name, "codes": codes}


def _submit(begun: Begun, fields: Submit) -> Told:
    institution, said = begun.running.pack.code, begun.asked
    reports.submit_report(begun.session, institution, fields.code, said, says=fields.says, parts=fields.parts)
    return shown(begun, reports.show_report, fields.code)


def _redate(begun: Begun, fields: Redate) -> Told:
    reports.redate_report(begun.session, begun.running.pack.code, fields.code, begun.asked, to=fields.to)
    return shown(begun, reports.show_report, fields.code)


def _plain(deed: Callable[..., SealedAct]) -> Callable[[Begun, OnReport], Told]:
    def run(begun: Begun, fields: OnReport) -> Told:
        deed(begun.session, begun.running.pack.code, fields.code, begun.asked)
        return shown(begun, reports.show_report, fields.code)

    return run


ACTS = (
    Act(
        "report open",
        "列出应报",
        "列出一期的应报单位，或就一件事项要求报送；每日巡检到时候也会列出。",
        Open,
        _open,
        OFFICE,
        leads=lambda _told: "/reports",
    ),
    Act(
        "report submit",
        "报送",
        "应报单位报送；缺须载明的项的不受理；逾期的记录在案。",
        Submit,
        _submit,
        ALL_WHO_ACT,
        REPORT_SUBJECT,
        events=(ReportEvent.submit,),
    ),
    Act(
        "report accept",
        "收件",
        "收件机构收件；报送人不能自己收件。",
        OnReport,
        _plain(reports.take_report),
        OFFICE_AND_LEADERS,
        REPORT_SUBJECT,
        events=(ReportEvent.accept,),
    ),
    Act(
        "report send-back",
        "退回补充",
        "退回补充，须写明理由；原时限不变。",
        OnReport,
        _plain(reports.send_back_report),
        OFFICE_AND_LEADERS,
        REPORT_SUBJECT,
        events=(ReportEvent.send_back,),
        needs_reason=True,
    ),
    Act(
        "report redate",
        "改期报送",
        "主要领导另有要求的，改按要求的日期报送，须写明理由。",
        Redate,
        _redate,
        OFFICE_AND_LEADERS,
        REPORT_SUBJECT,
        events=(ReportEvent.redate,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "report waive",
        "免报",
        "这一期不必报，须写明理由。",
        OnReport,
        _plain(reports.waive_report),
        OFFICE_AND_LEADERS,
        REPORT_SUBJECT,
        confirm="免报后这一期不再要求报送。",
        events=(ReportEvent.waive,),
        needs_reason=True,
        aside=True,
    ),
)
