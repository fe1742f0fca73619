"""`duban item feedback|check|close|reopen|look-back`: what a unit reports, and what the office finds."""

from typing import Annotated

import typer

from duban.cli.acting import How, acting
from duban.cli.item_common import Code, add, do
from duban.cli.typed import choice, day
from duban.services import items, items_notes, items_place, items_report
from duban.services.item_words import read_node_done
from states.item import FeedbackKind

app = typer.Typer()


@app.command()
@acting
def feedback(
    how: How,
    code: Code,
    kind: Annotated[str, typer.Option(help="stage 阶段、complete 办结、long-term 转长期、merge 并入、terminate 终止")],
    *,
    says: Annotated[str, typer.Option(help="办理情况")],
    into: Annotated[str | None, typer.Option(help="并入哪一件事项")] = None,
    progress: Annotated[int | None, typer.Option(help="完成了百分之几，0到100")] = None,
    done: Annotated[
        list[str] | None,
        typer.Option("--done", help="完成了哪个关键节点：日期 内容=完成日期，内容和完成日期可省，可重复"),
    ] = None,
) -> int:
    """责任单位反馈；按实际时间判断是否按时，补录的加 --on、--reason 和 --attach。

    示例：duban item feedback 2026-000001 --kind stage --says 已完成选址 --done 2026-12-10=2026-12-08
    """
    marked = tuple(map(read_node_done, done or ()))
    new = items_report.NewFeedback(choice(FeedbackKind, kind, "--kind"), says, into, progress, marked)
    return do(how, code, items_report.give_feedback, new=new)


@app.command()
@acting
def check(
    how: How,
    code: Code,
    accept: Annotated[bool, typer.Option("--accept/--send-back", help="认可，或退回重办")],
    quality: Annotated[str | None, typer.Option(help="核查意见；退回时必须写")] = None,
    report_next: Annotated[str | None, typer.Option("--next", help="下次报告的日期；缺省按反馈时限重新起算")] = None,
) -> int:
    """核查反馈：认可，或写明哪里不合格退回。

    示例：duban item check 2026-000001 --accept --next 2026-12-20
    """
    finding = items_report.Finding(accept, quality, day(report_next, "--next"))
    return do(how, code, items_report.check_feedback, dated=True, finding=finding)


add(app, "close", items.close_item, "销号：核查认可以后，由有权的人销号。", "--by 办公室主任")


@app.command()
@acting
def reopen(
    how: How,
    code: Code,
    until: Annotated[str | None, typer.Option("--until", help="新的反馈日期；缺省按反馈时限重新起算")] = None,
) -> int:
    """回头看发现问题，重新办理。

    示例：duban item reopen 2026-000001 --reason 回头看发现未落实
    """
    return do(how, code, items_place.reopen_item, dated=True, until=day(until, "--until"))


@app.command("look-back")
@acting
def look_back(how: How, code: Code, says: Annotated[str, typer.Option(help="看了什么，情况如何")]) -> int:
    """回头看，没有发现问题：记录在案；发现问题的用 reopen 重新办理。

    示例：duban item look-back 2026-000001 --says 现场查看，供水正常
    """
    return do(how, code, items_notes.look_back, says=says)
