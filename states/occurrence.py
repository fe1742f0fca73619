"""The machine of an occurrence (期次): its stages one after another, the ways in which a period is not held."""

from enum import StrEnum
from functools import cache

from states.engine import MoveTable, SingleGuard, Transition
from states.record_guards import Deciders, having, held_by


class OccurrenceState(StrEnum):
    """Where an occurrence stands."""

    planned = "planned"
    """已排期，各环节尚未开始。"""
    waiting = "waiting"
    """到了日子而当年放假通知仍未公布，等候通知或由人决定照常召开。"""
    missed = "missed"
    """停机期间错过，由人决定补办或不开。"""
    notified = "notified"
    """已通知参加单位。"""
    collecting = "collecting"
    """已到收齐材料的日子，未报的已催。"""
    briefed = "briefed"
    """已汇总呈报，材料冻结在案。"""
    convened = "convened"
    """已召开，到会情况在案。"""
    decided = "decided"
    """议定事项已交办，或者没有议定事项。"""
    published = "published"
    """结果已通报，或者不必通报。"""
    closed = "closed"
    """各环节都已办结；不再离开。"""
    skipped = "skipped"
    """决定不开，理由在案；不再离开。"""
    merged = "merged"
    """停机期间错过，并入后一期；不再离开。"""
    not_held = "not_held"
    """这一期没有可以召开的日子，或者制度的新版本不再有这一期；日子又有了的恢复排期。"""


class OccurrenceEvent(StrEnum):
    """What happens to an occurrence."""

    notify = "notify"
    """通知参加单位，列出应报的会议材料。"""
    collect = "collect"
    """核对应报材料，催未报的单位。"""
    brief = "brief"
    """冻结台账汇总，呈报主持人。"""
    convene = "convene"
    """登记召开和到会情况。"""
    decide = "decide"
    """把议定事项交办。"""
    publish = "publish"
    """通报结果。"""
    close = "close"
    """各环节办结后了结。"""
    await_ = "await"
    """一个环节到了日子，等人办理。"""
    redate = "redate"
    """放假通知、制度版本改变了日子。"""
    fix = "fix"
    """主持人在规定的范围内定下日子。"""
    wait = "wait"
    """到了日子，放假通知未公布，等候。"""
    resume = "resume"
    """放假通知已公布，恢复排期。"""
    release = "release"
    """由人决定不等放假通知，照常召开。"""
    miss = "miss"
    """停机期间错过，转由人决定。"""
    take_up = "take_up"
    """由人决定补办错过的一期。"""
    merge = "merge"
    """停机期间错过，并入后一期。"""
    skip = "skip"
    """决定这一期不开，须写明理由。"""
    call_off = "call_off"
    """日子没有了，这一期不排。"""
    restore = "restore"
    """日子又有了，恢复排期。"""
    rerun = "rerun"
    """由人把一个已办的环节再办一次。"""


class StageState(StrEnum):
    """Where one stage of an occurrence stands."""

    planned = "planned"
    """未到日子，或者刚到。"""
    awaiting = "awaiting"
    """到了日子，等人办理。"""
    done = "done"
    """已办。"""
    passed = "passed"
    """没有办，理由在案：会已开过、这一期不开、并入后一期。"""


STAGE_STATES: dict[str, OccurrenceState] = {
    OccurrenceEvent.notify: OccurrenceState.notified,
    OccurrenceEvent.collect: OccurrenceState.collecting,
    OccurrenceEvent.brief: OccurrenceState.briefed,
    OccurrenceEvent.convene: OccurrenceState.convened,
    OccurrenceEvent.decide: OccurrenceState.decided,
    OccurrenceEvent.publish: OccurrenceState.published,
}
"""Stage → where it takes the occurrence; in the order in which stages happen."""
BY_SYSTEM = (OccurrenceEvent.notify, OccurrenceEvent.collect, OccurrenceEvent.brief)
"""The stages that are done on their day without a person; the others wait for one."""
UNBEGUN = (OccurrenceState.planned, OccurrenceState.waiting, OccurrenceState.missed)
UNDER_WAY = tuple(STAGE_STATES.values())
ENDED_OCCURRENCES = (OccurrenceState.closed, OccurrenceState.skipped, OccurrenceState.merged, OccurrenceState.not_held)

