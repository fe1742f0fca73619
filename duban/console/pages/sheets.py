"""Tables in and out: looked over before they are taken in, handed out with the rows that the reader may see."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import Query
from fastapi.responses import Response
from pydantic import ValidationError

from duban.console.catalogue.act import Fields
from duban.console.catalogue.choices import item_types
from duban.console.catalogue.sheets import ImportItems, Table, take_holders, take_items
from duban.console.forms import typed_in, uploaded, wrong
from duban.console.permits import EVERYONE_AT_WORK, OFFICE, Screen
from duban.console.visits import Visit, Visiting
from duban.console.wording import on_screen
from duban.core.clock import parse_day
from duban.core.errors import DubanError, InvalidValue
from duban.documents.sheets import write_table, write_template
from duban.services.beginning import Begun
from duban.services.export_rows import columns_of, rows_of
from duban.services.import_items import ImportFaulty
from duban.services.item_pages import read_place
from duban.store.item_story import Chosen
from duban.store.org import list_holdings, unit_ids
from states.labels import STATE_LABELS

SCREEN = Screen()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES = {"items": "督办任务", "targets": "目标"}
OF_HOLDING = ("unit", "post", "person", "is_deputy", "from_on", "to_on")
Line = Annotated[str, Query(max_length=200)]


@SCREEN.get("/import", permit=OFFICE)
def importing(visit: Visiting) -> Response:
    """Where a table of items is handed in."""
    return _import_page(visit, {})


@SCREEN.post("/import", permit=OFFICE)
def import_checked(visit: Visiting) -> Response:
    """What of the table has to be put right, row by row, or what would be taken in."""
    return _import_page(visit, _checked(visit, ImportItems, take_items))


@SCREEN.get("/import/template.xlsx", permit=OFFICE)
def template(visit: Visiting) -> Response:
    """A blank table with the headings, an example and the choices."""
    with TemporaryDirectory(prefix="duban-export-") as made, visit.look() as looked:
        units = list(unit_ids(looked.session, visit.me.institution))
        path = write_template(Path(made) / "template.xlsx", looked.running.pack, units)
        return _download(path, "督办任务模板.xlsx")


@SCREEN.get("/org", permit=EVERYONE_AT_WORK)
def org(visit: Visiting, on: Line = "") -> Response:
    """Units, posts and who holds them on a day."""
    day, rows = _held(visit, on)
    may = OFFICE.admits(visit.me.roles)
    return visit.page("org", rows=rows, day=day, may_import=may)


@SCREEN.get("/org/import", permit=OFFICE)
def org_importing(visit: Visiting) -> Response:
    """Where a table of holders is handed in."""
    return _org_page(visit, {})


@SCREEN.post("/org/import", permit=OFFICE)
def org_checked(visit: Visiting) -> Response:
    """What of that table has to be put right, or what would be registered."""
    return _org_page(visit, _checked(visit, Table, take_holders))


@SCREEN.get("/api/org", permit=EVERYONE_AT_WORK, tags=["org"], summary="单位、岗位和任职")
def org_json(visit: Visiting, on: Line = "") -> list[dict[str, Any]]:
    """某一天谁担任什么岗位。"""
    return _held(visit, on)[1]


@SCREEN.get("/export", permit=EVERYONE_AT_WORK)
def export(visit: Visiting) -> Response:
    """Which table, of which state and unit."""
    return visit.page("export", labels=list(STATE_LABELS.values()))


@SCREEN.get("/export/items.xlsx", permit=EVERYONE_AT_WORK)
def export_items(visit: Visiting, state: Line = "", unit: Line = "") -> Response:
    """Items, one to a row."""
    return _exported(visit, "items", state, unit)


@SCREEN.get("/export/targets.xlsx", permit=EVERYONE_AT_WORK)
def export_targets(visit: Visiting, state: Line = "", unit: Line = "") -> Response:
    """Targets, one to a row."""
    return _exported(visit, "targets", state, unit)


def _import_page(visit: Visit, checked: dict[str, Any]) -> Response:
    with visit.look() as looked:
        types = item_types(looked, visit.me.sight)
    return visit.page("import", types=types, key=str(uuid4()), **_blank(checked))


def _org_page(visit: Visit, checked: dict[str, Any]) -> Response:
    return visit.page("org_import", key=str(uuid4()), **_blank(checked))


def _blank(checked: dict[str, Any]) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        "told": None,
        "says": "",
        "faults": [],
        "unknown": (),
        "table": None,
        "typed": {},
        "status": 200,
    }
    return {**nothing, **checked}


def _checked(visit: Visit, model: type[Fields], take: Callable[[Begun, Any], dict[str, Any]]) -> dict[str, Any]:
    """Takes the table in and lets go of it again."""
    typed = typed_in(visit.form, model)
    try:
        fields = model.model_validate(typed)
        with uploaded(visit.form) as files:
            if not files:
                raise InvalidValue("表格", "", "请先选择一个文件")
            with visit.begin(visit.asked_for(attach=files)) as begun:
                table, told = begun.asked.files[0], take(begun, fields)
                begun.uow.rollback()
    except ValidationError as invalid:
        return {"typed": typed, "says": str(wrong(model, invalid)), "status": 422}
    except ImportFaulty as faulty:
        faults = [
            {"row": each.row or "整张表", "column": each.column, "says": each.says, "remedy": each.remedy}
            for each in faulty.faults
        ]
        return {"typed": typed, "faults": faults, "unknown": faulty.unknown_units, "status": 422}
    except DubanError as error:
        return {"typed": typed, "says": on_screen(str(error)), "status": 422}
    return {"typed": typed, "told": told, "table": table}


def _held(visit: Visit, on: str) -> tuple[str, list[dict[str, Any]]]:
    with visit.look() as looked:
        day = parse_day(on, field="日期") if on else looked.asked.on
        rows = list_holdings(looked.session, visit.me.institution, day)
    return day.isoformat(), [{name: row[name] for name in OF_HOLDING} for row in rows]


def _exported(visit: Visit, what: str, state: str, unit: str) -> Response:
    place = read_place(state) if state else (None, None)
    with TemporaryDirectory(prefix="duban-export-") as made, visit.look() as looked:
        chosen = Chosen(place[0], place[1], looked.unit(unit), sight=visit.me.sight)
        rows = rows_of(what, looked.session, visit.me.institution, chosen, looked.asked.on)
        path = Path(made) / "table.xlsx"
        write_table(path, TITLES[what], columns_of(what), rows)
        return _download(path, f"{TITLES[what]}{looked.asked.on}.xlsx")


def _download(path: Path, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(path.read_bytes(), media_type=XLSX, headers=headers)
