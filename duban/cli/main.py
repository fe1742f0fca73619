"""Entry point: registers the command groups and turns every error into one Chinese sentence and an exit code."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import typer
from typer.exceptions import Abort, TyperException

from duban.cli import calendar, due, init, output, pack, sweep, up, verify, workdays
from duban.core.errors import BadUsage, DubanError

DONE, REFUSED, USAGE = 0, 1, 2
"""Exit codes: done · refused or violated, with the reason · usage."""

app = typer.Typer(
    name="duban",
    help="督办：把规则文件变成按工作日运转的制度。日期、催办、督办都注明依据。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("init")(init.init)
app.command("due")(due.due)
app.command("calendar")(calendar.calendar)
app.command("sweep")(sweep.sweep)
app.command("verify")(verify.verify)
app.add_typer(workdays.app, name="workdays")
app.add_typer(pack.app, name="pack")


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code; prints errors instead of raising them."""
    try:
        code = app(args=list(arguments), prog_name="duban", standalone_mode=False)
    except DubanError as error:
        output.print_error(error, as_json="--json" in arguments)
        return USAGE if isinstance(error, BadUsage) else REFUSED
    except TyperException as error:
        output.print_usage_error(error)
        return USAGE
    except Abort:
        output.say("已取消，没有改动任何内容。")
        return REFUSED
    return int(code or DONE)


def main() -> None:
    """The installed `duban` command. Chinese text must survive any locale, so the streams are UTF-8."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))
