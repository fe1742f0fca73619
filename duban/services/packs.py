"""Packs on record: a loaded version is stored whole, and only the stored copy is executed."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.institutions.loader import LoadedPack, load_pack_text
from duban.institutions.schema import Pack
from duban.services.acts import ActDraft, Actor, open_act, record_new, seal
from duban.store.rows import add_rows, find_row
from models import PackVersion, table_of

PACK_VERSION = table_of(PackVersion)


@dataclass(frozen=True)
class PackOnRecord:
    """A stored pack version."""

    id: int
    version: str
    pack: Pack


def load_pack_version(session: Session, loaded: LoadedPack, *, now: datetime, actor: Actor) -> PackOnRecord:
    """Stores a pack version; one that is stored already is left as it is."""
    known = find_row(session, PACK_VERSION, version=loaded.version)
    if known:
        return PackOnRecord(known["id"], loaded.version, loaded.pack)
    document = loaded.pack.document
    row = {
        "institution": loaded.pack.code,
        "version": loaded.version,
        "title": loaded.pack.title,
        "yaml": loaded.text,
        "effective_on": document.effective,
        "expires_on": document.expires,
        "loaded_at": now,
    }
    act = open_act(session, ActDraft(loaded.pack.code, "load_pack", actor, now, now, key=f"pack:{loaded.version}"))
    ids = add_rows(session, PACK_VERSION, [row])
    record_new(session, act, PACK_VERSION, ids)
    seal(session, act)
    return PackOnRecord(ids[0], loaded.version, loaded.pack)


def stored_pack(session: Session, version: str) -> PackOnRecord:
    """The stored copy of a version, read again. Raises NotFound."""
    row = find_row(session, PACK_VERSION, version=version)
    if row is None:
        raise NotFound("制度版本", version[:12], "请先用 duban init 载入制度")
    return PackOnRecord(row["id"], version, _read(row["yaml"], f"{row['institution']}@{version[:12]}"))


@lru_cache(maxsize=16)
def _read(yaml: str, name: str) -> Pack:
    return load_pack_text(yaml, name).pack
