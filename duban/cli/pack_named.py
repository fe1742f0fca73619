"""Packs as a person names them: a code that ships with Duban, a file, or a version on record (county@现行)."""

from contextlib import suppress

from duban.cli import context
from duban.core.errors import NotFound
from duban.institutions.loader import LoadedPack, find_pack, load_pack

ON_RECORD = "@"
HELP = "代号（随软件发布的）、文件路径，或 代号@版本（台账里的；county@现行 是正在用的）"


def named_pack(name: str) -> LoadedPack:
    """The pack of that name. Raises NotFound, PackInvalid, LedgerUnusable."""
    code, mark, version = name.rpartition(ON_RECORD)
    if mark:
        with suppress(NotFound):  # a file whose name has the mark in it
            return load_pack(find_pack(name))
        return _on_record(code, version)
    return load_pack(find_pack(name))


def _on_record(code: str, version: str) -> LoadedPack:
    from duban.services.pack_versions import load_version
    from duban.store.unit_of_work import reading

    with reading(context.ledger(context.settings())) as session:
        return load_version(session, code, version)
