"""Acts that say who carries an item out: received, returned, reassigned, withdrawn, merged, split, called about."""

from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.item_parts import Code, OnItem, done, plain
from duban.console.catalogue.subjects import ITEM_SUBJECT
from duban.console.catalogue.usual_fields import MaybeDay, MaybeSays, Responsible, Unit
from duban.console.permits import OFFICE, OFFICE_AND_LEADERS, OFFICE_AND_UNITS
from duban.services import items, items_kin, items_notes, items_place
from duban.services.beginning import Begun
from duban.services.items_show import story_of
from states.item import ItemEvent


class Reassign(Fields):
    """Another unit carries it out."""

    code: Code
    to: Annotated[Unit, Field(title="改派给哪个单位")]


class Merge(Fields):
    """It goes on within another item."""

    code: Code
    into: Annotated[str, Field(title="并入哪一件事项", description="另一件的编号")]


class Split(Fields):
    """A part becomes an item of its own."""

    code: Code
    unit: Annotated[Unit, Field(title="拆分给哪个单位主办")]
    title: Annotated[str, Field(title="拆分出的内容", min_length=1)]
    requirement: Annotated[MaybeSays, Field(title="要求", description="不写同原事项")] = None
    responsible: Responsible = None
    complete_by: Annotated[MaybeDay, Field(title="办结日期", description="不写同原事项")] = None


def _split(begun: Begun, fields: Split) -> Told:
    part = items_kin.Part(fields.unit, fields.title, fields.requirement, fields.responsible, fields.complete_by)
    institution = begun.running.pack.code
    items_kin.split_item(begun.session, institution, fields.code, begun.asked, part=part)
    return story_of(begun.session, institution, fields.code, begun.running.calendar, on=begun.asked.on)


class Call(Fields):
    """A call that chased the unit."""

    code: Code
    who: Annotated[str, Field(title="打给谁", description="如 县水务局联络员 冉小波", min_length=1)]
    says: Annotated[str, Ask(Widget.text), Field(title="怎样答复", min_length=1)]


class Attribute(Fields):
    """Whose fault a lateness was."""

    code: Code
    to: Annotated[Unit, Field(title="归责于哪个协办单位")]


def _attribute(begun: Begun, fields: Attribute) -> Told:
    institution = begun.running.pack.code
    act = items_notes.attribute(begun.session, institution, fields.code, begun.asked, unit=fields.to)
    story = story_of(begun.session, institution, fields.code, begun.running.calendar, on=begun.asked.on)
    return {**story, "act": {"institution": institution, "seq": act.seq, "hash": act.hash}}


ACTS = (
    Act(
        "item receive",
        "签收",
        "责任单位签收；时限不从签收起算。",
        OnItem,
        plain(items.receive_item),
        OFFICE_AND_UNITS,
        ITEM_SUBJECT,
        events=(ItemEvent.receive,),
    ),
    Act(
        "item return",
        "退办",
        "签收以前提出不属本单位职责，须写明理由。",
        OnItem,
        plain(items_place.return_item, dated=True),
        OFFICE_AND_UNITS,
        ITEM_SUBJECT,
        events=(ItemEvent.hand_back,),
        needs_reason=True,
    ),
    Act(
        "item reassign",
        "改派",
        "改派给另一个单位；重新送达，时限重新起算。",
        Reassign,
        lambda begun, fields: done(begun, fields.code, items_place.reassign_item, dated=True, to_unit=fields.to),
        OFFICE,
        ITEM_SUBJECT,
        confirm="改派后重新送达，时限重新起算。",
        events=(ItemEvent.reassign,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "item withdraw",
        "撤销",
        "交办机构撤销交办，须写明理由。",
        OnItem,
        plain(items_place.withdraw_item, dated=True),
        OFFICE_AND_LEADERS,
        ITEM_SUBJECT,
        confirm="撤销后这件事项不再办理，不能恢复。",
        events=(ItemEvent.withdraw,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "item merge",
        "并案",
        "交办机构并案：并入另一件还没有办结的事项，须写明理由。",
        Merge,
        lambda begun, fields: done(begun, fields.code, items_kin.merge_item, dated=True, into=fields.into),
        OFFICE,
        ITEM_SUBJECT,
        confirm="并入后这件事项不再单独办理，不能恢复。",
        events=(ItemEvent.merge,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "item split",
        "拆分",
        "把一部分另立为一件，拟办给另一个单位，与原事项相互可查。",
        Split,
        _split,
        OFFICE,
        ITEM_SUBJECT,
        events=(ItemEvent.split_off,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "item call",
        "电话催问",
        "记下何时打给谁、怎样答复；不影响时限。",
        Call,
        lambda begun, fields: done(begun, fields.code, items_notes.log_call, who=fields.who, says=fields.says),
        OFFICE,
        ITEM_SUBJECT,
        events=(ItemEvent.call,),
        aside=True,
    ),
    Act(
        "item attribute",
        "归责",
        "因协办单位造成的逾期，写明理由，扣分由协办单位承担；归责最近一次逾期。",
        Attribute,
        _attribute,
        OFFICE,
        ITEM_SUBJECT,
        needs_reason=True,
        aside=True,
    ),
)
