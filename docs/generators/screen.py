"""docs/reference/screen.md: every command, and where the screen does the same or why it does not."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import typer

from duban.cli.main import application
from duban.console.parity import place_of
from duban.console.permits import Permit
from duban.services.roles import ROLE_LABELS

HEAD = """# 命令与屏幕对照

由 `make docs` 从命令树、`duban/console/catalogue/` 和 `duban/console/parity.py` 生成，不要手改。
"""
KINDS = {"act": "办理", "page": "页面", "automation": "只有命令"}


def commands() -> list[str]:
    """Every command by its words, walked from the command line's own tree."""
    return sorted(_walk(typer.main.get_command(application())))


def page() -> str:
    """The table, a section for each group of commands."""
    parts = [HEAD]
    for group, names in groupby(commands(), key=lambda command: command.split(" ")[0]):
        parts.append(f"\n## {group}\n\n| 命令 | 屏幕 | 在哪里 | 谁 |\n| --- | --- | --- | --- |\n")
        parts += [line for name in names for line in _lines(name)]
    return "".join(parts)


def _lines(command: str) -> Iterator[str]:
    for kind, where, permit in place_of(command):
        shown = f"`{where}`" if kind in {"act", "page"} else where
        yield f"| `duban {command}` | {KINDS[kind]} | {shown} | {_roles(permit)} |\n"


def _roles(permit: Permit | None) -> str:
    return "、".join(label for role, label in ROLE_LABELS.items() if permit and role in permit.roles)


def _walk(command: Any, words: tuple[str, ...] = ()) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if not inner:
        yield " ".join(words)
        return
    for name, each in inner.items():
        yield from _walk(each, (*words, name))
