"""`duban clock`: what time a ledger's clock reads, and a demonstration's clock put forward."""

from typing import Annotated

import typer

from duban.cli import context, output
from duban.cli.acting import office
from duban.cli.options import AsJson, By, Institution, Key, Reason
from duban.core.clock import parse_day
from duban.services.beginning import AskedFor

app = typer.Typer(help="台账的时钟；演示台账的可以拨快，看逾期以后会怎样。", no_args_is_help=True)


@app.command()
def show(as_json: AsJson = False) -> int:
    """现在几点、拨快了几天。

    示例：duban clock show
    """
    from duban.services.clock import told_clock
    from duban.store.unit_of_work import reading

    settings = context.settings()
    with reading(context.ledger(settings)) as session:
        told = told_clock(session, settings.clock)
    if as_json:
        output.print_json(told)
    else:
        output.say(f"{told['says']}。" + (f"已拨快 {told['days_ahead']} 天。" if told["days_ahead"] else ""))
    return 0


@app.command()
def advance(
    to: Annotated[str, typer.Option("--to", help="拨到哪一天：2026-12-01，时刻不变")],
    *,
    by: By = None,
    reason: Reason = None,
    key: Key = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """把演示台账的时钟拨快到某一天，只能拨快；跳过的几天如同停机，漏掉的巡检并入到达的那天。

    正式台账只用真实时间，不能拨。

    示例：duban clock advance --to 2026-12-01
    """
    from duban.services.clock import advance_clock

    with office().begin(AskedFor(institution, by, None, reason, key)) as begun:
        told = advance_clock(begun.session, begun.asked, parse_day(to, field="--to"))
        if not (yes or as_json) and not typer.confirm(f"{told['from']} 拨到 {told['to']}，不能拨回。拨吗？"):
            output.say("没有拨，什么也没有改动。")
            return 1
        begun.uow.commit()
    if as_json:
        output.print_json(told)
    else:
        output.say(f"演示时钟已由 {told['from']} 拨到 {told['to']}。")
        output.say("服务开着的，一两分钟内自动巡检；也可以用 duban --demo sweep。")
    return 0
