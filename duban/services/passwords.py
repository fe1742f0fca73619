"""Hashing and judging passwords. A hash takes 64 MB and a third of a second, so two are made at once, not more."""

import secrets
from collections.abc import Callable
from functools import cache
from threading import BoundedSemaphore
from typing import TypeVar

from pwdlib import PasswordHash

from duban.core.errors import InvalidValue

AT_ONCE = 2
SHORTEST, LONGEST = 10, 200
KINDS: tuple[Callable[[str], bool], ...] = (str.isdigit, str.islower, str.isupper, lambda each: not each.isalnum())
FEWEST_KINDS = 2
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that are mistaken for each other."""
Answer = TypeVar("Answer")

_turns = BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    """The password's argon2 hash."""
    return _in_turn(lambda: _hasher().hash(password))


def verified(password: str, against: str | None) -> tuple[bool, str | None]:
    """Whether it is the password, and a hash by today's measures where the stored one is weaker.

    Without a stored hash the same work is done for nothing, so that the time does not tell whether the account exists.
    """
    held = against or _nobody()
    fits, better = _in_turn(lambda: _hasher().verify_and_update(password[:LONGEST], held))
    return fits and against is not None, better if against else None


def check_password(password: str, name: str) -> None:
    """Raises InvalidValue for a password that is too easily guessed."""
    kinds = sum(any(kind(each) for each in password) for kind in KINDS)
    if not SHORTEST <= len(password) <= LONGEST or kinds < FEWEST_KINDS or name.lower() in password.lower():
        remedy = f"至少{SHORTEST}位，含字母、数字、符号中的两类，不能含账号名"
        raise InvalidValue("新口令", "（不显示）", remedy)


def first_password() -> str:
    """A random password to be told once and changed at the first sign-in."""
    parts = ["".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3)]
    return "-".join(parts)


def _in_turn(work: Callable[[], Answer]) -> Answer:
    with _turns:
        return work()


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_hex())
