"""Acts on targets: set, planned, recorded, accepted, split."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Choices, Fields, Told, Widget
from duban.console.catalogue.choices import same
from duban.console.catalogue.item_parts import Code
from duban.console.catalogue.subjects import TARGET_SUBJECT
from duban.console.catalogue.usual_fields import Exceptional, MaybeDay
from duban.console.permits import OFFICE, OFFICE_AND_UNITS
from duban.core.errors import InvalidValue
from duban.services import targets
from duban.services.acts import SealedAct
from duban.services.beginning import Begun
from duban.services.target_rules import COMPARISON_LABELS, NewTarget, comparison_of
from duban.services.target_split import split_target
from duban.services.target_view import told_of_target_act
from duban.services.target_written import parts_written, plan_written

Indicator = Annotated[str | None, Field(title="指标", description="事项只有一个指标的可以不写")]
COMPARISONS: Choices = lambda _looked, _sight: same(list(COMPARISON_LABELS.values()))


class Set(Fields):
    """What an indicator must come to."""

    code: Code
    indicator: Annotated[str, Field(title="指标名称", description="如 城镇新增就业", min_length=1)]
    comparison: Annotated[
        str | None, Ask(Widget.choice, COMPARISONS), Field(title="比较", description="文件写明的指标可以不写")
    ] = None
    value: Annotated[str | None, Field(title="目标值", description="数，或等级；文件写明的指标可以不写")] = None
    measure: Annotated[str | None, Field(title="计量单位", description="如 万人、%")] = None
    tolerance: Annotated[str | None, Field(title="容差", description="“约”的容差，与目标值同一单位；不写按制度")] = None
    capped: Annotated[
        bool | None,
        Ask(Widget.choice, lambda _looked, _sight: [("true", "控制上限"), ("false", "上下都算偏离")]),
        Field(title="“约”怎样算", description="不选按制度"),
    ] = None
    grades: Annotated[str | None, Field(title="等级由好到差", description="不写为 A>B>C>D")] = None
    since: Annotated[MaybeDay, Field(title="序时进度的起算日", description="不写为当年1月1日")] = None
    due: Annotated[MaybeDay, Field(title="目标的完成日期", description="不写为事项的办结时限")] = None
    base: Annotated[str | None, Field(title="晋升的基数", description="晋升以前是第几名")] = None


class Plan(Fields):
    """The way to the target."""

    code: Code
    indicator: Indicator = None
    node: Annotated[
        list[str],
        Ask(Widget.lines),
        Field(title="节点", description="一行一个，写作“2026-06-30=500”；四种都不写为均匀推进"),
    ] = []
    quarters: Annotated[str | None, Field(title="分季度", description="如 200,250,250,300，合计须为目标值")] = None
    months: Annotated[str | None, Field(title="分月", description="如 2026-Q2=80,80,90，合计须为该季度的数")] = None
    weeks: Annotated[str | None, Field(title="分周", description="如 2026-05=10,20,20,20,10，跨月的周按月切开")] = None


class Record(Fields):
    """A figure, and where it comes from."""

    code: Code
    indicator: Indicator = None
    value: Annotated[str, Field(title="实际值", description="累计数、名次或等级", min_length=1)]
    source: Annotated[str, Field(title="数据来源", description="如 统计局月报", min_length=1)]
    as_of: Annotated[MaybeDay, Field(title="截至哪一天", description="不写为今天；同一天再登记是更正，须写理由")] = None


class Accept(Fields):
    """One target, or all that have a new figure."""

    code: Annotated[str | None, Field(title="事项编号", description="与“验收全部”二者取一")] = None
    indicator: Indicator = None
    every: Annotated[bool, Ask(Widget.tick), Field(title="验收全部有新实际值、已经到期或已达到的目标")] = False


class Split(Fields):
    """An item and a target for each unit."""

    code: Code
    indicator: Indicator = None
    part: Annotated[
        list[str],
        Ask(Widget.lines),
        Field(title="分解", description="一行一个单位，写作“县财政局=300”；能相加的合计须与目标相符", min_length=1),
    ]
    exception: Exceptional = False


def _told(begun: Begun, code: str, act: SealedAct, deed: str) -> Told:
    return told_of_target_act(begun.session, code, act, deed, begun.asked.on)


def _set(begun: Begun, fields: Set) -> Told:
    new = NewTarget(
        fields.indicator,
        comparison_of(fields.comparison) if fields.comparison else None,
        fields.value,
        fields.measure,
        fields.tolerance,
        fields.capped,
        fields.grades,
        fields.since,
        fields.due,
        fields.base,
    )
    act = targets.set_target(begun.session, begun.running.pack.code, fields.code, begun.asked, new)
    return _told(begun, fields.code, act, "set")


def _plan(begun: Begun, fields: Plan) -> Told:
    new = plan_written(fields.node, fields.quarters, fields.months, fields.weeks, fields.indicator)
    act = targets.plan_target(begun.session, begun.running.pack.code, fields.code, begun.asked, new)
    return _told(begun, fields.code, act, "plan")


def _record(begun: Begun, fields: Record) -> Told:
    new = targets.NewActual(fields.value, fields.source, fields.as_of, fields.indicator)
    act = targets.record_actual(begun.session, begun.running.pack.code, fields.code, begun.asked, new)
    return _told(begun, fields.code, act, "record")


def _accept(begun: Begun, fields: Accept) -> Told:
    if fields.every is (fields.code is not None):
        raise InvalidValue("事项编号", fields.code or "", "请写一件事项的编号，或勾选“验收全部”")
    if fields.code is not None:
        act = targets.accept_target(begun.session, begun.running.pack.code, fields.code, begun.asked, fields.indicator)
        return _told(begun, fields.code, act, "accept")
    every = targets.accept_all(begun.session, begun.pack, begun.asked)
    if every is None:
        return {"accepted": 0}
    return {"accepted": every.answer["accepted"], "act": {"seq": every.seq, "hash": every.hash}}


def _split(begun: Begun, fields: Split) -> Told:
    asked, parts = replace(begun.asked, exception=fields.exception), parts_written(fields.part)
    act = split_target(
        begun.session, begun.running.pack.code, fields.code, asked, parts, indicator=fields.indicator, pack=begun.pack
    )
    return _told(begun, fields.code, act, "split")


ACTS = (
    Act(
        "target record",
        "登记实际值",
        "登记实际值和来源；同一天再登记是更正，须写明理由，原来的数留痕。",
        Record,
        _record,
        OFFICE_AND_UNITS,
        TARGET_SUBJECT,
    ),
    Act(
        "target accept",
        "照单验收",
        "按最近的实际值判定超过、达到或未达到；未达到的到期后才判定。",
        Accept,
        _accept,
        OFFICE,
        TARGET_SUBJECT,
        leads=lambda _told: "/targets",
        confirm="验收结果记入台账；责任单位不能验收自己的目标。",
    ),
    Act(
        "target plan",
        "排定序时进度",
        "写明节点，或分季度、分月、分周的数；都不写的恢复均匀推进。改动须写理由。",
        Plan,
        _plan,
        OFFICE_AND_UNITS,
        TARGET_SUBJECT,
    ),
    Act(
        "target set",
        "设定目标",
        "设定指标和目标值；再次设定同一指标是改动，须写明理由。",
        Set,
        _set,
        OFFICE,
        TARGET_SUBJECT,
    ),
    Act(
        "target split",
        "分解下达",
        "每个单位一件事项、一个目标；能相加的合计须与目标相符。",
        Split,
        _split,
        OFFICE,
        TARGET_SUBJECT,
        confirm="分解后每个单位各拟办一件事项。",
        aside=True,
    ),
)
