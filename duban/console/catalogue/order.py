"""Acts on papers: drafted, proposed, agreed, signed, numbered, served, answered; refused, corrected, void."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.choices import copies, offices, papers
from duban.console.catalogue.subjects import ITEMS_SUBJECT, ORDER_SUBJECT
from duban.console.catalogue.usual_fields import Day
from duban.console.permits import OFFICE, OFFICE_AND_LEADERS, OFFICE_AND_UNITS, Permit
from duban.core.errors import ReasonMissing
from duban.services import order_approval, order_issue
from duban.services.acts import SealedAct
from duban.services.beginning import Begun
from duban.services.numbering import series_of, start_series
from duban.services.order_draft import draft_order
from duban.services.order_view import show_paper
from states.order import OrderEvent

Paper = Annotated[str, Field(title="文书", description="序号或编号，如 12 或 县督催〔2026〕3号")]


class OnPaper(Fields):
    """An act on one paper that asks for nothing else."""

    paper: Paper


class Draft(Fields):
    """A paper that a person drafts."""

    codes: Annotated[
        list[str],
        Ask(Widget.lines),
        Field(title="事项编号", description="一行一件，须属同一责任单位", min_length=1),
    ]
    kind: Annotated[str, Ask(Widget.choice, papers), Field(title="文书种类")]


class Sign(Fields):
    """The signature, and whom the paper is copied to."""

    paper: Paper
    copies: Annotated[
        list[str], Ask(Widget.several, copies), Field(title="抄送", description="勾选的才抄送，不勾选就不抄送")
    ] = []


class Refuse(Fields):
    """The paper is put off."""

    paper: Paper
    until: Annotated[Day, Field(title="暂缓至哪一天")]


class Correct(Fields):
    """What is wrong on a numbered paper."""

    paper: Paper
    remark: Annotated[str, Ask(Widget.text), Field(title="更正的内容", min_length=1)]


class StartSeries(Fields):
    """Where a series begins after handwritten numbers."""

    office: Annotated[str, Ask(Widget.choice, offices), Field(title="编号机构")]
    paper: Annotated[str, Ask(Widget.suggest, papers), Field(title="文书种类", description="如 催办单")]
    year: Annotated[int, Ask(Widget.number), Field(title="哪一年的序列", ge=2000, le=2100)]
    following: Annotated[int, Ask(Widget.number), Field(title="上线后的第一个号", ge=1)]


def _done(begun: Begun, handle: str, deed: Callable[..., SealedAct], **given: Any) -> Told:
    act = deed(begun.session, begun.running.pack.code, handle, begun.asked, **given)
    told = show_paper(begun.session, begun.running.pack.code, handle, begun.asked)
    return {**told, "act": {"institution": act.institution, "seq": act.seq, "hash": act.hash}}


def _because(begun: Begun, event: str) -> None:
    if not begun.asked.reason:
        raise ReasonMissing(event)


def _draft(begun: Begun, fields: Draft) -> Told:
    made = draft_order(begun.session, begun.running.pack.code, fields.kind, fields.codes, begun.asked)
    return show_paper(begun.session, begun.running.pack.code, str(made.order_id), begun.asked)


def _void(begun: Begun, fields: OnPaper) -> Told:
    _because(begun, "作废")
    return _done(begun, fields.paper, order_issue.void)


def _refuse(begun: Begun, fields: Refuse) -> Told:
    _because(begun, "退回暂缓")
    return _done(begun, fields.paper, order_approval.refuse, until=fields.until)


def _correct(begun: Begun, fields: Correct) -> Told:
    _because(begun, "更正")
    return _done(begun, fields.paper, order_issue.correct, remark=fields.remark)


def _start(begun: Begun, fields: StartSeries) -> Told:
    _because(begun, "登记手写号")
    series = series_of(begun.running.pack, fields.office, fields.paper, fields.year)
    act = start_series(begun.session, series, fields.following, begun.asked)
    return {"next": series.number(fields.following), "act": {"seq": act.seq, "hash": act.hash}}


def _on_paper(
    event: OrderEvent,
    title: str,
    says: str,
    deed: Callable[..., SealedAct],
    *,
    permit: Permit,
    confirm: str | None = None,
) -> Act:
    def run(begun: Begun, fields: OnPaper) -> Told:
        return _done(begun, fields.paper, deed)

    name = f"order {event.value}"
    return Act(name, title, says, OnPaper, run, permit, ORDER_SUBJECT, confirm=confirm, events=(event,))


ACTS = (
    Act(
        "order draft",
        "拟文书",
        "由人拟一份单，列入同一责任单位的事项。",
        Draft,
        _draft,
        OFFICE,
        ITEMS_SUBJECT,
        begets=True,
        leads=lambda told: ORDER_SUBJECT.page(str(told["id"])),
    ),
    _on_paper(OrderEvent.propose, "提出", "由提出岗位提出。", order_approval.propose, permit=OFFICE_AND_LEADERS),
    _on_paper(OrderEvent.agree, "同意", "由同意岗位同意。", order_approval.agree, permit=OFFICE_AND_LEADERS),
    Act(
        "order sign",
        "签发",
        "由签发岗位签发，同时勾选抄送单位；线下签批的写明实际时间、理由并附签批件。",
        Sign,
        lambda begun, fields: _done(begun, fields.paper, order_approval.sign, copies=fields.copies),
        OFFICE_AND_LEADERS,
        ORDER_SUBJECT,
        events=(OrderEvent.sign,),
    ),
    _on_paper(
        OrderEvent.issue,
        "编号下发",
        "编号并下发。",
        order_issue.issue,
        permit=OFFICE,
        confirm="编号后不再收回；作废的编号也保留。",
    ),
    _on_paper(
        OrderEvent.serve,
        "送达",
        "送达责任单位：所列事项升级，答复时限从这一天起算。",
        order_issue.serve,
        permit=OFFICE,
        confirm="送达后所列事项升级，答复时限开始计算。",
    ),
    _on_paper(OrderEvent.answer, "答复", "记录责任单位的答复。", order_issue.answer, permit=OFFICE_AND_UNITS),
    Act(
        "order refuse",
        "退回暂缓",
        "编号以前退回，暂缓至某日；已签发的由签发岗位退回。",
        Refuse,
        _refuse,
        OFFICE_AND_LEADERS,
        ORDER_SUBJECT,
        events=(OrderEvent.refuse,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "order correct",
        "更正文书",
        "更正已编号的文书，另记一笔，不另编号。",
        Correct,
        _correct,
        OFFICE,
        ORDER_SUBJECT,
        events=(OrderEvent.correct,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "order void",
        "作废",
        "作废，编号保留而不再使用，须写事由。",
        OnPaper,
        _void,
        OFFICE_AND_LEADERS,
        ORDER_SUBJECT,
        confirm="作废后不能恢复，编号保留而不再使用。",
        events=(OrderEvent.void,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "order series start",
        "登记手写号",
        "年中上线：此前的手写号登记为历史号段，从下一号接着编。",
        StartSeries,
        _start,
        OFFICE,
        confirm="号段登记后不能更改。",
        leads=lambda _told: "/papers",
        needs_reason=True,
    ),
)
