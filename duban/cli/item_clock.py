"""`duban item extend|suspend|resume`: what moves an item's dates by a decision."""

from typing import Annotated

import typer

from duban.cli.acting import How, acting
from duban.cli.item_common import Code, Limit, add, do
from duban.cli.typed import choice, day
from duban.core.errors import InvalidValue
from duban.services import items_dates
from states.item import LimitKind

app = typer.Typer()


@app.command()
@acting
def extend(
    how: How,
    code: Code,
    *,
    until: Annotated[str | None, typer.Option("--until", help="延到哪一天")] = None,
    limit: Limit = None,
    grant: Annotated[bool, typer.Option("--grant", help="同意延期申请")] = False,
    refuse: Annotated[bool, typer.Option("--refuse", help="不同意延期申请")] = False,
    ordered: Annotated[bool, typer.Option("--ordered", help="领导另定日期，不经申请")] = False,
) -> int:
    """延期：申请（--until），答复（--grant、--refuse），或领导另定日期（--ordered --until）。

    示例：duban item extend 2026-000001 --until 2026-12-20 --reason 等待评审
    """
    if grant + refuse + ordered > 1:
        raise InvalidValue("延期", "--grant --refuse --ordered", "三者只能写一个")
    new_day = day(until, "--until")
    kind = choice(LimitKind, limit, "--limit") if limit else None
    if grant or refuse:
        return do(how, code, items_dates.answer_extension, answer=items_dates.Answered(grant, new_day))
    if new_day is None:
        raise InvalidValue("--until", "", "请写明延到哪一天")
    if ordered:
        return do(how, code, items_dates.redate_item, until=new_day, limit=kind)
    return do(how, code, items_dates.ask_extension, dated=True, until=new_day, limit=kind)


add(app, "suspend", items_dates.suspend_item, "领导同意暂停计时，须写明理由。", "--by 分管领导 --reason 提请协调")


add(app, "resume", items_dates.resume_item, "恢复办理，按暂停前剩余的工作日接续计时。", "", dated=True)
