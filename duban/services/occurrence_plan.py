"""Planning: every period of every cycle becomes a row once and for ever; its days follow notices and pack versions."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import instant_at
from duban.core.errors import CalendarYearMissing, InvalidValue
from duban.core.periods import parse_period
from duban.core.workdays import WorkCalendar
from duban.institutions.projection import CalendarRow, project_cycles, project_meeting
from duban.institutions.schema import Pack, StageName
from duban.services.acts import open_act, seal
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.occurrence_desk import code_of, cycle_of, move_occurrences
from duban.store import occurrences as store
from duban.store.kept import Changes
from duban.store.rows import add_rows, find_row, set_each, set_values
from states.occurrence import OccurrenceEvent, OccurrenceState, StageState

Key = tuple[str, str]
"""Cycle and period."""


@dataclass
class Planned:
    """What a planning changed."""

    opened: int = 0
    moved: list[str] = field(default_factory=list)
    called_off: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)


class Days(NamedTuple):
    """The days of one period on the calendar."""

    meeting: CalendarRow
    stages: Mapping[str, date | None]

    @property
    def provisional(self) -> bool:
        return self.meeting.provisional

    def columns(self, calendar: WorkCalendar) -> dict[str, Any]:
        """What the occurrence's row says of them."""
        first, last = self.meeting.window or (None, None)
        return {
            "meeting_on": self.meeting.on,
            "window_first_on": first,
            "window_last_on": last,
            "provisional": self.provisional,
            "calendar_version": calendar.version,
        }


class Owner(NamedTuple):
    """The version of a cycle that is in force: whose rules its periods follow, and from which day they are its own."""

    pack_version_id: int
    from_on: date


@dataclass(frozen=True)
class Planning:
    """One planning: by which rules, on which days, for whom."""

    running: RunningInstitution
    days: Mapping[Key, Days]
    owners: Mapping[str, Owner]
    said: Asked
    done: Planned


def plan_periods(session: Session, running: RunningInstitution, said: Asked) -> Planned:
    """Puts every period up to the end of the next year on record, in the caller's transaction, and moves those that
    have not begun to the days that notices and the pack now give them.

    Costs one query unless the year, the pack or the calendar is another than at the last planning. The watermark
    keeps periods that passed while all was down from being forgotten, however long that was.
    """
    institution, horizon = running.pack.code, date(said.on.year + 1, 12, 31)
    watch = find_row(session, store.WATCH, institution=institution)
    horizon_on = max(horizon, watch["horizon_on"]) if watch else horizon
    mark = {
        "horizon_on": horizon_on,
        "pack_version": running.pack_version,
        "calendar_version": running.calendar.version,
    }
    if watch and all(watch[name] == value for name, value in mark.items()):
        return Planned()
    since = min(watch["horizon_on"], said.on) if watch else said.on
    days = days_of_periods(running, since.year, horizon_on.year)
    planning = Planning(running, days, _owners(session, running, said), said, Planned())
    _open(session, planning)
    _follow(session, planning)
    _mark(session, watch, mark, planning)
    return planning.done


def open_extra(session: Session, running: RunningInstitution, cycle_name: str, on: date, said: Asked) -> str:
    """An occurrence beside the schedule (按需召开), on that day; no notice moves it. Returns its code."""
    key = (cycle_name, on.isoformat())
    cycle = cycle_of(running.pack, cycle_name)
    if on < said.on:
        raise InvalidValue("--day", on.isoformat(), f"今天是 {said.on}，请写今天或以后的日子")
    if find_row(session, store.OCCURRENCE, institution=running.pack.code, cycle=cycle_name, period=key[1]):
        raise InvalidValue("--day", on.isoformat(), f"{cycle_name}这一天已经排了一期")
    days = _by_period(project_meeting(cycle_name, cycle, key[1], on, running.calendar))
    _open(session, Planning(running, days, _owners(session, running, said), said, Planned()), fixed=True)
    return code_of(*key)


def days_of_periods(running: RunningInstitution, first: int, last: int) -> dict[Key, Days]:
    """The days of every period of these years; a coming year without statutory holidays is left for later."""
    found: dict[Key, Days] = {}
    for year in range(first, last + 1):
        try:
            rows = project_cycles(running.pack, running.calendar, year)
        except CalendarYearMissing:
            if year == first:
                raise
            continue
        found |= _by_period(rows)
    return found


