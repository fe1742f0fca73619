"""What the acts on records have in common: the record as the act left it, who keeps the books."""

from collections.abc import Callable, Sequence
from typing import Any

from duban.console.catalogue.act import Told
from duban.console.catalogue.choices import Pairs, same
from duban.core.errors import NotShown
from duban.services.beginning import Begun, Looked
from duban.services.roles import HeldPost, Role, roles_of
from duban.store.org import list_holdings
from duban.store.sight import Sight


def shown(begun: Begun, show: Callable[..., Told], code: str) -> Told:
    """The record as the act left it; its last act is the one just done."""
    return show(begun.session, begun.running.pack.code, code, begun.asked)


def of_pack(names: Callable[[Any], Sequence[str]]) -> Callable[[Looked, Sight], Pairs]:
    """A choice among names that the pack gives."""
    return lambda looked, _sight: same(list(names(looked.running.pack)))


def require_clerk(begun: Begun, what: str) -> None:
    """What the pack leaves to whoever keeps the books is not for a unit to do. Raises NotShown."""
    held = list_holdings(begun.session, begun.running.pack.code, begun.asked.on)
    mine = [row for row in held if row["post_id"] == begun.asked.actor.post_id]
    names = ("unit_id", "unit", "post_id", "post", "person_id", "is_deputy")
    posts = [HeldPost(**{name: row[name] for name in names}) for row in mine]
    if not any(roles_of(begun.running.pack, post) & {Role.operator, Role.leader} for post in posts):
        raise NotShown(what, "督查室经办")
