"""The console itself on a large ledger: each kind of page by itself, and fifty people who work at once.

The console is the process that the service runs, one uvicorn with one worker. People sign in, look, go on from what
they see and send forms with what the pages hide in them; between two requests each of them thinks.
"""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import quantiles
from time import monotonic

import httpx
import sqlalchemy as sa

from benchmarks.console_office import LOOKING, Colleague, Took, deeds_of
from benchmarks.console_seeding import TODAY
from benchmarks.console_staff import Member, with_accounts
from deployments.console import console_address, console_answers, console_part
from duban.core.settings import Settings
from duban.services.roles import Role

THINKS_S = 5.0
"""How long somebody looks at a page on average; in an office it is much longer."""
WITHIN_MS, PAGE_MS, DESK_MS = 1000.0, 100.0, 200.0
PATIENCE_S = 60.0
KEPT_S = 3.0
"""An idle connection is let go of before uvicorn does, after five seconds: else a request meets a closing one."""
HEADS = (
    "database",
    "people",
    "asked for",
    "requests",
    "p50, ms",
    "p95, ms",
    "p99, ms",
    "server p50",
    "server p95",
    "within its limit",
)


@dataclass(frozen=True)
class Load:
    """How many people work for how many seconds, and how often each page is asked for alone."""

    seconds: float
    rounds: int
    port: int = 4299


@contextmanager
def console_of(engine: sa.Engine, load: Load) -> Iterator[tuple[str, int]]:
    """The address and process id of a console on that ledger, for as long as this lasts."""
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as home:
        url = engine.url.render_as_string(hide_password=False)
        settings = Settings(database_url=url, home=Path(home), clock=f"{TODAY}T09:00", console_port=load.port)
        part = console_part(settings, url)
        with (Path(home) / "console.log").open("wb") as log:
            process = subprocess.Popen(part.argv, env=dict(part.env), stdout=log, stderr=subprocess.STDOUT)
        try:
            _await_console(settings, process)
            yield console_address(settings), process.pid
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def _await_console(settings: Settings, process: subprocess.Popen[bytes]) -> None:
    until = monotonic() + PATIENCE_S
    while not console_answers(settings):
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
        if process.returncode is not None or monotonic() > until:
            message = "the console did not start"
            raise RuntimeError(message)


def _cpu_s(pid: int) -> float:
    """Seconds of CPU that a process used until now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def work(name: str, engine: sa.Engine, load: Load) -> bool:
    """Both measurements on one ledger; prints their rows and says whether every limit was kept."""
    members = with_accounts(engine)
    with console_of(engine, load) as (address, pid):
        alone = asyncio.run(_alone(address, members, load.rounds))
        kept = [_report(f"| {name} | 1", alone, alone=True)]
        before, began = _cpu_s(pid), monotonic()
        together = asyncio.run(_together(address, members, load.seconds))
        cpu = (_cpu_s(pid) - before) / (monotonic() - began)
        kept.append(_report(f"| {name} | {len(members)}", together, alone=False))
        print(f"\n{name}: the console's process used {cpu:.2f} of a core while {len(members)} people worked\n")
    return all(kept)


async def _alone(address: str, members: Sequence[Member], rounds: int) -> list[Took]:
    """Each kind of page again and again by one liaison officer, one of the office and one leader in turn."""
    found: list[Took] = []
    for role in (Role.liaison, Role.operator, Role.leader):
        chosen = [next(member for member in members if member.role is role)]
        async with _signed_in(address, chosen) as (person,):
            for number in range(rounds + 1):
                for deed, _ in LOOKING:
                    await deed(person)
                if not number:  # the first time, statements are compiled and pages are read
                    person.took.clear()
            found += person.took
    return found


async def _together(address: str, members: Sequence[Member], seconds: float) -> list[Took]:
    async with _signed_in(address, members) as people:
        until = monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            for person in people:
                group.create_task(_works(person, until))
        return [took for person in people for took in person.took]


async def _works(person: Colleague, until: float) -> None:
    deeds, often = zip(*deeds_of(person.member), strict=True)
    await asyncio.sleep(person.chance.uniform(0, THINKS_S))
    while monotonic() < until:
        await person.chance.choices(deeds, often)[0](person)
        await asyncio.sleep(min(person.chance.expovariate(1 / THINKS_S), 4 * THINKS_S))


@asynccontextmanager
async def _signed_in(address: str, members: Sequence[Member]) -> AsyncIterator[list[Colleague]]:
    async with AsyncExitStack() as stack:
        people = []
        for number, member in enumerate(members):
            client = await stack.enter_async_context(
                httpx.AsyncClient(base_url=address, timeout=PATIENCE_S, limits=httpx.Limits(keepalive_expiry=KEPT_S))
            )
            person = Colleague(member, client, Random(number))  # noqa: S311 - the same work at every run
            await person.sign_in()
            people.append(person)
        yield people


def _report(begins: str, took: Sequence[Took], *, alone: bool) -> bool:
    """A row for each kind of request; whether all were right and in time."""
    kept, kinds = True, sorted({each.kind for each in took})
    for kind in kinds:
        here = [each for each in took if each.kind == kind]
        waited, worked = (_cuts([getattr(each, name) for each in here]) for name in ("waited", "worked"))
        limit = WITHIN_MS if not alone else DESK_MS if kind == "desk" else PAGE_MS
        met = (worked if alone else waited)[1] <= limit
        kept = kept and met
        figures = (*waited, *worked[:2])
        print(
            f"{begins} | {kind} | {len(here)} | {' | '.join(f'{each:.0f}' for each in figures)} | {_says(met)} |",
            flush=True,
        )
    wrong = [each for each in took if each.failed]
    for each in wrong[:5]:
        print(f"  failed: {each.kind} {each.status} {each.says}")
    total = _cuts([each.waited for each in took])
    said = " | ".join(f"{each:.0f}" for each in total)
    print(f"{begins} | all; {len(wrong)} failed | {len(took)} | {said} | | | {_says(not wrong)} |", flush=True)
    return kept and not wrong


def _says(met: object) -> str:
    return "yes" if met else "NO"


def _cuts(times: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95, p99."""
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else [*times] * 99
    return cuts[49], cuts[94], cuts[98]
