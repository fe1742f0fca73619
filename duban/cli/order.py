"""`duban order`: papers drafted, approved, numbered, served, answered; each step by its post, with its clause."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import order_series, output, telling, typed
from duban.cli.acting import Begun, How, acting, looking
from duban.cli.options import AsJson, Institution
from duban.core.clock import parse_day
from duban.core.errors import ReasonMissing

if TYPE_CHECKING:
    from duban.services.acts import SealedAct

app = typer.Typer(help="文书：交办单、催办单、督办单的审批、编号、送达和答复。", no_args_is_help=True)
app.add_typer(order_series.app, name="series")

Paper = Annotated[str, typer.Argument(help="单的序号或编号，如 12 或 县督催〔2026〕3号")]
SIMPLE = {
    "propose": "由提出岗位提出。示例：duban order propose 12 --by 分管副主任",
    "agree": "由同意岗位同意。示例：duban order agree 12 --by 分管领导",
    "issue": "编号并下发。示例：duban order issue 12",
    "serve": "送达责任单位：所列事项升级，答复时限从这一天起算。示例：duban order serve 12",
    "answer": "记录责任单位的答复。示例：duban order answer 县督催〔2026〕3号 --by 县财政局联络员",
    "void": "作废，编号保留而不再使用，须写事由。示例：duban order void 12 --reason 发错单位",
}
"""The verbs that need nothing but the paper and who acts."""


@app.command("list")
def list_(
    state: Annotated[list[str] | None, typer.Option("--state", help="只列这些状态，可重复")] = None,
    most: Annotated[int, typer.Option(min=1, help="最多列几份")] = 50,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """列出文书，新的在前。示例：duban order list --state drafted"""
    from duban.services.order_view import list_papers
    from states.order import OrderState

    states = typed.states_in(OrderState, state)
    with looking(institution) as looked:
        papers = list_papers(looked.session, institution, states, most)
    if as_json:
        output.print_json(papers)
        return 0
    names = ("id", "number", "paper", "unit", "items", "label", "drafted_on")
    rows = [[each[name] for name in names] for each in papers]
    output.print_table("文书", ("序号", "编号", "文书", "责任单位", "件数", "状态", "拟稿日"), rows)
    return 0


@app.command()
def show(paper: Paper, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """一份文书的全部：事项、审批、办理经过；未编号的预览编号而不占号。示例：duban order show 12"""
    from duban.services.order_view import show_paper

    with looking(institution) as looked:
        told = show_paper(looked.session, institution, paper, looked.asked)
    return _show(told, as_json=as_json)


@app.command()
@acting
def draft(
    how: How,
    item: Annotated[list[str], typer.Option("--item", help="督办任务编号，可重复")],
    paper: Annotated[str, typer.Option("--paper", help="文书种类，如 催办单")],
) -> int:
    """由人拟一份单，列入同一责任单位的事项。示例：duban order draft --item 2026-000001 --paper 催办单"""
    from duban.services.order_draft import draft_order
    from duban.services.order_view import show_paper

    with how.begin() as begun:
        made = draft_order(begun.session, how.institution, paper, item, begun.asked)
        told = show_paper(begun.session, how.institution, str(made.order_id), begun.asked)
        begun.uow.commit()
    return _show(told, as_json=how.as_json)


def _add(verb: str, says: str) -> None:
    def command(how: How, paper: Paper) -> int:
        from duban.services import order_approval, order_issue

        room = order_approval if verb in ("propose", "agree") else order_issue
        if verb == "void" and not how.reason:
            raise ReasonMissing("作废")
        with how.begin() as begun:
            return _done(begun, how, paper, getattr(room, verb)(begun.session, how.institution, paper, begun.asked))

    app.command(verb, help=says)(acting(command))


for _verb, _says in SIMPLE.items():
    _add(_verb, _says)


@app.command()
@acting
def sign(
    how: How,
    paper: Paper,
    copy: Annotated[list[str] | None, typer.Option("--copy", help="勾选抄送单位，可重复；不勾选就不抄送")] = None,
) -> int:
    """由签发岗位签发，同时勾选抄送单位；线下签批的用 --on、--reason、--attach 补录。

    示例：duban order sign 12 --by 办公室主任 --copy 组织部"""
    from duban.services import order_approval

    with how.begin() as begun:
        act = order_approval.sign(begun.session, how.institution, paper, begun.asked, copies=copy or ())
        return _done(begun, how, paper, act)


@app.command()
@acting
def refuse(how: How, paper: Paper, until: Annotated[str, typer.Option("--until", help="暂缓至哪一天")]) -> int:
    """编号以前退回，暂缓至某日；已签发的由签发岗位退回。

    示例：duban order refuse 12 --by 分管领导 --until 2026-12-04 --reason 下周例会听取汇报"""
    from duban.services import order_approval

    day = parse_day(until, field="--until")
    if not how.reason:
        raise ReasonMissing("退回暂缓")
    with how.begin() as begun:
        act = order_approval.refuse(begun.session, how.institution, paper, begun.asked, until=day)
        return _done(begun, how, paper, act)


@app.command()
@acting
def correct(how: How, paper: Paper, remark: Annotated[str, typer.Option("--remark", help="更正的内容")]) -> int:
    """更正已编号的文书，另记一笔，不另编号。示例：duban order correct 12 --remark 责任单位名称有误 --reason 错字"""
    from duban.services import order_issue

    if not how.reason:
        raise ReasonMissing("更正")
    with how.begin() as begun:
        act = order_issue.correct(begun.session, how.institution, paper, begun.asked, remark=remark)
        return _done(begun, how, paper, act)


def _done(begun: Begun, how: How, paper: str, act: "SealedAct") -> int:
    """Commits, and prints the paper as the act left it, with the clause that the act rests on."""
    from duban.services.order_view import show_paper
    from duban.services.records_view import cited

    told = show_paper(begun.session, act.institution, paper, begun.asked)
    begun.uow.commit()
    if how.as_json:
        output.print_json({**told, "act": {"seq": act.seq, "hash": act.hash}})
        return 0
    pack, last = begun.running.pack, told["acts"][-1]
    basis = f"，依据{cited(pack, last['clause'])}" if last["clause"] else ""
    output.say(f"{told['name']}：{last['step']}，{last['by']}，{last['true_at']}{basis}。")
    if told["answer_due_on"] and told["state"] == "served":
        output.say(f"答复时限：{told['answer_due_on']} {pack.cutoff.at:%H:%M}前（含当日）。")
    if told["held_until_on"]:
        output.say(f"所列事项暂缓至 {told['held_until_on']}，次日仍未反馈的另拟新单。")
    return 0


def _show(told: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        output.print_json(told)
        return 0
    number = told["number"] or f"未编号（预览 {told['next_number']}，不占号）"
    output.say(f"{told['paper']} {told['id']}：{number}，致{told['unit']}，{told['label']}。")
    if told["approval"]:
        output.say("审批：" + " → ".join(each["post"] for each in told["approval"]))
    if told["copies"] or (told["may_copy"] and not told["number"]):
        output.say(f"抄送：{told['copies'] or '签发时勾选，可选' + '、'.join(told['may_copy'])}。")
    items = [(each["code"], each["title"], each["limit_on"]) for each in told["items"]]
    output.print_table("事项", ("编号", "内容", "逾期于"), items)
    telling.tell_attachments(told["attachments"])
    acts = [(each["step"], each["by"], each["true_at"], each["clause"], each["reason"]) for each in told["acts"]]
    output.print_table("办理经过", ("步骤", "办理人", "时间", "依据", "事由"), acts)
    return 0
