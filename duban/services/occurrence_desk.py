"""An occurrence (期次) on the desk: its machine by the pack version that owns it, and the one way in which it moves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound
from duban.institutions.schema import Cycle, Pack, StageName
from duban.institutions.schema.cycles import stage_label
from duban.services.acts import ActDraft, OpenAct, SealedAct, open_act, seal
from duban.services.item_desk import Asked
from duban.services.messages import office_units, tell_units_of
from duban.services.packs import pack_behind
from duban.services.records import RecordDesk, RecordKind, step_record
from duban.store.kept import Changes
from duban.store.occurrences import OCCURRENCE, STAGE, stages_of
from duban.store.rows import set_each, set_values
from states.engine import Edge, MoveTable
from states.occurrence import (
    BY_SYSTEM,
    OCCURRENCE_EVENT_LABELS,
    OCCURRENCE_LABELS,
    OccurrenceEvent,
    OccurrenceState,
    StageState,
    occurrence_moves,
)
from states.record_guards import Deciders

TO_DO = "个会议环节待办理，请登录督办系统办理。"
OF_SYSTEM = frozenset(
    {
        OccurrenceEvent.await_,
        OccurrenceEvent.redate,
        OccurrenceEvent.wait,
        OccurrenceEvent.resume,
        OccurrenceEvent.miss,
        OccurrenceEvent.merge,
        OccurrenceEvent.call_off,
        OccurrenceEvent.restore,
        OccurrenceEvent.close,
        *BY_SYSTEM,
    }
)
"""A person may run these too; but what was really done before one of them may still be entered after it."""


def code_of(cycle: str, period: str) -> str:
    """What an occurrence is called: 重大项目月调度·2026-09."""
    return f"{cycle}·{period}"


def cycle_of(pack: Pack, name: str) -> Cycle:
    """The cycle of that name. Raises NotFound."""
    found = pack.cycle_named(name)
    if found is None:
        have = "、".join(each for base, cycle in pack.cycles.items() for each in cycle.names(base))
        raise NotFound("周期", name, f"本制度的周期有：{have}" if have else "本制度没有周期")
    return found


def moves_of_occurrence(cycle: Cycle) -> MoveTable:
    """The machine of one cycle's occurrences."""
    skip = Deciders((cycle.skip,)) if cycle.skip else Deciders()
    return occurrence_moves(tuple(cycle.stage_names), skip)


OCCURRENCE_KIND = RecordKind(
    name="期次",
    prefix="",
    table=OCCURRENCE,
    moves=lambda pack, row: moves_of_occurrence(cycle_of(pack, row["cycle"])),
    labels=OCCURRENCE_LABELS,
    event_labels={**OCCURRENCE_EVENT_LABELS, "open": "排期"},
    by_itself=OF_SYSTEM,
    command="cycle",
)
"""Every occurrence."""


def step_occurrence(
    session: Session, institution: str, code: str, event: OccurrenceEvent, said: Asked, **how: Any
) -> SealedAct:
    """One occurrence takes a step on the authority of its stage or cycle; `how` as for any record."""
    return step_record(
        session,
        OCCURRENCE_KIND,
        code,
        event,
        said,
        institution=institution,
        clause=lambda desk: clause_of(desk.pack, desk.row["cycle"], event),
        **how,
    )


def move_occurrences(
    session: Session,
    rows: Mapping[int, Mapping[str, Any]],
    event: OccurrenceEvent,
    said: Asked,
    *,
    standing: Sequence[sa.RowMapping],
    also: Callable[[Changes], None] = lambda _changes: None,
) -> SealedAct | None:
    """Moves several occurrences by the same event in one act: id → the columns that it sets; None where there are none.

    `standing` are their rows as they are, locked. An occurrence whose machine does not have the move is left alone.
    """
    by_id = {row["id"]: row for row in standing}
    edges = {row_id: _edge(pack_behind(session, by_id[row_id]).pack, by_id[row_id], event) for row_id in rows}
    taken = {row_id: edge for row_id, edge in edges.items() if edge}
    if not taken:
        return None
    changes = Changes(session)
    changes.changing(OCCURRENCE, sorted(taken))
    set_each(
        session,
        OCCURRENCE,
        {
            row_id: {**rows[row_id], "state": OccurrenceState(edge.target), "version": by_id[row_id]["version"] + 1}
            for row_id, edge in taken.items()
        },
    )
    also(changes)
    institution = standing[0]["institution"]
    act = open_act(session, _draft(institution, event, said))
    changes.record(institution, act.seq)
    return seal(session, act)


def stage_of(session: Session, row: sa.RowMapping, stage: str) -> sa.RowMapping:
    """One stage of an occurrence. Raises InvalidValue where it has no such stage."""
    stages = stages_of(session, [row["id"]])
    found = next((each for each in stages if each["stage"] == stage), None)
    if found is None:
        have = "、".join(stage_label(each["stage"]) for each in stages)
        raise InvalidValue("环节", stage, f"{row['code']} 的环节有：{have}")
    return found


def settle_stage(desk: RecordDesk, stage: sa.RowMapping, state: StageState, **sets: Any) -> None:
    """Writes what became of one stage under the act in hand."""
    desk.changes.changing(STAGE, [stage["id"]])
    set_values(desk.session, STAGE, [stage["id"]], {"state": state, **sets})


def pass_stages(desk: RecordDesk, stages: Sequence[sa.RowMapping], why: str) -> None:
    """Stages that will not be done any more, and why."""
    left = [each["id"] for each in stages if each["state"] in (StageState.planned, StageState.awaiting)]
    if left:
        desk.changes.changing(STAGE, left)
        set_values(desk.session, STAGE, left, {"state": StageState.passed, "result": why})


def tell_office(desk: RecordDesk, act: OpenAct) -> None:
    """The office that prepares the meeting learns that a stage waits for it."""
    office = desk.pack.office_of_cycle(desk.row["cycle"])
    units = office_units(desk.session, desk.pack, office) if office else []
    tell_units_of(desk.session, act, dict.fromkeys(units, 1), TO_DO)


def clause_of(pack: Pack, cycle_name: str, event: str) -> str | None:
    """The clause that a step rests on: that of its stage, else the cycle's."""
    cycle = cycle_of(pack, cycle_name)
    if event in tuple(StageName):
        return cycle.authority(StageName(event)).clause
    return cycle.clause


def _edge(pack: Pack, row: sa.RowMapping, event: str) -> Edge | None:
    found = moves_of_occurrence(cycle_of(pack, row["cycle"])).fire(row["state"], event, dict(row))
    return found if isinstance(found, Edge) else None


def _draft(institution: str, event: OccurrenceEvent, said: Asked) -> ActDraft:
    return replace(said, key=None).draft(institution, f"{OCCURRENCE.name}_{event}", event=event)
