"""Reconciling: what the calendar asks for against what is on record. Run at each start and each minute, or again.

Prefect rings the bell; this decides. Nothing here does a stage: see `occurrence_stages`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.schema import HoldPolicy, MissedPolicy
from duban.services.acts import Actor
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.occurrence_desk import cycle_of, move_occurrences, step_occurrence
from duban.services.occurrence_plan import Planned, plan_periods
from duban.services.packs import pack_behind
from duban.store import occurrences as store
from duban.store.kept import Changes
from duban.store.rows import set_values
from duban.store.turns import one_at_a_time
from states.occurrence import OccurrenceEvent, OccurrenceState, StageState


@dataclass
class Reconciled:
    """What one reconciling found and did; codes of occurrences."""

    planned: Planned
    merged: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether coming stages may be others than before."""
        planned = self.planned
        return bool(
            planned.opened or planned.moved or planned.called_off or planned.restored
            or self.merged or self.missed or self.waiting or self.resumed or self.closed
        )  # fmt: skip


def reconcile(session: Session, running: RunningInstitution, *, now: datetime, actor: Actor) -> Reconciled:
    """Puts periods on record, applies each cycle's policy to those that were missed, holds those whose day is not
    certain, closes what is finished; in the caller's transaction. Whoever else reconciles meanwhile waits.
    """
    one_at_a_time(session, f"reconcile {running.pack.code}")
    said = Asked(actor, now)
    done = Reconciled(plan_periods(session, running, said))
    _settle_missed(session, running, said, done)
    _settle_waiting(session, running, said, done)
    for row in store.finished(session, running.pack.code):
        step_occurrence(session, running.pack.code, row["code"], OccurrenceEvent.close, said)
        done.closed.append(row["code"])
    return done


def _settle_missed(session: Session, running: RunningInstitution, said: Asked, done: Reconciled) -> None:
    """What passed with no stage begun: all are held late, or the last one for all of them, or a person decides."""
    overdue = store.overdue_unbegun(session, running.pack.code, said.on)
    groups: dict[tuple[str, int], list[sa.RowMapping]] = defaultdict(list)
    for row in overdue:
        groups[row["cycle"], row["pack_version_id"]].append(row)
    for (name, _version), rows in groups.items():
        policy = cycle_of(pack_behind(session, rows[0]).pack, name).missed
        if policy is MissedPolicy.latest and len(rows) > 1:
            _merge(session, rows[:-1], rows[-1], said)
            done.merged += [row["code"] for row in rows[:-1]]
        elif policy is MissedPolicy.person:
            _move(session, rows, OccurrenceEvent.miss, replace(said, reason="停机期间错过，由人决定"))
            done.missed += [row["code"] for row in rows]


def _merge(session: Session, rows: Sequence[sa.RowMapping], into: sa.RowMapping, said: Asked) -> None:
    why = f"停机期间错过，并入{into['period']}"

    def also(changes: Changes) -> None:
        stages = store.stages_of(session, [row["id"] for row in rows])
        left = [stage["id"] for stage in stages if stage["state"] is StageState.planned]
        if left:
            changes.changing(store.STAGE, left)
            set_values(session, store.STAGE, left, {"state": StageState.passed, "result": why})

    sets = {row["id"]: {"merged_into_id": into["id"], "says": why} for row in rows}
    move_occurrences(
        session,
        sets,
        OccurrenceEvent.merge,
        replace(said, reason=why),
        standing=rows,
        also=also,
    )


def _settle_waiting(session: Session, running: RunningInstitution, said: Asked, done: Reconciled) -> None:
    """On its day an occurrence whose day no notice has confirmed waits, unless its cycle says otherwise."""
    institution = running.pack.code
    known = store.list_in(session, institution, [OccurrenceState.waiting])
    certain = [row for row in known if not row["provisional"]]
    _move(session, certain, OccurrenceEvent.resume, replace(said, reason="放假通知已公布"))
    done.resumed += [row["code"] for row in certain]
    due = store.provisional_at(session, institution, said.now)
    held = [row for row in due if cycle_of(pack_behind(session, row).pack, row["cycle"]).hold is HoldPolicy.wait]
    _move(session, held, OccurrenceEvent.wait, replace(said, reason="放假通知未公布，日子是预估的"))
    done.waiting += [row["code"] for row in held]


def _move(session: Session, rows: Sequence[sa.RowMapping], event: OccurrenceEvent, said: Asked) -> None:
    if rows:
        sets: dict[int, dict[str, object]] = {row["id"]: {} for row in rows}
        move_occurrences(session, sets, event, said, standing=rows)