OCCURRENCE_LABELS: dict[str, str] = {
    OccurrenceState.planned: "已排期",
    OccurrenceState.waiting: "等候放假通知",
    OccurrenceState.missed: "错过待定",
    OccurrenceState.notified: "已通知",
    OccurrenceState.collecting: "收集材料",
    OccurrenceState.briefed: "已呈报",
    OccurrenceState.convened: "已召开",
    OccurrenceState.decided: "已交办",
    OccurrenceState.published: "已通报",
    OccurrenceState.closed: "已办结",
    OccurrenceState.skipped: "不开",
    OccurrenceState.merged: "并入后一期",
    OccurrenceState.not_held: "不举行",
}
OCCURRENCE_EVENT_LABELS: dict[str, str] = {
    OccurrenceEvent.notify: "通知",
    OccurrenceEvent.collect: "收集材料",
    OccurrenceEvent.brief: "汇总呈报",
    OccurrenceEvent.convene: "登记召开",
    OccurrenceEvent.decide: "交办议定事项",
    OccurrenceEvent.publish: "通报",
    OccurrenceEvent.close: "办结",
    OccurrenceEvent.await_: "转人办理",
    OccurrenceEvent.redate: "改期",
    OccurrenceEvent.fix: "定日子",
    OccurrenceEvent.wait: "等候放假通知",
    OccurrenceEvent.resume: "恢复排期",
    OccurrenceEvent.release: "照常召开",
    OccurrenceEvent.miss: "转人决定",
    OccurrenceEvent.take_up: "补办",
    OccurrenceEvent.merge: "并入后一期",
    OccurrenceEvent.skip: "不开",
    OccurrenceEvent.call_off: "取消排期",
    OccurrenceEvent.restore: "恢复排期",
    OccurrenceEvent.rerun: "再办一次",
}
STAGE_LABELS: dict[str, str] = {
    StageState.planned: "未到",
    StageState.awaiting: "待人办理",
    StageState.done: "已办",
    StageState.passed: "不办",
}


@cache
def occurrence_moves(stages: tuple[str, ...], skip: Deciders) -> MoveTable:
    """The table of an occurrence with these stages, where these posts may decide that it is not held."""
    state, event = OccurrenceState, OccurrenceEvent
    ladder = (state.planned, *(STAGE_STATES[stage] for stage in stages))
    before_meeting = ladder[: ladder.index(state.convened)]
    return MoveTable(
        places=tuple(state),
        transitions=(
            *_stage_rows(stages, ladder),
            Transition(event.close, (ladder[-1],), state.closed),
            *(Transition(event.await_, (place,), place) for place in ladder),
            *(Transition(event.redate, (place,), place) for place in (state.planned, state.waiting, state.missed)),
            *(Transition(event.fix, (place,), place, _reasoned("定日子")) for place in (state.planned, state.waiting)),
            Transition(event.wait, (state.planned,), state.waiting),
            Transition(event.resume, (state.waiting,), state.planned),
            Transition(event.release, (state.waiting,), state.planned, _reasoned("照常召开")),
            Transition(event.miss, (state.planned,), state.missed),
            Transition(event.take_up, (state.missed,), state.planned, _reasoned("补办")),
            Transition(event.merge, (state.planned,), state.merged),
            Transition(
                event.skip,
                (*before_meeting, state.waiting, state.missed),
                state.skipped,
                (_reasoned("不开"), held_by(*skip)),
            ),
            Transition(event.call_off, (state.planned, state.waiting, state.missed), state.not_held),
            Transition(event.restore, (state.not_held,), state.planned),
            *(
                Transition(event.rerun, (place,), place, (_reasoned("再办一次"), _done_before))
                for place in (*ladder[1:], state.closed)
            ),
        ),
    )


def _stage_rows(stages: tuple[str, ...], ladder: tuple[OccurrenceState, ...]) -> list[Transition]:
    """Each stage from the one before it; the meeting also when what comes before it was not done in time."""
    meets = OccurrenceEvent.convene
    guards = {
        OccurrenceEvent.decide: having(
            "decisions", "请用 --item 写明议定事项的编号，或用 --none 写明没有议定事项的理由", "议定事项或没有的理由"
        ),
        OccurrenceEvent.publish: having(
            "bulletin", "请用 --bulletin 写明已印发的通报，或用 --none 写明不通报的理由", "通报或不通报的理由"
        ),
    }
    return [
        Transition(
            stage,
            ladder[: place + 1] if stage == meets else (ladder[place],),
            ladder[place + 1],
            guards.get(OccurrenceEvent(stage)),
        )
        for place, stage in enumerate(stages)
    ]


_done_before = having("stage_done", "这个环节还没有办过，请用 duban cycle run", "这个环节已经办过")


@cache
def _reasoned(deed: str) -> SingleGuard:
    return having("reason", f"{deed}须用 --reason 写明理由", "写明理由")
