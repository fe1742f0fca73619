"""Every act on an occurrence of a cycle: its stages by hand, and what people decide about one gone astray."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.choices import cycles, issued_bulletins, system_stages
from duban.console.catalogue.subjects import OCCURRENCE_SUBJECT
from duban.console.catalogue.usual_fields import Day
from duban.console.permits import OFFICE, OFFICE_AND_LEADERS
from duban.core.clock import named_value
from duban.services import occurrence_people
from duban.services.acts import SealedAct
from duban.services.beginning import Begun
from duban.services.item_words import read_nodes
from duban.services.items import NewItem
from duban.services.meeting_decisions import decide_rows, told_decided
from duban.services.occurrence_levers import StageInput, run_by_hand
from duban.services.occurrence_plan import open_extra
from duban.services.occurrence_view import show_occurrence
from states.occurrence import BY_SYSTEM, OccurrenceEvent

Code = Annotated[str, Ask(Widget.line), Field(title="期次", description="如 每周工作例会·2026-W48")]
Stage = Annotated[str, Ask(Widget.choice, system_stages), Field(title="环节")]
None_ = Annotated[str | None, Field(title="没有的理由")]
TO_DECIDE = "cycle run decide"
"""The act whose rows have a page of their own."""


class OnOccurrence(Fields):
    """An act on one occurrence that asks for nothing else."""

    code: Code


class Open(Fields):
    """A meeting outside the plan."""

    cycle: Annotated[str, Ask(Widget.choice, cycles), Field(title="周期")]
    day: Annotated[Day, Field(title="哪一天召开")]


class Run(OnOccurrence):
    """A stage that the system does."""

    stage: Stage


class Convene(OnOccurrence):
    """Who did not come."""

    absent: Annotated[
        list[str],
        Ask(Widget.lines),
        Field(title="缺席的单位", description="一行一个，写作“单位=原因”，如 县财政局=外出，副局长参会；都到会的不写"),
    ] = []


class DecisionRow(BaseModel):
    """One decision as a program sends it; the page has a row for each."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    item_type: str = Field(title="事项类型", min_length=1)
    title: str = Field(title="内容", min_length=1)
    unit: str = Field(title="主办单位", min_length=1)
    item_class: str | None = Field(None, title="办理类别")
    leader: str | None = Field(None, title="牵头领导")
    responsible: str | None = Field(None, title="责任人")
    requirement: str | None = Field(None, title="目标任务、要求")
    complete_by: date | None = Field(None, title="办结日期")
    nodes: str | None = Field(None, title="时序进度", description="写作“日期 内容”，几步的用分号隔开")


class Decide(OnOccurrence):
    """What was decided: written down here, or drafted before."""

    rows: Annotated[list[DecisionRow], Ask(Widget.hidden), Field(title="议定事项")] = []
    items: Annotated[
        list[str], Ask(Widget.lines), Field(title="已经拟办的事项", description="一行一个编号，如 2026-000012")
    ] = []
    none: Annotated[None_, Field(title="没有议定事项的理由", description="没有议定事项的才写")] = None


class Publish(OnOccurrence):
    """The bulletin that told the result, or why none did."""

    bulletin: Annotated[
        str | None,
        Ask(Widget.suggest, issued_bulletins),
        Field(title="通报", description="已印发的通报编号；还没有印发的先到通报页签发、印发"),
    ] = None
    none: Annotated[None_, Field(title="不通报的理由", description="不通报的才写")] = None


class Fix(OnOccurrence):
    """The day that the chair fixed."""

    to: Annotated[Day, Field(title="定在哪一天", description="须在文件留出的范围以内")]


def told(begun: Begun, code: str) -> Told:
    """The occurrence after the act."""
    return show_occurrence(begun.session, begun.running.pack.code, code, begun.asked)


def _plain(deed: Callable[..., SealedAct]) -> Callable[[Begun, OnOccurrence], Told]:
    def run(begun: Begun, fields: OnOccurrence) -> Told:
        deed(begun.session, begun.running.pack.code, fields.code, begun.asked)
        return told(begun, fields.code)

    return run


def _open(begun: Begun, fields: Open) -> Told:
    return told(begun, open_extra(begun.session, begun.running, fields.cycle, fields.day, begun.asked))


def _stage(begun: Begun, code: str, stage: str, given: StageInput, *, again: bool = False) -> Told:
    run_by_hand(begun.session, begun.running, code, stage, begun.asked, given=given, again=again)
    return told(begun, code)


def _run(begun: Begun, fields: Run) -> Told:
    return _stage(begun, fields.code, fields.stage, StageInput())


def _again(begun: Begun, fields: Run) -> Told:
    return _stage(begun, fields.code, fields.stage, StageInput(), again=True)


