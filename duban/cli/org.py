"""`duban org`: units, posts and who holds them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from duban.cli import output
from duban.cli.acting import How, acting, looking, office
from duban.cli.options import AsJson, Institution
from duban.core.clock import parse_day
from duban.services import org_delegate
from duban.services.acts import SealedAct
from duban.services.beginning import AskedFor
from duban.services.org import add_holders
from duban.services.org_delegate import Deputy
from duban.services.org_import import read_holders
from duban.services.org_transfer import plan_transfer, transfer_unit
from duban.store.org import list_holdings

app = typer.Typer(help="单位、岗位和任职。", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """单位、岗位和任职。"""


@app.command("import")
def import_posts(
    file: Annotated[Path, typer.Argument(help="表格 .xlsx、.csv：单位、岗位、姓名、任职日期，可加离任日期、代理")],
    institution: Institution = "county",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
    as_json: AsJson = False,
) -> int:
    """导入单位、岗位和任职；已有的不重复登记，有一行不对就一行也不导入。

    示例：duban org import examples/org.csv --pack three-colours
    """
    holders = read_holders(file)
    with office().begin(AskedFor(institution)) as begun:
        units = add_holders(begun.session, institution, holders, now=begun.asked.now, actor=begun.asked.actor)
        if not dry_run:
            begun.uow.commit()
    if as_json:
        output.print_json(
            {"institution": institution, "units": list(units), "holders": len(holders), "dry_run": dry_run}
        )
    else:
        said = "检查无误，没有导入" if dry_run else "已导入"
        output.say(f"{said}：{len(units)} 个单位，{len(holders)} 人次任职。")
    return 0


@app.command("list")
def list_posts(
    on: Annotated[str | None, typer.Option(help="哪一天的任职，缺省为今天")] = None,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """列出单位、岗位和当日任职的人；--by 后面写的就是这里的岗位。

    示例：duban org list
    """
    with looking(institution) as looked:
        day = parse_day(on, field="--on") if on else looked.asked.on
        held = list_holdings(looked.session, institution, day)
    names = ("unit", "post", "person", "is_deputy", "from_on", "to_on")
    rows = [{name: row[name] for name in names} for row in held]
    if as_json:
        output.print_json(rows)
        return 0
    lines = [(row["unit"], row["post"], row["person"], "代理" if row["is_deputy"] else "") for row in rows]
    output.print_table(f"{day} 任职", ("单位", "岗位", "姓名", ""), lines)
    return 0


@app.command()
@acting
def delegate(
    how: How,
    post: Annotated[str, typer.Argument(help="岗位，几个单位都有的写上单位")],
    person: Annotated[str, typer.Argument(help="由谁代理，须已登记")],
    *,
    until: Annotated[str, typer.Option("--until", help="代理到哪一天（含当日）")],
    since: Annotated[str | None, typer.Option("--from", help="自哪一天起；缺省为今天，不追溯")] = None,
) -> int:
    """委托代理：任职人不在时由别人代理岗位，期满自动失效；代理人可以办这个岗位的一切。

    示例：duban org delegate 分管领导 方志远 --until 2026-12-04 --by 分管领导 --reason 外出学习
    """
    with how.begin() as begun:
        first = parse_day(since, field="--from") if since else begun.asked.on
        deputy = Deputy(post, person, first, parse_day(until, field="--until"))
        act = org_delegate.delegate(begun.session, how.institution, deputy, begun.asked)
        begun.uow.commit()
    return _told_delegation(how, act, f"{first} 至 {deputy.to_on} 由{person}代理{post}")


@app.command("end-delegation")
@acting
def end_delegation(
    how: How,
    post: Annotated[str, typer.Argument(help="岗位，几个单位都有的写上单位")],
    person: Annotated[str, typer.Argument(help="代理人")],
) -> int:
    """提前结束代理：自次日起失效。

    示例：duban org end-delegation 分管领导 方志远 --by 分管领导
    """
    with how.begin() as begun:
        act = org_delegate.end_delegation(begun.session, how.institution, post, person, begun.asked)
        begun.uow.commit()
    return _told_delegation(how, act, f"{person}不再代理{post}")


def _told_delegation(how: How, act: SealedAct, says: str) -> int:
    if how.as_json:
        output.print_json({"act": {"institution": act.institution, "seq": act.seq, "hash": act.hash}})
    else:
        output.say(f"{says}（{act.institution}#{act.seq}）。")
    return 0


@app.command()
@acting
def transfer(
    how: How,
    old: Annotated[str, typer.Argument(help="原单位")],
    new: Annotated[str, typer.Argument(help="承接职能的单位，须先用 duban org import 登记")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看要划转什么，不划转")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
) -> int:
    """机构改革：原单位全部未办结的事项划转给承接单位，时限不变；先列清单，确认后办理，须写明理由。

    示例：duban org transfer 县水务局 县水利和湖泊局 --reason 机构改革 --dry-run
    """
    with how.begin() as begun:
        told = plan_transfer(begun.session, how.institution, old, new).as_json()
        if not how.as_json:
            _tell_transfer(told)
        if not (dry_run or yes or how.as_json):
            typer.confirm("按上面的清单划转？", default=False, abort=True)
        if not dry_run:
            act = transfer_unit(begun.session, how.institution, old, new, begun.asked)
            told |= {"act": {"institution": how.institution, "seq": act.seq, "hash": act.hash}}
            begun.uow.commit()
    if how.as_json:
        output.print_json({**told, "dry_run": dry_run})
    elif not dry_run:
        output.say(f"已划转（{how.institution}#{told['act']['seq']}）。")
    return 0


def _tell_transfer(told: dict[str, Any]) -> None:
    output.say(f"{told['from']} → {told['to']}：主办 {len(told['items'])} 件，协办 {told['helped']} 件；时限不变。")
    rows = [(each["code"], each["title"], each["label"]) for each in told["items"]]
    output.print_table("划转的事项", ("事项", "内容", "状态"), rows)
    papers = [(each["name"], each["label"]) for each in told["papers"]]
    if papers:
        output.print_table("在途文书（已编号的不变，未编号的改发承接单位）", ("文书", "状态"), papers)
