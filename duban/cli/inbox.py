"""`duban inbox`: what the ledger has told whom."""

from typing import Annotated

import typer

from duban.cli import context, output
from duban.cli.acting import looking
from duban.cli.options import AsJson, Institution

app = typer.Typer(help="收件箱：谁收到了什么提醒。", no_args_is_help=True)
MOST = 200


@app.callback()
def inbox() -> None:
    """收件箱：谁收到了什么提醒。"""


@app.command("list")
def show(
    by: Annotated[str | None, typer.Option("--by", help="只看一个岗位的，如 县财政局局长")] = None,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """列出已送到收件箱的提醒，新的在前；提醒只说有几件，不含事项内容。

    示例：duban inbox list --by 县财政局局长
    """
    from duban.services.acting import the_post
    from duban.store.alerts import count_open
    from duban.store.messages import list_inbox

    with looking(institution) as looked:
        session = looked.session
        post_id = the_post(session, institution, by)["id"] if by else None
        rows, alerts = list_inbox(session, institution, post_id, MOST), count_open(session, institution)
    if as_json:
        output.print_json([dict(row) for row in rows])
        return 0
    lines = [(f"{row['true_at']:%Y-%m-%d}", row["unit"], row["post"], row["person"], row["text"]) for row in rows]
    output.print_table("收件箱", ("日期", "单位", "岗位", "姓名", "提醒"), lines)
    if alerts:
        output.say(f"另有 {alerts} 条运行告警没有解除，请用 duban alert list 查看。")
    return 0


@app.command()
def deliver(as_json: AsJson = False) -> int:
    """立即投递待发的提醒；平时由“消息投递”任务每半小时投递一次。

    示例：duban inbox deliver
    """
    from duban.services.clock import ledger_clock
    from duban.store.messages import list_parked
    from duban.store.unit_of_work import reading
    from flows.delivering import deliver_all

    settings = context.settings()
    engine = context.ledger(settings)
    with reading(engine) as session:
        clock = ledger_clock(session, settings.clock)
    report = deliver_all(engine, clock)
    with reading(engine) as session:
        parked = list_parked(session)
    if as_json:
        counts = {"sent": report.sent, "failed": report.failed}
        output.print_json({**counts, "parked": [dict(row) for row in parked]})
        return 0
    output.say(f"{report}。")
    if parked:
        lines = [(row["uid"][:12], row["text"], row["attempts"], row["error"]) for row in parked]
        output.print_table("搁置待查", ("消息", "提醒", "次数", "原因"), lines)
    return 0
