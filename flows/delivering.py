"""Sends everything that waits in the outbox, round by round, each in a transaction of its own; without Prefect."""

import sqlalchemy as sa

from duban.core.clock import Clock
from duban.services.outbox import DeliveryReport, deliver
from duban.store.unit_of_work import unit_of_work


def deliver_all(engine: sa.Engine, clock: Clock) -> DeliveryReport:
    """What the rounds did together; ends when a round finds nothing that is due."""
    whole = DeliveryReport()
    while True:
        with unit_of_work(engine) as work:
            done = deliver(work.session, now=clock.now())
            work.commit()
        whole += done
        if not done.tried:
            return whole
