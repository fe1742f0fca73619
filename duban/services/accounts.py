"""Accounts: opened, locked, granted and revoked, each an act on the ledger's chain; passwords never enter the chain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, ReasonMissing, Refused
from duban.services.acts import LEDGER_CHAIN, OpenAct, SealedAct, open_or_answer, record_new, seal
from duban.services.item_desk import Asked
from duban.services.passwords import check_password, first_password, hashed
from duban.services.records_view import local_text
from duban.store import accounts as store
from duban.store.kept import Changes
from duban.store.rows import add_rows, find_row, set_values
from models import Grant

GRANT_LABELS = {
    Grant.auditor: "审计",
    Grant.system_admin: "系统管理员",
    Grant.security_admin: "安全管理员",
    Grant.audit_admin: "审计管理员",
}
ADMINISTRATORS = (Grant.system_admin, Grant.security_admin, Grant.audit_admin)
FIRST = {"sysadmin": Grant.system_admin, "secadmin": Grant.security_admin, "auditadmin": Grant.audit_admin}
"""The accounts that a ledger begins with: 三权分立."""
LONGEST_NAME = 40


@dataclass(eq=False)
class GrantRefused(Refused):
    """An account may not be granted that."""

    account: str
    says: str

    def __str__(self) -> str:
        return f"不能给账号“{self.account}”这样授权：{self.says}。"


@dataclass(frozen=True)
class NewAccount:
    """An account as it is opened; `person` by name within an institution, or nobody for an administrator."""

    name: str
    institution: str | None = None
    person: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Opened:
    """An account that was opened, and the password that is told once."""

    name: str
    password: str
    act: SealedAct


def open_account(session: Session, new: NewAccount, asked: Asked, password: str | None = None) -> Opened:
    """Opens an account; its first password is made here unless given. Raises InvalidValue, NotFound."""
    _check_name(new.name)
    person = _person(session, new)
    secret = password or first_password()
    request = {"account": new.name, "person": new.person, "institution": new.institution}
    act = open_or_answer(session, asked.draft(LEDGER_CHAIN, "open_account", request=request))
    if isinstance(act, SealedAct):
        return Opened(new.name, "", act)
    if store.find_account(session, new.name):
        raise InvalidValue("账号", new.name, "已有这个账号，请换一个名称")
    if person and find_row(session, store.ACCOUNT, person_id=person["id"]):
        raise InvalidValue("姓名", new.person or "", "这个人已有账号，一人一个")
    row = {
        "name": new.name,
        "title": new.title or new.person or new.name,
        "person_id": person["id"] if person else None,
        "created_at": asked.at,
        "version": 1,
    }
    ids = add_rows(session, store.ACCOUNT, [row])
    record_new(session, act, store.ACCOUNT, ids)
    held = {"hash": hashed(secret), "must_change": password is None, "changed_at": asked.at, "failures": 0}
    add_rows(session, store.SECRET, [{"account_id": ids[0], **held}])
    return Opened(new.name, secret, seal(session, act, {"account": new.name}))


def lock_account(session: Session, name: str, asked: Asked) -> SealedAct:
    """Nobody signs in with it any more, and whoever is signed in is signed out. Raises NotFound, ReasonMissing."""
    if not asked.reason:
        raise ReasonMissing("停用账号")
    sets = {"locked_at": asked.at, "lock_reason": asked.reason}
    sealed = _change(session, name, "lock_account", asked, lambda row: {} if row["locked_at"] else sets)
    store.end_sessions(session, store.SESSION.c.account_id == _account(session, name)["id"])
    return sealed


def unlock_account(session: Session, name: str, asked: Asked) -> SealedAct:
    """It may be used again; failed attempts are forgotten. Raises NotFound."""
    row = _account(session, name)
    sealed = _change(session, name, "unlock_account", asked, lambda _row: {"locked_at": None, "lock_reason": None})
    forget_failures(session, row["id"])
    return sealed


def reset_password(session: Session, name: str, asked: Asked) -> Opened:
    """A new first password, told once; whoever is signed in is signed out. Raises NotFound."""
    row = _account(session, name)
    secret = first_password()
    sealed = _change(session, name, "reset_password", asked, lambda _row: {})
    _write_secret(session, row["id"], secret, asked.at, must_change=True)
    store.end_sessions(session, store.SESSION.c.account_id == row["id"])
    return Opened(name, secret, sealed)


def change_password(session: Session, account_id: int, password: str, *, keep: int, asked: Asked) -> SealedAct:
    """The account's own new password; every session but `keep` ends. Raises InvalidValue."""
    row = store.find_account_by_id(session, account_id)
    if row is None:
        raise NotFound("账号", str(account_id), "请重新登录")
    check_password(password, row["name"])
    sealed = _change(session, row["name"], "change_password", asked, lambda _row: {})
    _write_secret(session, account_id, password, asked.at, must_change=False)
    store.end_sessions(session, store.SESSION.c.account_id == account_id, store.SESSION.c.id != keep)
    return sealed


