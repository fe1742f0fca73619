"""`duban item list|show|nodes|points|results`: what is on record of items."""

from dataclasses import replace
from typing import Annotated

import typer

from duban.cli import output, telling
from duban.cli.acting import looking
from duban.cli.item_common import Code
from duban.cli.options import AsJson, Institution
from duban.services.item_nodes import list_nodes
from duban.services.item_pages import MOST_ON_A_PAGE, ItemPage, ItemQuery, item_page
from duban.services.item_points import proposed_points
from duban.services.item_results import list_results
from duban.services.item_source import source_of
from duban.services.items_show import described_item, told_story
from duban.store.item_filter import ItemSort
from states.light import Light

app = typer.Typer()


@app.command("list")
def list_items(
    *,
    state: Annotated[str | None, typer.Option(help="状态，如 办理中、已催办")] = None,
    unit: Annotated[str | None, typer.Option(help="主办单位")] = None,
    late: Annotated[bool, typer.Option("--late", help="只看时限已过的，与 --light red 同")] = False,
    light: Annotated[list[Light] | None, typer.Option(help="亮灯：green 绿、yellow 黄、red 红，可重复")] = None,
    search: Annotated[str, typer.Option(help="内容、要求、主办单位里有这些字的，或编号以它开头的")] = "",
    office: Annotated[str | None, typer.Option(help="交办机构")] = None,
    is_open: Annotated[bool, typer.Option("--open", help="只看未办结的")] = False,
    sort: Annotated[ItemSort, typer.Option(help="排序：code 编号、due 时限先到的在前")] = ItemSort.code,
    descending: Annotated[bool, typer.Option("--desc", help="倒序")] = False,
    limit: Annotated[int, typer.Option(help="一页最多列出多少件", min=1, max=MOST_ON_A_PAGE)] = 200,
    after: Annotated[str | None, typer.Option(help="从哪里看起：上一页末尾给出的标记")] = None,
    paged: Annotated[bool, typer.Option("--paged", help="JSON 里连同前后页的标记和件数")] = False,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """列出督办任务，一页一页地看，百万件的台账也一样快。

    示例：duban item list --state 办理中 --unit 县财政局 --search 农田 --sort due
    """
    query = ItemQuery(
        states=(state,) if state else (),
        lights=(*(light or ()), *((Light.red,) if late else ())),
        text=search,
        office=office,
        is_open=True if is_open else None,
        sort=sort,
        descending=descending,
    )
    with looking(institution) as looked:
        named = looked.unit(unit)
        query = replace(query, units=(named,)) if named else query
        page = item_page(looked.session, looked.running, query, looked.asked.on, size=limit, mark=after)
    if as_json:
        output.print_json(page.as_json() if paged or after else page.items)
        return 0
    _tell_page(page)
    return 0


def _tell_page(page: ItemPage) -> None:
    columns = ("事项", "内容", "主办单位", "状态", "灯", "反馈时限", "办结时限")
    names = ("code", "title", "unit", "label", "light", "feedback_due_on", "completion_due_on")
    rows = [[telling.LIGHTS[row[name]] if name == "light" else row[name] for name in names] for row in page.items]
    output.print_table(f"督办任务 {page.how_many} 件", columns, rows)
    for word, mark in (("前一页", page.previous), ("后一页", page.next)):
        if mark:
            output.say(f"{word}：--after {mark}")


@app.command()
def show(code: Code, institution: Institution = "county", as_json: AsJson = False) -> int:
    """一件督办任务的全部经过：日期、反馈、延期、逾期和每一步的依据。

    示例：duban item show 2026-000001
    """
    with looking(institution) as looked:
        found = described_item(looked.session, institution, code)
        story = told_story(looked.session, found, looked.running.calendar, on=looked.asked.on)
        story["source"] = source_of(looked.session, found)
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
