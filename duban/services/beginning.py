"""How an act begins, by command or on the screen: files kept, clock read, rules found, post resolved."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import instant_at, local_date, parse_day
from duban.core.errors import InvalidValue
from duban.core.settings import Settings
from duban.services.acting import acting_as
from duban.services.acts import Actor
from duban.services.anchors import anchor
from duban.services.clock import ledger_clock
from duban.services.institution import RunningInstitution, running_institution
from duban.services.item_desk import Asked
from duban.services.item_parts import get_unit
from duban.services.packs import PackOnRecord
from duban.services.transition import look_up_item
from duban.store.anchors import AnchorBook
from duban.store.attachment_files import AttachmentFolder
from duban.store.unit_of_work import UnitOfWork, reading, unit_of_work


@dataclass(frozen=True)
class Begun:
    """An act that was begun: the transaction, the institution's rules, and how the act was asked for."""

    uow: UnitOfWork
    running: RunningInstitution
    asked: Asked
    folder: AttachmentFolder
    """Where the files that come with acts stand."""

    @property
    def session(self) -> Session:
        """The session of the transaction."""
        return self.uow.session

    @property
    def pack(self) -> PackOnRecord:
        """The pack in force, as it is on record."""
        return self.running.on_record


@dataclass(frozen=True)
class Looked:
    """What somebody who changes nothing looks into: one moment of the ledger, and its rules."""

    session: Session
    running: RunningInstitution
    asked: Asked

    def unit(self, name: str | None) -> str | None:
        """The unit that a list is narrowed to, if it is: an unknown one reads as nothing to do. Raises NotFound."""
        return str(get_unit(self.session, self.running.pack.code, name)["name"]) if name else None

    def item(self, code: str | None) -> str | None:
        """The item that a list is narrowed to, likewise. Raises NotFound."""
        return str(look_up_item(self.session, self.running.pack.code, code)["code"]) if code else None


@dataclass(frozen=True)
class AskedFor:
    """What every act is asked for with, as it was given; `by` is POST or POST/PERSON, `on` DATE or DATETHH:MM."""

    institution: str
    by: str | None = None
    on: str | None = None
    reason: str | None = None
    key: str | None = None
    version: int | None = None
    attach: Sequence[Path] = ()


@dataclass(frozen=True)
class Office:
    """Where acts begin: a ledger, its settings, and the account that begins them."""

    engine: sa.Engine
    settings: Settings
    account: Actor

    @contextmanager
    def look(self, institution: str) -> Iterator[Looked]:
        """A reading transaction: it waits for no writer."""
        with reading(self.engine) as session:
            now = ledger_clock(session, self.settings.clock).now()
            yield Looked(session, running_institution(session, institution), Asked(self.account, now))

    @contextmanager
    def write(self) -> Iterator[tuple[UnitOfWork, Asked]]:
        """A transaction of the account's own, of no institution: rolled back unless it is committed, then anchored."""
        with unit_of_work(self.engine) as uow:
            now = ledger_clock(uow.session, self.settings.clock).now()
            yield uow, Asked(self.account, now)
        if uow.committed:
            self._anchor(now)

    @contextmanager
    def begin(self, wanted: AskedFor) -> Iterator[Begun]:
        """A transaction for one act, rolled back unless it is committed; the files stand on the disk before it."""
        settings = self.settings
        folder = AttachmentFolder(settings.home)
        files = folder.keep(list(wanted.attach), settings.attachment_mb)
        with self.write() as (uow, said):
            running = running_institution(uow.session, wanted.institution)
            true_at = parse_moment(wanted.on, running.pack.cutoff.at, said.now) if wanted.on else None
            asked = Asked(self.account, said.now, true_at, wanted.reason, wanted.key, wanted.version, files)
            actor = acting_as(uow.session, wanted.institution, wanted.by, asked.on, self.account.os_user)
            yield Begun(uow, running, replace(asked, actor=actor), folder)

    def _anchor(self, now: datetime) -> None:
        """Writes down outside the ledger where its chains end. Raises ServiceFailed."""
        with reading(self.engine) as session:
            anchor(session, AnchorBook(self.settings.home), now=now)


def parse_moment(text: str, cutoff: time, now: datetime) -> datetime:
    """DATE or DATETHH:MM in Shanghai. A day alone is now where it is today, else the end of its business."""
    day_text, mark, time_text = text.strip().partition("T")
    day = parse_day(day_text, field="--on")
    if not mark:
        return now if day == local_date(now) else instant_at(day, cutoff)
    try:
        return instant_at(day, time.fromisoformat(time_text))
    except ValueError:
        raise InvalidValue("--on", text, "请写成 2026-11-23 或 2026-11-23T10:30") from None
