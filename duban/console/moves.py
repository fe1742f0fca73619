"""What can be done with something now: each act that the reader's roles open, and why the others cannot be done."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from duban.console.catalogue.act import Act, Subject
from duban.console.visits import Visit
from duban.console.wording import on_screen
from duban.services.beginning import Looked
from duban.services.moves import Moves
from duban.services.roles import Role

NO_STEP = "现在的状态没有这一步"
ANOTHER_POST = re.compile(r"，请用 --by [^；，]*写明[^；，]*")
"""Whoever looks has no other post to name: each of theirs was asked for."""


@dataclass(frozen=True)
class Offer:
    """One act as the page of its subject offers it."""

    act: Act
    address: str
    why_not: str = ""
    basis: str = ""
    aside: bool = False
    """Whether it comes after the others: what is done now and then, and what is really a unit's to do."""


def offered(
    acts: Iterable[Act],
    roles: frozenset[Role],
    moves: Moves,
    given: Mapping[str, str],
) -> list[Offer]:
    """The acts open to these roles, what can be done first."""
    found = []
    for act in acts:
        if act.subject is None or not act.open_to(roles):
            continue
        can = not act.events or bool(set(act.events) & moves.possible)
        reasons = [reason for event in act.events if (reason := moves.why_not.get(event))]
        refusal = "" if can else on_screen(ANOTHER_POST.sub("", next(iter(reasons), NO_STEP)))
        rests = moves.basis.get(act.events[0], "") if act.events else ""
        aside = act.aside or (Role.liaison in act.permit.roles and Role.liaison not in roles)
        found.append(Offer(act, f"/act/{act.path}?{urlencode(_named(act, given))}", refusal, rests, aside))
    return sorted(found, key=lambda offer: (bool(offer.why_not), offer.aside))


def moves_on(visit: Visit, looked: Looked, subject: Subject, handle: str) -> Moves:
    """What the reader can do with the subject now, by all the posts that they hold, and why not the rest."""
    return subject.moves(looked, handle, visit.me.posts)


def _named(act: Act, given: Mapping[str, str]) -> Mapping[str, str]:
    """The subject under the name that the act's form has for it."""
    field = act.subject.field if act.subject else ""
    return {field: given.get(field) or next(iter(given.values()))}
