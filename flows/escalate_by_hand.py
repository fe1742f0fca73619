"""Escalation by a person, as a form: previewed unless asked to go on; the same as `duban item escalate`."""

from functools import partial
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from duban.services.escalation import Wanted, preview_escalation
from duban.services.escalation_act import escalate_items
from flows.answering import Page, answered, begun, words_of
from flows.catalogue import ESCALATE_BY_HAND
from flows.escalation_page import escalation_page, escalation_short


def run_name() -> str:
    """institution · what is to go up · where to."""
    given = flow_run.parameters
    what = "、".join(words_of(given.get("codes", ""))) or given.get("unit") or given.get("item_type") or "按条件"
    preview = "预览" if given.get("preview", True) else "提级"
    return f"{given['institution']}·{what}·{given['rung']}·{preview}"


@flow(name=ESCALATE_BY_HAND.name, flow_run_name=run_name)
def escalate_by_hand(  # noqa: PLR0917 - each is one field of the form
    institution: str,
    rung: str,
    reason: str,
    by: str,
    codes: str = "",
    unit: str = "",
    item_type: str = "",
    on_rung: str = "",
    overdue_days: int = 0,
    office: str = "",
    allowed_only: bool = False,
    preview: bool = True,
) -> State[Any]:
    """Shows what would go where; with `preview` off does it in one act, or refuses it whole with the clause."""
    chosen = (unit or None, item_type or None, on_rung or None, overdue_days or None, office or None)
    wanted = Wanted(rung, words_of(codes), *chosen)
    deed = partial(escalated, institution, wanted, (by, reason), allowed_only=allowed_only, preview=preview)
    return answered(f"escalate-{institution}", f"手工提级·{rung}", deed)


def escalated(institution: str, wanted: Wanted, who: tuple[str, str], *, allowed_only: bool, preview: bool) -> Page:
    """What would go up, or what went; `who`: the post and the reason. Raises DubanError where it is refused."""
    with begun(institution, *who) as desk:
        session, running = desk.work.session, desk.running
        if preview:
            told = preview_escalation(session, running, wanted, desk.said)
        else:
            told = escalate_items(session, running, wanted, desk.said, allowed_only=allowed_only)
            desk.work.commit()
    return Page(escalation_short(told), escalation_page(running.pack, told, who[1]))
