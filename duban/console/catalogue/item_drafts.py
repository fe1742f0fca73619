"""Acts on an item until it is served: drafted, agreed, approved, issued, corrected."""

from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.choices import item_classes, item_types
from duban.console.catalogue.item_parts import Code, Nodes, OnItem, done, plain
from duban.console.catalogue.subjects import ITEM_SUBJECT, ITEMS_SUBJECT
from duban.console.catalogue.usual_fields import CoUnits, Leader, MaybeDay, MaybeSays, Responsible, Secrecy, Unit
from duban.console.permits import OFFICE, OFFICE_AND_LEADERS
from duban.services import items
from duban.services.beginning import Begun
from duban.services.item_words import read_nodes
from duban.services.items_correct import Correction, correct_item
from duban.services.items_issue import issue_items
from duban.services.items_show import story_of, told_of_act
from states.item import ItemEvent


class Draft(Fields):
    """A matter decomposed to one lead unit."""

    item_type: Annotated[str, Ask(Widget.choice, item_types), Field(title="事项类型")]
    title: Annotated[str, Ask(Widget.line), Field(title="内容", min_length=1)]
    unit: Annotated[Unit, Field(title="主办单位")]
    item_class: Annotated[
        str | None, Ask(Widget.choice, item_classes), Field(title="办理类别", description="时限按类别不同的才选")
    ] = None
    requirement: Annotated[MaybeSays, Field(title="目标任务、要求")] = None
    leader: Leader = None
    responsible: Responsible = None
    co_units: CoUnits = []
    nodes: Nodes = []
    complete_by: Annotated[MaybeDay, Field(title="办结日期")] = None
    decided: Annotated[MaybeDay, Field(title="议定或批示（落款）的日期", description="下发时限由此起算")] = None
    reached: Annotated[
        MaybeDay, Field(title="收到批示件的日期", description="批示件后来才收到的填写，交办单的时限由此起算")
    ] = None
    after: Annotated[str | None, Field(title="接续哪一件", description="那一件办结后领导又有批示的，写它的编号")] = None
    secrecy: Secrecy = None


def _draft(begun: Begun, fields: Draft) -> Told:
    new = items.NewItem(
        item_type=fields.item_type,
        lead_unit=fields.unit,
        title=fields.title,
        requirement=fields.requirement,
        item_class=fields.item_class,
        completion_due_on=fields.complete_by,
        secrecy=fields.secrecy,
        decided_on=fields.decided,
        reached_on=fields.reached,
        leader=fields.leader,
        responsible=fields.responsible,
        co_units=tuple(fields.co_units),
        nodes=read_nodes(fields.nodes),
        follows=fields.after,
    )
    pack = begun.running.on_record
    code = items.draft_item(begun.session, new, begun.asked, pack=pack)
    return story_of(begun.session, begun.running.pack.code, code, begun.running.calendar, on=begun.asked.on)


class Issue(Fields):
    """One or several items of one unit, issued by one paper."""

    codes: Annotated[
        list[str],
        Ask(Widget.lines),
        Field(title="事项编号", description="一行一件；同一责任单位的几件用一份交办单", min_length=1),
    ]
    from_on: Annotated[MaybeDay, Field(title="起算日", description="不写按制度为议定、批示日或送达日")] = None


def _issue(begun: Begun, fields: Issue) -> Told:
    institution, calendar = begun.running.pack.code, begun.running.calendar
    act = issue_items(begun.session, institution, fields.codes, begun.asked, calendar=calendar, from_on=fields.from_on)
    told = [told_of_act(begun.session, institution, code, act, calendar) for code in sorted(set(fields.codes))]
    return {**told[0], "items": told}


class Correct(Fields):
    """What was entered wrongly or not at all."""

    code: Code
    title: Annotated[str | None, Field(title="更正后的内容")] = None
    requirement: Annotated[MaybeSays, Field(title="更正后的目标任务、要求")] = None
    leader: Leader = None
    responsible: Responsible = None
    co_units: Annotated[CoUnits, Field(title="增加的协办单位")] = []
    without: Annotated[CoUnits, Field(title="不再协办的单位")] = []
    nodes: Annotated[Nodes, Field(title="增加的时序进度")] = []
    complete_by: Annotated[MaybeDay, Field(title="更正后的办结日期")] = None


def _correct(begun: Begun, fields: Correct) -> Told:
    correction = Correction(
        title=fields.title,
        requirement=fields.requirement,
        completion_due_on=fields.complete_by,
        leader=fields.leader,
        responsible=fields.responsible,
        co_units=tuple(fields.co_units),
        without=tuple(fields.without),
        nodes=read_nodes(fields.nodes),
    )
    return done(begun, fields.code, correct_item, correction=correction)


ACTS = (
    Act(
        "item draft",
        "拟办",
        "拟办一件督办任务；下发前须写明制度要求的牵头领导、责任人、目标任务、时序进度。",
        Draft,
        _draft,
        OFFICE,
        begets=True,
        leads=lambda told: ITEM_SUBJECT.page(told["code"]),
    ),
    Act(
        "item agree",
        "会商同意",
        "共同立项的单位会商同意；都同意了才能立项。",
        OnItem,
        plain(items.agree_item),
        OFFICE_AND_LEADERS,
        ITEM_SUBJECT,
        events=(ItemEvent.agree,),
    ),
    Act(
        "item approve",
        "立项",
        "由拟办人以外的人审批立项。",
        OnItem,
        plain(items.approve_item),
        OFFICE_AND_LEADERS,
        ITEM_SUBJECT,
        events=(ItemEvent.approve,),
    ),
    Act(
        "item issue",
        "下发",
        "下发并送达，交办单随同编号；反馈时限按制度从议定日或送达日起算。",
        Issue,
        _issue,
        OFFICE,
        ITEMS_SUBJECT,
        confirm="下发后编号不再收回，时限从送达起算。",
        leads=lambda _told: "/items",
        events=(ItemEvent.issue,),
    ),
    Act(
        "item correct",
        "更正",
        "更正或补写，留痕，编号不变；没有写的保持原样。",
        Correct,
        _correct,
        OFFICE,
        ITEM_SUBJECT,
        events=(ItemEvent.correct,),
        needs_reason=True,
        aside=True,
    ),
)
