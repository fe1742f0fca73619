"""One thing that a check found, at a path of the pack; and the walk over its parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from duban.institutions.findings import Level
from duban.institutions.schema import PackPart
from duban.institutions.yamltext import Path


@dataclass(frozen=True)
class Problem:
    """A finding before it has a line."""

    path: Path
    code: str
    says: str
    level: Level = Level.error


def parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, PackPart]]:
    """Every part of a pack below `value`, itself first, with the path it is written at."""
    if isinstance(value, PackPart):
        yield path, value
        fields = type(value).model_fields
        for name, inner in value:
            yield from parts(inner, (*path, fields[name].alias or name if name in fields else name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from parts(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from parts(inner, (*path, index))


def known(names: object) -> str:
    """Names for a remedy: 现有：甲、乙."""
    listed = "、".join(str(name) for name in names) if isinstance(names, dict | tuple) else ""
    return f"现有：{listed}" if listed else "现在一个也没有"
