"""What `duban verify` checks of cycles: no period is missing, each stage stands where its occurrence says it does."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.services.institution import RunningInstitution, running_institution
from duban.services.occurrence_desk import cycle_of
from duban.services.occurrence_plan import days_of_periods
from duban.services.packs import pack_behind
from duban.services.verify_items import Fault
from duban.store import occurrences as store
from states.occurrence import ENDED_OCCURRENCES, STAGE_STATES, UNDER_WAY, OccurrenceState, StageState

PERIODS, FENCES = 3, 11
"""The invariants' numbers in the design."""
OPEN = (StageState.planned, StageState.awaiting)


def period_faults(session: Session) -> Iterator[Fault]:
    """Everything that is wrong with occurrences beside their steps."""
    stages: dict[int, list[sa.RowMapping]] = defaultdict(list)
    for stage in store.all_stages(session):
        stages[stage["occurrence_id"]].append(stage)
    for row in store.all_occurrences(session):
        for says in _faults(session, row, stages[row["id"]]):
            yield PERIODS, f"occurrence {row['id']}", f"{row['code']}：{says}"
    for stage in store.wrong_fences(session):
        yield FENCES, f"occurrence_stage {stage['id']}", "办理所凭的领办不是最后一次领办"
    for watch in store.all_watches(session):
        yield from _missing(session, watch)


def _faults(session: Session, row: sa.RowMapping, stages: Sequence[sa.RowMapping]) -> Iterator[str]:
    """One row for each stage that its cycle states; those before where it stands are over, and it is not ahead."""
    pack = pack_behind(session, row).pack
    stated = {name.value for name in cycle_of(pack, row["cycle"]).stage_names}
    if missing := stated - {stage["stage"] for stage in stages}:
        yield f"缺环节 {'、'.join(sorted(missing))}"
    open_stages = [stage for stage in stages if stage["state"] in OPEN]
    if row["state"] in ENDED_OCCURRENCES and row["state"] is not OccurrenceState.not_held and open_stages:
        yield "已经了结，还有环节没有办"
    if row["state"] in UNDER_WAY:
        reached = [stage for stage in stages if STAGE_STATES[stage["stage"]] is row["state"]]
        if not any(stage["state"] is StageState.done for stage in reached):
            yield "状态与环节不符"


def _missing(session: Session, watch: sa.RowMapping) -> Iterator[Fault]:
    """Periods up to the watermark that are not on record; told only for the rules of the last planning."""
    try:
        running = running_institution(session, watch["institution"])
    except NotFound:
        return
    if not _as_planned(running, watch):
        return
    known = store.known_periods(session, watch["institution"])
    versions = store.list_versions(session, watch["institution"])
    first = min((version["from_on"].year for version in versions), default=watch["horizon_on"].year)
    days = days_of_periods(running, first, watch["horizon_on"].year)
    for version in versions:
        for (cycle, period), each in days.items():
            on = each.meeting.on
            if cycle == version["cycle"] and on and on >= version["from_on"] and (cycle, period) not in known:
                yield PERIODS, f"cycle_version {version['id']}", f"{cycle}·{period} 没有排期"


def _as_planned(running: RunningInstitution, watch: sa.RowMapping) -> bool:
    same = (running.pack_version, running.calendar.version)
    return same == (watch["pack_version"], watch["calendar_version"])
