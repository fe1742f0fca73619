"""What a paper lets somebody do with it now, what it refuses and why, on the clause of its approval."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from duban.services.item_desk import Asked
from duban.services.moves import Moves, as_posts
from duban.services.order_approval import not_their_step
from duban.services.order_desk import open_desk
from duban.services.records_view import cited
from duban.services.roles import HeldPost
from states.labels import ORDER_LABELS
from states.order import OrderEvent, OrderState


def moves_of_paper(session: Session, institution: str, handle: str, said: Asked, posts: Sequence[HeldPost]) -> Moves:
    """The moves of somebody who holds these posts. Raises NotFound."""
    first = open_desk(session, institution, handle, said, lock=False)
    desks = [replace(first, said=each) for each in as_posts(said, posts)]
    here, why_not = first.next_events(), {}
    label = ORDER_LABELS[OrderState(first.order["state"])]
    for event in OrderEvent:
        if event not in here:
            why_not[event.value] = f"现为“{label}”，没有这一步"
        elif all(found := [not_their_step(desk, event) for desk in desks]):
            why_not[event.value] = found[0]
    basis = dict.fromkeys((step.value for step, _ in first.plan.steps), cited(first.pack, first.plan.clause))
    return Moves(frozenset(here) - why_not.keys(), why_not, basis)
