"""`duban preview`: the next days before they come (逾期预警)."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import context, output
from duban.cli.options import AsJson, Institution
from duban.institutions.schema.cycles import REPORT_STAGE

if TYPE_CHECKING:
    from duban.services.preview import PreviewDay


def preview(
    days: Annotated[int, typer.Option(help="往后看几天，含今天", min=1, max=60)] = 10,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """逾期预警：今后几天哪些时限到期、开哪些会，没有人办理的话巡检将拟哪些文书。只看，不改台账。

    示例：duban preview --days 10
    """
    from duban.services.clock import ledger_clock
    from duban.services.institution import running_institution
    from duban.services.preview import preview as preview_days
    from duban.store.unit_of_work import unit_of_work

    settings = context.settings()
    with unit_of_work(context.ledger(settings)) as uow:
        first = ledger_clock(uow.session, settings.clock).today()
        running = running_institution(uow.session, institution)
        coming = preview_days(uow.session, running, first=first, days=days, actor=context.actor())
        uow.rollback()
    if as_json:
        output.print_json([day.as_json() for day in coming])
    else:
        _tell(coming)
    return 0


def _tell(coming: "list[PreviewDay]") -> None:
    from duban.services.preview import stage_text

    for day in coming:
        rows = [("到期", f"{each['code']} {each['title']}", each["unit"], each["label"]) for each in day.limits]
        rows += [("将拟", f"{paper.paper}，{paper.items}件", paper.unit, "") for paper in day.papers or ()]
        rows += [
            ("报送" if row.stage == REPORT_STAGE else "会议", stage_text(row), "", row.clause or row.assumed or "")
            for row in day.stages
        ]
        if rows:
            title = f"{day.on} {'' if day.workday else '（休息日）'}"
            output.print_table(title, ("事由", "内容", "单位", "时限或依据"), rows)
    if all(day.empty for day in coming):
        output.say("这些天没有到期的时限，也没有会议。")
