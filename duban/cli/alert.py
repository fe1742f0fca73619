"""`duban alert`: what is wrong with the running of the service, and who has looked at it."""

from typing import Annotated

import typer

from duban.cli import output
from duban.cli.acting import How, acting, looking, office
from duban.cli.options import AsJson, Institution
from duban.cli.recording import finish_act, print_record, print_records
from duban.services.beginning import AskedFor

app = typer.Typer(help="运行告警：运行失败、没有巡检、环节逾期、期次待定等，原因消失的自行解除。", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="告警编号，如 GJ2026-0001")]
COLUMNS = {
    "code": "编号",
    "kind_label": "告警",
    "subject": "对象",
    "says": "情况",
    "raised_at": "发出",
    "label": "状态",
    "seen_name": "查看人",
}


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="连已解除的一起列出")] = False,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """列出没有解除的告警，新的在前。

    示例：duban alert list
    """
    from duban.services.alerts import told_alerts

    with looking(institution) as looked:
        rows = told_alerts(looked.session, institution, every=every)
    columns = COLUMNS | ({"cleared_at": "解除", "cleared_name": "解除人"} if every else {})
    return print_records("告警", columns, rows, as_json=as_json)


@app.command()
def check(institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """立即核对：该有而没有的发出告警，原因消失的解除；平时由对账进程每分钟、“消息投递”任务每半小时核对一次。

    示例：duban alert check
    """
    from duban.services.alert_watch import watch

    with office().begin(AskedFor(institution)) as begun:
        found = watch(begun.session, begun.running, now=begun.asked.now, actor=begun.asked.actor)
        begun.uow.commit()
    if as_json:
        output.print_json({"raised": found.raised, "settled": found.settled})
    else:
        output.say(f"新发告警 {found.raised} 条，自行解除 {found.settled} 条；用 duban alert list 查看。")
    return 0


@app.command()
def show(code: Code, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """一条告警的全部经过。示例：duban alert show GJ2026-0001"""
    from duban.services.alerts import show_alert

    with looking(institution) as looked:
        told = show_alert(looked.session, institution, code, looked.asked)
    headings = {"kind_label": "告警", "subject": "对象", "says": "情况", "raised_at": "发出", "cleared_at": "解除"}
    return print_record(told, headings, as_json=as_json)


@app.command()
@acting
def see(how: How, code: Code) -> int:
    """记下有人看过了，原因还在处理。示例：duban alert see GJ2026-0001 --by 督查室主任"""
    from duban.services.alerts import see_alert, show_alert

    with how.begin() as begun:
        see_alert(begun.session, how.institution, code, begun.asked)
        return finish_act(begun, how, show_alert(begun.session, how.institution, code, begun.asked))


@app.command()
@acting
def clear(how: How, code: Code) -> int:
    """人工解除，须写明理由；原因还在的会另发新告警。

    示例：duban alert clear GJ2026-0001 --by 督查室主任 --reason 已换用备用机
    """
    from duban.services.alerts import clear_alert, show_alert

    with how.begin() as begun:
        clear_alert(begun.session, how.institution, code, begun.asked)
        return finish_act(begun, how, show_alert(begun.session, how.institution, code, begun.asked))
