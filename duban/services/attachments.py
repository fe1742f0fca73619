"""Files that come with acts: put on record under the act, listed, handed out again, and checked against their hash."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SHANGHAI
from duban.core.errors import FileRefused, NotFound
from duban.services.acts import OpenAct, record_new
from duban.services.transition import look_up_item
from duban.store.attachment_files import AttachmentFolder
from duban.store.attachments import ATTACHMENT, all_attachments, find_by_hash, list_attachments
from duban.store.file_types import clean_name
from duban.store.orders import find_order
from duban.store.record_sight import sees_attachment
from duban.store.rows import add_rows, find_row, read_id
from duban.store.sight import EVERYTHING, Sight

CLOSED = {"interview": "约谈"}
"""Records whose files are handed out by their own commands, to the few who may read them."""
MOST = 10_000
"""More than any one item, paper or act has."""


@dataclass(frozen=True)
class AttachmentReport:
    """How many rows and files there are, which rows are not borne out by their file, and files that no row names."""

    rows: int
    files: int
    violations: tuple[tuple[str, str], ...]
    orphans: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every row is borne out by its file."""
        return not self.violations


@dataclass(frozen=True)
class Subject:
    """What attachments are looked for by: an item's code, or a paper's handle or number."""

    item: str | None = None
    order: str | None = None


def attach(session: Session, act: OpenAct, **subject: Any) -> None:
    """Puts the files that came with the act on record under it; they have been on the disk since before it began.

    `subject` is what they belong to: `item_id`, `order_id`, or `record_table` with `record_id`.
    """
    added = {"institution": act.institution, "act_seq": act.seq, **subject, "added_at": act.draft.recorded_at}
    rows = [
        {**added, "sha256": file.sha256, "size": file.size, "media_type": file.media_type, "name": file.name}
        for file in act.draft.files
    ]
    if rows:
        record_new(session, act, ATTACHMENT, add_rows(session, ATTACHMENT, rows))


def attachments_of(session: Session, institution: str, *, most: int = MOST, **equal: Any) -> list[dict[str, Any]]:
    """The attachments of an item, a paper or an act, as people and scripts read them."""
    return [_told(row) for row in list_attachments(session, institution, most, **equal)]


def seen_files(session: Session, files: Iterable[Mapping[str, Any]], sight: Sight) -> list[dict[str, Any]]:
    """Of these files, as they are told, those that may be opened."""
    rows = ((each, find_row(session, ATTACHMENT, id=each["id"])) for each in files)
    return [dict(each) for each, row in rows if row is not None and sees_attachment(session, row, sight)]


def list_of(
    session: Session, institution: str, subject: Subject, most: int, *, sight: Sight = EVERYTHING
) -> list[dict[str, Any]]:
    """The newest attachments of the item or the paper, or of all that everybody may see. Raises NotFound."""
    equal: dict[str, Any] = {}
    if subject.item is not None:
        equal["item_id"] = look_up_item(session, institution, subject.item)["id"]
    if subject.order is not None:
        order = find_order(session, institution, subject.order, lock=False)
        if order is None:
            raise NotFound("单", subject.order, "请用 duban order list 查看")
        equal["order_id"] = order["id"]
    rows = list_attachments(session, institution, most, **equal)
    open_to_all = [row for row in rows if row["record_table"] not in CLOSED]
    return [_told(row) for row in open_to_all if sees_attachment(session, row, sight)]


def hand_out(session: Session, folder: AttachmentFolder, handle: str, to: Path) -> Path:
    """Writes a copy of the attachment with that id or hash to a file, or into a folder under its own name.

    Raises NotFound, FileRefused.
    """
    row = _find(session, handle)
    if row is not None and row["record_table"] in CLOSED:
        what = CLOSED[row["record_table"]]
        raise FileRefused(handle, f"属于{what}，只供少数岗位查看", "请用 duban interview minutes 导出")
    return copy_out(session, folder, handle, to)


def copy_out(session: Session, folder: AttachmentFolder, handle: str, to: Path) -> Path:
    """The same, for whoever may read what the attachment belongs to. Raises NotFound, FileRefused."""
    row = _find(session, handle)
    if row is None:
        raise NotFound("附件", handle, "请用 duban attachment list 查看序号或哈希")
    if says := folder.fault(row["sha256"], row["size"]):
        raise FileRefused(row["name"], f"没有导出：{says}", "请从备份取回附件目录，并运行 duban attachment check")
    target = to / clean_name(row["name"]) if to.is_dir() else to
    folder.copy_out(row["sha256"], target)
    return target


def attachment_faults(session: Session, folder: AttachmentFolder) -> Iterator[tuple[str, str]]:
    """Where (an attachment's row) and what: the file behind it is missing, changed, or of another size."""
    for (sha, size), rows in groupby(all_attachments(session), key=lambda row: (row["sha256"], row["size"])):
        if says := folder.fault(sha, size):
            for row in rows:
                yield f"attachment {row['id']}", f"“{row['name']}”{says}"


def check_attachments(session: Session, folder: AttachmentFolder) -> AttachmentReport:
    """Every row against its file, and every file against the rows. Deletes nothing."""
    rows = [row["sha256"] for row in all_attachments(session)]
    named = {folder.path_of(sha) for sha in rows}
    orphans = [str(path.relative_to(folder.path)) for path in folder.list_files() if path not in named]
    return AttachmentReport(len(rows), len(named), tuple(attachment_faults(session, folder)), tuple(orphans))


def _find(session: Session, handle: str) -> sa.RowMapping | None:
    row_id = read_id(handle)
    return find_by_hash(session, handle.lower()) if row_id is None else find_row(session, ATTACHMENT, id=row_id)


def _told(row: sa.RowMapping) -> dict[str, Any]:
    names = ("id", "name", "media_type", "size", "sha256", "act_seq", "item_id", "order_id")
    paper = row["number"] or (f"{row['paper']}（{row['order_id']}）" if row["order_id"] else None)
    at = row["added_at"].astimezone(SHANGHAI).isoformat(timespec="minutes")
    return {**{name: row[name] for name in names}, "item": row["code"], "order": paper, "added_at": at}
