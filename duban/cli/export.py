"""`duban export`: what is on record as .xlsx, under the headings that `duban import` reads."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli import output, typed
from duban.cli.acting import looking
from duban.cli.options import AsJson, Institution
from duban.documents.sheets import write_table
from duban.services.export_rows import columns_of, rows_of
from duban.store.item_story import Chosen

app = typer.Typer(help="导出表格：事项、目标。导出的表格可以再导入。", no_args_is_help=True)
Out = Annotated[Path, typer.Argument(help="写到哪个 .xlsx")]
State = Annotated[str | None, typer.Option("--state", help="只导出这种状态的，如 办理中、历史存档")]
OfUnit = Annotated[str | None, typer.Option("--unit", help="只导出这个单位主办的")]


@app.command()
def items(
    out: Out, state: State = None, unit: OfUnit = None, institution: Institution = "county", as_json: AsJson = False
) -> int:
    """导出督办任务，一行一件。

    示例：duban export items 督办任务.xlsx --state 办理中
    """
    return _write("items", "督办任务", (out, state, unit), institution, as_json=as_json)


@app.command()
def targets(
    out: Out, state: State = None, unit: OfUnit = None, institution: Institution = "county", as_json: AsJson = False
) -> int:
    """导出目标，一行一个：目标值、序时进度、实际值、亮灯和验收结果。

    示例：duban export targets 目标.xlsx --unit 县财政局
    """
    return _write("targets", "目标", (out, state, unit), institution, as_json=as_json)


def _write(
    what: str, title: str, asked: tuple[Path, str | None, str | None], institution: str, *, as_json: bool
) -> int:
    out, state, unit = asked
    place = typed.place(state)
    with looking(institution) as looked:
        rows = rows_of(what, looked.session, institution, Chosen(*place, looked.unit(unit)), looked.asked.on)
        count = write_table(out, title, columns_of(what), rows)
    if as_json:
        output.print_json({"file": str(out), "rows": count})
    else:
        output.say(f"已导出 {count} 行到 {out}。" if count else f"没有符合条件的{title}；{out} 只有列名。")
    return 0
