"""The routes of the catalogue: of every act its form, its trial, its doing on the screen and by JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, create_model

from duban.console.catalogue.act import Act, Common, Fields, Told, seq_of
from duban.console.catalogue.all import CATALOGUE
from duban.console.catalogue.subjects import require_seen
from duban.console.conflicts import conflict_page
from duban.console.errors import status_of
from duban.console.forms import FieldsWrong, read_common, read_fields, sent, shown_fields, typed_in, uploaded
from duban.console.permits import Screen
from duban.console.unsent import keep, kept, name_of
from duban.console.visits import Visit, Visiting
from duban.console.wording import on_screen
from duban.core.errors import AlreadyMoved, DubanError, InvalidValue, NotShown
from duban.services.beginning import AskedFor
from duban.services.drafts import forget

COMMON = ("by", "on", "reason", "key", "version")
CONFIRMED = "understood"


@dataclass(frozen=True)
class Filled:
    """A form as it stands: what was typed, what is wrong with it, what was said."""

    typed: Mapping[str, Any]
    common: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    says: str = ""
    status: int = HTTPStatus.OK
    saved_at: str = ""
    """When it was typed, where it was not sent."""


def screen() -> Screen:
    """The routes of every act in the catalogue."""
    made = Screen()
    for act in CATALOGUE:
        tags = [act.group]
        made.add("GET", f"/act/{act.path}", _form_of(act), permit=act.permit, include_in_schema=False)
        made.add("POST", f"/act/{act.path}", _doing(act), permit=act.permit, include_in_schema=False)
        made.add("POST", f"/act/{act.path}/trial", _trying(act), permit=act.permit, include_in_schema=False)
        made.add(
            "POST", f"/api/act/{act.path}", _api(act), permit=act.permit, tags=tags, summary=act.title,
            description=act.help, name=act.name,
        )  # fmt: skip
    return made


def perform(visit: Visit, act: Act, fields: Fields, wanted: AskedFor, *, trial: bool = False) -> Told:
    """The act itself, over what the reader may see; a trial shows what it would do, and does nothing.

    The draft of the form goes with it, in one transaction: it is there as long as the act is not, and no longer.
    """
    with visit.begin(wanted) as begun:
        require_seen(act.subject, begun, act.handles(fields), visit.me.sight)
        told = act.run(begun, fields)
        if trial:
            begun.uow.rollback()
        else:
            forget(begun.session, visit.me.account_id, name_of(visit))
            begun.uow.commit()
    return told


def asked_for(visit: Visit, common: Common, attach: tuple[Any, ...]) -> AskedFor:
    """How the act is asked for: as one of the reader's own posts. Raises NotShown for another's."""
    if not visit.me.holds(common.by):
        raise NotShown(f"岗位“{common.by}”", "担任它的人")
    return visit.asked_for(
        by=common.by, on=common.on, reason=common.reason, key=common.key, version=common.version, attach=attach
    )


def _form_of(act: Act) -> Any:
    def form(visit: Visiting) -> Response:
        given = typed_in(visit.request.query_params, act.fields)  # type: ignore[arg-type]  # a multi-dict as well
        form, saved_at = kept(visit)
        common = {name: form[name] for name in COMMON if name in form}
        return form_page(visit, act, Filled({**given, **typed_in(form, act.fields)}, common, saved_at=saved_at))

    return form


def form_page(visit: Visit, act: Act, filled: Filled) -> Response:
    """The form, empty or as it came back."""
    sight = visit.me.sight
    with visit.look() as looked:
        handle = str(filled.typed.get(act.subject.field, "")) if act.subject else ""
        known = act.subject is not None and bool(handle) and act.subject.sees(looked, handle, sight)
        facts = act.subject.facts(looked, handle) if act.subject and known else None
        version = act.subject.version(looked, handle) if act.subject and known else None
        fields = shown_fields(act.fields, looked, sight, filled.typed, filled.faults)
        back = act.subject.page(handle) if act.subject and known else "/"
    common = {"key": str(uuid4()), "version": version, **filled.common}
    return visit.page(
        "act", status=filled.status, act=act, fields=fields, common=common, facts=facts, says=filled.says, back=back,
        subject=act.subject.field if act.subject and known else None, saved_at=filled.saved_at,
    )  # fmt: skip


def _doing(act: Act) -> Any:
    def do(visit: Visiting) -> Response:
        typed = typed_in(visit.form, act.fields)
        common = {name: visit.form.get(name) or "" for name in COMMON}
        try:
            if act.confirm and not visit.form.get(CONFIRMED):
                raise InvalidValue("确认", "", "请先勾选“已核对”")
            fields = read_fields(act, typed)
            with uploaded(visit.form) as files:
                told = perform(visit, act, fields, asked_for(visit, read_common(visit.form), files))
        except AlreadyMoved as moved:
            keep(visit)
            return conflict_page(visit, act, typed, common, moved)
        except DubanError as error:
            keep(visit)
            return form_page(visit, act, _sent_back(typed, common, error))
        if act.shows:
            return visit.page(act.shows, act=act, told=told)
        return RedirectResponse(_afterwards(act, fields, told), HTTPStatus.SEE_OTHER)

    return do


def _sent_back(typed: Mapping[str, Any], common: Mapping[str, Any], error: DubanError) -> Filled:
    faults = error.faults if isinstance(error, FieldsWrong) else {}
    return Filled(typed, common, faults, on_screen(str(error)), status_of(error))


def _afterwards(act: Act, fields: Fields, told: Told) -> str:
    """The page of what was acted on, or of what came to be."""
    handles, seq = act.handles(fields), seq_of(told)
    ours = act.subject and len(handles) == 1 and not act.begets
    page = act.subject.page(handles[0]) if act.subject and ours else act.leads(told)
    return f"{page}{'&' if '?' in page else '?'}done={seq}" if seq else page


def _trying(act: Act) -> Any:
    def attempt(visit: Visiting) -> Response:
        fields = read_fields(act, typed_in(visit.form, act.fields))
        common = read_common(visit.form).model_copy(update={"key": None})
        with uploaded(visit.form) as files:
            told = perform(visit, act, fields, asked_for(visit, common, files), trial=True)
        return visit.page("_trial", act=act, told=told)

    return attempt


def _api(act: Act) -> Any:
    name = "".join(word.title() for word in act.name.replace("-", " ").split())
    body = create_model(name, __base__=(act.fields, Common))

    def do(visit: Visiting, given: Any) -> Any:
        assert isinstance(given, BaseModel)  # noqa: S101 - annotated below
        own = set(act.fields.model_fields)
        fields = act.fields.model_construct(**{name: getattr(given, name) for name in own})
        common = Common.model_construct(**{name: getattr(given, name) for name in Common.model_fields})
        with sent(common.files) as files:
            return perform(visit, act, fields, asked_for(visit, common, files))

    do.__annotations__["given"] = body
    do.__annotations__["return"] = dict[str, Any]
    return do
