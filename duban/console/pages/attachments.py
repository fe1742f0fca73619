"""Files that came with acts: listed, checked, and handed out to whoever may see what they belong to."""

from typing import Annotated, Any

from fastapi import Path
from fastapi.responses import FileResponse, Response

from duban.console.catalogue.subjects import ITEM_SUBJECT, ORDER_SUBJECT, require_seen
from duban.console.permits import AUDIT, EVERYONE_AT_WORK, Screen
from duban.console.visits import Visit, Visiting
from duban.core.errors import FileRefused, InvalidValue, NotFound
from duban.services.attachments import Subject, check_attachments, list_of
from duban.services.interview_desk import require_reader
from duban.store.attachment_files import AttachmentFolder
from duban.store.attachments import ATTACHMENT
from duban.store.record_sight import sees_attachment
from duban.store.rows import find_row

SCREEN = Screen()
INTERVIEW = "interview"
MOST = 200
Handle = Annotated[int, Path(le=2**62)]
"""A number that every database can hold."""


@SCREEN.get("/attachments", permit=EVERYONE_AT_WORK)
def attachments(visit: Visiting, item: str = "", order: str = "") -> Response:
    """The newest files, of all or of one item or paper, each with its hash."""
    return visit.page("attachments", rows=_listed(visit, item, order), item=item, order=order, most=MOST)


@SCREEN.get("/api/attachments", permit=EVERYONE_AT_WORK, tags=["attachment"], summary="附件清单")
def attachments_json(visit: Visiting, item: str = "", order: str = "") -> list[dict[str, Any]]:
    """随每一步办理附上的文件和它们的 SHA-256；单位联络员只见与本单位有关的。"""
    return _listed(visit, item, order)


def _listed(visit: Visit, item: str, order: str) -> list[dict[str, Any]]:
    if item and order:
        raise InvalidValue("督办任务、文书", f"{item} {order}", "两者只能写一个")
    sight = visit.me.sight
    with visit.look() as looked:
        require_seen(ITEM_SUBJECT, looked, [item] if item else [], sight)
        require_seen(ORDER_SUBJECT, looked, [order] if order else [], sight)
        wanted = Subject(item or None, order or None)
        return list_of(looked.session, visit.me.institution, wanted, MOST, sight=sight)


@SCREEN.get("/attachments/check", permit=AUDIT)
def check(visit: Visiting) -> Response:
    """Every file against the ledger."""
    with visit.look() as looked:
        report = check_attachments(looked.session, AttachmentFolder(visit.console.settings.home))
    found = [{"where": where, "says": says} for where, says in report.violations]
    return visit.page("attachments_check", report=report, found=found)


@SCREEN.get("/attachments/{attachment_id}", permit=EVERYONE_AT_WORK)
def attachment(visit: Visiting, attachment_id: Handle) -> Response:
    """The file itself, always to be saved, never to be shown within a page of ours."""
    with visit.look() as looked:
        row = find_row(looked.session, ATTACHMENT, id=attachment_id, institution=visit.me.institution)
        if row is None or not sees_attachment(looked.session, row, visit.me.sight):
            raise NotFound("附件", str(attachment_id), "没有这个附件，或不属您的单位")
        if row["record_table"] == INTERVIEW:
            require_reader(looked.session, looked.running.pack, looked.asked)
    folder = AttachmentFolder(visit.console.settings.home)
    if fault := folder.fault(row["sha256"], row["size"]):
        raise FileRefused(row["name"], fault, "请告诉审计管理员核对附件")
    return FileResponse(folder.path_of(row["sha256"]), media_type=row["media_type"], filename=row["name"])
