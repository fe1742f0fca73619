"""What a unit reports, what the office finds, and what moves an item's dates by a decision."""

from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Choices, Fields, Told, Widget
from duban.console.catalogue.item_parts import Code, OnItem, done, plain
from duban.console.catalogue.subjects import ITEM_SUBJECT
from duban.console.catalogue.usual_fields import Day, MaybeDay, MaybeSays
from duban.console.permits import OFFICE, OFFICE_AND_LEADERS, OFFICE_AND_UNITS
from duban.services import items, items_dates, items_notes, items_place, items_report
from duban.services.beginning import Begun
from duban.services.item_moves import ANSWER_EXTENSION
from duban.services.item_words import read_node_done
from states.item import FeedbackKind, ItemEvent, LimitKind
from states.labels import FEEDBACK_LABELS, LIMIT_LABELS

KINDS: Choices = lambda _looked, _sight: [(kind.value, label) for kind, label in FEEDBACK_LABELS.items()]
LIMITS: Choices = lambda _looked, _sight: [
    (kind.value, LIMIT_LABELS[kind]) for kind in (LimitKind.feedback, LimitKind.answer, LimitKind.completion)
]
Limit = Annotated[LimitKind | None, Ask(Widget.choice, LIMITS), Field(title="哪个时限", description="不选为最近的一个")]


class Feedback(Fields):
    """What a unit reports."""

    code: Code
    kind: Annotated[FeedbackKind, Ask(Widget.choice, KINDS), Field(title="反馈类型")]
    says: Annotated[str, Ask(Widget.text), Field(title="办理情况", min_length=1)]
    progress: Annotated[int | None, Ask(Widget.number), Field(title="完成了百分之几", ge=0, le=100)] = None
    done: Annotated[
        list[str],
        Ask(Widget.lines),
        Field(title="完成的关键节点", description="一行一个，写作“节点日期 内容=完成日期”，内容和完成日期可省"),
    ] = []
    into: Annotated[str | None, Field(title="并入哪一件事项", description="类型为“并入”的才写")] = None


def _feedback(begun: Begun, fields: Feedback) -> Told:
    marked = tuple(map(read_node_done, fields.done))
    new = items_report.NewFeedback(fields.kind, fields.says, fields.into, fields.progress, marked)
    return done(begun, fields.code, items_report.give_feedback, new=new)


class Check(Fields):
    """What the office finds."""

    code: Code
    accept: Annotated[
        bool,
        Ask(Widget.choice, lambda _looked, _sight: [("true", "认可"), ("false", "退回重办")]),
        Field(title="核查结果"),
    ]
    quality: Annotated[MaybeSays, Field(title="核查意见", description="退回时必须写明哪里不合格")] = None
    report_next: Annotated[MaybeDay, Field(title="下次报告的日期", description="不写按反馈时限重新起算")] = None


def _check(begun: Begun, fields: Check) -> Told:
    finding = items_report.Finding(fields.accept, fields.quality, fields.report_next)
    return done(begun, fields.code, items_report.check_feedback, dated=True, finding=finding)


class Reopen(Fields):
    """What looking back has found not to hold."""

    code: Code
    until: Annotated[MaybeDay, Field(title="新的反馈日期", description="不写按反馈时限重新起算")] = None


class LookBack(Fields):
    """What looking back has found to hold."""

    code: Code
    says: Annotated[str, Ask(Widget.text), Field(title="看了什么，情况如何", min_length=1)]


class Extend(Fields):
    """Another day is asked for."""

    code: Code
    until: Annotated[Day, Field(title="延到哪一天")]
    limit: Limit = None


class AnswerExtension(Fields):
    """The request is answered."""

    code: Code
    grant: Annotated[
        bool,
        Ask(Widget.choice, lambda _looked, _sight: [("true", "同意"), ("false", "不同意")]),
        Field(title="答复"),
    ]
    until: Annotated[MaybeDay, Field(title="同意延到哪一天", description="不写同申请")] = None


class Redate(Fields):
    """A leader sets another day."""

    code: Code
    until: Annotated[Day, Field(title="改为哪一天")]
    limit: Limit = None


