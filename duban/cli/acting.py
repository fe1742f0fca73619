"""What every act by command has in common: who acts, when it happened, why, with which files, under which key."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from duban.cli import context
from duban.core.clock import instant_at, local_date, parse_day
from duban.core.errors import InvalidValue, NotFound
from duban.services.acting import acting_as
from duban.services.clock import ledger_clock
from duban.services.institution import RunningInstitution, running_institution
from duban.services.item_desk import Asked
from duban.services.item_parts import get_unit
from duban.store.attachment_files import AttachmentFolder
from duban.store.rows import find_row
from duban.store.stage import ITEM
from duban.store.unit_of_work import UnitOfWork, reading, unit_of_work

By = Annotated[str | None, typer.Option("--by", help="以什么岗位办理：岗位 或 岗位/姓名；缺省为本机账号")]
On = Annotated[
    str | None,
    typer.Option("--on", help="实际发生的时间：2026-11-23 或 2026-11-23T10:30；缺省为现在，过去的日期为补录"),
]
Reason = Annotated[str | None, typer.Option("--reason", help="理由；补录过去的日期必须写")]
Key = Annotated[str | None, typer.Option("--key", help="幂等键：同一个键重试，不会办两次")]
Version = Annotated[int | None, typer.Option("--version", help="您看到的版本；已被别人改动时拒绝")]
Attach = Annotated[
    list[str] | None,
    typer.Option("--attach", help="附上文件（扫描件、证明材料），可重复；补录过去的日期必须附；涉密材料不得附"),
]
Institution = Annotated[str, typer.Option("--pack", help="制度代号")]
AsJson = Annotated[bool, typer.Option("--json", help="输出一份 JSON")]

COMMON = [
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
    for name, annotation, default in (
        ("by", By, None),
        ("on", On, None),
        ("reason", Reason, None),
        ("key", Key, None),
        ("version", Version, None),
        ("attach", Attach, None),
        ("institution", Institution, "county"),
        ("as_json", AsJson, False),
    )
]


@dataclass(frozen=True)
class Begun:
    """An act that was begun: the transaction, the institution's rules, and how the act was asked for."""

    uow: UnitOfWork
    running: RunningInstitution
    asked: Asked

    @property
    def session(self) -> Session:
        """The session of the transaction."""
        return self.uow.session


@dataclass(frozen=True)
class Looked:
    """What a command that changes nothing looks into: one moment of the ledger, and its rules."""

    session: Session
    running: RunningInstitution
    asked: Asked

    def unit(self, name: str | None) -> str | None:
        """The unit that a list is narrowed to, if it is: an unknown one reads as nothing to do. Raises NotFound."""
        return str(get_unit(self.session, self.running.pack.code, name)["name"]) if name else None

    def item(self, code: str | None) -> str | None:
        """The item that a list is narrowed to, likewise. Raises NotFound."""
        if code and find_row(self.session, ITEM, institution=self.running.pack.code, code=code) is None:
            raise NotFound("督办任务", code, "请用 duban item list 查看编号")
        return code


@contextmanager
def looking(institution: str) -> Iterator[Looked]:
    """A reading transaction, for commands that only tell what is on record: they wait for no writer."""
    settings = context.settings()
    with reading(context.ledger(settings)) as session:
        now = ledger_clock(session, settings.clock).now()
        yield Looked(session, running_institution(session, institution), Asked(context.actor(), now))


def as_post(looked: Looked, by: str | None) -> Asked:
    """Who looks, as the post that they name."""
    said = looked.asked
    actor = acting_as(looked.session, looked.running.pack.code, by, said.on, said.actor.os_user)
    return replace(said, actor=actor)


@dataclass(frozen=True)
class How:
    """The common options as they were typed."""

    by: str | None
    on: str | None
    reason: str | None
    key: str | None
    version: int | None
    attach: list[str] | None
    institution: str
    as_json: bool

    @contextmanager
    def begin(self) -> Iterator[Begun]:
        """A transaction for one act, rolled back unless it is committed; the files stand on the disk before it."""
        settings = context.settings()
        engine = context.ledger(settings)
        files = AttachmentFolder(settings.home).keep([Path(name) for name in self.attach or ()], settings.attachment_mb)
        with unit_of_work(engine) as uow:
            now = ledger_clock(uow.session, settings.clock).now()
            running = running_institution(uow.session, self.institution)
            true_at = parse_moment(self.on, running.pack.cutoff.at, now) if self.on else None
            asked = Asked(context.actor(), now, true_at, self.reason, self.key, self.version, files)
            actor = acting_as(uow.session, self.institution, self.by, asked.on, asked.actor.os_user)
            yield Begun(uow, running, replace(asked, actor=actor))
        context.anchor(engine, settings, now=now)


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


def acting(function: Callable[..., int]) -> Callable[..., int]:
    """Gives a command the common options; it is handed them as its first argument, a `How`."""
    own = list(inspect.signature(function).parameters.values())[1:]

    def command(**given: Any) -> int:
        how = How(**{parameter.name: given.pop(parameter.name) for parameter in COMMON})
        return function(how, **given)

    keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    command.__signature__ = inspect.Signature([*keyword, *COMMON])  # type: ignore[attr-defined]  # read by Typer
    command.__name__, command.__doc__ = function.__name__, function.__doc__
    return command
