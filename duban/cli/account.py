"""`duban account`: who may sign in to the console, and what was granted to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from duban.cli import context, output
from duban.cli.acting import office
from duban.cli.options import AsJson, Institution
from duban.core.errors import InvalidValue
from duban.services import accounts
from duban.services.item_desk import Asked
from duban.store.unit_of_work import UnitOfWork, reading
from models import Grant

app = typer.Typer(help="控制台的账号：开设、停用、口令、授权。", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="账号")]
Reason = Annotated[str | None, typer.Option("--reason", help="理由；停用必须写")]
KINDS = {kind.value.replace("_", "-"): kind for kind in Grant}


@contextmanager
def _begun(reason: str | None = None) -> Iterator[tuple[UnitOfWork, Asked]]:
    with office().write() as (uow, asked):
        yield uow, replace(asked, reason=reason)
        uow.commit()


@app.command()
def add(
    name: Name,
    person: Annotated[str | None, typer.Option(help="给谁用：姓名，须已登记任职；管理员可不写")] = None,
    title: Annotated[str | None, typer.Option(help="怎样称呼；缺省为姓名")] = None,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """开设账号，初始口令只显示一次；角色随本人的任职，不另授予。

    示例：duban account add ranxiaobo --person 冉小波
    """
    new = accounts.NewAccount(name, institution, person, title)
    with _begun() as (uow, asked):
        opened = accounts.open_account(uow.session, new, asked)
    return _told_once(opened, "已开设", as_json=as_json)


@app.command("list")
def list_(as_json: AsJson = False) -> int:
    """列出账号、状态和授权。

    示例：duban account list
    """
    with reading(context.ledger(context.settings())) as session:
        rows = accounts.list_of(session)
    if as_json:
        output.print_json(rows)
        return 0
    names = ("name", "title", "institution", "state", "grants", "lock_reason")
    lines = [["、".join(row[name]) if name == "grants" else row[name] for name in names] for row in rows]
    output.print_table(f"账号 {len(rows)} 个", ("账号", "称呼", "制度", "状态", "授权", "停用理由"), lines)
    return 0


@app.command()
def lock(name: Name, reason: Reason = None, as_json: AsJson = False) -> int:
    """停用账号，登录着的全部退出；须写明理由。

    示例：duban account lock ranxiaobo --reason 调离
    """
    with _begun(reason) as (uow, asked):
        act = accounts.lock_account(uow.session, name, asked)
    return _told(act, f"账号 {name} 已停用", as_json=as_json)


@app.command()
def unlock(name: Name, reason: Reason = None, as_json: AsJson = False) -> int:
    """恢复停用的账号；口令连续输错被锁的也用它解锁。

    示例：duban account unlock ranxiaobo
    """
    with _begun(reason) as (uow, asked):
        act = accounts.unlock_account(uow.session, name, asked)
    return _told(act, f"账号 {name} 可以登录", as_json=as_json)


@app.command()
def password(name: Name, reason: Reason = None, as_json: AsJson = False) -> int:
    """重设为一次性的初始口令，只显示一次，登录着的全部退出。

    示例：duban account password ranxiaobo
    """
    with _begun(reason) as (uow, asked):
        opened = accounts.reset_password(uow.session, name, asked)
    return _told_once(opened, "已重设口令", as_json=as_json)


@app.command()
def grant(
    name: Name,
    kind: Annotated[str, typer.Argument(help=f"授予什么：{'、'.join(KINDS)}")],
    reason: Reason = None,
    as_json: AsJson = False,
) -> int:
    """授予审计或一种管理员；系统、安全、审计三种管理员一个账号只能任一种。

    示例：duban account grant wangwei auditor
    """
    with _begun(reason) as (uow, asked):
        act = accounts.grant(uow.session, name, _kind(kind), asked)
    return _told(act, f"账号 {name} 已授予{accounts.GRANT_LABELS[_kind(kind)]}", as_json=as_json)


@app.command()
def revoke(
    name: Name,
    kind: Annotated[str, typer.Argument(help=f"收回什么：{'、'.join(KINDS)}")],
    reason: Reason = None,
    as_json: AsJson = False,
) -> int:
    """收回授予的。

    示例：duban account revoke wangwei auditor
    """
    with _begun(reason) as (uow, asked):
        act = accounts.revoke(uow.session, name, _kind(kind), asked)
    return _told(act, f"账号 {name} 已收回{accounts.GRANT_LABELS[_kind(kind)]}", as_json=as_json)


def _kind(text: str) -> Grant:
    if text not in KINDS:
        raise InvalidValue("授权", text, f"请从{'、'.join(KINDS)}中选一个")
    return KINDS[text]


def _told_once(opened: accounts.Opened, says: str, *, as_json: bool) -> int:
    if as_json:
        output.print_json({"name": opened.name, "password": opened.password, "act": asdict(opened.act)})
    else:
        output.say(f"账号 {opened.name} {says}，初始口令（只显示这一次）：{opened.password}")
        output.say("第一次登录须改口令。")
    return 0


def _told(act: Any, says: str, *, as_json: bool) -> int:
    if as_json:
        output.print_json({"act": {"institution": act.institution, "seq": act.seq, "hash": act.hash}})
    else:
        output.say(f"{says}（{act.institution}#{act.seq}）。")
    return 0