def _convene(begun: Begun, fields: Convene) -> Told:
    absent = dict(map(named_value, fields.absent))
    return _stage(begun, fields.code, OccurrenceEvent.convene, StageInput(absent=absent))


def _decide(begun: Begun, fields: Decide) -> Told:
    rows = [_new(row) for row in fields.rows]
    decide_rows(begun.session, begun.running, fields.code, begun.asked, rows=rows, items=fields.items, none=fields.none)
    shown = told(begun, fields.code)
    codes = [each["code"] for each in shown["decisions"]]
    return {**shown, "decided": told_decided(begun.session, begun.running, codes, begun.asked)}


def _new(row: DecisionRow) -> NewItem:
    return NewItem(
        item_type=row.item_type,
        lead_unit=row.unit,
        title=row.title,
        item_class=row.item_class,
        leader=row.leader,
        responsible=row.responsible,
        requirement=row.requirement,
        completion_due_on=row.complete_by,
        nodes=read_nodes([each.strip() for each in re.split("[；;]", row.nodes or "") if each.strip()]),
    )


def _publish(begun: Begun, fields: Publish) -> Told:
    return _stage(begun, fields.code, OccurrenceEvent.publish, StageInput(bulletin=fields.bulletin, none=fields.none))


def _fix(begun: Begun, fields: Fix) -> Told:
    occurrence_people.fix(begun.session, begun.running, fields.code, begun.asked, to=fields.to)
    return told(begun, fields.code)


def _on(name: str, title: str, says: str, fields: type[Fields], run: Callable[..., Told], **how: Any) -> Act:
    """An act on one occurrence; what stands behind `cycle run` is that command."""
    command = "cycle run" if name.startswith("cycle run") else name
    permit = how.pop("permit", OFFICE)
    return Act(name, title, says, fields, run, permit, OCCURRENCE_SUBJECT, command=command, **how)


ACTS = (
    Act(
        "cycle open",
        "另开一期",
        "在排期以外按需召开，各环节按会议日推算。",
        Open,
        _open,
        OFFICE_AND_LEADERS,
        begets=True,
        leads=lambda shown: OCCURRENCE_SUBJECT.page(shown["code"]),
    ),
    _on(
        "cycle run convene",
        "登记召开",
        "登记这一期已经召开和缺席的单位；以后的环节按实际召开的日子推算。",
        Convene,
        _convene,
        events=(OccurrenceEvent.convene,),
    ),
    _on(
        TO_DECIDE,
        "交办议定事项",
        "议定事项下发到责任单位，按单位各成一份交办单；时限按事项类型从会议日起算。",
        Decide,
        _decide,
        events=(OccurrenceEvent.decide,),
        confirm="下发后编号不再收回，时限从会议日起算。",
    ),
    _on(
        "cycle run publish",
        "登记通报",
        "登记通报这一期结果的文件，或写明不通报的理由。",
        Publish,
        _publish,
        events=(OccurrenceEvent.publish,),
    ),
    _on(
        "cycle run",
        "现在就办一个环节",
        "通知、收集材料、汇总呈报到了日子由系统办理；不等日子的，现在就办下一个环节。",
        Run,
        _run,
        events=BY_SYSTEM,
        confirm="通知发出后不能收回。",
        aside=True,
    ),
    _on(
        "cycle run again",
        "再办一次",
        "由系统办的环节再办一次：重发通知、重新汇总；原来的保留在案。",
        Run,
        _again,
        events=(OccurrenceEvent.rerun,),
        needs_reason=True,
        aside=True,
    ),
    _on(
        "cycle fix",
        "定日子",
        "主持人在文件留出的范围（前后）内定下日子，各环节随之改期；以后的放假通知不再改动它。",
        Fix,
        _fix,
        permit=OFFICE_AND_LEADERS,
        events=(OccurrenceEvent.fix,),
        needs_reason=True,
        aside=True,
    ),
    _on(
        "cycle release",
        "照常召开",
        "这一期在等放假通知；决定不再等，按预估的日子召开。",
        OnOccurrence,
        _plain(occurrence_people.release),
        permit=OFFICE_AND_LEADERS,
        events=(OccurrenceEvent.release,),
        needs_reason=True,
    ),
    _on(
        "cycle catch-up",
        "补办",
        "停机期间错过的这一期，决定补办；各环节从现在起办理，标明迟办。",
        OnOccurrence,
        _plain(occurrence_people.take_up),
        permit=OFFICE_AND_LEADERS,
        events=(OccurrenceEvent.take_up,),
        needs_reason=True,
    ),
    _on(
        "cycle skip",
        "这一期不开",
        "决定这一期不开；已通知的单位会收到提醒。",
        OnOccurrence,
        _plain(occurrence_people.skip),
        permit=OFFICE_AND_LEADERS,
        events=(OccurrenceEvent.skip,),
        confirm="不开的一期不再恢复。",
        needs_reason=True,
        aside=True,
    ),
)
