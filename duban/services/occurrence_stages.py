"""Stages of occurrences: claimed with lease and fence, done once, recorded in the transaction that did them.

A stage that the system does is done on its day; one that people do is put before them and waits. Whoever lost the
claim writes nothing: another may have done the stage meanwhile.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import Clock
from duban.core.errors import ClaimLost
from duban.institutions.schema.cycles import stage_label
from duban.services.acts import Actor, SealedAct
from duban.services.briefing import freeze_briefing
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.meeting_notice import chase_materials, notify_units, open_materials
from duban.services.meeting_results import draft_results
from duban.services.observation import draw_observation
from duban.services.occurrence_desk import settle_stage, stage_of, step_occurrence, tell_office
from duban.services.records import RecordDesk
from duban.store import occurrences as store
from states.occurrence import BY_SYSTEM, OccurrenceEvent, StageState

LEASE_FOR = timedelta(minutes=5)
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)
BATCH = 200
"""Due stages are looked up this many at a time."""
FAULT_LENGTH = 500

Effect = Callable[[RecordDesk], str]
"""What a stage does besides moving its occurrence; returns what came of it, in a sentence."""
EFFECTS: Mapping[str, Effect] = {
    OccurrenceEvent.notify: notify_units,
    OccurrenceEvent.collect: chase_materials,
    OccurrenceEvent.brief: freeze_briefing,
}


@dataclass(frozen=True)
class Claim:
    """The right to do one stage until a time; `fence` counts the claims on it."""

    stage_id: int
    code: str
    stage: str
    fence: int
    until: datetime


@dataclass(frozen=True)
class StageDone:
    """What became of a stage that was due."""

    code: str
    stage: str
    state: StageState
    result: str
    act: SealedAct


def due_stages(session: Session, institution: str, now: datetime) -> list[sa.RowMapping]:
    """Stages whose time has come and on which nobody works, one of an occurrence at a time."""
    return list(store.due_stages(session, institution, now, BATCH))


def claim_stage(session: Session, stage_id: int, worker: str, *, now: datetime) -> Claim | None:
    """Takes a stage for `LEASE_FOR`, in a transaction of its own; None where it is done or another has it."""
    until = now + LEASE_FOR
    fence = store.take_lease(session, stage_id, worker, now=now, until=until)
    if fence is None:
        return None
    stage = store.find_stage(session, stage_id)
    return Claim(stage_id, stage["code"], stage["stage"], fence, until)


def run_stage(session: Session, running: RunningInstitution, claim: Claim, *, clock: Clock, actor: Actor) -> StageDone:
    """Does the claimed stage and records it, in the caller's transaction. Raises ClaimLost.

    The claim is given back first, which locks it against every other worker until the transaction ends; and its time
    is looked at once more at the end, for a worker that was frozen meanwhile.
    """
    name = f"{claim.code} {stage_label(claim.stage)}"
    said = Asked(actor, clock.now())
    if not store.end_lease(session, claim.stage_id, claim.fence, said.now, failures=0, fault=None, retry_at=None):
        raise ClaimLost(name, claim.fence)
    done = perform(session, running, claim.code, claim.stage, said, fence=claim.fence)
    if clock.now() >= claim.until:
        raise ClaimLost(name, claim.fence)
    return done


def give_up(session: Session, claim: Claim, error: Exception, *, now: datetime) -> bool:
    """Puts on record that the stage failed and when it is tried again; False where the claim was lost anyway."""
    failures = store.failures_of(session, claim.stage_id) + 1
    pause = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LONGEST_RETRY)
    fault = (str(error) or type(error).__name__)[:FAULT_LENGTH]
    sets = {"failures": failures, "fault": fault, "retry_at": now + pause}
    return store.end_lease(session, claim.stage_id, claim.fence, now, **sets)


def perform(
    session: Session, running: RunningInstitution, code: str, stage: str, said: Asked, *, fence: int | None = None
) -> StageDone:
    """Does a stage of the system, or puts one before the people who do it."""
    drafted = draft_results(session, running, code, said) if stage == OccurrenceEvent.publish else None
    results: list[str] = []
    by_system = stage in BY_SYSTEM
    event = OccurrenceEvent(stage) if by_system else OccurrenceEvent.await_
    state = StageState.done if by_system else StageState.awaiting

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        row = stage_of(session, desk.row, stage)
        results.append(EFFECTS[stage](desk) if by_system else _await_people(desk, stage, drafted))
        late = row["due_on"] is not None and row["due_on"] < said.on
        done_at = said.at if by_system else None
        settle_stage(desk, row, state, done_at=done_at, late=late, fence=fence, result=results[0])
        return {}

    act = step_occurrence(session, running.pack.code, code, event, said, work=work, request={"stage": stage})
    if stage == OccurrenceEvent.notify:
        open_materials(session, running, code, said)
    draw_observation(session, running, code, stage, said)
    return StageDone(code, stage, state, results[0], act)


def _await_people(desk: RecordDesk, stage: str, drafted: str | None) -> str:
    desk.after.append(lambda act: tell_office(desk, act))
    ready = f"；已拟 {drafted}，请核实、签发、印发" if drafted else ""
    return f"等人办理：{stage_label(stage)}{ready}"
