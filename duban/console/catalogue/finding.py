"""Acts on what an inspection found: recorded, objected to, put right, looked at again, given out as an item."""

from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.choices import item_classes, item_types
from duban.console.catalogue.record_parts import shown
from duban.console.catalogue.record_subjects import FINDING_SUBJECT, INSPECTION_SUBJECT
from duban.console.catalogue.usual_fields import Leader, MaybeDay, Responsible, Says, Unit
from duban.console.permits import ALL_WHO_ACT, OFFICE, OFFICE_AND_LEADERS, Permit
from duban.services import findings
from duban.services.beginning import Begun
from states.finding import FindingEvent
from states.inspection import InspectionEvent

Problem = Annotated[str, Field(title="问题编号", description="如 WT2026-0001")]
RectifyBy = Annotated[MaybeDay, Field(title="整改期限", description="不写按制度")]


class Find(Fields):
    """Something found at a unit that was visited."""

    code: Annotated[str, Field(title="督查编号", description="如 DC2026-0001")]
    unit: Annotated[Unit, Field(title="哪个单位")]
    says: Annotated[Says, Field(title="什么问题", min_length=1)]
    rectify_on: RectifyBy = None


class OnProblem(Fields):
    """A step of a finding that needs nothing but who acts and why."""

    problem: Problem


class Answer(Fields):
    """How the unit put it right."""

    problem: Problem
    says: Annotated[Says, Field(title="怎样整改的", min_length=1)]


class Revisit(Fields):
    """What was seen when the unit was looked at again."""

    problem: Problem
    says: Annotated[Says, Field(title="回访看到的情况", min_length=1)]
    failed: Annotated[bool, Ask(Widget.tick), Field(title="不合格，须另定整改期限")] = False
    rectify_on: Annotated[MaybeDay, Field(title="另定的整改期限", description="不合格的才写")] = None


class Assign(Fields):
    """What the item of a finding must name beside its unit and its day."""

    problem: Problem
    leader: Leader = None
    responsible: Responsible = None
    item_type: Annotated[
        str | None, Ask(Widget.choice, item_types), Field(title="事项类型", description="不写按制度")
    ] = None
    item_class: Annotated[str | None, Ask(Widget.choice, item_classes), Field(title="办理类别")] = None


def _find(begun: Begun, fields: Find) -> Told:
    new = findings.NewFinding(fields.unit, fields.says, fields.rectify_on)
    calendar = begun.running.calendar
    code = findings.record_finding(begun.session, fields.code, new, begun.asked, pack=begun.pack, calendar=calendar)
    return shown(begun, findings.show_finding, code)


def _answer(begun: Begun, fields: Answer) -> Told:
    event, institution = FindingEvent.answer, begun.running.pack.code
    findings.step_finding(begun.session, institution, fields.problem, event, begun.asked, answer=fields.says)
    return shown(begun, findings.show_finding, fields.problem)


def _revisit(begun: Begun, fields: Revisit) -> Told:
    findings.revisit(
        begun.session,
        begun.running.pack.code,
        fields.problem,
        begun.asked,
        passed=not fields.failed,
        says=fields.says,
        rectify_on=fields.rectify_on,
    )
    return shown(begun, findings.show_finding, fields.problem)


def _assign(begun: Begun, fields: Assign) -> Told:
    to = findings.Assignment(fields.leader, fields.responsible, fields.item_type, fields.item_class)
    institution = begun.running.pack.code
    findings.assign_finding(begun.session, institution, fields.problem, begun.asked, pack=begun.pack, to=to)
    return shown(begun, findings.show_finding, fields.problem)


def _step(
    event: FindingEvent, title: str, says: str, permit: Permit, *, because: bool = False, confirm: str | None = None
) -> Act:
    def run(begun: Begun, fields: OnProblem) -> Told:
        findings.step_finding(begun.session, begun.running.pack.code, fields.problem, event, begun.asked)
        return shown(begun, findings.show_finding, fields.problem)

    name = f"inspection {event.value.replace('_', '-')}"
    return Act(
        name, title, says, OnProblem, run, permit, FINDING_SUBJECT, events=(event,), needs_reason=because,
        confirm=confirm, aside=because,
    )  # fmt: skip


ACTS = (
    Act(
        "inspection find",
        "记录问题",
        "记录实地督查发现的问题；只能记到过的单位。",
        Find,
        _find,
        OFFICE_AND_LEADERS,
        INSPECTION_SUBJECT,
        events=(InspectionEvent.conclude, InspectionEvent.close),
        begets=True,
        leads=lambda told: FINDING_SUBJECT.page(told["code"]),
    ),
    Act(
        "inspection answer",
        "报告整改",
        "被督查单位报告怎样整改的，可以附材料。",
        Answer,
        _answer,
        ALL_WHO_ACT,
        FINDING_SUBJECT,
        events=(FindingEvent.answer,),
    ),
    _step(FindingEvent.object, "提出异议", "异议期内提出异议，须写明理由。", ALL_WHO_ACT, because=True),
    Act(
        "inspection revisit",
        "回访",
        "回访：合格的销号，不合格的限期再整改。",
        Revisit,
        _revisit,
        OFFICE_AND_LEADERS,
        FINDING_SUBJECT,
        events=(FindingEvent.passed, FindingEvent.failed),
    ),
    Act(
        "inspection assign",
        "交办问题",
        "把问题作为督办任务拟办，再到督办任务里下发。",
        Assign,
        _assign,
        OFFICE,
        FINDING_SUBJECT,
        events=(FindingEvent.assign,),
        aside=True,
    ),
    _step(FindingEvent.uphold, "维持问题", "复核后维持，须写明理由。", OFFICE_AND_LEADERS, because=True),
    _step(
        FindingEvent.withdraw, "撤销问题", "复核后撤销，须写明理由。", OFFICE_AND_LEADERS, because=True,
        confirm="撤销后不再整改，不能恢复。",
    ),
    _step(FindingEvent.settle, "销号", "交办的任务核查办结后销号。", OFFICE),
    _step(FindingEvent.take_back, "收回整改", "交办的任务被撤销的，收回问题再整改。", OFFICE),
)  # fmt: skip
