"""Guards that the machines of several kinds of record share; each tells in its docstring what it asks, for the docs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from states.engine import Refusal, SingleGuard


class Deciders(NamedTuple):
    """Which posts may take a step, and what says so; no posts: whoever is at the desk."""

    posts: tuple[str, ...] = ()
    clause: str | None = None


def held_by(posts: tuple[str, ...], clause: str | None = None) -> SingleGuard:
    """Whoever acts holds one of these posts (`post`); no posts: anyone may."""

    def guard(subject: Mapping[str, Any]) -> Refusal | None:
        if not posts or subject["post"] in posts:
            return None
        return Refusal(f"这一步由{'、'.join(posts)}办理，请用 --by 写明岗位", clause)

    guard.__doc__ = f"由{'、'.join(posts)}办理" if posts else ""
    return guard


def by_another(field: str, says: str) -> SingleGuard:
    """The person who acts (`person_id`) is not the one named in `field`: nobody decides on what is their own."""

    def guard(subject: Mapping[str, Any]) -> Refusal | None:
        own = subject["person_id"] is not None and subject["person_id"] == subject[field]
        return Refusal(says) if own else None

    guard.__doc__ = says
    return guard


def having(field: str, says: str, asks: str, clause: str | None = None) -> SingleGuard:
    """`field` holds something."""

    def guard(subject: Mapping[str, Any]) -> Refusal | None:
        return None if subject[field] else Refusal(says, clause)

    guard.__doc__ = asks
    return guard
