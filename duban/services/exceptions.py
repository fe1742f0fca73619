"""Setting a clause aside (破例) before there is a record: one that is stated as a rule, by whoever may, with why."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, ReasonMissing, TransitionRefused
from duban.institutions.schema import Pack, Strength
from duban.services.item_desk import Asked
from duban.services.records import exception_posts, exception_remedy, post_of

Refused = Callable[[str], TransitionRefused]
"""Makes the refusal of what is about to be done, out of its reason."""


def nothing_to_set_aside(said: Asked) -> None:
    """Raises InvalidValue for an exception where no clause stands in the way."""
    if said.exception:
        raise InvalidValue("--exception", "", "没有条款拦阻，不必破例，请去掉它")


def require_exception(
    session: Session, pack: Pack, said: Asked, clause: str | None, *, says: str, doing: str, refused: Refused
) -> None:
    """The clause stands in the way: raises unless it is of strength `rule` and somebody who may sets it aside.

    A clause that only advises stands in nobody's way. Raises TransitionRefused, ReasonMissing, InvalidValue.
    """
    stated = pack.clauses.get(clause or "")
    if stated and stated.strength is Strength.advice:
        nothing_to_set_aside(said)
        return
    posts = exception_posts(pack, clause)
    if not said.exception or not posts:
        raise refused(says + exception_remedy(posts))
    if not said.reason:
        raise ReasonMissing(f"破例{doing}")
    if post_of(session, said) not in posts:
        raise refused(f"{says}；破例须由{'、'.join(posts)}决定")
