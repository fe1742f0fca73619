"""Correcting an item (更正): recorded, and no number changes."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue
from duban.services.acts import OpenAct, SealedAct
from duban.services.item_desk import Asked, take_up
from duban.services.transition import record_change
from duban.store.items import TEXT
from duban.store.rows import find_row
from states.item import ItemEvent


@dataclass(frozen=True)
class Correction:
    """What is written otherwise; None leaves a field as it is."""

    title: str | None = None
    requirement: str | None = None
    completion_due_on: date | None = None


def correct_item(session: Session, institution: str, code: str, asked: Asked, correction: Correction) -> SealedAct:
    """Puts right what was entered wrongly, with the reason."""
    desk = take_up(session, institution, code, asked, ItemEvent.correct, request=asdict(correction), why=True)
    if desk.done:
        return desk.done
    changed = {name: value for name, value in asdict(correction).items() if value is not None}
    if not changed:
        raise InvalidValue("更正", "", "请写明更正什么：--title、--requirement 或 --complete-by")
    dates = {"completion_due_on": changed.pop("completion_due_on")} if "completion_due_on" in changed else {}
    text = find_row(session, TEXT, item_id=desk.item["id"])

    def also(act: OpenAct) -> None:
        if changed and text:
            record_change(session, act, TEXT, [text["id"]], changed)

    return desk.move(dates, also=also)