def _answer(begun: Begun, fields: AnswerExtension) -> Told:
    answer = items_dates.Answered(fields.grant, fields.until)
    return done(begun, fields.code, items_dates.answer_extension, answer=answer)


def _extend(begun: Begun, fields: Extend) -> Told:
    given = {"until": fields.until, "limit": fields.limit}
    return done(begun, fields.code, items_dates.ask_extension, dated=True, **given)


def _redate(begun: Begun, fields: Redate) -> Told:
    return done(begun, fields.code, items_dates.redate_item, until=fields.until, limit=fields.limit)


ACTS = (
    Act(
        "item feedback",
        "反馈",
        "责任单位反馈；按实际时间判断是否按时，补录的写明实际发生时间、理由并附件。",
        Feedback,
        _feedback,
        OFFICE_AND_UNITS,
        ITEM_SUBJECT,
        events=(ItemEvent.feedback,),
    ),
    Act(
        "item check",
        "核查",
        "核查反馈：认可，或写明哪里不合格退回。",
        Check,
        _check,
        OFFICE_AND_LEADERS,
        ITEM_SUBJECT,
        events=(
            ItemEvent.accept_stage,
            ItemEvent.accept_complete,
            ItemEvent.accept_long_term,
            ItemEvent.accept_merge,
            ItemEvent.accept_terminate,
            ItemEvent.send_back,
        ),
    ),
    Act(
        "item close",
        "销号",
        "核查认可以后，由有权的人销号。",
        OnItem,
        plain(items.close_item),
        OFFICE_AND_LEADERS,
        ITEM_SUBJECT,
        confirm="销号后从在办台账中划去；回头看发现问题的可以重新办理。",
        events=(ItemEvent.close,),
    ),
    Act(
        "item reopen",
        "回头看重办",
        "回头看发现问题，重新办理。",
        Reopen,
        lambda begun, fields: done(begun, fields.code, items_place.reopen_item, dated=True, until=fields.until),
        OFFICE,
        ITEM_SUBJECT,
        events=(ItemEvent.reopen,),
        needs_reason=True,
    ),
    Act(
        "item look-back",
        "回头看无问题",
        "回头看，没有发现问题：记录在案。",
        LookBack,
        lambda begun, fields: done(begun, fields.code, items_notes.look_back, says=fields.says),
        OFFICE,
        ITEM_SUBJECT,
        events=(ItemEvent.look_back,),
    ),
    Act(
        "item extend",
        "申请延期",
        "到期以前申请，写明延到哪一天和理由；由交办的一方决定。",
        Extend,
        _extend,
        OFFICE_AND_UNITS,
        ITEM_SUBJECT,
        events=(ItemEvent.extend,),
        needs_reason=True,
    ),
    Act(
        "item extend answer",
        "答复延期",
        "同意或不同意单位的延期申请；原定、批准、现行、实际四个日期都保留。",
        AnswerExtension,
        _answer,
        OFFICE_AND_LEADERS,
        ITEM_SUBJECT,
        events=(ANSWER_EXTENSION,),
        command="item extend",
    ),
    Act(
        "item extend order",
        "领导另定日期",
        "领导另有要求的，不经申请改定日期，写明理由。",
        Redate,
        _redate,
        OFFICE_AND_LEADERS,
        ITEM_SUBJECT,
        events=(ItemEvent.redate,),
        needs_reason=True,
        command="item extend",
        aside=True,
    ),
    Act(
        "item suspend",
        "暂停计时",
        "领导同意暂停计时，须写明理由。",
        OnItem,
        plain(items_dates.suspend_item),
        OFFICE_AND_LEADERS,
        ITEM_SUBJECT,
        events=(ItemEvent.suspend,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "item resume",
        "恢复计时",
        "恢复办理，按暂停前剩余的工作日接续计时。",
        OnItem,
        plain(items_dates.resume_item, dated=True),
        OFFICE_AND_LEADERS,
        ITEM_SUBJECT,
        events=(ItemEvent.resume,),
    ),
)
