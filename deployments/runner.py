"""The process that registers the deployments and executes their flow runs, each in a process of its own."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import anyio
import sqlalchemy as sa
from prefect.client.orchestration import get_client
from prefect.runner import Runner

from deployments.compile import PlannedDeployment, plan
from deployments.lookout import Lookout
from deployments.planner import Planner
from duban.core.clock import Clock
from duban.core.settings import Settings
from duban.services.clock import lasting_clock
from duban.services.packs import packs_in_force
from duban.store.opening import open_ledger
from duban.store.unit_of_work import reading

POLL_SECONDS = 2.0
RUNS_AT_ONCE = 2
DRAIN_SECONDS, LOOK_EVERY = 5.0, 0.1


class LedgerRunner(Runner):
    """Stops cleanly where Prefect 3.8.8 does not: its own handler drops the coroutine that stops, and a stop marks as
    cancelled even a run that is complete but whose process has not ended yet."""

    _stopping: asyncio.Task[None]
    asked_to_stop = False
    _began = False

    def handle_sigterm(self, *_args: Any, **_kwargs: Any) -> None:
        """Stop from inside the loop, which the call wakes."""
        asyncio.get_running_loop().call_soon_threadsafe(self._stop_soon)

    def _stop_soon(self) -> None:
        self.asked_to_stop = True
        self._stopping = asyncio.create_task(self.astop())

    def is_lame(self) -> bool:
        """Whether it polls no more, or hears nobody's cancelling any more and has nothing left to do.

        Both happen when the server is away for long: Prefect's loops give up, the process does not end.
        """
        self._began = self._began or self.started
        if self.asked_to_stop or not self._began:
            return False
        listening = self._cancelling_observer._polling_task if self._cancelling_observer else None
        deaf = listening is not None and listening.done()
        return not self.started or (deaf and not self.busy_with())

    def busy_with(self) -> set[UUID]:
        """The runs that have a process."""
        return self._process_manager.flow_run_ids()

    async def cancel_all(self) -> None:
        """Cancel the runs that do not end by themselves in a moment."""
        with anyio.move_on_after(DRAIN_SECONDS):
            while self.busy_with():
                await anyio.sleep(LOOK_EVERY)
        await super().cancel_all()


def make_runner() -> LedgerRunner:
    """A runner that never pauses the schedules when it stops: Prefect's default deletes every coming run silently."""
    return LedgerRunner(name="duban", query_seconds=POLL_SECONDS, limit=RUNS_AT_ONCE, pause_on_shutdown=False)


async def serve(planned: Sequence[PlannedDeployment], clock: Clock, ledger: sa.Engine) -> None:
    """Register the deployments, then plan, poll and execute until asked to stop."""
    runner = make_runner()
    planner = Planner(ledger, clock)
    lookout = Lookout(runner, planned, clock, ledger, (planner.registered,))
    await lookout.register()
    async with get_client() as client:
        await lookout.end_interrupted(client, spare=(), older_than=timedelta(0))  # its processes died with the runner
    async with anyio.create_task_group() as beside:
        beside.start_soon(lookout.keep)
        beside.start_soon(planner.keep)
        await runner.start()
        beside.cancel_scope.cancel()


def main() -> None:
    """Entry of the child process."""
    settings = Settings()
    ledger = open_ledger(settings.database_url)
    with reading(ledger) as session:
        planned = plan(packs_in_force(session))
    clock = lasting_clock(ledger, settings.clock)
    asyncio.run(serve(planned, clock, ledger))


if __name__ == "__main__":
    main()
