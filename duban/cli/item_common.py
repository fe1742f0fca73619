"""What the commands of `duban item` have in common: one act on an item, told; the steps of a schedule as typed."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from duban.cli import output, telling
from duban.cli.acting import How, acting
from duban.services.acts import SealedAct
from duban.services.items_show import told_of_act

Code = Annotated[str, typer.Argument(help="事项编号，如 2026-000001")]
Limit = Annotated[str | None, typer.Option("--limit", help="哪个时限：feedback 反馈、answer 答复、completion 办结")]
Leader = Annotated[str | None, typer.Option(help="牵头领导：岗位、岗位/姓名 或 姓名")]
Responsible = Annotated[str | None, typer.Option(help="责任人，如 局长 向永江")]
Co = Annotated[list[str] | None, typer.Option("--co", help="协办单位，可重复")]
Nodes = Annotated[
    list[str] | None, typer.Option("--node", help="时序进度的一步：日期 内容，如 '2026-12-31 完成选址'，可重复")
]


def do(how: How, code: str, deed: Callable[..., SealedAct], *, dated: bool = False, **given: Any) -> int:
    """One act on one item, committed and told; `dated`: it counts days, and wants the calendar."""
    with how.begin() as begun:
        calendar = begun.running.calendar
        wanted = {**given, "calendar": calendar} if dated else given
        act = deed(begun.session, how.institution, code, begun.asked, **wanted)
        told = told_of_act(begun.session, how.institution, code, act, calendar)
        begun.uow.commit()
    if how.as_json:
        output.print_json(told)
    else:
        telling.tell_act(told)
    return 0


def add(
    app: typer.Typer, verb: str, deed: Callable[..., SealedAct], says: str, example: str, *, dated: bool = False
) -> None:
    """A command that needs nothing but the item and who acts; `example` is what may be typed behind the item."""

    def command(how: How, code: Code) -> int:
        return do(how, code, deed, dated=dated)

    help_text = f"{says}\n\n示例：duban item {verb} 2026-000001 {example}"
    app.command(verb, help=help_text.strip())(acting(command))
