"""Changing the rules: a pack file uploaded and looked over, two versions side by side, running items moved."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Query
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from duban.console.catalogue.pack import told_migration
from duban.console.permits import EVERYONE_AT_WORK, OFFICE, READS_ALL, Screen
from duban.console.visits import Visit, Visiting
from duban.console.wording import on_screen
from duban.core.errors import DubanError, InvalidValue
from duban.services.migration import Wanted, plan_migration
from duban.services.pack_renewal import Draft, compare_versions, examine_draft
from duban.services.pack_versions import IN_FORCE

SCREEN = Screen()
LARGEST = 500_000
"""Bytes of a pack file; the largest that ships with Duban has a tenth."""
Year = Annotated[int | None, Query(ge=1, le=9999)]


@SCREEN.get("/rules/upload", permit=OFFICE)
def upload(visit: Visiting) -> Response:
    """Where a pack file is handed in."""
    return visit.page("rules_upload", told=None, text="", key="", says="")


@SCREEN.post("/rules/upload", permit=OFFICE)
def uploaded(visit: Visiting) -> Response:
    """What is wrong with it by line, what it says otherwise, and the button that puts it in force."""
    try:
        draft = Draft(text_of(visit, "pack", "制度文件", LARGEST), _file(visit, "pack", "制度文件").filename or "")
        with visit.look() as looked:
            told = examine_draft(looked.session, looked.running, draft, looked.asked.on.year)
    except InvalidValue as error:
        return visit.page("rules_upload", status=422, told=None, text="", key="", says=on_screen(str(error)))
    return visit.page("rules_upload", told=told, text=draft.lines, key=str(uuid4()), says="")


@SCREEN.get("/rules/compare", permit=EVERYONE_AT_WORK)
def compared(visit: Visiting, old: str, new: str = IN_FORCE, year: Year = None) -> Response:
    """Two versions on record."""
    return visit.page("rules_compare", told=_compared(visit, old, new, year))


@SCREEN.get("/rules/migration", permit=OFFICE)
def migration(visit: Visiting, to: str = IN_FORCE, but: str = "", reason: str = "") -> Response:
    """Which running items would move, how their limits move, and the button that moves them."""
    try:
        plan, says = _planned(visit, to, but, reason), ""
    except DubanError as error:
        plan, says = None, on_screen(str(error))
    asked = {"to": to, "but": but, "reason": reason}
    return visit.page("rules_migration", plan=plan, says=says, asked=asked, key=str(uuid4()))


@SCREEN.get("/api/rules/compare", permit=EVERYONE_AT_WORK, tags=["pack"], summary="比较两个版本")
def compared_json(visit: Visiting, old: str, new: str = IN_FORCE, year: Year = None) -> dict[str, Any]:
    """台账里的两版制度：哪些规定新增、删去、改了，日期怎样移动。"""
    return _compared(visit, old, new, year)


@SCREEN.get("/api/rules/migration", permit=READS_ALL, tags=["pack"], summary="移到新版的预览")
def migration_json(visit: Visiting, to: str = IN_FORCE, but: str = "", reason: str = "") -> dict[str, Any]:
    """移哪些在办事项、时限怎样移动；办理时带上其中的 agreed。"""
    return _planned(visit, to, but, reason)


def text_of(visit: Visit, field: str, what: str, most: int) -> str:
    """The text of an uploaded file. Raises InvalidValue."""
    file = _file(visit, field, what)
    raw = file.file.read(most + 1)
    if len(raw) > most:
        raise InvalidValue(what, file.filename or "", f"超过 {most // 1000} KB，请确认选对了文件")
    try:
        return raw.decode("utf-8-sig")
    except ValueError:
        raise InvalidValue(what, file.filename or "", "请存为 UTF-8 文本后重新上传") from None


def _file(visit: Visit, field: str, what: str) -> UploadFile:
    file = visit.form.get(field)
    if not isinstance(file, UploadFile) or not file.filename:
        raise InvalidValue(what, "", "请先选择一个文件")
    return file


def _compared(visit: Visit, old: str, new: str, year: int | None) -> dict[str, Any]:
    with visit.look() as looked:
        chosen = year or looked.asked.on.year
        return compare_versions(looked.session, visit.me.institution, old, new, chosen)


def _planned(visit: Visit, to: str, but: str, reason: str) -> dict[str, Any]:
    with visit.look() as looked:
        asked = replace(looked.asked, reason=reason or None)
        wanted = Wanted(to, but=tuple(but.split()))
        return told_migration(plan_migration(looked.session, visit.me.institution, asked, wanted))
