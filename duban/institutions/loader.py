"""Pack file → checked model. Whatever is wrong comes out as findings with file and line; nothing half-read is used."""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from json import dumps
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from duban.core.errors import InvalidValue, NotFound, PackInvalid
from duban.institutions.faults import faults
from duban.institutions.findings import Finding, Level, errors_in
from duban.institutions.linter import lint
from duban.institutions.schema import Pack
from duban.institutions.yamltext import Lines, TextProblem, decoded, read_tree

PACKS = Path(__file__).with_name("packs")
FIRST = "county"
"""What every ledger holds; another place's pack is loaded where it is asked for, or its meetings would ring here."""


@dataclass(frozen=True)
class LoadedPack:
    """A pack that can be used: the model, its version, its text as written, and the warnings that remain."""

    pack: Pack
    version: str
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Examined:
    """A pack as far as it could be read, with everything found in it. `pack` is None where it cannot be built."""

    name: str
    text: str
    pack: Pack | None
    findings: tuple[Finding, ...]


def load_pack(path: Path) -> LoadedPack:
    """Reads, checks and versions a pack file. Raises PackInvalid where it has errors, NotFound, InvalidValue."""
    return _usable(examine_pack(path))


def load_pack_text(text: str, name: str) -> LoadedPack:
    """The same for a pack's text. `name` stands for the file in findings."""
    return _usable(examine_text(text.encode(), name))


def load_stored_text(text: str, name: str, version: str) -> LoadedPack:
    """The copy that the ledger keeps, which every command reads: quickly, where that gives the stored version.

    What is only found fault with since it was loaded does not make it unreadable. Raises PackInvalid where it cannot be
    read at all.
    """
    with suppress(TextProblem, ValidationError):
        tree, lines = read_tree(text, quick=True)
        pack = _built(tree)
        if pack.version() == version:
            return LoadedPack(pack, version, text, _linted(pack, lines, name))
    examined = examine_text(text.encode(), name)
    if examined.pack is None:
        return _usable(examined)
    return LoadedPack(examined.pack, examined.pack.version(), text, examined.findings)


def examine_pack(path: Path) -> Examined:
    """All findings of a pack file, errors included (`duban pack check`). Raises NotFound, InvalidValue."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise NotFound("制度文件", str(path), _what_exists()) from None
    except (OSError, ValueError):
        raise InvalidValue("制度文件", str(path), "读不出来，请确认它是文件而不是目录，并且有读取权限") from None
    return examine_text(raw, _shown(path))


@lru_cache(maxsize=16)
def examine_text(raw: bytes, name: str) -> Examined:
    """All findings of a pack's text; never raises on what the text says."""
    text = raw.decode("utf-8", "replace")
    try:
        text = decoded(raw)
        tree, lines = read_tree(text)
    except TextProblem as problem:
        finding = Finding(name, problem.line, Level.error, problem.code, problem.says)
        return Examined(name, text, None, (finding,))
    try:
        pack = _built(tree)
    except ValidationError as error:
        return Examined(name, text, None, faults(error, lines, name))
    return Examined(name, text, pack, _linted(pack, lines, name))


def _built(tree: dict[str, Any]) -> Pack:
    return Pack.model_validate_json(dumps(spelt_out(tree)))


def spelt_out(tree: dict[str, Any]) -> dict[str, Any]:
    """The pack with every item type that is `like` another written out; what such a type says itself holds."""
    items = tree.get("items")
    if not isinstance(items, dict):
        return tree
    return {**tree, "items": {name: _like_another(kind, items) for name, kind in items.items()}}


def _like_another(kind: Any, items: dict[str, Any]) -> Any:
    like = kind.get("like") if isinstance(kind, dict) else None
    other = items.get(like) if isinstance(like, str) else None
    return {**other, **kind} if isinstance(other, dict) else kind


def builtin_packs() -> dict[str, Path]:
    """The packs that ship with Duban: code → file."""
    return {path.stem: path for path in sorted(PACKS.glob("*.yaml"))}


def find_pack(code_or_path: str) -> Path:
    """The file of a built-in pack's code, or the path itself. Raises NotFound saying which packs exist."""
    builtin = builtin_packs().get(code_or_path)
    if builtin:
        return builtin
    path = Path(code_or_path)
    with suppress(OSError, ValueError):  # a name too long, or one that no file can have
        if path.is_file():
            return path
    raise NotFound("制度", code_or_path, _what_exists())


def _what_exists() -> str:
    return f"现有制度：{'、'.join(builtin_packs())}；也可以写制度文件的路径"


def _shown(path: Path) -> str:
    """As a person would type it: relative to where they are, where that is possible."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else str(path)


def _linted(pack: Pack, lines: Lines, name: str) -> tuple[Finding, ...]:
    return tuple(sorted(Finding(name, lines.of(p.path), p.level, p.code, p.says) for p in lint(pack)))


def _usable(examined: Examined) -> LoadedPack:
    errors = errors_in(examined.findings)
    if errors or examined.pack is None:
        raise PackInvalid(examined.name, tuple(str(finding) for finding in errors))
    return LoadedPack(examined.pack, examined.pack.version(), examined.text, examined.findings)
