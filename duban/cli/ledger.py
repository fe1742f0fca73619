"""`duban ledger`: the responsibility list, from being hung up to being struck off."""

from typing import Annotated

import typer

from duban.cli.acting import looking
from duban.cli.options import AsJson, Institution
from duban.cli.recording import print_records

COLUMNS = {
    "code": "挂号",
    "office": "机构",
    "title": "事项",
    "unit": "责任单位",
    "feedback_due_on": "反馈时限",
    "completion_due_on": "办结时限",
    "label": "状态",
    "hung_on": "挂号日",
    "checked_on": "核查日",
    "struck_on": "销号日",
    "late": "逾期",
}


def ledger(
    office: Annotated[list[str] | None, typer.Option("--office", help="交办机构，可重复；不写为全部专门机构")] = None,
    open_only: Annotated[bool, typer.Option("--open", help="只列还没有销号的")] = False,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """责任清单台账：每件议定事项的挂号、时限、核查、销号；核查通过才能销号。

    示例：duban ledger --office 规委会 --open
    """
    from duban.services.item_ledger import responsibility_list

    with looking(institution) as looked:
        pack, on = looked.running.pack, looked.asked.on
        rows = responsibility_list(looked.session, pack, office or (), on, open_only=open_only)
    if not as_json:
        rows = [{**row, "late": "逾期" if row["late"] else ""} for row in rows]
    return print_records("台账事项", COLUMNS, rows, as_json=as_json)
