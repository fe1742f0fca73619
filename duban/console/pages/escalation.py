"""Escalating by hand what a filter finds or a unit owes: the preview with papers and approvers, then the confirming."""

from typing import Any
from uuid import uuid4

from fastapi.responses import Response

from duban.console.catalogue.act import Told
from duban.console.catalogue.all import acts_of
from duban.console.catalogue.item_escalate import Escalate, wanted_of
from duban.console.forms import read_fields, shown_fields, typed_in
from duban.console.permits import OFFICE_AND_LEADERS, Screen
from duban.console.visits import Visiting
from duban.console.wording import on_screen
from duban.core.errors import DubanError
from duban.services.beginning import Looked
from duban.services.escalation import preview_escalation

SCREEN = Screen()
ACT = next(act for act in acts_of("item") if act.name == "item escalate")
LEFT_TO_CONFIRMING = {"allowed_only", "confirmed"}


@SCREEN.get("/escalation", permit=OFFICE_AND_LEADERS)
def escalation(visit: Visiting) -> Response:
    """The conditions, and once they are written what would come of them."""
    typed = typed_in(visit.request.query_params, Escalate)  # type: ignore[arg-type]  # a multi-dict as well
    with visit.look() as looked:
        fields = shown_fields(Escalate, looked, visit.me.sight, typed, {})
        found, says = _found(looked, typed) if typed else (None, "")
    chosen = {name: value for name, value in typed.items() if name not in LEFT_TO_CONFIRMING}
    asked = [each for each in fields if each.name not in LEFT_TO_CONFIRMING]
    return visit.page("escalation", fields=asked, chosen=chosen, found=found, says=says, act=ACT, key=str(uuid4()))


def _found(looked: Looked, typed: dict[str, Any]) -> tuple[Told | None, str]:
    """The preview, or why there is none."""
    try:
        wanted = wanted_of(Escalate.model_validate(read_fields(ACT, typed).model_dump()))
        return preview_escalation(looked.session, looked.running, wanted, looked.asked), ""
    except DubanError as error:
        return None, on_screen(str(error))
