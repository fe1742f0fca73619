"""How often an item or its unit was sent a rung's paper lately, leaving out papers whose breaches were all cleared."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from models import Breach, Item, Order, OrderItem, table_of
from models.types import UTCDateTime
from states.order import OrderState

ITEM, ORDER, LISTED, BREACH = table_of(Item), table_of(Order), table_of(OrderItem), table_of(Breach)
SENT = (OrderState.served, OrderState.answered)


def papers_counted(over: str, given: Mapping[str, sa.BindParameter[Any]]) -> sa.ColumnElement[int]:
    """The count for an item of the query around it; `given` has the rung `counted` and the instant `counted_since`."""
    listed = sa.and_(LISTED.c.order_id == ORDER.c.id, LISTED.c.struck_at.is_(None))
    cleared = sa.exists().where(
        BREACH.c.item_id == LISTED.c.item_id,
        BREACH.c.limit_kind == LISTED.c.limit_kind,
        BREACH.c.limit_on == LISTED.c.limit_on,
        BREACH.c.cleared_at.is_not(None),
    )
    stands = sa.exists().where(listed, ~cleared)
    mine = ORDER.c.unit_id == ITEM.c.lead_unit_id
    if over == "item":
        mine = sa.exists().where(listed, LISTED.c.item_id == ITEM.c.id, ~cleared)
    since = sa.type_coerce(given["counted_since"], UTCDateTime())
    sent = (
        ORDER.c.institution == ITEM.c.institution,
        ORDER.c.ladder == ITEM.c.ladder,
        ORDER.c.rung == given["counted"],
        ORDER.c.state.in_(SENT),
        ORDER.c.served_at >= since,
    )
    query = sa.select(sa.func.count()).select_from(ORDER).where(*sent, mine, stands)
    return query.correlate(ITEM).scalar_subquery()
