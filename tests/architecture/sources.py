"""The project's own files, as git knows them, parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE_ROOMS = ("duban", "flows", "states", "models", "deployments", "benchmarks", "docs")


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Files that are tracked, or new and not ignored; paths that exist only."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file())


def source_files() -> list[Path]:
    """Python files of the rooms; migration scripts are generated and exempt."""
    return [
        path
        for path in tracked("*.py")
        if _room(path) in SOURCE_ROOMS and "versions" not in path.relative_to(ROOT).parts
    ]


def files_of_tests() -> list[Path]:
    """Python files under tests/."""
    return [path for path in tracked("*.py") if _room(path) == "tests"]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a file with its number of lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield node.name, node.end_lineno - node.lineno + 1


def lines_of(path: Path) -> list[str]:
    """The lines of a file."""
    return path.read_text(encoding="utf-8").splitlines()


def shown(path: Path) -> str:
    """The path as it is named in the project."""
    return str(path.relative_to(ROOT))


def _room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]
