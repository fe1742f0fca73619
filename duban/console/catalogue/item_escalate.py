"""Escalating by hand: one item, several, or all that a filter finds, with a preview of papers and consequences."""

from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.choices import item_types, offices, rungs, units
from duban.console.catalogue.subjects import ITEMS_SUBJECT
from duban.console.permits import OFFICE_AND_LEADERS
from duban.services.beginning import Begun
from duban.services.escalation import Wanted
from duban.services.escalation_act import escalate_items
from states.item import ItemEvent


class Escalate(Fields):
    """Items named, or found by the conditions below."""

    codes: Annotated[
        list[str], Ask(Widget.lines), Field(title="事项编号", description="一行一件；也可不写，用下面的条件圈定")
    ] = []
    to: Annotated[
        str, Ask(Widget.choice, rungs), Field(title="提到哪一级", description="只能提到阶梯所通的一级，不能越级")
    ]
    unit: Annotated[str | None, Ask(Widget.suggest, units), Field(title="主办单位")] = None
    item_type: Annotated[str | None, Ask(Widget.choice, item_types), Field(title="事项类型")] = None
    rung: Annotated[
        str | None,
        Ask(Widget.choice, lambda looked, sight: [("无", "还没有升级的"), *rungs(looked, sight)]),
        Field(title="现在的级次"),
    ] = None
    overdue: Annotated[int | None, Ask(Widget.number), Field(title="时限已过至少几个工作日", ge=1)] = None
    office: Annotated[str | None, Ask(Widget.choice, offices), Field(title="交办机构")] = None
    allowed_only: Annotated[
        bool, Ask(Widget.tick), Field(title="略过不能提的", description="不选则一件不行就都不提")
    ] = False
    confirmed: Annotated[
        list[str] | None,
        Ask(Widget.hidden),
        Field(title="已看过清单的事项", description="成批提级先预览；清单变了会拒绝"),
    ] = None


def wanted_of(fields: Escalate) -> Wanted:
    """The items that are meant."""
    return Wanted(
        fields.to, tuple(fields.codes), fields.unit, fields.item_type, fields.rung, fields.overdue, fields.office
    )


def _escalate(begun: Begun, fields: Escalate) -> Told:
    wanted = wanted_of(fields)
    return escalate_items(
        begun.session,
        begun.running,
        wanted,
        begun.asked,
        allowed_only=fields.allowed_only,
        confirmed=fields.confirmed,
    )


ACTS = (
    Act(
        "item escalate",
        "提级",
        "由人提级：一件、几件，或按条件圈定的一批，提到阶梯所通的一级；文书按单位合并、照常审批，须写明理由。",
        Escalate,
        _escalate,
        OFFICE_AND_LEADERS,
        ITEMS_SUBJECT,
        confirm="提级由制度所定的岗位决定；请先按“先看结果”核对清单、文书和审批人。",
        events=(ItemEvent.escalate,),
        leads=lambda _told: "/papers",
        needs_reason=True,
    ),
)
