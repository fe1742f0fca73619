"""Packs as a person names them: a code that ships with Duban, a file, or a version on record (county@现行)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.cli import context
from duban.core.errors import NotFound
from duban.institutions.loader import find_pack, load_pack
from duban.institutions.schema import Pack

if TYPE_CHECKING:
    from duban.services.packs import PackOnRecord

ON_RECORD = "@"
HELP = "代号（随软件发布的）、文件路径，或 代号@版本（台账里的；county@现行 是正在用的）"


@dataclass(frozen=True)
class NamedPack:
    """A pack, its version, and what the person called it."""

    name: str
    pack: Pack
    version: str


def named_pack(name: str) -> NamedPack:
    """The pack of that name. Raises NotFound, PackInvalid, LedgerUnusable."""
    code, mark, version = name.rpartition(ON_RECORD)
    if not mark:
        loaded = load_pack(find_pack(name))
        return NamedPack(name, loaded.pack, loaded.version)
    try:
        loaded = load_pack(find_pack(name))  # a file whose name has the mark in it
    except NotFound:
        found = _on_record(code, version)
        return NamedPack(name, found.pack, found.version)
    return NamedPack(name, loaded.pack, loaded.version)


def in_force(code: str) -> NamedPack:
    """The version of that pack that the ledger uses. Raises NotFound, LedgerUnusable."""
    return named_pack(f"{code}{ON_RECORD}现行")


def _on_record(code: str, version: str) -> "PackOnRecord":
    from duban.services.pack_versions import find_version
    from duban.store.unit_of_work import reading

    with reading(context.ledger(context.settings())) as session:
        return find_version(session, code, version)
