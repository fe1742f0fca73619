"""How a run that does something for an operator ends: with a page of what was done, or Failed with the refusal."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.exceptions import FailedRun
from prefect.states import Completed, Failed

from duban.core.clock import Clock
from duban.core.errors import DubanError
from duban.core.settings import Settings
from duban.services.acting import acting_as
from duban.services.acts import this_account
from duban.services.anchors import anchor
from duban.services.clock import ledger_clock
from duban.services.institution import RunningInstitution, running_institution
from duban.services.item_desk import Asked
from duban.store.anchors import AnchorBook
from duban.store.opening import open_ledger
from duban.store.unit_of_work import UnitOfWork, reading, unit_of_work
from flows.catalogue import REFUSED
from flows.report import cell


@dataclass(frozen=True)
class Page:
    """What was done, or would be: in one sentence, and as the page that the operator opens."""

    short: str
    markdown: str


@dataclass(frozen=True)
class Begun:
    """An act that a run does: its transaction, the rules, the clock, and how it was asked for."""

    work: UnitOfWork
    running: RunningInstitution
    clock: Clock
    said: Asked


def words_of(text: str) -> tuple[str, ...]:
    """What was typed into one box of a form, however it was set apart."""
    return tuple(word for word in re.split(r"[\s,，、;；]+", text) if word)


@contextmanager
def begun(institution: str, by: str | None = None, reason: str | None = None) -> Iterator[Begun]:
    """A transaction, rolled back unless it is committed; `by` is POST or POST/PERSON, the service itself without it."""
    settings = Settings()
    ledger = open_ledger(settings.database_url)
    with unit_of_work(ledger) as work:
        clock = ledger_clock(work.session, settings.clock)
        running = running_institution(work.session, institution)
        actor = acting_as(work.session, institution, by or None, clock.today(), this_account().os_user)
        yield Begun(work, running, clock, Asked(actor, clock.now(), reason=reason or None))
    with reading(ledger) as session:
        anchor(session, AnchorBook(settings.home), now=clock.now())


def answered(key: str, heading: str, deed: Callable[[], Page]) -> State[Any]:
    """Does it and shows the page; a refusal is the run's message and page, never a traceback."""
    try:
        page = deed()
    except DubanError as error:
        return refused(key, heading, error)
    get_run_logger().info(page.short)
    create_markdown_artifact(page.markdown, key=key, description=page.short)
    return Completed(message=page.short)


class _RefusalsAreNoCrash(logging.Filter):
    """Keeps from a run's log the traceback that Prefect writes below every failed state: why it failed is told."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], FailedRun))


_NO_CRASH = _RefusalsAreNoCrash()


def refused(key: str, heading: str, error: DubanError) -> State[Any]:
    """The run ends as failed, with why on its page."""
    logging.getLogger("prefect.flow_runs").addFilter(_NO_CRASH)
    page = refusal(heading, error)
    get_run_logger().error(page.short)
    create_markdown_artifact(page.markdown, key=key, description=page.short)
    return Failed(message=page.short)


def refusal(heading: str, error: DubanError) -> Page:
    """What was not done, and why, with its clause."""
    says = f"{REFUSED}{error}"
    return Page(says, f"# {cell(heading)}\n\n**{cell(says)}**\n\n没有改动任何内容；请照上面的办法改正后重新提交。\n")
