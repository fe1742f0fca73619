"""Acts on interviews: proposed, consented to, approved, noticed, held, judged; only a few may read what they tell."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.choices import causes
from duban.console.catalogue.record_subjects import INTERVIEW_SUBJECT
from duban.console.catalogue.subjects import ITEM_IF_ANY
from duban.console.catalogue.usual_fields import Day, Unit
from duban.console.permits import OFFICE_AND_LEADERS
from duban.services import interviews
from duban.services.acts import SealedAct
from duban.services.beginning import Begun
from duban.services.interview_view import told_interview
from states.interview import InterviewEvent

Code = Annotated[str, Field(title="约谈编号", description="如 YT2026-0001")]


class OnInterview(Fields):
    """An act on one interview that asks for nothing else."""

    code: Code


class Propose(Fields):
    """Whom to talk to, and about what."""

    ground: Annotated[str, Ask(Widget.text), Field(title="事由", min_length=1)]
    cause: Annotated[str | None, Ask(Widget.choice, causes), Field(title="事由类别", description="由制度规定")] = None
    person: Annotated[str | None, Field(title="约谈对象", description="责任单位主要负责人的姓名")] = None
    item: Annotated[str | None, Field(title="因哪件督办任务", description="事项编号，如 2026-000001")] = None
    unit: Annotated[Unit | None, Field(title="约谈单位", description="写了督办任务的可不写")] = None
    inspection: Annotated[str | None, Field(title="所据的督查", description="已有结论的督查编号")] = None
    after: Annotated[str | None, Field(title="上一次约谈", description="再次约谈：哪一次约谈成效不明显")] = None


class Consent(Fields):
    """What an office that was asked says."""

    code: Code
    agree: Annotated[
        bool, Ask(Widget.choice, lambda _looked, _sight: [("true", "同意"), ("false", "不同意")]), Field(title="意见")
    ]
    says: Annotated[str | None, Ask(Widget.text), Field(title="说明", description="不同意的必须写")] = None


class Notice(Fields):
    """The notice is served."""

    code: Code
    meet_on: Annotated[Day, Field(title="约定哪一天约谈")]
    order: Annotated[
        str | None, Field(title="约谈通知书", description="已编号的通知书，序号或编号；送达后所涉事项升级")
    ] = None


class Hold(Fields):
    """The talk was held."""

    code: Code
    rectify_on: Annotated[Day, Field(title="整改期限")]


class Judge(Fields):
    """What came of it."""

    code: Code
    effective: Annotated[
        bool,
        Ask(Widget.choice, lambda _looked, _sight: [("true", "成效明显"), ("false", "成效不明显")]),
        Field(title="评判"),
    ]
    says: Annotated[str, Ask(Widget.text), Field(title="评判的依据", min_length=1)]


def _told(begun: Begun, code: str) -> Told:
    return told_interview(begun.session, begun.running.pack.code, code, begun.asked)


def _done(begun: Begun, code: str, deed: Callable[..., SealedAct], *, dated: bool = False, **given: Any) -> Told:
    wanted = {**given, "calendar": begun.running.calendar} if dated else given
    deed(begun.session, begun.running.pack.code, code, begun.asked, **wanted)
    return _told(begun, code)


def _propose(begun: Begun, fields: Propose) -> Told:
    new = interviews.NewTalk(
        fields.ground, fields.person, fields.cause, fields.unit, fields.item, fields.after, fields.inspection
    )
    return _told(begun, interviews.propose(begun.session, new, begun.asked, pack=begun.pack))


def _plain(event: InterviewEvent, title: str, says: str, deed: Callable[..., SealedAct], **more: Any) -> Act:
    def run(begun: Begun, fields: OnInterview) -> Told:
        return _done(begun, fields.code, deed)

    name = f"interview {event.value}"
    return Act(name, title, says, OnInterview, run, OFFICE_AND_LEADERS, INTERVIEW_SUBJECT, events=(event,), **more)


ACTS = (
    Act(
        "interview propose",
        "提出约谈",
        "提出约谈建议，请有关单位会商；事由类别和谁能提出由制度规定。",
        Propose,
        _propose,
        OFFICE_AND_LEADERS,
        ITEM_IF_ANY,
        begets=True,
        leads=lambda told: INTERVIEW_SUBJECT.page(told["code"]),
    ),
    Act(
        "interview consent",
        "会商意见",
        "有关单位会商的意见；一一同意以后才能批准。",
        Consent,
        lambda begun, fields: _done(begun, fields.code, interviews.consent, agrees=fields.agree, says=fields.says),
        OFFICE_AND_LEADERS,
        INTERVIEW_SUBJECT,
        events=(InterviewEvent.consent,),
    ),
    _plain(InterviewEvent.approve, "批准约谈", "有权的领导批准；提出人不能批准。", interviews.approve),
    Act(
        "interview notice",
        "送达通知",
        "送达约谈通知书，所涉事项升级。",
        Notice,
        lambda begun, fields: _done(begun, fields.code, interviews.notice, order=fields.order, meet_on=fields.meet_on),
        OFFICE_AND_LEADERS,
        INTERVIEW_SUBJECT,
        confirm="送达后所涉事项升级，不能收回。",
        events=(InterviewEvent.notice,),
    ),
    Act(
        "interview hold",
        "记录约谈",
        "当面约谈以后记录：附双方签字的纪要，定整改期限；成效评判日由制度推算。",
        Hold,
        lambda begun, fields: _done(begun, fields.code, interviews.hold, dated=True, rectify_on=fields.rectify_on),
        OFFICE_AND_LEADERS,
        INTERVIEW_SUBJECT,
        confirm="约谈记录后计入滚动一年的次数，不能删除。",
        events=(InterviewEvent.hold,),
    ),
    Act(
        "interview judge",
        "评判成效",
        "到评判日评判成效；不明显的可以提出由主要领导再次约谈。",
        Judge,
        lambda begun, fields: _done(begun, fields.code, interviews.judge, effective=fields.effective, says=fields.says),
        OFFICE_AND_LEADERS,
        INTERVIEW_SUBJECT,
        events=(InterviewEvent.find_effective, InterviewEvent.find_ineffective),
    ),
    _plain(InterviewEvent.refuse, "不批准", "有权的领导不批准，须写明理由。", interviews.refuse, needs_reason=True),
    _plain(
        InterviewEvent.withdraw,
        "撤回约谈",
        "约谈以前撤回，须写明理由。",
        interviews.withdraw,
        needs_reason=True,
        aside=True,
    ),
)
