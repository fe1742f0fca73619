"""Items: the list, and one item with everything on record of it and what can be done now."""

from typing import Any

from fastapi.responses import Response

from duban.console.catalogue.all import acts_of
from duban.console.catalogue.subjects import ITEM_SUBJECT, require_seen
from duban.console.moves import offered
from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visiting
from duban.services.item_moves import moves_of
from duban.services.items_show import listed, story_of
from duban.store.item_story import Chosen
from states.labels import STATE_LABELS, place_labelled

SCREEN = Screen()
MOST = 200


@SCREEN.get("/items", permit=EVERYONE_AT_WORK)
def items(visit: Visiting, state: str = "", unit: str = "", late: bool = False) -> Response:
    """The list."""
    with visit.look() as looked:
        chosen = _chosen(visit, looked.asked.on, state, unit, late=late)
        rows = listed(looked.session, visit.me.institution, chosen, MOST)
        rungs = [rung.rung for ladder in looked.running.pack.ladders.values() for rung in ladder]
    labels = [*STATE_LABELS.values(), *dict.fromkeys(f"已{rung}" for rung in rungs)]
    return visit.page("items", rows=rows, labels=labels, state=state, unit=unit, late=late, most=MOST)


@SCREEN.get("/items/{code}", permit=EVERYONE_AT_WORK)
def item(visit: Visiting, code: str) -> Response:
    """One item."""
    institution = visit.me.institution
    with visit.look() as looked:
        require_seen(ITEM_SUBJECT, looked, [code], visit.me.sight)
        story = story_of(looked.session, institution, code, looked.running.calendar, on=looked.asked.on)
        posts = [held.post for held in visit.me.posts]
        moves = moves_of(looked.session, institution, code, posts, looked.asked)
    offers = offered(
        acts_of("item"),
        visit.me.roles,
        moves.possible,
        {"code": code, "codes": code},
        basis=moves.basis,
        why_not=moves.why_not,
    )
    return visit.page("item", item=story, offers=offers)


@SCREEN.get("/api/items", permit=EVERYONE_AT_WORK, tags=["item"], summary="督办任务清单")
def items_json(
    visit: Visiting, state: str = "", unit: str = "", late: bool = False, most: int = MOST
) -> list[dict[str, Any]]:
    """督办任务；单位联络员只见本单位主办、协办的。"""
    with visit.look() as looked:
        chosen = _chosen(visit, looked.asked.on, state, unit, late=late)
        return listed(looked.session, visit.me.institution, chosen, max(1, min(most, MOST)))


@SCREEN.get("/api/items/{code}", permit=EVERYONE_AT_WORK, tags=["item"], summary="一件督办任务")
def item_json(visit: Visiting, code: str) -> dict[str, Any]:
    """一件督办任务的全部经过：日期、反馈、延期、逾期和每一步的依据。"""
    with visit.look() as looked:
        require_seen(ITEM_SUBJECT, looked, [code], visit.me.sight)
        return story_of(looked.session, visit.me.institution, code, looked.running.calendar, on=looked.asked.on)


def _chosen(visit: Visiting, on: Any, state: str, unit: str, *, late: bool) -> Chosen:
    place, rung = (place_labelled(state) if state else None) or (None, None)
    return Chosen(place, rung, unit or None, on if late else None, visit.me.sight)
