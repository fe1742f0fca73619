"""My desk: what waits for me today, per role; papers are agreed to and signed several at once after a summary."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi.responses import Response
from sqlalchemy.orm import Session

from duban.console.acting import asked_for, perform
from duban.console.catalogue.act import Act, Common
from duban.console.catalogue.all import acts_of
from duban.console.catalogue.subjects import ORDER_SUBJECT, require_seen
from duban.console.first_day import Guided, first_day
from duban.console.forms import read_fields
from duban.console.permits import ANYBODY, EVERYONE_AT_WORK, OFFICE_AND_LEADERS, Screen
from duban.console.visits import Visit, Visiting
from duban.console.wording import on_screen
from duban.core.errors import DubanError, InvalidValue
from duban.services.desk_view import desk_of
from duban.services.order_view import show_paper
from duban.store.unit_of_work import reading
from states.order import APPROVAL

SCREEN = Screen()


@SCREEN.get("/", permit=ANYBODY)
def desk(visit: Visiting) -> Response:
    """What waits, and for who is new what to do first; for an administrator what they are here for."""
    if not visit.me.works:
        with reading(visit.console.engine) as session:
            return visit.page("desk", piles=[], on=None, guided=_guided(session, visit))
    with visit.look() as looked:
        piles, on, guided = desk_of(looked, visit.me.standing), looked.asked.on, _guided(looked.session, visit)
    return visit.page("desk", piles=piles, on=on, guided=guided)


def _guided(session: Session, visit: Visit) -> list[Guided]:
    return first_day(session, visit.me) if visit.me.is_new else []


@SCREEN.get("/api/desk", permit=EVERYONE_AT_WORK, tags=["desk"], summary="我的办公桌")
def desk_json(visit: Visiting) -> list[dict[str, Any]]:
    """今天等着办的事，按类。"""
    with visit.look() as looked:
        piles = desk_of(looked, visit.me.standing)
    return [
        {"name": pile.name, "title": pile.title, "lines": [line.as_json() for line in pile.lines]} for pile in piles
    ]


@dataclass(frozen=True)
class Ticked:
    """One paper that was ticked: the act, its handle, the post that acts."""

    act: Act
    handle: str
    post: str

    @property
    def value(self) -> str:
        """The same as the form carries it."""
        return f"{self.act.name.rpartition(' ')[2]}:{self.handle}:{self.post}"


@SCREEN.post("/desk/papers", permit=OFFICE_AND_LEADERS)
def papers(visit: Visiting) -> Response:
    """The summary of what was ticked, or, once it is confirmed, every paper by an act of its own."""
    ticked = list(_ticked(visit))
    if not ticked:
        raise InvalidValue("选中的文书", "", "请至少勾选一份")
    if not visit.form.get("confirmed"):
        return _summary(visit, ticked)
    batch = str(visit.form.get("key") or uuid4())
    return visit.page("desk_done", lines=[_take(visit, each, f"{batch}:{each.handle}") for each in ticked])


def _summary(visit: Visit, ticked: list[Ticked]) -> Response:
    with visit.look() as looked:
        require_seen(ORDER_SUBJECT, looked, [each.handle for each in ticked], visit.me.sight)
        shown = [(each, show_paper(looked.session, visit.me.institution, each.handle, looked.asked)) for each in ticked]
    return visit.page("desk_confirm", shown=shown, key=str(uuid4()))


def _take(visit: Visit, each: Ticked, key: str) -> dict[str, str]:
    """One paper; a refusal of it holds no other up."""
    common = Common(by=each.post, key=key, reason=str(visit.form.get("reason") or "") or None)
    try:
        fields = read_fields(each.act, {"paper": each.handle})
        told = perform(visit, each.act, fields, asked_for(visit, common, ()))
    except DubanError as error:
        return {"handle": each.handle, "name": f"文书 {each.handle}", "says": on_screen(str(error)), "label": ""}
    return {"handle": each.handle, "name": told["name"], "says": f"已{each.act.title}", "label": told["label"]}


def _ticked(visit: Visit) -> Iterator[Ticked]:
    """What was ticked. Raises InvalidValue for what no desk offers."""
    steps = {f"order {step.value}": step.value for step in APPROVAL}
    known = {steps[act.name]: act for act in acts_of("order") if act.name in steps}
    for text in visit.form.getlist("paper"):
        event, _, rest = str(text).partition(":")
        handle, _, post = rest.partition(":")
        if event not in known or not handle:
            raise InvalidValue("选中的文书", str(text), "请从办公桌重新勾选")
        yield Ticked(known[event], handle, post)
