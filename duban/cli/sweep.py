"""`duban sweep`: the daily sweep by hand, for one institution and day."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import output
from duban.cli.options import AsJson, Institution
from duban.core.clock import parse_day

if TYPE_CHECKING:
    from duban.services.day_round import DayRound
    from duban.services.sweep_report import SweepReport

OUTCOMES = {"done": "已巡检", "day_off": "休息日，不升级", "already": "当日已巡检过，没有改动任何内容"}


def sweep(
    on: Annotated[str | None, typer.Option(help="巡检日，缺省为今天")] = None,
    institution: Institution = "county",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看哪些事项逾期，不改台账")] = False,
    as_json: AsJson = False,
) -> int:
    """逾期的事项按单位拟文书，送达后升一级；无需审批的当场编号、升级。到时候列出应报材料，逾期未报的催报。

    一天一次，同一天再运行不改动任何内容。

    示例：duban sweep --on 2026-11-23 --dry-run
    """
    from duban.cli.acting import office
    from duban.services.beginning import AskedFor
    from duban.services.day_round import day_round

    with office().begin(AskedFor(institution)) as begun:
        said = begun.asked
        day: date = parse_day(on, field="--on") if on else said.on
        done = day_round(begun.session, begun.running, on=day, now=said.now, actor=said.actor)
        if not dry_run:
            begun.uow.commit()
    if as_json:
        output.print_json({**done.as_json(), "dry_run": dry_run})
    else:
        _tell(done.report, dry_run=dry_run)
        _tell_rounds(done)
    return 0


def _tell_rounds(done: "DayRound") -> None:
    reports = done.reports
    if reports.opened or reports.chased:
        output.say(f"应报材料：新列出 {reports.opened} 份，催报逾期 {reports.chased} 份。")
    if done.nodes_missed:
        output.say(f"关键节点：到期没有报完成 {done.nodes_missed} 个，已记录。")
    if done.entries_reminded:
        output.say(f"登记事项：到期待办 {done.entries_reminded} 件，已提醒。")
    for missing in reports.skipped:
        output.say(f"应报材料没有列出：{missing}")


def _tell(report: "SweepReport", *, dry_run: bool) -> None:
    output.say(
        f"{report.institution} {report.on}：{OUTCOMES[report.outcome]}。{'（试运行，未记录）' if dry_run else ''}"
    )
    if report.merged_days:
        output.say(f"漏巡的 {len(report.merged_days)} 个工作日并入当日：{'、'.join(map(str, report.merged_days))}。")
    if report.provisional:
        output.say("这一天的放假通知尚未公布，按推算的工作日巡检。")
    if report.unissued:
        output.say(f"交办机构逾期未下发 {report.unissued} 件，已记录；请尽快用 duban item issue 下发。")
    edges = [
        (edge.source, edge.target, edge.count, edge.next_due_on or "", edge.clause or edge.assumed)
        for edge in report.edges
    ]
    if not edges:
        return
    output.print_table(
        f"逾期 {report.total} 件，其中升级 {report.climbed} 件", ("原状态", "现状态", "件数", "下一期限", "依据"), edges
    )
    papers = [(each.id, each.paper, each.number, each.unit, each.items, each.label) for each in report.papers]
    output.print_table(f"文书 {report.drafted} 份", ("序号", "文书", "编号", "责任单位", "件数", "状态"), papers)
    lines = [
        (line.code, line.title, line.unit, line.source, line.target, line.limit_on, line.next_due_on or "")
        for line in report.lines
    ]
    output.print_table("明细", ("事项", "内容", "主办单位", "原状态", "现状态", "逾期于", "下一期限"), lines)
