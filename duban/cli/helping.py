"""The help of every command in Chinese: the library's own words, said once, before any command is built."""

from collections.abc import Callable, Iterator
from functools import partialmethod
from typing import Any, cast

import typer
from typer import rich_utils
from typer.main import get_command

USAGE, HELP, OPTIONS, SUBCOMMAND = "用法：", "显示这份帮助", "[选项]", "命令 [参数]…"
rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.REQUIRED_LONG_STRING = "[必填]"
rich_utils.DEFAULT_STRING = "[缺省：{}]"
_formatter: Any = typer.Context.formatter_class
_formatter.write_usage = partialmethod(_formatter.write_usage, prefix=USAGE)


def spoken(app: typer.Typer) -> Callable[..., int | None]:
    """The command of an application, whose help is Chinese throughout."""
    command: Any = get_command(app)
    for each in _within(command):
        each.options_metavar = OPTIONS
        if hasattr(each, "subcommand_metavar"):
            each.subcommand_metavar = SUBCOMMAND
        each.get_help_option(typer.Context(each)).help = HELP
    return cast("Callable[..., int | None]", command)


def _within(command: Any) -> Iterator[Any]:
    """The command, and all below it."""
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from _within(each)
