"""`duban bulletin`: facts frozen, checked by whom they name, scoped, signed, numbered, sent."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.cli import output, typed
from duban.cli.acting import Begun, How, acting, looking
from duban.cli.options import AsJson, Institution
from duban.cli.recording import finish_act, print_record, print_records
from duban.services.acts import SealedAct

app = typer.Typer(help="通报：从冻结的台账拟稿，核实、签发、按范围印发。", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="通报编号，如 TB2026-0001")]
To = Annotated[list[str] | None, typer.Option("--to", help="送哪些单位，可重复；也可写制度的合称，如 全市")]
COLUMNS = {"code": "编号", "kind": "种类", "number": "期号", "title": "标题", "label": "状态", "frozen_at": "台账截至"}


@app.command("list")
def list_(
    state: Annotated[list[str] | None, typer.Option("--state", help="只列这些状态，可重复")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="只列印发给这个单位的")] = None,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """列出通报，新的在前。示例：duban bulletin list --unit 县财政局"""
    from duban.services.bulletins import told_bulletins
    from states.bulletin import BulletinState

    states = typed.states_in(BulletinState, state)
    with looking(institution) as looked:
        rows = told_bulletins(looked.session, institution, states, looked.unit(unit))
    return print_records("通报", COLUMNS, rows, as_json=as_json)


@app.command()
def show(code: Code, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """一份通报的全部：冻结的事实、核实情况、范围、办理经过。示例：duban bulletin show TB2026-0001"""
    told = _told(code, institution)
    headings = {"kind": "种类", "number": "期号", "title": "标题", "says": "正文", "frozen_at": "台账截至"}
    print_record({**told, "to": "、".join(told["to"])}, {**headings, "to": "范围"}, as_json=as_json)
    if not as_json:
        names = ("code", "unit", "title", "state", "late", "struck")
        words = {True: "是", False: ""}
        rows = [[words.get(fact[name], fact[name]) for name in names] for fact in told["facts"]]
        output.print_table("冻结的事实", ("事项", "单位", "内容", "状态", "逾期", "已删"), rows)
        replies = {"confirmed": "无误", "objected": "有异议", None: "未答复"}
        checks = [(row["unit"], replies[row["reply"]], row["reply_says"], row["resolution"]) for row in told["checks"]]
        output.print_table("核实", ("单位", "答复", "说明", "处理"), checks)
    return 0


@app.command("print")
def print_(
    code: Code,
    out: Annotated[Path | None, typer.Option("--out", help="写进文件；不写则显示")] = None,
    institution: Institution = "county",
) -> int:
    """通报的文字稿；以后台账怎样变动，都不影响。示例：duban bulletin print TB2026-0001 --out 通报.txt"""
    from duban.documents.bulletin_text import bulletin_text

    with looking(institution) as looked:
        issuer = looked.running.pack.document.issuer
    text = bulletin_text(_told(code, institution), issuer)
    if out is None:
        output.say(text)
        return 0
    with output.writing_to("--out", out):
        out.write_text(text, encoding="utf-8")
    output.hint(f"已写入 {out}。")
    return 0


@app.command()
@acting
def draft(
    how: How,
    kind: Annotated[str, typer.Argument(help="通报种类，如 政务督查通报")],
    title: Annotated[str, typer.Argument(help="标题")],
    *,
    item: Annotated[list[str] | None, typer.Option("--item", help="列入的督办任务，可重复")] = None,
    late: Annotated[bool, typer.Option("--late", help="列入全部逾期的督办任务")] = False,
    text: Annotated[str | None, typer.Option("--text", help="正文")] = None,
    to: To = None,
    secrecy: Annotated[str | None, typer.Option("--secrecy", help="密级：公开或内部；涉密内容不得通报")] = None,
) -> int:
    """拟稿：所列事项此刻的情况就此冻结。

    示例：duban bulletin draft 政务督查通报 关于逾期事项的通报 --late --to 县财政局 --by 督查室主任
    """
    from duban.services.bulletins import NewBulletin, draft_bulletin

    new = NewBulletin(kind, title, tuple(item or ()), late, text, tuple(to or ()), secrecy)
    with how.begin() as begun:
        return _finish(begun, how, draft_bulletin(begun.session, new, begun.asked, pack=begun.pack))


@app.command()
@acting
def scope(how: How, code: Code, to: To = None) -> int:
    """确定通报范围：送哪些单位，以这一次写的为准。示例：duban bulletin scope TB2026-0001 --to 县财政局 --to 县教育局"""
    from duban.services.bulletins import scope_bulletin

    return _act(how, code, lambda begun: scope_bulletin(begun.session, how.institution, code, begun.asked, to=to or ()))


@app.command()
@acting
def check(how: How, code: Code) -> int:
    """把所列事实送所涉单位核实；到期不答复的视为无误。示例：duban bulletin check TB2026-0001"""
    from duban.services.bulletin_checks import send_to_check

    return _act(
        how,
        code,
        lambda begun: send_to_check(begun.session, how.institution, code, begun.asked, calendar=begun.running.calendar),
    )


@app.command()
@acting
def confirm(how: How, code: Code) -> int:
    """所涉单位核实无误。示例：duban bulletin confirm TB2026-0001 --by 县财政局局长"""
    return _answer(how, code, "confirmed")


@app.command("object")
@acting
def object_(how: How, code: Code) -> int:
    """所涉单位提出异议。示例：duban bulletin object TB2026-0001 --by 县财政局局长 --reason 已于20日反馈"""
    return _answer(how, code, "objected")


@app.command()
@acting
def resolve(
    how: How,
    code: Code,
    *,
    unit: Annotated[str, typer.Option("--unit", help="哪个单位的异议")],
    strike: Annotated[list[str] | None, typer.Option("--strike", help="删去哪件督办任务，可重复；不写为维持")] = None,
) -> int:
    """处理异议：维持，或删去有误的事实。

    示例：duban bulletin resolve TB2026-0001 --unit 县财政局 --strike 2026-000012 --reason 查实已反馈
    """
    from duban.services.bulletin_checks import resolve_objection

    return _act(
        how,
        code,
        lambda begun: resolve_objection(
            begun.session, how.institution, code, begun.asked, unit=unit, strike=strike or ()
        ),
    )


@app.command()
@acting
def sign(how: How, code: Code) -> int:
    """签发；拟稿人不能签发自己的通报。示例：duban bulletin sign TB2026-0001 --by 分管领导"""
    from duban.services.bulletins import sign_bulletin

    return _act(how, code, lambda begun: sign_bulletin(begun.session, how.institution, code, begun.asked))


@app.command()
@acting
def issue(how: How, code: Code) -> int:
    """编号印发，只送范围内的单位。示例：duban bulletin issue TB2026-0001"""
    from duban.services.bulletins import issue_bulletin

    return _act(how, code, lambda begun: issue_bulletin(begun.session, how.institution, code, begun.asked))


@app.command()
@acting
def withdraw(how: How, code: Code) -> int:
    """撤回没有印发的通报，须写明理由。示例：duban bulletin withdraw TB2026-0001 --reason 情况已变"""
    from duban.services.bulletins import withdraw_bulletin

    return _act(how, code, lambda begun: withdraw_bulletin(begun.session, how.institution, code, begun.asked))


def _answer(how: How, code: str, reply: str) -> int:
    from duban.services.bulletin_checks import answer_check
    from models import Reply

    return _act(
        how,
        code,
        lambda begun: answer_check(
            begun.session, how.institution, code, begun.asked, reply=Reply(reply), says=how.reason
        ),
    )


def _told(code: str, institution: str) -> dict[str, Any]:
    from duban.services.bulletins import show_bulletin

    with looking(institution) as looked:
        return show_bulletin(looked.session, institution, code, looked.asked)


def _act(how: How, code: str, act: Callable[[Begun], SealedAct]) -> int:
    with how.begin() as begun:
        act(begun)
        return _finish(begun, how, code)


def _finish(begun: Begun, how: How, code: str) -> int:
    from duban.services.bulletins import show_bulletin

    return finish_act(begun, how, show_bulletin(begun.session, how.institution, code, begun.asked))
