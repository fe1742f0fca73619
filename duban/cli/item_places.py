"""`duban item receive|return|reassign|withdraw|merge|split|call|attribute`: who carries an item out."""

from typing import Annotated

import typer

from duban.cli import output
from duban.cli.acting import How, acting
from duban.cli.item_common import Code, Responsible, add, do
from duban.cli.typed import day
from duban.services import items, items_kin, items_notes, items_place
from duban.services.items_show import story_of

app = typer.Typer()


add(app, "receive", items.receive_item, "责任单位签收；时限不从签收起算。", "--by 县水务局联络员")


add(
    app,
    "return",
    items_place.return_item,
    "退办：签收以前提出不属本单位职责，须写明理由。",
    "--reason 属县财政局职责",
    dated=True,
)


@app.command()
@acting
def reassign(how: How, code: Code, to: Annotated[str, typer.Option(help="改派给哪个单位")]) -> int:
    """改派给另一个单位；重新送达，时限重新起算。

    示例：duban item reassign 2026-000001 --to 县财政局 --reason 职责在财政
    """
    return do(how, code, items_place.reassign_item, dated=True, to_unit=to)


add(app, "withdraw", items_place.withdraw_item, "交办机构撤销交办，须写明理由。", "--reason 会议已重新研究", dated=True)


@app.command()
@acting
def merge(how: How, code: Code, into: Annotated[str, typer.Option(help="并入哪一件事项")]) -> int:
    """交办机构并案：并入另一件还没有办结的事项，须写明理由。

    示例：duban item merge 2026-000002 --into 2026-000001 --reason 同一事项两次交办
    """
    return do(how, code, items_kin.merge_item, dated=True, into=into)


@app.command()
@acting
def split(
    how: How,
    code: Code,
    *,
    unit: Annotated[str, typer.Option(help="拆分给哪个单位主办")],
    title: Annotated[str, typer.Option(help="拆分出的内容")],
    requirement: Annotated[str | None, typer.Option(help="要求；缺省同原事项")] = None,
    responsible: Responsible = None,
    complete_by: Annotated[str | None, typer.Option(help="办结日期；缺省同原事项")] = None,
) -> int:
    """拆分：把一部分另立为一件，拟办给另一个单位，与原事项相互可查。

    示例：duban item split 2026-000001 --unit 县财政局 --title 落实供水经费 --reason 分属两家
    """
    part = items_kin.Part(unit, title, requirement, responsible, day(complete_by, "--complete-by"))
    with how.begin() as begun:
        items_kin.split_item(begun.session, how.institution, code, begun.asked, part=part)
        story = story_of(begun.session, how.institution, code, begun.running.calendar, on=begun.asked.on)
        begun.uow.commit()
    if how.as_json:
        output.print_json(story)
    else:
        output.say(f"{code} 已拆分出 {story['links'][-1]['code']} {title}（{unit}），拟办；请核对后下发。")
    return 0


@app.command()
@acting
def call(
    how: How,
    code: Code,
    who: Annotated[str, typer.Option("--with", help="打给谁，如 县水务局联络员 冉小波")],
    says: Annotated[str, typer.Option(help="怎样答复")],
) -> int:
    """电话催问：记下何时打给谁、怎样答复。

    示例：duban item call 2026-000001 --with 县水务局联络员 --says 周五前反馈 --by 督查室主任
    """
    return do(how, code, items_notes.log_call, who=who, says=says)


@app.command()
@acting
def attribute(how: How, code: Code, to: Annotated[str, typer.Option(help="归责于哪个协办单位")]) -> int:
    """归责：因协办单位造成的逾期，写明理由，扣分由协办单位承担；归责最近一次逾期。

    示例：duban item attribute 2026-000001 --to 县财政局 --reason 资金迟迟未拨
    """
    with how.begin() as begun:
        act = items_notes.attribute(begun.session, how.institution, code, begun.asked, unit=to)
        story = story_of(begun.session, how.institution, code, begun.running.calendar, on=begun.asked.on)
        begun.uow.commit()
    if how.as_json:
        output.print_json(story)
    else:
        last = story["attributions"][-1]
        output.say(f"{code} {last['limit_on']} 的逾期归责于{to}：已记录（{act.institution}#{act.seq}）。")
    return 0
