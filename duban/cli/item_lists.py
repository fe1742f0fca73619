"""`duban item list|show|nodes|points|results`: what is on record of items."""

from typing import Annotated

import typer

from duban.cli import output, telling, typed
from duban.cli.acting import looking
from duban.cli.item_common import Code
from duban.cli.options import AsJson, Institution
from duban.services.item_nodes import list_nodes
from duban.services.item_points import proposed_points
from duban.services.item_results import list_results
from duban.services.items_show import listed, story_of
from duban.store.item_story import Chosen

app = typer.Typer()


@app.command("list")
def list_items(
    *,
    state: Annotated[str | None, typer.Option(help="状态，如 办理中、已催办")] = None,
    unit: Annotated[str | None, typer.Option(help="主办单位")] = None,
    late: Annotated[bool, typer.Option("--late", help="只看时限已过的")] = False,
    limit: Annotated[int, typer.Option(help="最多列出多少件", min=1)] = 200,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """列出督办任务。

    示例：duban item list --state 办理中 --unit 县财政局
    """
    place = typed.place(state)
    with looking(institution) as looked:
        chosen = Chosen(*place, looked.unit(unit), looked.asked.on if late else None)
        rows = listed(looked.session, institution, chosen, limit)
    if as_json:
        output.print_json(rows)
        return 0
    columns = ("事项", "内容", "主办单位", "状态", "反馈时限", "办结时限")
    names = ("code", "title", "unit", "label", "feedback_due_on", "completion_due_on")
    output.print_table(f"督办任务 {len(rows)} 件", columns, [[row[name] for name in names] for row in rows])
    return 0


@app.command()
def show(code: Code, institution: Institution = "county", as_json: AsJson = False) -> int:
    """一件督办任务的全部经过：日期、反馈、延期、逾期和每一步的依据。

    示例：duban item show 2026-000001
    """
    with looking(institution) as looked:
        story = story_of(looked.session, institution, code, looked.running.calendar, on=looked.asked.on)
    if as_json:
        output.print_json(story)
    else:
        telling.tell_story(story)
    return 0


@app.command()
def nodes(
    unit: Annotated[str | None, typer.Option(help="只看这个单位的")] = None,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """还没有完成的关键节点，先到期的在前，各亮各的灯；完成的用 item feedback --done 报。

    示例：duban item nodes --unit 县水务局
    """
    with looking(institution) as looked:
        lines = list_nodes(looked.session, looked.running, looked.asked.on, unit=looked.unit(unit))
    if as_json:
        output.print_json(lines)
        return 0
    columns = ("节点时限", "节点", "灯", "逾期", "事项", "内容", "主办单位")
    names = ("on", "says", "light", "late", "code", "title", "unit")
    rows = [[telling.LIGHTS.get(line[name], line[name]) for name in names] for line in lines]
    output.print_table(f"关键节点 {len(lines)} 个", columns, rows)
    return 0


@app.command()
def points(
    unit: Annotated[str | None, typer.Option(help="只看这个单位的")] = None,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """未按期完成的建议扣分：由逾期、文书和制度得出，供考评机构确认；逾期核销的不再扣。

    示例：duban item points --unit 县水务局
    """
    with looking(institution) as looked:
        lines = proposed_points(looked.session, institution, looked.unit(unit))
    if as_json:
        output.print_json(lines)
        return 0
    names = ("unit", "points", "code", "limit", "limit_on", "paper", "clause", "attributed_from", "reason")
    columns = ("单位", "建议分值", "事项", "时限", "逾期于", "文书", "依据", "归责自", "归责理由")
    output.print_table(f"建议扣分 {len(lines)} 条", columns, [[line[name] for name in names] for line in lines])
    return 0


@app.command()
def results(institution: Institution = "county", as_json: AsJson = False) -> int:
    """专门机构上报的落实结果，新的在前。

    示例：duban item results
    """
    with looking(institution) as looked:
        lines = list_results(looked.session, looked.running.pack)
    if as_json:
        output.print_json(lines)
        return 0
    names = ("accepted_at", "office", "report_to", "code", "title", "unit", "says", "label")
    columns = ("认可时间", "专门机构", "上报", "事项", "内容", "主办单位", "落实结果", "状态")
    output.print_table(f"落实结果 {len(lines)} 件", columns, [[line[name] for name in names] for line in lines])
    return 0
