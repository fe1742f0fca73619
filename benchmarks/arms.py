"""What is compared: the sweep as flows and commands call it, the same as hand-written SQL, and object by object."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.per_object import ObjectSweep
from benchmarks.raw import STATEMENTS, WRITING, raw_sweep
from benchmarks.raw_county import COUNTY, COUNTY_WRITING
from benchmarks.seeding import ACTOR, NOW, ON, Seeded
from duban.core.workdays import published_calendar
from duban.services.institution import RunningInstitution
from duban.services.ladders import ladder_plan
from duban.services.sweep import sweep

CALENDAR = published_calendar()
RAW = {"A": (STATEMENTS, WRITING), "B": (COUNTY, COUNTY_WRITING)}
"""The hand-written statements for each pack, and their order."""

Arm = Callable[[Session], None]
"""One whole sweep in the session's transaction."""


def service_arm(_engine: sa.Engine, seeded: Seeded) -> Arm:
    """The sweep as flows and the command line call it."""
    running = RunningInstitution(seeded.pack, CALENDAR)

    def run(session: Session) -> None:
        report = sweep(session, running, on=ON, now=NOW, actor=ACTOR)
        if report.total * 10 != seeded.items:
            raise AssertionError(report.total)

    return run


def raw_arm(engine: sa.Engine, seeded: Seeded) -> Arm:
    """The hand-written statements."""
    due_on = ladder_plan(seeded.pack.pack, "催办-督办-约谈").clock_at("催办", CALENDAR, ON).due_on
    raw = raw_sweep(engine, CALENDAR, due_on or ON, *RAW[seeded.pack_name])
    return lambda session: raw.run(session.connection())


def per_object_arm(_engine: sa.Engine, seeded: Seeded) -> Arm:
    """Rows as objects, a machine that moves them one at a time; in a session for objects, which ours is not."""
    objects = ObjectSweep(seeded.pack.pack, CALENDAR)

    def run(session: Session) -> None:
        within = session.connection()
        with Session(within, autoflush=False, expire_on_commit=False, join_transaction_mode="rollback_only") as own:
            objects.run(own)
            own.flush()

    return run


ARMS: Mapping[str, Callable[[sa.Engine, Seeded], Arm]] = {
    "raw": raw_arm,
    "service": service_arm,
    "per object": per_object_arm,
}
