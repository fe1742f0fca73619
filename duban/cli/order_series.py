"""`duban order series`: the series that papers are numbered in, and where one begins after handwritten numbers."""

from typing import Annotated

import typer

from duban.cli import output
from duban.cli.acting import How, acting, looking
from duban.cli.options import AsJson, Institution
from duban.core.errors import ReasonMissing
from duban.core.periods import whole_year

app = typer.Typer(help="编号序列：各机构各种文书按年连续、不重、不漏。", no_args_is_help=True)


@app.command()
def show(institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """各序列的起号和末号。示例：duban order series show"""
    from duban.store.series import list_counters

    with looking(institution) as looked:
        rows = [dict(row) for row in list_counters(looked.session, institution)]
    names = ("office", "paper", "year", "first", "last")
    if as_json:
        output.print_json([{name: row[name] for name in names} for row in rows])
    else:
        cells = [[row[name] for name in names] for row in rows]
        output.print_table("编号序列", ("机构", "文书", "年", "起号", "末号"), cells)
    return 0


@app.command()
@acting
def start(
    how: How,
    office: Annotated[str, typer.Option("--office", help="编号机构，如 督查室")],
    paper: Annotated[str, typer.Option("--paper", help="文书种类，如 催办单")],
    year: Annotated[int, typer.Option("--year", help="哪一年的序列")],
    following: Annotated[int, typer.Option("--next", help="上线后的第一个号")],
) -> int:
    """年中上线：此前的手写号登记为历史号段，从下一号接着编。须写 --reason。

    示例：duban order series start --office 督查室 --paper 催办单 --year 2026 --next 24 --reason 上线前手写1至23号
    """
    from duban.services.numbering import series_of, start_series

    whole_year(year)
    if not how.reason:
        raise ReasonMissing("登记手写号")
    with how.begin() as begun:
        series = series_of(begun.running.pack, office, paper, year)
        act = start_series(begun.session, series, following, begun.asked)
        begun.uow.commit()
    if how.as_json:
        output.print_json({"next": series.number(following), "act": {"seq": act.seq, "hash": act.hash}})
    else:
        segment = f"1至{following - 1}号为历史号段，下一份编 {series.number(following)}"
        output.say(f"{series.office}{year}年{paper}：{segment}。")
    return 0