def _by_period(rows: Iterable[CalendarRow]) -> dict[Key, Days]:
    found: dict[Key, Days] = {}
    for row in rows:
        key = (row.cycle, row.period)
        if row.stage == StageName.convene:
            found[key] = Days(row, {})
        found[key] = found[key]._replace(stages={**found[key].stages, row.stage: row.on})
    return found


def _belongs(planning: Planning, key: Key) -> bool:
    """Whether the period is that of the version in force: its day (its last one, where it is not held) is in time."""
    return (planning.days[key].meeting.on or parse_period(key[1]).last) >= planning.owners[key[0]].from_on


def _owners(session: Session, running: RunningInstitution, said: Asked) -> Mapping[str, Owner]:
    """The version in force of each cycle. A cycle of which the pack says something else opens a new version."""
    pack, institution = running.pack, running.pack.code
    version_id = running.on_record.id
    known = {row["cycle"]: row for row in store.list_versions(session, institution)}
    now = {name: _digest(pack, base) for base, cycle in pack.cycles.items() for name in cycle.names(base)}
    ended = [row["id"] for name, row in known.items() if now.get(name) != row["digest"]]
    new = [name for name, digest in now.items() if name not in known or known[name]["digest"] != digest]
    changes = Changes(session)
    if ended:
        changes.changing(store.VERSION, ended)
        set_values(session, store.VERSION, ended, {"until_on": said.on})
    row = {"institution": institution, "pack_version_id": version_id, "from_on": said.on}
    changes.added(
        store.VERSION, add_rows(session, store.VERSION, [{**row, "cycle": name, "digest": now[name]} for name in new])
    )
    if ended or new:
        _record(session, changes, institution, said, f"{store.VERSION.name}_open")
    kept = {name: Owner(row["pack_version_id"], row["from_on"]) for name, row in known.items() if name in now}
    return kept | dict.fromkeys(new, Owner(version_id, said.on))


def _record(session: Session, changes: Changes, institution: str, said: Asked, verb: str) -> None:
    act = open_act(session, replace(said, key=None).draft(institution, verb))
    changes.record(institution, act.seq)
    seal(session, act)


def _digest(pack: Pack, base: str) -> str:
    return hashlib.sha256(pack.cycles[base].model_dump_json(by_alias=True, exclude_defaults=True).encode()).hexdigest()


def _open(session: Session, planning: Planning, *, fixed: bool = False) -> None:
    """Periods that are not on record yet, each with its stages."""
    institution = planning.running.pack.code
    known = store.known_periods(session, institution)
    new = [key for key in planning.days if key not in known and _belongs(planning, key)]
    if not new:
        return
    rows = [
        {
            "institution": institution,
            "code": code_of(*key),
            "pack_version_id": planning.owners[key[0]].pack_version_id,
            "version": 1,
            "cycle": key[0],
            "period": key[1],
            "state": OccurrenceState.planned,
            "fixed": fixed,
            **planning.days[key].columns(planning.running.calendar),
        }
        for key in new
    ]
    changes = Changes(session)
    ids = add_rows(session, store.OCCURRENCE, rows)
    changes.added(store.OCCURRENCE, ids)
    stages = [stage for row_id, key in zip(ids, new, strict=True) for stage in _stages(planning, row_id, key)]
    changes.added(store.STAGE, add_rows(session, store.STAGE, stages))
    _record(session, changes, institution, planning.said, f"{store.OCCURRENCE.name}_open")
    planning.done.opened += len(ids)


def _stages(planning: Planning, row_id: int, key: Key) -> list[dict[str, Any]]:
    pack, on = planning.running.pack, planning.days[key].stages
    return [
        {
            "occurrence_id": row_id,
            "stage": name.value,
            "place": place,
            "state": StageState.planned,
            "late": False,
            **bell(pack, on.get(name)),
        }
        for place, name in enumerate(cycle_of(pack, key[0]).stage_names, 1)
    ]


def bell(pack: Pack, on: date | None) -> dict[str, Any]:
    """When a stage of that day rings: when the sweep does."""
    return {"due_on": on, "due_at": instant_at(on, pack.sweep.at) if on else None}


