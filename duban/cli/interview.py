"""`duban interview`: talks with heads of units, from proposal to judgement; only a few may read what they are about."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import context, output
from duban.cli.acting import Begun, How, acting, as_post, looking
from duban.cli.options import AsJson, By, Institution
from duban.cli.recording import finish_act, print_record, print_records
from duban.core.clock import parse_day
from duban.core.errors import InvalidValue

if TYPE_CHECKING:
    from duban.services.acts import SealedAct

app = typer.Typer(help="约谈：提出、会商同意、批准、通知、约谈、评判成效；内容只供少数岗位查看。", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="约谈编号，如 YT2026-0001")]
FIELDS = {
    "unit": "约谈单位",
    "person": "约谈对象",
    "cause": "事由类别",
    "ground": "事由",
    "item": "所涉督办任务",
    "inspection": "所据督查",
    "first": "上一次约谈",
    "notice": "约谈通知书",
    "meet_on": "约定日期",
    "talker": "约谈人",
    "rectify_on": "整改期限",
    "judge_on": "评判日",
    "result": "结果",
}


@app.command("list")
def list_(
    by: By = None,
    late: Annotated[bool, typer.Option("--late", help="只列评判日已过而没有评判的")] = False,
    every: Annotated[bool, typer.Option("--all", help="连已了结的一起列出")] = False,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """列出约谈；不属有权查看的岗位的，只看到编号、单位和状态。示例：duban interview list --by 督查室主任"""
    from duban.services.interview_view import listed

    with looking(institution) as looked:
        rows = listed(looked.session, looked.running.pack, as_post(looked, by), late=late, every=every)
    columns = {"code": "编号", "unit": "单位", "label": "状态"}
    if rows and "person" in rows[0]:
        columns |= {"person": "约谈对象", "cause": "事由类别", "item": "督办任务", "judge_on": "评判日"}
    return print_records("约谈", columns, rows, as_json=as_json)


@app.command()
def show(code: Code, by: By = None, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """一件约谈的全部，只供制度所列的岗位查看。示例：duban interview show YT2026-0001 --by 组织部部长"""
    from duban.services.interview_view import told_interview

    with looking(institution) as looked:
        told = told_interview(looked.session, institution, code, as_post(looked, by))
    print_record(told, FIELDS, as_json=as_json)
    if not as_json:
        rows = [(each["post"], _agreed(each["agrees"]), each["says"], each["at"]) for each in told["consents"]]
        output.print_table("会商", ("岗位", "意见", "说明", "时间"), rows)
        _tell_count(told["count"])
    return 0


@app.command()
def count(
    by: By = None,
    person: Annotated[str | None, typer.Option(help="只看哪个人")] = None,
    unit: Annotated[str | None, typer.Option(help="只看哪个单位")] = None,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """滚动一年内每个单位主要负责人被约谈的次数；达到次数的只提出建议，不作任何处理。

    示例：duban interview count --by 组织部部长
    """
    from duban.services.interview_desk import require_reader
    from duban.services.interview_view import counted

    with looking(institution) as looked:
        said = as_post(looked, by)
        require_reader(looked.session, looked.running.pack, said)
        rows, unit = counted(looked.session, looked.running.pack, said.on), looked.unit(unit)
    rows = [row for row in rows if person in (None, row["person"]) and unit in (None, row["unit"])]
    if as_json:
        output.print_json(rows)
    elif not rows:
        output.say("这一年没有约谈。")
    for row in () if as_json else rows:
        _tell_count(row)
    return 0


@app.command()
def minutes(
    code: Code,
    handle: Annotated[int, typer.Argument(help="附件的序号，见 duban interview show")],
    to: Annotated[Path, typer.Option("--to", help="写到哪个文件，或哪个文件夹；不覆盖已有的文件")],
    by: By = None,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """导出约谈的附件（纪要、通知），只供制度所列的岗位。

    示例：duban interview minutes YT2026-0001 3 --to 纪要.pdf --by 组织部部长
    """
    from duban.services.attachments import copy_out
    from duban.services.interview_view import told_interview
    from duban.store.attachment_files import AttachmentFolder

    with looking(institution) as looked:
        told = told_interview(looked.session, institution, code, as_post(looked, by))
        if handle not in [each["id"] for each in told["attachments"]]:
            raise InvalidValue("附件", str(handle), f"不属于约谈 {code}，请用 duban interview show 查看序号")
        written = copy_out(looked.session, AttachmentFolder(context.settings().home), str(handle), to)
    if as_json:
        output.print_json({"written": str(written)})
    else:
        output.say(f"已导出到 {written}。")
    return 0


@app.command()
@acting
def propose(
    how: How,
    ground: Annotated[str, typer.Argument(help="约谈的事由")],
    *,
    person: Annotated[str | None, typer.Option(help="约谈谁：责任单位主要负责人的姓名")] = None,
    cause: Annotated[str | None, typer.Option(help="事由类别，由制度规定，如 督办未答复")] = None,
    item: Annotated[str | None, typer.Option(help="因哪件督办任务")] = None,
    unit: Annotated[str | None, typer.Option(help="约谈哪个单位；写了 --item 的可不写")] = None,
    inspection: Annotated[str | None, typer.Option(help="所据的督查，已有结论的")] = None,
    after: Annotated[str | None, typer.Option(help="再次约谈：哪一次约谈成效不明显")] = None,
) -> int:
    """提出约谈建议，请有关单位会商。

    示例：duban interview propose 学校扩建未动 --person 吴秀兰 --cause 督办未答复 --item 2026-000001 --by 督查室主任
    """
    from duban.services.interviews import NewTalk
    from duban.services.interviews import propose as deed

    new = NewTalk(ground, person, cause, unit, item, after, inspection)
    with how.begin() as begun:
        return _finish(begun, how, deed(begun.session, new, begun.asked, pack=begun.pack))


@app.command()
@acting
def consent(
    how: How,
    code: Code,
    agree: Annotated[bool, typer.Option("--agree/--differ", help="同意，或不同意")],
    says: Annotated[str | None, typer.Option("--says", help="说明；不同意的必须写")] = None,
) -> int:
    """有关单位会商的意见。示例：duban interview consent YT2026-0001 --agree --by 作风办主任"""
    from duban.services.interviews import consent as deed

    return _do(how, code, deed, agrees=agree, says=says)


PLAIN = {
    "approve": ("批准约谈；提出人不能批准。", "--by 县长"),
    "refuse": ("不批准，须写明理由。", "--by 县长 --reason 先由分管领导督促"),
    "withdraw": ("约谈以前撤回，须写明理由。", "--by 督查室主任 --reason 已经整改"),
}
"""The verbs that need nothing but the interview and who acts."""


def _add(verb: str, says: str, example: str) -> None:
    def command(how: How, code: Code) -> int:
        from duban.services import interviews

        return _do(how, code, getattr(interviews, verb))

    app.command(verb, help=f"{says}\n\n示例：duban interview {verb} YT2026-0001 {example}")(acting(command))


for _verb, _words in PLAIN.items():
    _add(_verb, *_words)


@app.command()
@acting
def notice(
    how: How,
    code: Code,
    *,
    meet: Annotated[str, typer.Option("--meet", help="约定哪一天约谈")],
    order: Annotated[str | None, typer.Option("--order", help="已编号的约谈通知书；送达后所涉事项升级")] = None,
) -> int:
    """送达约谈通知书。示例：duban interview notice YT2026-0001 --order 12 --meet 2026-12-10 --by 督查室主任"""
    from duban.services.interviews import notice as deed

    return _do(how, code, deed, order=order, meet_on=parse_day(meet, field="--meet"))


@app.command()
@acting
def hold(how: How, code: Code, rectify: Annotated[str, typer.Option("--rectify-by", help="整改期限")]) -> int:
    """记录当面约谈：双方签字的纪要用 --attach，成效评判日由制度推算。

    示例：duban interview hold YT2026-0001 --rectify-by 2026-12-31 --attach 纪要.pdf --by 组织部部长
    """
    from duban.services.interviews import hold as deed

    return _do(how, code, deed, dated=True, rectify_on=parse_day(rectify, field="--rectify-by"))


@app.command()
@acting
def judge(
    how: How,
    code: Code,
    effective: Annotated[bool, typer.Option("--effective/--ineffective", help="成效明显，或不明显")],
    says: Annotated[str, typer.Option("--says", help="评判的依据")],
) -> int:
    """到评判日评判成效；不明显的可以提出由主要领导再次约谈。

    示例：duban interview judge YT2026-0001 --ineffective --says 仍未开工 --by 督查室主任
    """
    from duban.services.interviews import judge as deed

    return _do(how, code, deed, effective=effective, says=says)


def _do(how: How, code: str, deed: Callable[..., "SealedAct"], *, dated: bool = False, **given: Any) -> int:
    with how.begin() as begun:
        wanted = {**given, "calendar": begun.running.calendar} if dated else given
        deed(begun.session, how.institution, code, begun.asked, **wanted)
        return _finish(begun, how, code)


def _finish(begun: Begun, how: How, code: str) -> int:
    from duban.services.interview_view import told_interview

    told = told_interview(begun.session, how.institution, code, begun.asked)
    finish_act(begun, how, told)
    if not how.as_json and told["assumed"]:
        output.say(f"推定：{told['assumed']}。")
    if not how.as_json and told["state"] == "held":
        output.say(f"整改期限 {told['rectify_on']}，{told['judge_on']} 评判成效。")
        _tell_count(told["count"])
    return 0


def _tell_count(row: dict[str, Any] | None) -> None:
    if row is None:
        return
    output.say(f"{row['unit']} {row['person']}：滚动一年内约谈 {row['times']} 次。")
    rows = [(each["code"], each["held_at"], each["cause"], each["item"]) for each in row["talks"]]
    output.print_table("约谈记录", ("编号", "时间", "事由类别", "督办任务"), rows)
    if row["proposal"]:
        output.say(f"建议（系统不作处理）：{row['proposal']['says']}。")


def _agreed(agrees: bool | None) -> str:
    return {None: "待会商", True: "同意", False: "不同意"}[agrees]
