"""Acts on problems that are coordinated: raised, consulted on, reported, passed up, decided, settled."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.choices import levels
from duban.console.catalogue.record_subjects import COORDINATION_SUBJECT
from duban.console.catalogue.subjects import ITEM_IF_ANY
from duban.console.catalogue.usual_fields import CoUnits, Exceptional, MaybeDay, Unit
from duban.console.permits import ALL_WHO_ACT, OFFICE_AND_LEADERS, OFFICE_AND_UNITS, Permit
from duban.core.clock import named_value
from duban.core.named import pairs
from duban.services import coordination as deeds
from duban.services import coordination_lead as lead
from duban.services.acts import SealedAct
from duban.services.beginning import Begun
from duban.services.coordination_view import told_coordination
from states.coordination import CoordinationEvent

Code = Annotated[str, Field(title="协调编号", description="如 XT2026-0001")]


class OnCoordination(Fields):
    """An act on one coordination that asks for nothing else."""

    code: Code


class Says(Fields):
    """An act that is words."""

    code: Code
    says: Annotated[str, Ask(Widget.text), Field(title="内容", description="意见、梳理或结果的原文", min_length=1)]


class Raise(Fields):
    """A problem that a unit cannot solve alone."""

    title: Annotated[str, Ask(Widget.text), Field(title="需要协调的问题", min_length=1)]
    item: Annotated[str | None, Field(title="由哪件督办任务提出", description="主办单位即提出单位")] = None
    unit: Annotated[Unit | None, Field(title="哪个单位的问题", description="写了督办任务的可不写")] = None
    consult_with: Annotated[CoUnits, Field(title="请哪些单位会商", description="一行一个")] = []


class Consult(Fields):
    """A unit is asked, or answers."""

    code: Code
    unit: Annotated[Unit, Field(title="同哪个单位会商")]
    says: Annotated[str | None, Ask(Widget.text), Field(title="它的答复", description="不写为刚请它会商")] = None
    agree: Annotated[bool, Ask(Widget.tick), Field(title="意见一致", description="不勾选为有分歧")] = False


class Report(Fields):
    """The written report, part by part."""

    code: Code
    part: Annotated[
        list[str],
        Ask(Widget.lines),
        Field(title="书面报告", description="一行一项，写作“意见分歧=……”；须载明的各项由制度规定", min_length=1),
    ]


class Escalate(Fields):
    """It goes up a level."""

    code: Code
    leader: Annotated[
        list[str],
        Ask(Widget.lines),
        Field(title="请哪位领导协调", description="一行一位，可写分工范围：常务副县长=资金"),
    ] = []
    to: Annotated[
        str | None, Ask(Widget.choice, levels), Field(title="呈报哪一级", description="不写为上一级；逐级呈报不得越级")
    ] = None
    exception: Exceptional = False


class Instruct(Fields):
    """A main leader's instruction, which makes an item."""

    code: Code
    says: Annotated[str, Ask(Widget.text), Field(title="批示原文", min_length=1)]
    unit: Annotated[Unit, Field(title="按批示由哪个单位主办")]
    title: Annotated[str | None, Field(title="新事项的名称", description="不写同问题")] = None
    dated: Annotated[MaybeDay, Field(title="批示落款的日期")] = None
    complete_by: Annotated[MaybeDay, Field(title="批示要求的办结日期")] = None


def _told(begun: Begun, code: str) -> Told:
    return told_coordination(begun.session, begun.running.pack.code, code, begun.asked)


def _done(
    begun: Begun,
    code: str,
    deed: Callable[..., SealedAct],
    *,
    dated: bool = False,
    exception: bool = False,
    **given: Any,
) -> Told:
    wanted = {**given, "calendar": begun.running.calendar} if dated else given
    deed(begun.session, begun.running.pack.code, code, replace(begun.asked, exception=exception), **wanted)
    return _told(begun, code)


def _raise(begun: Begun, fields: Raise) -> Told:
    new = deeds.NewProblem(fields.title, fields.unit, fields.item, tuple(fields.consult_with))
    return _told(begun, deeds.raise_problem(begun.session, new, begun.asked, pack=begun.pack))


def _consult(begun: Begun, fields: Consult) -> Told:
    reply = deeds.Reply(fields.says, fields.agree)
    return _done(begun, fields.code, deeds.consult, unit=fields.unit, reply=reply)


