"""Signing in and out: attempts are counted, a session runs out when idle or old. Sessions go by the machine's clock."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import Refused
from duban.services.accounts import ADMINISTRATORS
from duban.services.passwords import verified
from duban.services.records_view import local_text
from duban.store import accounts as store
from duban.store.rows import add_rows, set_values
from models import Grant

ATTEMPTS = 5
HELD_FOR = timedelta(minutes=15)
LEFT_BEHIND_FOR = timedelta(days=7)
"""So long is it known whose session ran out: what they send then is kept for them."""
SEEN_EVERY = timedelta(minutes=1)
"""So rarely is it written down that a session is in use."""
LONGEST_AGENT = 200


@dataclass(eq=False)
class SignInRefused(Refused):
    """Somebody may not sign in; says no more than they may know."""

    says: str

    def __str__(self) -> str:
        return f"没有登录：{self.says}。"


LOCKED = SignInRefused("这个账号已停用，请找系统管理员")


@dataclass(frozen=True)
class Lasting:
    """How long a session lasts without being used, and at all."""

    idle: timedelta
    most: timedelta


@dataclass(frozen=True)
class Attempt:
    """A name and password, and where they come from."""

    name: str
    password: str
    agent: str = ""
    address: str = ""


@dataclass(frozen=True)
class Vouched:
    """Somebody whom the identity provider, by the name that people call it, says to be `name`; and where from."""

    name: str
    provider: str
    agent: str = ""
    address: str = ""


@dataclass(frozen=True)
class SignedIn:
    """A session that has begun: the secret that its cookie carries, known to nobody else."""

    token: str
    account_id: int


def judge(session: Session, attempt: Attempt, *, now: datetime) -> tuple[sa.RowMapping | None, bool, str | None]:
    """The account, whether the password fits, and a better hash for it. Reads only: hashing holds no lock."""
    account = store.find_account(session, attempt.name)
    secret = store.secret_of(session, account["id"]) if account else None
    held = secret is not None and secret["held_until_at"] is not None and secret["held_until_at"] > now
    fits, better = verified(attempt.password, secret["hash"] if secret and not held else None)
    return account, fits, better


def sign_in(
    session: Session, attempt: Attempt, judged: tuple[sa.RowMapping | None, bool, str | None], *, now: datetime
) -> SignedIn | SignInRefused:
    """Begins a session, or counts a failed attempt; the caller commits both."""
    account, fits, better = judged
    secret = store.secret_of(session, account["id"], lock=True) if account else None
    if account is None or secret is None:
        return SignInRefused("账号或口令不对")
    if refusal := _held(secret, now):
        return refusal
    if not fits:
        failures = secret["failures"] + 1
        held = now + HELD_FOR if failures >= ATTEMPTS else None
        counted = {"failures": 0 if held else failures, "held_until_at": held}
        set_values(session, store.SECRET, [secret["id"]], counted)
        return SignInRefused("账号或口令不对")
    if account["locked_at"]:
        return LOCKED
    renewed = {"hash": better} if better else {}
    set_values(session, store.SECRET, [secret["id"]], {"failures": 0, "held_until_at": None, **renewed})
    return _begun(session, account["id"], attempt, now=now)


def sign_in_vouched(session: Session, vouched: Vouched, *, now: datetime) -> SignedIn | SignInRefused:
    """Begins a session for whom the provider vouches for; no account comes of it. The caller commits.

    Administrators sign in by password only: whoever runs the provider would otherwise be all three of them.
    """
    account = store.find_account(session, vouched.name)
    secret = store.secret_of(session, account["id"], lock=True) if account else None
    if account is None or secret is None:
        who = f"{vouched.provider}认得您是“{vouched.name}”，但督办系统里没有这个账号"
        return SignInRefused(f"{who}；请找本单位的系统管理员开设，账号须与此完全一致")
    if refusal := _held(secret, now):
        return refusal
    if account["locked_at"]:
        return LOCKED
    granted = {Grant(each["grant_kind"]) for each in store.standing_grants(session, account["id"])}
    if granted & set(ADMINISTRATORS):
        return SignInRefused("管理员账号只用账号和口令登录")
    return _begun(session, account["id"], vouched, now=now)


def _held(secret: sa.RowMapping, now: datetime) -> SignInRefused | None:
    if not secret["held_until_at"] or secret["held_until_at"] <= now:
        return None
    until = local_text(secret["held_until_at"])
    return SignInRefused(f"口令连续输错{ATTEMPTS}次，{until}以后再试，或请系统管理员解锁")


def _begun(session: Session, account_id: int, who: Attempt | Vouched, *, now: datetime) -> SignedIn:
    token = secrets.token_urlsafe(32)
    row = {
        "account_id": account_id,
        "token_hash": hash_of(token),
        "csrf": secrets.token_urlsafe(24),
        "agent": who.agent[:LONGEST_AGENT],
        "address": who.address,
        "began_at": now,
        "seen_at": now,
        "vouched": isinstance(who, Vouched),
    }
    add_rows(session, store.SESSION, [row])
    return SignedIn(token, account_id)


def session_of(session: Session, token: str, lasting: Lasting, *, now: datetime) -> sa.RowMapping | None:
    """The session that the cookie names, while it lasts and its account is not locked."""
    row = store.find_session(session, hash_of(token))
    return row if row and not row["locked_at"] and _lasts(row, lasting, now) else None


def sessions_of(session: Session, account_id: int, lasting: Lasting, *, now: datetime) -> list[sa.RowMapping]:
    """Where the account is signed in."""
    return [row for row in store.list_sessions(session, account_id) if _lasts(row, lasting, now)]


def ran_out(session: Session, token: str, csrf: str) -> int | None:
    """Whose session it was that ran out; None for one that was ended, is not known, or sends no token of its own."""
    row = store.find_session(session, hash_of(token))
    if row is None or row["locked_at"] or not compare_digest(csrf.encode(), row["csrf"].encode()):
        return None
    return int(row["account_id"])


def _lasts(row: sa.RowMapping, lasting: Lasting, now: datetime) -> bool:
    return bool(row["seen_at"] + lasting.idle > now and row["began_at"] + lasting.most > now)


def needs_touch(row: sa.RowMapping, *, now: datetime) -> bool:
    """Whether it is time to write down that the session is in use."""
    return bool(row["seen_at"] + SEEN_EVERY <= now)


def touch(session: Session, session_id: int, lasting: Lasting, *, now: datetime) -> None:
    """The session is in use; the ones that ran out long ago are forgotten."""
    set_values(session, store.SESSION, [session_id], {"seen_at": now})
    long_ago = now - LEFT_BEHIND_FOR
    store.end_stale_sessions(session, idle_since=long_ago - lasting.idle, began_before=long_ago - lasting.most)


def sign_out(session: Session, session_id: int) -> None:
    """This session ends."""
    store.end_sessions(session, store.SESSION.c.id == session_id)


def sign_out_everywhere(session: Session, account_id: int) -> None:
    """Every session of the account ends."""
    store.end_sessions(session, store.SESSION.c.account_id == account_id)


def hash_of(token: str) -> str:
    """How a cookie's secret is kept: who reads the table cannot sign in with it."""
    return sha256(token.encode()).hexdigest()
