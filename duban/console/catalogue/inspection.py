"""Acts on inspections: a scheme planned, approved, carried out, concluded, closed or called off."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.choices import offices
from duban.console.catalogue.finding import ACTS as FINDING_ACTS
from duban.console.catalogue.record_parts import of_pack, shown
from duban.console.catalogue.record_subjects import INSPECTION_SUBJECT
from duban.console.catalogue.usual_fields import Exceptional, MaybeDay, MaybeSays, Says, Secrecy, Unit, Units
from duban.console.permits import OFFICE, OFFICE_AND_LEADERS
from duban.services import inspections
from duban.services.acts import SealedAct
from duban.services.beginning import Begun
from states.inspection import InspectionEvent

Code = Annotated[str, Field(title="督查编号", description="如 DC2026-0001")]


class Plan(Fields):
    """A scheme: what, whom, when and how."""

    kind: Annotated[
        str,
        Ask(Widget.choice, of_pack(lambda pack: list(pack.inspections.kinds) if pack.inspections else [])),
        Field(title="督查方式"),
    ]
    title: Annotated[str, Field(title="督查事由", min_length=1)]
    units: Annotated[Units, Field(title="被督查单位", description="一行一个；随机抽查的不写，由系统抽取")] = []
    what: Annotated[MaybeSays, Field(title="督查什么")] = None
    method: Annotated[MaybeSays, Field(title="怎样督查", description="如 查阅台账、现场查看")] = None
    start: Annotated[MaybeDay, Field(title="开始的日期")] = None
    end: Annotated[MaybeDay, Field(title="结束的日期", description="不写为当天")] = None
    offices: Annotated[
        list[str], Ask(Widget.lines, offices), Field(title="督查机构", description="联合督查的写，一行一个")
    ] = []
    unannounced: Annotated[bool, Ask(Widget.tick), Field(title="不打招呼：结论以前不让被督查单位看到")] = False
    item: Annotated[str | None, Field(title="挂牌督查的督办任务", description="编号，如 2026-000001")] = None
    secrecy: Secrecy = None
    exception: Exceptional = False


class VisitUnit(Fields):
    """What was seen at a unit."""

    code: Code
    unit: Annotated[Unit, Field(title="到了哪个单位")]
    says: Annotated[Says, Field(title="看到的情况", min_length=1)]


class Conclude(Fields):
    """The conclusion, which goes to the units."""

    code: Code
    says: Annotated[Says, Field(title="督查结论", min_length=1)]


class OnInspection(Fields):
    """An act on one inspection that asks for nothing else."""

    code: Code


def _plan(begun: Begun, fields: Plan) -> Told:
    scheme = inspections.Scheme(
        fields.kind,
        fields.title,
        tuple(fields.units),
        fields.what,
        fields.method,
        fields.start,
        fields.end,
        offices=tuple(fields.offices),
        unannounced=fields.unannounced,
        item=fields.item,
        secrecy=fields.secrecy,
    )
    asked = replace(begun.asked, exception=fields.exception)
    code = inspections.plan_inspection(begun.session, scheme, asked, pack=begun.pack)
    return shown(begun, inspections.show_inspection, code)


def _visit(begun: Begun, fields: VisitUnit) -> Told:
    institution, said = begun.running.pack.code, begun.asked
    inspections.visit_unit(begun.session, institution, fields.code, said, unit=fields.unit, says=fields.says)
    return shown(begun, inspections.show_inspection, fields.code)


def _conclude(begun: Begun, fields: Conclude) -> Told:
    institution, calendar = begun.running.pack.code, begun.running.calendar
    inspections.conclude_inspection(
        begun.session, institution, fields.code, begun.asked, conclusion=fields.says, calendar=calendar
    )
    return shown(begun, inspections.show_inspection, fields.code)


def _plain(deed: Callable[..., SealedAct]) -> Callable[[Begun, OnInspection], Told]:
    def run(begun: Begun, fields: OnInspection) -> Told:
        deed(begun.session, begun.running.pack.code, fields.code, begun.asked)
        return shown(begun, inspections.show_inspection, fields.code)

    return run


ACTS = (
    Act(
        "inspection plan",
        "拟督查方案",
        "写明督查什么、督查谁、什么时间、怎样督查；由另一人批准。",
        Plan,
        _plan,
        OFFICE_AND_LEADERS,
        begets=True,
        leads=lambda told: INSPECTION_SUBJECT.page(told["code"]),
    ),
    Act(
        "inspection approve",
        "批准方案",
        "批准方案；挂牌督查的同时编号挂牌。拟方案的人不能批准自己的方案。",
        OnInspection,
        _plain(inspections.approve_inspection),
        OFFICE_AND_LEADERS,
        INSPECTION_SUBJECT,
        events=(InspectionEvent.approve,),
    ),
    Act(
        "inspection visit",
        "记实地督查",
        "记录到一个单位实地督查；可以多次。",
        VisitUnit,
        _visit,
        OFFICE_AND_LEADERS,
        INSPECTION_SUBJECT,
        events=(InspectionEvent.visit,),
    ),
    Act(
        "inspection conclude",
        "作出结论",
        "作出结论，送各被督查单位；异议期由此起算。",
        Conclude,
        _conclude,
        OFFICE_AND_LEADERS,
        INSPECTION_SUBJECT,
        confirm="结论送达后异议期和整改期限开始计算。",
        events=(InspectionEvent.conclude,),
    ),
    Act(
        "inspection close",
        "办结督查",
        "问题全部销号后办结；挂牌的摘牌。",
        OnInspection,
        _plain(inspections.close_inspection),
        OFFICE,
        INSPECTION_SUBJECT,
        confirm="办结后不再变动。",
        events=(InspectionEvent.close,),
    ),
    Act(
        "inspection cancel",
        "取消督查",
        "取消尚未实施的督查，须写明理由。",
        OnInspection,
        _plain(inspections.cancel_inspection),
        OFFICE_AND_LEADERS,
        INSPECTION_SUBJECT,
        confirm="取消后不能恢复。",
        events=(InspectionEvent.cancel,),
        needs_reason=True,
        aside=True,
    ),
    *FINDING_ACTS,
)
