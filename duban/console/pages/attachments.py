"""A file that came with an act: handed out to whoever may see what it belongs to, checked against its hash first."""

from typing import Annotated

from fastapi import Path
from fastapi.responses import FileResponse, Response

from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visiting
from duban.core.errors import FileRefused, NotFound
from duban.services.interview_desk import require_reader
from duban.store.attachment_files import AttachmentFolder
from duban.store.attachments import ATTACHMENT
from duban.store.record_sight import sees_attachment
from duban.store.rows import find_row

SCREEN = Screen()
INTERVIEW = "interview"
Handle = Annotated[int, Path(le=2**62)]
"""A number that every database can hold."""


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
