"""The guard of every route: finds the session, judges the permit, checks the form's token. Nothing gets past it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import Any

import sqlalchemy as sa
from fastapi import Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from duban.console.permits import Permit
from duban.console.unsent import keep, leave_behind
from duban.console.visits import Console, Reader, Visit
from duban.core.clock import local_date
from duban.core.errors import Refused
from duban.services.clock import is_demonstration, ledger_clock, reading_of
from duban.services.institution import running_institution
from duban.services.roles import ROLE_LABELS, standing_of
from duban.services.signing_in import needs_touch, session_of, touch
from duban.store.calendar import list_newest_packs
from duban.store.unit_of_work import reading, unit_of_work

COOKIE = "duban_session"
FORGERY_HEADER = "x-csrf-token"
FORGERY_FIELD = "csrf"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
FIRST_OF_ALL = "/my/password"
WITHOUT_CHANGE = {FIRST_OF_ALL, "/sign-out", "/api/session/end"}
"""Where somebody with a first password may go."""
NEW_FOR = timedelta(days=14)
"""So long the desk of an account shows what to do first."""
MOST_FILES, MOST_FIELDS = 20, 500


@dataclass(eq=False)
class NotSignedIn(Refused):
    """Nobody is signed in; `kept` is the draft as which the form waits for whoever sent it."""

    kept: str = ""

    def __str__(self) -> str:
        return "您还没有登录，或登录已过期；请重新登录。"


@dataclass(eq=False)
class NotPermitted(Refused):
    """The reader's roles do not open this route."""

    needs: tuple[str, ...]
    has: str

    def __str__(self) -> str:
        needs = "、".join(self.needs) or "相应的权限"
        return f"这一页供{needs}使用；您现在是{self.has or '没有任何岗位的账号'}。"


@dataclass(eq=False)
class Forged(Refused):
    """A form came without the token of this session; `kept` is its draft."""

    kept: str = ""

    def __str__(self) -> str:
        if self.kept:
            return "这个页面是上次登录时打开的，没有办理；填写的内容已存为草稿，请回到原处核对后再提交。"
        return "这个页面已过期，没有办理；请返回刷新后重试。"


@dataclass(eq=False)
class PasswordFirst(Refused):
    """The first password has to be changed before anything else."""

    def __str__(self) -> str:
        return "请先把初始口令改成自己的口令。"


def guard(permit: Permit) -> Callable[[Request], AsyncIterator[None]]:
    """What stands before an endpoint with that permit; the files of a form are let go of after it."""

    async def check(request: Request) -> AsyncIterator[None]:
        console: Console = request.app.state.console
        token = request.cookies.get(COOKIE)
        reader = await run_in_threadpool(read_session, console, token) if token else None
        visit = Visit(console, request, reader)
        request.state.visit = visit
        if reader and not permit.public:
            _judge(reader, permit, request.url.path)
        if request.method == "POST" and (reader or token or permit.public):
            visit.form = await _form(request)
        try:
            if not permit.public:
                await _admit(visit, token)
            yield
        finally:
            await visit.form.close()

    return check


def read_session(console: Console, token: str) -> Reader | None:
    """Who the cookie belongs to, as they stand today."""
    now = console.machine.now()
    with reading(console.engine) as session:
        row = session_of(session, token, console.lasting, now=now)
        reader = _reader(session, console, row) if row else None
    if row and needs_touch(row, now=now):
        with unit_of_work(console.engine) as uow:
            touch(uow.session, row["id"], console.lasting, now=now)
            uow.commit()
    return reader


def _reader(session: Session, console: Console, row: sa.RowMapping) -> Reader:
    institution = row["institution"] or next((each["institution"] for each in list_newest_packs(session)), "")
    running = running_institution(session, institution) if institution else None
    now = ledger_clock(session, console.settings.clock).now()
    standing = standing_of(
        session, running.pack if running else None, row["person_id"], row["account_id"], local_date(now)
    )
    demonstration = reading_of(now) if is_demonstration(session) else None
    plain: dict[str, Any] = {name: row[name] for name in ("account_id", "name", "title", "person", "csrf")}
    plain |= {"must_change": row["must_change"], "vouched": row["vouched"], "demonstration": demonstration}
    plain |= {"is_new": now < row["created_at"] + NEW_FOR, "now": now}
    return Reader(**plain, session_id=row["id"], institution=institution, running=running, standing=standing)


async def _admit(visit: Visit, token: str | None) -> None:
    """Raises NotSignedIn or Forged; what was typed into a form is kept before."""
    if visit.reader is None:
        raise NotSignedIn(await run_in_threadpool(leave_behind, visit, token) if token else "")
    if visit.request.method == "POST" and not _has_token(visit, visit.reader):
        raise Forged(await run_in_threadpool(keep, visit))


def _judge(reader: Reader, permit: Permit, path: str) -> None:
    if reader.must_change and path not in WITHOUT_CHANGE:
        raise PasswordFirst
    if not permit.admits(reader.roles):
        raise NotPermitted(tuple(ROLE_LABELS[role] for role in ROLE_LABELS if role in permit.roles), reader.role_names)


async def _form(request: Request) -> FormData:
    if not request.headers.get("content-type", "").startswith(FORMS):
        return FormData()
    return await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)


def _has_token(visit: Visit, reader: Reader) -> bool:
    given = visit.request.headers.get(FORGERY_HEADER) or visit.form.get(FORGERY_FIELD)
    return isinstance(given, str) and compare_digest(given.encode(), reader.csrf.encode())
