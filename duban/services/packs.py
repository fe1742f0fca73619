"""Packs on record: a loaded version is stored whole, and only the stored copy is executed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.institutions.loader import LoadedPack, load_stored_text
from duban.institutions.schema import Pack
from duban.services.acts import ActDraft, Actor, SealedAct, open_or_answer, record_new, seal
from duban.store.calendar import list_newest_packs
from duban.store.items import pack_version_of, remember_version
from duban.store.rows import add_rows, find_row
from models import PackVersion, table_of

PACK_VERSION = table_of(PackVersion)
IN_FORCE = "packs in force"
"""Where a session keeps them."""


@dataclass(frozen=True)
class PackOnRecord:
    """A stored pack version."""

    id: int
    version: str
    pack: Pack


def load_pack_version(
    session: Session, loaded: LoadedPack, *, now: datetime, actor: Actor, reason: str | None = None
) -> PackOnRecord:
    """Stores a pack version; one that is stored already is left as it is."""
    code, version = loaded.pack.code, loaded.version
    known = find_row(session, PACK_VERSION, version=version)
    if known:
        return PackOnRecord(known["id"], version, loaded.pack)
    draft = ActDraft(
        code, "load_pack", actor, now, now, reason=reason, key=f"pack:{version}", request={"version": version}
    )
    act = open_or_answer(session, draft)
    if isinstance(act, SealedAct):
        return PackOnRecord(act.answer["id"], version, loaded.pack)
    session.info.pop(IN_FORCE, None)
    document = loaded.pack.document
    row = {
        "institution": code,
        "version": version,
        "title": loaded.pack.title,
        "yaml": loaded.text,
        "effective_on": document.effective,
        "expires_on": document.expires,
        "loaded_at": now,
    }
    ids = add_rows(session, PACK_VERSION, [row])
    record_new(session, act, PACK_VERSION, ids)
    seal(session, act, {"id": ids[0]})
    return PackOnRecord(ids[0], version, loaded.pack)


def packs_in_force(session: Session) -> list[Pack]:
    """The pack that each institution loaded last."""
    return [stored_pack(session, row["version"]).pack for row in list_newest_packs(session)]


def pack_in_force(session: Session, institution: str) -> Pack | None:
    """The pack that the institution loaded last; the session remembers it until another is loaded."""
    known: dict[str, Pack | None] = session.info.setdefault(IN_FORCE, {})
    if institution not in known:
        newest = {row["institution"]: row["version"] for row in list_newest_packs(session)}
        known[institution] = stored_pack(session, newest[institution]).pack if institution in newest else None
    return known[institution]


def stored_pack(session: Session, version: str) -> PackOnRecord:
    """The stored copy of a version, read once in a session. Raises NotFound."""
    known: dict[str, PackOnRecord] = session.info.setdefault(PACK_VERSION.name, {})
    if version not in known:
        row = find_row(session, PACK_VERSION, version=version)
        if row is None:
            raise NotFound("制度版本", version[:12], "请先用 duban init 载入制度")
        remember_pack(session, PackOnRecord(row["id"], version, _read(row["yaml"], row["institution"], version)))
    return known[version]


def remember_pack(session: Session, pack: PackOnRecord) -> None:
    """Spares a session the reading of a version that was read a moment ago: one that is on record never changes."""
    session.info.setdefault(PACK_VERSION.name, {})[pack.version] = pack
    remember_version(session, pack.id, pack.version)


def pack_behind(session: Session, row: Mapping[Any, Any]) -> PackOnRecord:
    """The stored copy of the rules that a row runs under: an item, a paper, a record, a period."""
    return stored_pack(session, pack_version_of(session, row["pack_version_id"]))


@lru_cache(maxsize=16)
def _read(yaml: str, institution: str, version: str) -> Pack:
    return load_stored_text(yaml, f"{institution}@{version[:12]}", version).pack
