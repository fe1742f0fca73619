"""Cycles: phrases that come round; stages on the right side of the meeting."""

from collections.abc import Iterator

from duban.core.periods import PeriodUnit
from duban.core.timelimits import Limit
from duban.core.timelimits.rules import SameDay
from duban.institutions.flow_names import CYCLE_FLOW_NAMES
from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import Pack, Stage, StageName
from duban.institutions.schema.cycles import AFTER_MEETING, BEFORE_MEETING, STAGE_NAMES
from duban.institutions.yamltext import Path

MEETING = "会"
"""How the events “会”, “会议”, “会议召开” begin."""


def cycle_that_does_not_recur(pack: Pack) -> Iterator[Problem]:
    """A cycle's phrase is placed inside a period that comes round."""
    for name, cycle in pack.cycles.items():
        limit = cycle.when.limit
        if not isinstance(limit.needs, PeriodUnit):
            fault = "没有说从哪天数起" if limit.recurring else "不是周期"
            says = f"“{cycle.when}”{fault}；请写成每周一、每月25日前后、每季度末月28日前后这样固定在某一期的时间。"
            yield Problem(("cycles", name, "when"), "cycle-phrase", says)


def _stages(pack: Pack) -> Iterator[tuple[Path, StageName, Stage]]:
    for cycle_name, cycle in pack.cycles.items():
        for name, stage in cycle.stages.listed():
            yield ("cycles", cycle_name, "stages", name.value), name, stage


def stage_before_the_meeting(pack: Pack) -> Iterator[Problem]:
    """Notice, materials and briefing come before the meeting, and are counted back from it."""
    for path, name, stage in _stages(pack):
        if name in BEFORE_MEETING and not _comes_before(stage.within.limit):
            says = f"“{stage.within}”不能保证在会前；通知、收集材料、汇总只能往会前倒数，请写成“会前3个工作日”。"
            yield Problem(path, "stage-before", says)


def _comes_before(limit: Limit) -> bool:
    """Counted back from the meeting, or a named day (当月18日前), which is always moved to before the meeting."""
    if isinstance(limit.needs, PeriodUnit):
        return True
    return limit.before and (limit.anchor or "").startswith(MEETING)


def stage_after_the_meeting(pack: Pack) -> Iterator[Problem]:
    """Decisions are assigned and results published on the day of the meeting or after it."""
    for path, name, stage in _stages(pack):
        limit = stage.within.limit
        if name in AFTER_MEETING and (limit.before or limit.needs != "anchor"):
            says = f"“{stage.within}”不在会后；交办和通报只能从会后起算，请写成“会后2个工作日内”。"
            yield Problem(path, "stage-after", says)


def meeting_on_its_day(pack: Pack) -> Iterator[Problem]:
    """The day of the meeting comes from the cycle's phrase; its stage can only say 当天."""
    for path, name, stage in _stages(pack):
        rule = stage.within.limit.rule
        if name is StageName.convene and not (isinstance(rule, SameDay) and not rule.before):
            says = f"召开的日子由 when 决定，这里不能另写“{stage.within}”；请写“当天”。"
            yield Problem(path, "stage-convene", says)


def cycle_covers_nothing(pack: Pack) -> Iterator[Problem]:
    """What a cycle covers are types of items that the pack has: else it would find none to brief on, and ask nobody."""
    for name, cycle in pack.cycles.items():
        for kind in cycle.covers.items if cycle.covers else ():
            if kind not in pack.items:
                says = f"“{kind}”没有在 items 中列明，这个周期找不到要涉及的事项；请补列或改正名称。"
                yield Problem(("cycles", name, "covers"), "cycle-covers", says)


def cycle_names_unknown(pack: Pack) -> Iterator[Problem]:
    """The office, the kind of bulletin and the kind of inspection that a cycle names are declared."""
    for name, cycle in pack.cycles.items():
        kinds = pack.inspections.kinds if pack.inspections else {}
        named = (
            ("office", cycle.office, pack.offices, "机构", "offices"),
            ("bulletin", cycle.bulletin, pack.bulletins, "通报", "bulletins"),
            ("observe", cycle.observe.kind if cycle.observe else None, kinds, "督查方式", "inspections.kinds"),
        )
        for field, value, declared, what, place in named:
            if value is not None and value not in declared:
                says = f"{what}“{value}”没有在 {place} 中列明；{known(declared)}。请补列或改正名称。"
                yield Problem(("cycles", name, field), "cycle-name", says)


def flow_of_no_name(pack: Pack) -> Iterator[Problem]:
    """A cycle names a flow that there is."""
    for name, cycle in pack.cycles.items():
        if cycle.flow not in CYCLE_FLOW_NAMES:
            have = "、".join(f"{flow}（{label}）" for flow, label in CYCLE_FLOW_NAMES.items())
            says = f"没有名为“{cycle.flow}”的流程；可以写：{have}。都不合适的，删去 flow 这一行。"
            yield Problem(("cycles", name, "flow"), "cycle-flow", says)


def _all_drawn_from(pack: Pack, named: tuple[str, ...], drawn_from: tuple[str, ...]) -> bool:
    """Whether these units are among those; both may be names, groups or endings."""
    among = {each for name in drawn_from for each in (name, *pack.members_of(name))}
    return all(name in among or set(pack.members_of(name)) <= among for name in named)


def inspection_of_nobody(pack: Pack) -> Iterator[Problem]:
    """A cycle's inspection says whom it visits, or is of a kind that draws; nobody hears of an unannounced one."""
    kinds = pack.inspections.kinds if pack.inspections else {}
    for name, cycle in pack.cycles.items():
        rule, kind = cycle.observe, kinds.get(cycle.observe.kind) if cycle.observe else None
        if rule is None or kind is None:
            continue
        if rule.sample is None and not rule.units and kind.draw is None:
            says = f"“{rule.kind}”没有写 draw；请写 sample（抽几件事项）或 from（哪些单位），或在督查方式中写 draw。"
            yield Problem(("cycles", name, "observe"), "observe", says)
        if kind.draw and (rule.sample is not None or not _all_drawn_from(pack, rule.units, kind.draw.units)):
            says = f"“{rule.kind}”从{'、'.join(kind.draw.units)}中抽取，这里另写的不在其内；请删去 sample、from。"
            yield Problem(("cycles", name, "observe"), "observe", says)
        if kind.by or kind.barred:
            why = f"由{'、'.join(kind.by)}拟定" if kind.by else "原则上不再开展"
            says = f"“{rule.kind}”{why}，不能按期由系统拟方案；请换一种督查方式，或删去 observe。"
            yield Problem(("cycles", name, "observe"), "observe", says)
        told = next((stage for stage in (StageName.notify, StageName.collect) if stage in cycle.stage_names), None)
        if kind.unannounced and told and not cycle.attend:
            says = f"“{rule.kind}”不打招呼，而{STAGE_NAMES[told]}会告诉各单位；请删去这个环节，或用 attend 写明谁参加。"
            yield Problem(("cycles", name, "observe"), "observe", says)


cycle_checks = (
    inspection_of_nobody,
    flow_of_no_name,
    cycle_covers_nothing,
    cycle_names_unknown,
    cycle_that_does_not_recur,
    stage_before_the_meeting,
    stage_after_the_meeting,
    meeting_on_its_day,
)