def grant(session: Session, name: str, kind: Grant, asked: Asked) -> SealedAct:
    """Grants it to the account. Raises NotFound, GrantRefused where it would hold two administrators' powers."""
    row = _account(session, name)
    act = open_or_answer(session, asked.draft(LEDGER_CHAIN, "grant", request={"account": name, "grant": kind}))
    if isinstance(act, SealedAct):
        return act
    held = {Grant(each["grant_kind"]) for each in store.standing_grants(session, row["id"])}
    if kind in held:
        raise GrantRefused(name, f"已经是{GRANT_LABELS[kind]}")
    if kind in ADMINISTRATORS and (other := held & set(ADMINISTRATORS)):
        says = f"它已是{GRANT_LABELS[other.pop()]}，系统、安全、审计三种管理员一人只能任一种"
        raise GrantRefused(name, says)
    new = {"account_id": row["id"], "grant_kind": kind, "granted_at": asked.at}
    record_new(session, act, store.GRANT, add_rows(session, store.GRANT, [new]))
    return seal(session, act)


def revoke(session: Session, name: str, kind: Grant, asked: Asked) -> SealedAct:
    """Takes it back. Raises NotFound."""
    row = _account(session, name)
    found = [each for each in store.standing_grants(session, row["id"]) if each["grant_kind"] == kind]
    changes = Changes(session)
    changes.changing(store.GRANT, [each["id"] for each in found])
    act = open_or_answer(session, asked.draft(LEDGER_CHAIN, "revoke", request={"account": name, "grant": kind}))
    if isinstance(act, SealedAct):
        return act
    if not found:
        raise NotFound(f"账号 {name} 的授权", GRANT_LABELS[kind], "请先查看它现有的授权")
    set_values(session, store.GRANT, [each["id"] for each in found], {"revoked_at": asked.at})
    changes.record(act.institution, act.seq)
    return seal(session, act)


def begin_accounts(session: Session, asked: Asked) -> list[Opened]:
    """The three administrators of a ledger that has no account yet, each with the password that is told once."""
    if store.count_accounts(session):
        return []
    opened = []
    for name, kind in FIRST.items():
        opened.append(open_account(session, NewAccount(name, title=GRANT_LABELS[kind]), asked))
        grant(session, name, kind, asked)
    return opened


def list_of(session: Session, *, institution: str | None = None) -> list[dict[str, Any]]:
    """Accounts as people and scripts read them."""
    grants: dict[int, list[str]] = {}
    for row in store.all_standing_grants(session):
        grants.setdefault(row["account_id"], []).append(GRANT_LABELS[Grant(row["grant_kind"])])
    rows = [each for each in store.list_accounts(session) if institution in (None, each["institution"])]
    return [_told(row, grants.get(row["id"], ())) for row in rows]


def forget_failures(session: Session, account_id: int) -> None:
    """Failed attempts count no more."""
    secret = store.secret_of(session, account_id, lock=True)
    if secret:
        set_values(session, store.SECRET, [secret["id"]], {"failures": 0, "held_until_at": None})


def _told(row: sa.RowMapping, grants: Sequence[str]) -> dict[str, Any]:
    plain = {name: row[name] for name in ("name", "title", "person", "institution", "lock_reason")}
    locked_at = row["locked_at"]
    state = "停用" if locked_at else "待改口令" if row["must_change"] else "可用"
    times = {name: row[name] and local_text(row[name]) for name in ("locked_at", "held_until_at")}
    return {**plain, "state": state, "grants": list(grants), **times}


def _change(
    session: Session, name: str, verb: str, asked: Asked, sets: Callable[[sa.RowMapping], dict[str, Any]]
) -> SealedAct:
    """One act on one account, its row changed and its version counted up."""
    row = _account(session, name)
    changes = Changes(session)
    changes.changing(store.ACCOUNT, [row["id"]])
    act: OpenAct | SealedAct = open_or_answer(session, asked.draft(LEDGER_CHAIN, verb, request={"account": name}))
    if isinstance(act, SealedAct):
        return act
    set_values(session, store.ACCOUNT, [row["id"]], {**sets(row), "version": row["version"] + 1})
    changes.record(act.institution, act.seq)
    return seal(session, act)


def _write_secret(session: Session, account_id: int, password: str, at: datetime, *, must_change: bool) -> None:
    secret = store.secret_of(session, account_id, lock=True)
    held = {
        "hash": hashed(password),
        "must_change": must_change,
        "changed_at": at,
        "failures": 0,
        "held_until_at": None,
    }
    if secret:
        set_values(session, store.SECRET, [secret["id"]], held)
    else:
        add_rows(session, store.SECRET, [{"account_id": account_id, **held}])


def _account(session: Session, name: str) -> sa.RowMapping:
    row = store.find_account(session, name, lock=True)
    if row is None:
        raise NotFound("账号", name, "请先查看账号列表")
    return row


def _person(session: Session, new: NewAccount) -> sa.RowMapping | None:
    if new.person is None:
        return None
    found = find_row(session, store.PERSON, institution=new.institution, name=new.person)
    if found is None:
        raise NotFound("姓名", new.person, "请先登记他的岗位和任职（duban org import）")
    return found


def _check_name(name: str) -> None:
    if not (0 < len(name) <= LONGEST_NAME) or not name.isprintable() or any(each.isspace() for each in name):
        raise InvalidValue("账号", name, f"请用{LONGEST_NAME}字以内、没有空格的名称")
