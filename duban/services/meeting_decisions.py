"""What a meeting decided, written down row by row: each row is drafted as an item from the day of the meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue
from duban.services.acts import SealedAct
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.items import NewItem, draft_item
from duban.services.items_show import story_of
from duban.services.occurrence_desk import OCCURRENCE_KIND
from duban.services.occurrence_people import decide
from duban.services.records import record_desk
from states.occurrence import OccurrenceState


def decide_rows(
    session: Session,
    running: RunningInstitution,
    code: str,
    said: Asked,
    *,
    rows: Sequence[NewItem],
    items: Sequence[str] = (),
    none: str | None = None,
) -> SealedAct:
    """Drafts the rows, counted from the day on which the meeting was held, and assigns them with `items`, as one deed.

    Whatever refuses one row refuses all. Raises InvalidValue, NotFound, TransitionRefused.
    """
    if rows and none:
        raise InvalidValue("--none", none, "已经写了议定事项，请只写其中一样")
    drafted = _draft(session, running, code, said, rows)
    return decide(session, running, code, said, items=[*items, *drafted], none=none)


def _draft(session: Session, running: RunningInstitution, code: str, said: Asked, rows: Sequence[NewItem]) -> list[str]:
    if not rows:
        return []
    desk = record_desk(session, OCCURRENCE_KIND, code, said, institution=running.pack.code)
    if desk.row["state"] is not OccurrenceState.convened and said.key is None:
        raise InvalidValue("议定事项", code, "登记召开以后才能交办，交办过的请另行拟办")
    pack = running.on_record
    drafted = []
    for number, row in enumerate(rows, 1):
        # a key of its own: sent twice, the same rows are the same items
        mine = replace(said, key=f"{said.key}:{number}" if said.key else None, version=None, files=())
        new = replace(row, decided_on=desk.row["held_on"])
        drafted.append(draft_item(session, new, mine, pack=pack))
    return drafted


def told_decided(session: Session, running: RunningInstitution, codes: Sequence[str], said: Asked) -> list[Any]:
    """What was decided, each with the dates that the limits of its type give it."""
    stories = (story_of(session, running.pack.code, code, running.calendar, on=said.on) for code in codes)
    return [_dates(story) for story in stories]


def _dates(story: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: story[name] for name in ("code", "title", "unit", "item_type", "label")}
    return {**named, "limits": [dict(limit) for limit in story["limits"]]}