def _follow(session: Session, planning: Planning) -> None:
    """Moves what has not begun to the days that notices and the version in force now give it."""
    standing = store.list_unbegun(session, planning.running.pack.code)
    done = planning.done
    told = {
        OccurrenceEvent.redate: done.moved,
        OccurrenceEvent.call_off: done.called_off,
        OccurrenceEvent.restore: done.restored,
    }
    moves: dict[OccurrenceEvent, dict[int, dict[str, Any]]] = {event: {} for event in told}
    for row in standing:
        if move := _move(row, planning):
            moves[move[0]][row["id"]] = move[1]
    for event, sets in moves.items():
        if sets:
            _take(session, planning, standing, event, sets)
            told[event] += [row["code"] for row in standing if row["id"] in sets]


def _take(
    session: Session,
    planning: Planning,
    standing: Sequence[sa.RowMapping],
    event: OccurrenceEvent,
    sets: Mapping[int, Mapping[str, Any]],
) -> None:
    def also(changes: Changes) -> None:
        if event is not OccurrenceEvent.call_off:
            _redate_stages(session, planning, [row for row in standing if row["id"] in sets], changes)

    said = replace(planning.said, reason=_why(event))
    move_occurrences(session, sets, event, said, standing=standing, also=also)


def _why(event: OccurrenceEvent) -> str:
    return "推算不出日子，或制度不再有这一期" if event is OccurrenceEvent.call_off else "放假通知或制度版本改变了日子"


def _move(row: sa.RowMapping, planning: Planning) -> tuple[OccurrenceEvent, dict[str, Any]] | None:
    """What the calendar makes of one occurrence; nothing where its day is over, was fixed, or stays."""
    gone = row["state"] is OccurrenceState.not_held
    days = planning.days.get((row["cycle"], row["period"]))
    if row["fixed"] or (row["meeting_on"] and row["meeting_on"] < planning.said.on):
        return None
    if days is None or days.meeting.on is None:
        return None if gone else (OccurrenceEvent.call_off, {})
    columns = {
        **days.columns(planning.running.calendar),
        "pack_version_id": planning.owners[row["cycle"]].pack_version_id,
    }
    if gone:
        return OccurrenceEvent.restore, columns
    same = all(row[name] == value for name, value in columns.items() if name != "calendar_version")
    return None if same else (OccurrenceEvent.redate, columns)


def _redate_stages(session: Session, planning: Planning, moved: Sequence[sa.RowMapping], changes: Changes) -> None:
    """The stages follow their meeting; a version that states other stages adds them, or lets them pass."""
    have: dict[int, dict[str, sa.RowMapping]] = {row["id"]: {} for row in moved}
    for stage in store.stages_of(session, list(have)):
        have[stage["occurrence_id"]][stage["stage"]] = stage
    sets, new = {}, []
    for row in moved:
        wanted = {each["stage"]: each for each in _stages(planning, row["id"], (row["cycle"], row["period"]))}
        new += [each for name, each in wanted.items() if name not in have[row["id"]]]
        for name, stage in have[row["id"]].items():
            if follows := _follows(stage, wanted.get(name)):
                sets[stage["id"]] = follows
    changes.changing(store.STAGE, sorted(sets))
    set_each(session, store.STAGE, sets)
    changes.added(store.STAGE, add_rows(session, store.STAGE, new))


def _follows(stage: sa.RowMapping, wanted: Mapping[str, Any] | None) -> dict[str, Any]:
    keep = {name: stage[name] for name in ("place", "state", "due_on", "due_at", "result")}
    if wanted is None:
        sets = {**keep, "state": StageState.passed, "result": "制度的新版本没有这个环节"}
    else:
        sets = {**keep, **{name: wanted[name] for name in ("place", "due_on", "due_at")}}
    return sets if sets != keep else {}


def _mark(session: Session, watch: sa.RowMapping | None, mark: Mapping[str, Any], planning: Planning) -> None:
    """Moves the watermark in the transaction that put the periods on record."""
    institution, changes = planning.running.pack.code, Changes(session)
    if watch:
        changes.changing(store.WATCH, [watch["id"]])
        set_values(session, store.WATCH, [watch["id"]], mark)
    else:
        changes.added(store.WATCH, add_rows(session, store.WATCH, [{"institution": institution, **mark}]))
    _record(session, changes, institution, planning.said, f"{store.WATCH.name}_move")
