"""`duban item draft|approve|issue|correct`: an item until it is served."""

from typing import Annotated

import typer

from duban.cli import output, telling
from duban.cli.acting import How, acting
from duban.cli.item_common import Co, Code, Leader, Nodes, Responsible, add, do
from duban.cli.typed import day
from duban.services import items
from duban.services.item_words import read_nodes
from duban.services.items_correct import Correction, correct_item
from duban.services.items_issue import issue_items
from duban.services.items_show import story_of, told_of_act

app = typer.Typer()


@app.command()
@acting
def draft(
    how: How,
    item_type: Annotated[str, typer.Argument(help="事项类型，如 常务会议议定事项")],
    title: Annotated[str, typer.Argument(help="内容")],
    *,
    unit: Annotated[str, typer.Option(help="主办单位")],
    item_class: Annotated[str | None, typer.Option("--class", help="办理类别")] = None,
    requirement: Annotated[str | None, typer.Option(help="目标任务、要求")] = None,
    leader: Leader = None,
    responsible: Responsible = None,
    co: Co = None,
    node: Nodes = None,
    complete_by: Annotated[str | None, typer.Option(help="办结日期")] = None,
    decided: Annotated[str | None, typer.Option(help="议定或批示（落款）的日期，下发时限由此起算")] = None,
    reached: Annotated[str | None, typer.Option(help="收到批示件的日期；有的，批示交办单的时限由此起算")] = None,
    after: Annotated[str | None, typer.Option(help="接续哪一件：那一件办结后领导又有批示")] = None,
    secrecy: Annotated[str | None, typer.Option(help="密级：公开、内部；涉密事项不得录入")] = None,
) -> int:
    """拟办一件督办任务；下发前须写明制度要求的牵头领导、责任人、目标任务、时序进度。

    示例：duban item draft 公文办理 答复供水请示 --unit 县水务局 --class 一个部门职权内
    """
    new = items.NewItem(
        item_type,
        unit,
        title,
        requirement,
        item_class,
        day(complete_by, "--complete-by"),
        secrecy,
        day(decided, "--decided"),
        day(reached, "--reached"),
        leader,
        responsible,
        tuple(co or ()),
        read_nodes(node),
        after,
    )
    with how.begin() as begun:
        code = items.draft_item(begun.session, new, begun.asked, pack=begun.pack)
        story = story_of(begun.session, how.institution, code, begun.running.calendar, on=begun.asked.on)
        begun.uow.commit()
    if how.as_json:
        output.print_json(story)
    else:
        output.say(f"{code} 拟办：已记录，现为“{story['label']}”。")
        output.say(f"依据：{telling.basis(story['history'][0])}")
    return 0


add(app, "agree", items.agree_item, "共同立项的单位会商同意；都同意了才能立项。", "--by 市政府办主任")
add(app, "approve", items.approve_item, "立项：由拟办人以外的人审批。", "--by 办公室主任")


@app.command()
@acting
def issue(
    how: How,
    codes: Annotated[list[str], typer.Argument(help="事项编号；同一责任单位的几件可以一起写，用一份交办单")],
    since: Annotated[str | None, typer.Option("--from", help="起算日；缺省按制度为议定、批示日或送达日")] = None,
) -> int:
    """下发并送达，交办单随同编号；反馈时限按制度从议定日或送达日（或 --from）起算。

    示例：duban item issue 2026-000001 2026-000002
    """
    with how.begin() as begun:
        calendar, from_on = begun.running.calendar, day(since, "--from")
        act = issue_items(begun.session, how.institution, codes, begun.asked, calendar=calendar, from_on=from_on)
        told = [told_of_act(begun.session, how.institution, code, act, calendar) for code in sorted(set(codes))]
        begun.uow.commit()
    if how.as_json:
        output.print_json(told[0] if len(told) == 1 else told)
        return 0
    for each in told:
        telling.tell_act(each)
    return 0


@app.command()
@acting
def correct(
    how: How,
    code: Code,
    *,
    title: Annotated[str | None, typer.Option(help="更正后的内容")] = None,
    requirement: Annotated[str | None, typer.Option(help="更正后的目标任务、要求")] = None,
    leader: Leader = None,
    responsible: Responsible = None,
    co: Co = None,
    no_co: Annotated[list[str] | None, typer.Option("--no-co", help="不再协办的单位，可重复")] = None,
    node: Nodes = None,
    complete_by: Annotated[str | None, typer.Option(help="更正后的办结日期")] = None,
) -> int:
    """更正或补写，留痕，编号不变。

    示例：duban item correct 2026-000001 --title 答复供水请示 --reason 错字
    """
    due_on, co_units, without = day(complete_by, "--complete-by"), tuple(co or ()), tuple(no_co or ())
    named = (title, requirement, due_on, leader, responsible, co_units, without, read_nodes(node))
    return do(how, code, correct_item, correction=Correction(*named))
