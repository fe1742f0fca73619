"""The versions of a pack that are on record: listed, and found by what a person writes (county@3f2a91)."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import InvalidValue, NotFound
from duban.institutions.loader import LoadedPack, load_stored_text
from duban.store.pack_versions import versions_on_record

SHORT = 12
"""How many digits of a version people see."""
IN_FORCE = "现行"
"""What stands for the version that was loaded last."""


def list_versions(session: Session) -> list[dict[str, Any]]:
    """Every version on record, for people and scripts; the one loaded last is in force."""
    rows = versions_on_record(session)
    newest = {row["institution"]: row["id"] for row in rows}
    return [_told(row, in_force=newest[row["institution"]] == row["id"]) for row in rows]


def load_version(session: Session, institution: str, written: str = IN_FORCE) -> LoadedPack:
    """The stored copy of that version, as a file would be read. Raises NotFound, InvalidValue."""
    row = version_row(session, institution, written)
    return load_stored_text(row["yaml"], f"{institution}@{row['version'][:SHORT]}", row["version"])


def version_row(session: Session, institution: str, written: str = IN_FORCE) -> sa.RowMapping:
    """The version in force, or the one that begins with these digits. Raises NotFound, InvalidValue."""
    rows = versions_on_record(session, institution)
    if not rows:
        raise NotFound("已载入的制度", institution, "请用 duban pack list --installed 查看，用 duban init --pack 载入")
    found = rows[-1:] if written == IN_FORCE else [row for row in rows if row["version"].startswith(written.lower())]
    if not written or len(found) > 1:
        raise InvalidValue("版本", written, f"请多写几位，能分清是哪一版：{_shorts(rows)}")
    if not found:
        raise NotFound("制度版本", written, f"台账中 {institution} 的版本有：{_shorts(rows)}")
    return found[0]


def _shorts(rows: Sequence[sa.RowMapping]) -> str:
    return "、".join(row["version"][:SHORT] for row in rows)


def _told(row: sa.RowMapping, *, in_force: bool) -> dict[str, Any]:
    return {
        "pack": row["institution"],
        "title": row["title"],
        "version": row["version"],
        "effective": row["effective_on"] and row["effective_on"].isoformat(),
        "expires": row["expires_on"] and row["expires_on"].isoformat(),
        "loaded_on": local_date(row["loaded_at"]).isoformat(),
        "in_force": in_force,
        "open_items": row["open_items"],
    }
