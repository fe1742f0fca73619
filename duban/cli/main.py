"""Entry point: finds the command asked for, runs it, turns every error into one Chinese sentence and an exit code."""

import os
import sys
from collections.abc import Callable, Sequence
from contextvars import copy_context
from functools import cache, partial
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from typing import Annotated

import typer
from typer.exceptions import Abort, TyperException

from duban import __version__
from duban.cli import context, output
from duban.cli.helping import spoken
from duban.core.errors import BadUsage, DubanError, InvalidValue

DONE, REFUSED, USAGE = 0, 1, 2
"""Exit codes: done · refused or violated, with the reason · usage."""

DEMO, VERSION = "--demo", "--version"
COMMANDS = (
    "up",
    "init",
    "due",
    "calendar",
    "clauses",
    "sweep",
    "preview",
    "verify",
    "rehearse",
    "import",
    "ledger",
)
GROUPS = (
    "account",
    "workdays",
    "pack",
    "item",
    "order",
    "attachment",
    "org",
    "inbox",
    "register",
    "target",
    "export",
    "report",
    "coordination",
    "inspection",
    "bulletin",
    "interview",
    "score",
    "alert",
    "cycle",
    "clock",
)
"""A module of this room each; a command's function has its module's name, a group's application is `app`.

Where that is a word of Python's own, an underscore follows: `import_`."""


def application(only: str | None = None) -> typer.Typer:
    """The `duban` application; with `only` just that command, so that `duban due` loads nothing it does not need."""
    app = typer.Typer(
        name="duban",
        help="督办：把规则文件变成按工作日运转的制度。日期、催办、督办都注明依据。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    for name in COMMANDS + GROUPS:
        if only in (None, name):
            word = f"{name}_" if iskeyword(name) else name
            module = import_module(f"duban.cli.{word}")
            if name in COMMANDS:
                app.command(name)(getattr(module, word))
            else:
                app.add_typer(module.app, name=name)
    return app


@cache
def command(only: str | None) -> Callable[..., int | None]:
    """The same, built: asked once for each command, since all options are read from its functions' signatures."""
    return spoken(application(only))


def _tell_version(asked: bool) -> None:
    if asked:
        output.say(f"督办 {__version__}")
        raise typer.Exit


def _root(
    demo: Annotated[bool, typer.Option(DEMO, help="在演示台账上办：写在命令前面，如 duban --demo item list")] = False,
    _version: Annotated[bool, typer.Option(VERSION, is_eager=True, callback=_tell_version, help="显示版本")] = False,
) -> None:
    """督办：把规则文件变成按工作日运转的制度。日期、催办、督办都注明依据。"""
    context.ON_DEMO.set(demo)


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code; prints errors instead of raising them."""
    first = next((word for word in arguments if word != DEMO), None)
    asked = first if first in (*COMMANDS, *GROUPS, VERSION) else None
    try:
        _check_text(arguments)
        called = partial(command(asked), prog_name="duban", standalone_mode=False)
        code = copy_context().run(called, args=list(arguments))
    except DubanError as error:
        output.print_error(error, as_json="--json" in arguments)
        return USAGE if isinstance(error, BadUsage) else REFUSED
    except TyperException as error:
        output.print_usage_error(error, as_json="--json" in arguments)
        return USAGE
    except Abort:
        output.say("已取消，没有改动任何内容。")
        return REFUSED
    return int(code or DONE)


def _check_text(words: Sequence[str]) -> None:
    """A ledger holds text: bytes that are none would reach it from any command. Raises InvalidValue."""
    for word in words:
        if any("\ud800" <= character <= "\udfff" for character in word):
            raise InvalidValue("命令里的", word, "这不是 UTF-8 文字，请改用 UTF-8 的终端；是文件名的，先给文件改名")


def main() -> None:
    """The installed `duban` command. Chinese text must survive any locale, so words and streams are UTF-8."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = [os.fsencode(word).decode("utf-8", "surrogateescape") for word in sys.argv[1:]]
    try:
        code = run(words)
        sys.stdout.flush()
    except OSError as error:
        output.hint(f"错误：结果写不出去（{error.strerror}）；请检查磁盘空间或输出的去处后重试。")
        os._exit(REFUSED)  # the interpreter would try to write the rest again and print a traceback
    sys.exit(code)