def _escalate(begun: Begun, fields: Escalate) -> Told:
    leaders = [deeds.Leader(*named_value(each)) for each in fields.leader]
    return _done(begun, fields.code, deeds.escalate, leaders=leaders, to=fields.to, exception=fields.exception)


def _instruct(begun: Begun, fields: Instruct) -> Told:
    new = lead.Instruction(fields.says, fields.unit, fields.title, fields.dated, fields.complete_by)
    return _done(begun, fields.code, lead.instruct, new=new, pack=begun.pack)


def _says(
    event: CoordinationEvent, title: str, says: str, deed: Callable[..., SealedAct], permit: Permit, **more: Any
) -> Act:
    dated = event is CoordinationEvent.settle

    def run(begun: Begun, fields: Says) -> Told:
        return _done(begun, fields.code, deed, dated=dated, says=fields.says)

    return Act(
        f"coordination {event.value}", title, says, Says, run, permit, COORDINATION_SUBJECT, events=(event,), **more
    )  # fmt: skip


ACTS = (
    Act(
        "coordination raise",
        "提出协调",
        "提出需要协调的问题；先由责任部门自行化解、主动会商。",
        Raise,
        _raise,
        OFFICE_AND_UNITS,
        ITEM_IF_ANY,
        begets=True,
        leads=lambda told: COORDINATION_SUBJECT.page(told["code"]),
    ),
    Act(
        "coordination consult",
        "会商",
        "请一个单位会商，或记录它的答复。",
        Consult,
        _consult,
        OFFICE_AND_UNITS,
        COORDINATION_SUBJECT,
        events=(CoordinationEvent.consult,),
    ),
    Act(
        "coordination report",
        "书面报告",
        "提请领导协调的书面报告，须逐项载明；扫描件随附件附上。",
        Report,
        lambda begun, fields: _done(
            begun, fields.code, deeds.report, parts=pairs(fields.part, "书面报告", "意见分歧=……")
        ),
        OFFICE_AND_UNITS,
        COORDINATION_SUBJECT,
        events=(CoordinationEvent.report,),
    ),
    Act(
        "coordination escalate",
        "呈报上一级",
        "呈报上一级领导，逐级进行；前提不齐的不予呈报。",
        Escalate,
        _escalate,
        ALL_WHO_ACT,
        COORDINATION_SUBJECT,
        confirm="呈报后本级答复时限开始计算，不能退回下一级。",
        events=(CoordinationEvent.escalate,),
    ),
    _says(
        CoordinationEvent.opinion,
        "签署意见",
        "有关领导就分工范围签署明确具体的意见，只签“已阅”的不算。",
        lead.opinion,
        OFFICE_AND_LEADERS,
    ),
    _says(
        CoordinationEvent.decide,
        "决策建议",
        "这一级领导先行协调，提出决策建议。",
        lead.decide,
        OFFICE_AND_LEADERS,
    ),
    _says(CoordinationEvent.sort, "梳理", "办公室梳理，以便呈报主要领导。", lead.sort, OFFICE_AND_LEADERS),
    Act(
        "coordination instruct",
        "批示",
        "记录主要领导的批示；按批示生成新的督办任务，两边互相注明。",
        Instruct,
        _instruct,
        OFFICE_AND_LEADERS,
        COORDINATION_SUBJECT,
        confirm="批示记录后即拟办新的督办任务。",
        events=(CoordinationEvent.instruct,),
    ),
    Act(
        "coordination pause",
        "暂停事项计时",
        "领导决定从今天起暂停所涉督办任务的计时；协调本身不停计时。",
        OnCoordination,
        lambda begun, fields: _done(begun, fields.code, lead.pause),
        OFFICE_AND_LEADERS,
        COORDINATION_SUBJECT,
        events=(CoordinationEvent.pause,),
        needs_reason=True,
        aside=True,
    ),
    _says(
        CoordinationEvent.settle,
        "已化解",
        "问题已化解；为它暂停的计时接续。",
        lead.settle,
        ALL_WHO_ACT,
        confirm="化解后这件协调了结，不再办理。",
    ),
    Act(
        "coordination withdraw",
        "撤回协调",
        "提出单位撤回，须写明理由；为它暂停的计时接续。",
        OnCoordination,
        lambda begun, fields: _done(begun, fields.code, lead.withdraw, dated=True),
        OFFICE_AND_UNITS,
        COORDINATION_SUBJECT,
        confirm="撤回后这件协调了结，不再办理。",
        events=(CoordinationEvent.withdraw,),
        needs_reason=True,
        aside=True,
    ),
)
