"""Where an item stands in its machine and where it can go from there, as a page draws and says it. Decides nothing."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.ladders import ladder_plan
from duban.services.packs import pack_behind
from states.drawing import drawing_of
from states.item import OVER, ItemEvent, ItemState, place_of, state_at
from states.item_moves import ASIDE
from states.labels import EVENT_LABELS, standing_label, state_label

Told = dict[str, Any]
AFTER_WORK = (ItemState.checking, ItemState.checked, ItemState.suspended)
"""Where an item comes from its work or its rungs."""


def picture_of(session: Session, item: sa.RowMapping) -> Told:
    """The places of the item's machine in order, the arrows between them, and the ways on from where it stands."""
    pack = pack_behind(session, item).pack
    table, here = ladder_plan(pack, item["ladder"]).moves, place_of(item["state"], item["rung"])
    drawn = drawing_of(table, ASIDE)
    places = _in_order(drawn.places if here in drawn.places else (*drawn.places, here))
    number = {place: at for at, place in enumerate(places)}
    onward = drawing_of(table).arrows
    ways = [
        {
            "to": state_label(*state_at(there)),
            "by": list(dict.fromkeys(EVENT_LABELS[ItemEvent(event)] for event in events)),
        }
        for (source, there), events in onward.items()
        if source == here
    ]
    return {
        "here": standing_label(item),
        "at": number[here],
        "places": [state_label(*state_at(place)) for place in places],
        "arrows": [
            {"from": number[source], "to": number[there], "leaves_here": source == here}
            for source, there in drawn.arrows
        ],
        "ways": ways,
    }


def _in_order(places: Sequence[str]) -> list[str]:
    """The rungs behind the states from which they are climbed, the ends last."""
    return sorted(places, key=lambda place: (state_at(place)[0] in OVER, state_at(place)[0] in AFTER_WORK))
