"""`duban org`: units, posts and who holds them."""

from typing import Annotated

import typer

from duban.cli import context, output
from duban.cli.acting import AsJson, Institution
from duban.core.clock import parse_day
from duban.services.clock import ledger_clock
from duban.store.org import list_holdings
from duban.store.unit_of_work import reading

app = typer.Typer(help="单位、岗位和任职。", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """单位、岗位和任职。"""


@app.command("list")
def list_posts(
    on: Annotated[str | None, typer.Option(help="哪一天的任职，缺省为今天")] = None,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """列出单位、岗位和当日任职的人；--by 后面写的就是这里的岗位。

    示例：duban org list
    """
    settings = context.settings()
    with reading(context.ledger(settings)) as session:
        day = parse_day(on, field="--on") if on else ledger_clock(session, settings.clock).today()
        held = list_holdings(session, institution, day)
    names = ("unit", "post", "person", "is_deputy", "from_on", "to_on")
    rows = [{name: row[name] for name in names} for row in held]
    if as_json:
        output.print_json(rows)
        return 0
    lines = [(row["unit"], row["post"], row["person"], "代理" if row["is_deputy"] else "") for row in rows]
    output.print_table(f"{day} 任职", ("单位", "岗位", "姓名", ""), lines)
    return 0
