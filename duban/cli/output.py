"""How commands speak: one JSON document on stdout, or Chinese lines and tables; errors as one sentence on stderr."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from typer.exceptions import TyperException

from duban.core.errors import DubanError, InvalidValue

WIDTH_WHEN_PIPED = 160
USAGE_ERRORS = {
    "NoSuchOption": "没有选项“{name}”",
    "MissingParameter": "缺少“{name}”",
    "BadParameter": "“{name}”的值读不懂",
    "BadOptionUsage": "选项“{name}”后面要写内容",
}
UNKNOWN_COMMAND = re.compile(r"No such command '([^']+)'")


def print_json(value: Any) -> None:
    """The one JSON document of a command."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def say(line: str) -> None:
    """One line for a person, on stdout, never wrapped."""
    sys.stdout.write(line + "\n")


def speak_at_once() -> None:
    """Every line is out when it is said, whoever reads it: a pipe and a service's journal would wait for a block."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)


def hint(line: str) -> None:
    """A side remark for a person, on stderr, so that `--json` stays one document.

    What was typed comes back in it: control and direction characters are shown, not obeyed.
    """
    sys.stderr.write("".join(map(_visible, line)) + "\n")


def _visible(character: str) -> str:
    return character if character.isprintable() else f"\\u{ord(character):04x}"


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for a person."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH_WHEN_PIPED)
    table = Table(*columns, title=title, title_justify="left", header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)


@contextmanager
def writing_to(field: str, path: Path) -> Iterator[None]:
    """What is written here goes to the file that `field` names. Raises InvalidValue where it cannot."""
    try:
        yield
    except OSError as error:
        raise InvalidValue(field, str(path), f"写不进去（{error.strerror}），请换一个可写的位置") from None


def print_error(error: DubanError, *, as_json: bool) -> None:
    """An error as one sentence; with `--json` also as the document on stdout."""
    if as_json:
        print_json({"error": str(error), **error.fields()})
    hint(f"错误：{error}")


def print_usage_error(error: TyperException, *, as_json: bool) -> None:
    """What was wrong with the words of a command, and where help is; with `--json` also as the document on stdout."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return  # the help itself has just been printed
    context = getattr(error, "ctx", None)
    says = f"{_usage_fact(error)}；用法见 {context.command_path if context else 'duban'} --help。"
    if as_json:
        print_json({"error": says})
    hint(f"错误：{says}")


def _usage_fact(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    name = getattr(error, "option_name", None) or (parameter.opts[0] if parameter else "")
    for kind in type(error).__mro__:
        if kind.__name__ in USAGE_ERRORS:
            return USAGE_ERRORS[kind.__name__].format(name=name)
    unknown = UNKNOWN_COMMAND.match(error.message)
    return f"没有命令“{unknown[1]}”" if unknown else "命令写法不对"
