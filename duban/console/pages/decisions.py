"""What a meeting decided, row by row, with the dates of each before anything is saved."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from duban.console.acting import COMMON, CONFIRMED, asked_for, perform
from duban.console.catalogue.act import Act, seq_of
from duban.console.catalogue.all import acts_of
from duban.console.catalogue.choices import item_classes, item_types, posts, units
from duban.console.catalogue.cycle import TO_DECIDE, Decide, DecisionRow
from duban.console.catalogue.subjects import OCCURRENCE_SUBJECT, require_seen
from duban.console.errors import status_of
from duban.console.forms import read_common, shown_fields, typed_in, uploaded, wrong
from duban.console.permits import OFFICE, Screen
from duban.console.unsent import keep, kept
from duban.console.visits import Visit, Visiting
from duban.console.wording import on_screen
from duban.core.errors import DubanError, InvalidValue

SCREEN = Screen()
BLANK = 3
"""So many empty rows stand below those that were filled in."""
MOST = 40
FIELDS = tuple(DecisionRow.model_fields)
Row = Mapping[str, str]


@SCREEN.get("/occurrences/{code}/decisions", permit=OFFICE)
def decisions(visit: Visiting, code: str) -> Response:
    """The rows, empty or as they were left."""
    visit.form, saved_at = kept(visit)
    return _page(visit, code, _typed(visit), saved_at=saved_at)


@SCREEN.post("/occurrences/{code}/decisions", permit=OFFICE)
def decide(visit: Visiting, code: str) -> Response:
    """Drafts and issues them, all or none."""
    rows = _typed(visit)
    try:
        if not visit.form.get(CONFIRMED):
            raise InvalidValue("确认", "", "请先勾选“已核对”")
        with uploaded(visit.form) as files:
            asked = asked_for(visit, read_common(visit.form), files)
            told = perform(visit, _act(), _fields(visit, code, rows), asked)
    except DubanError as error:
        keep(visit)
        return _page(visit, code, rows, says=on_screen(str(error)), status=status_of(error))
    return RedirectResponse(f"{OCCURRENCE_SUBJECT.page(code)}?done={seq_of(told)}", HTTPStatus.SEE_OTHER)


@SCREEN.post("/occurrences/{code}/decisions/preview", permit=OFFICE)
def preview(visit: Visiting, code: str) -> Response:
    """The dates that the limits of their types give them; nothing is kept."""
    try:
        common = read_common(visit.form).model_copy(update={"key": None})
        told = perform(visit, _act(), _fields(visit, code, _typed(visit)), asked_for(visit, common, ()), trial=True)
    except DubanError as error:
        return visit.page("_decided", decided=[], says=on_screen(str(error)))
    return visit.page("_decided", decided=told["decided"], says="")


def _act() -> Act:
    return next(act for act in acts_of("cycle") if act.name == TO_DECIDE)


def _typed(visit: Visit) -> list[dict[str, str]]:
    """The rows that were filled in, as they were typed."""
    rows = []
    for number in range(MOST):
        row = {name: str(visit.form.get(f"{name}-{number}", "")).strip() for name in FIELDS}
        if any(row.values()):
            rows.append(row)
    return rows


def _fields(visit: Visit, code: str, rows: list[dict[str, str]]) -> Decide:
    """The act's fields. Raises InvalidValue that names the row."""
    typed = typed_in(visit.form, Decide)
    return Decide.model_construct(
        code=code,
        rows=[_row(number, row) for number, row in enumerate(rows, 1)],
        items=typed.get("items", []),
        none=typed.get("none"),
    )


def _row(number: int, row: Row) -> DecisionRow:
    try:
        return DecisionRow.model_validate({name: text for name, text in row.items() if text})
    except ValidationError as invalid:
        raise InvalidValue(f"第{number}行", row["title"] or row["unit"], str(wrong(DecisionRow, invalid))) from None


def _page(
    visit: Visit, code: str, rows: list[dict[str, str]], *, says: str = "", status: int = 200, saved_at: str = ""
) -> Response:
    act = _act()
    with visit.look() as looked:
        require_seen(OCCURRENCE_SUBJECT, looked, [code], visit.me.sight)
        facts = OCCURRENCE_SUBJECT.facts(looked, code)
        typed = {"code": code, **typed_in(visit.form, Decide)}
        fields = shown_fields(act.fields, looked, visit.me.sight, typed, {})
        chosen = {
            "types": item_types(looked, visit.me.sight),
            "classes": item_classes(looked, visit.me.sight),
            "units": units(looked, visit.me.sight),
            "posts": posts(looked, visit.me.sight),
        }
    common: dict[str, Any] = {name: visit.form.get(name) or "" for name in COMMON}
    blank = dict.fromkeys(FIELDS, "")
    return visit.page(
        "decisions", status=status, act=act, code=code, facts=facts, fields=fields, subject="code", says=says,
        common={**common, "key": common["key"] or str(uuid4())}, rows=[*rows, *[blank] * BLANK][:MOST], chosen=chosen,
        back=OCCURRENCE_SUBJECT.page(code), saved_at=saved_at,
    )  # fmt: skip
