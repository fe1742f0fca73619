"""`duban coordination`: problems passed up level by level, with what every unit and leader said."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import output, typed
from duban.cli.acting import Begun, How, acting, looking
from duban.cli.options import AsJson, Institution
from duban.cli.recording import Exception_, finish_act, print_record, print_records
from duban.core.clock import named_value

if TYPE_CHECKING:
    from duban.services.acts import SealedAct

app = typer.Typer(help="层级协调：部门会商、书面报告、逐级呈报、领导意见和批示。", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="协调编号，如 XT2026-0001")]
Says = Annotated[str, typer.Option("--says", help="意见、答复、梳理或结果的原文")]
FIELDS = {
    "title": "问题",
    "unit": "主办单位",
    "item": "所涉督办任务",
    "level_name": "现在哪一级",
    "due_on": "本级答复时限",
    "next_level": "再上一级",
    "result": "结果",
}
VOICES = {
    "consults": ("会商", {"unit": "单位", "says": "答复", "agrees": "一致", "at": "时间"}),
    "report": ("书面报告", {"part": "事项", "says": "内容", "at": "时间"}),
    "opinions": ("领导意见", {"level": "级", "post": "岗位", "part": "分工范围", "says": "意见", "at": "时间"}),
    "decisions": ("决策建议", {"level": "级", "post": "岗位", "says": "内容", "at": "时间"}),
    "sortings": ("梳理", {"post": "岗位", "says": "内容", "at": "时间"}),
    "instructions": (
        "批示",
        {"level": "级", "post": "岗位", "says": "内容", "dated_on": "落款", "at": "收到", "item": "新事项"},
    ),
}


@app.command("list")
def list_(
    late: Annotated[bool, typer.Option("--late", help="只列本级答复时限已过的")] = False,
    by: Annotated[str | None, typer.Option("--by", help="只列等这个岗位签署意见的")] = None,
    every: Annotated[bool, typer.Option("--all", help="连已了结的一起列出")] = False,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """列出协调中的问题：卡在哪一级、等谁、何时到期。示例：duban coordination list --by 分管领导"""
    from duban.services.acting import the_post
    from duban.services.coordination_view import list_told
    from duban.store.coordinations import Wanted

    with looking(institution) as looked:
        post = the_post(looked.session, institution, by)["id"] if by else None
        today = looked.asked.on
        wanted = Wanted(late_on=today if late else None, post_id=post, is_open=not every)
        rows = list_told(looked.session, institution, wanted, today)
    columns = {"code": "编号", "title": "问题", "unit": "主办单位", "item": "督办任务", "level_name": "级"}
    columns |= {"label": "状态", "due_on": "答复时限", "late_label": "逾期"}
    told = [{**row, "late_label": "逾期" if row["late"] else ""} for row in rows]
    return print_records("协调", columns, told, as_json=as_json)


@app.command()
def show(code: Code, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """一件协调的全部：会商、报告、各级意见、批示和办理经过。示例：duban coordination show XT2026-0001"""
    from duban.services.coordination_view import told_coordination

    with looking(institution) as looked:
        told = told_coordination(looked.session, institution, code, looked.asked)
    print_record(told, FIELDS, as_json=as_json)
    for name, (title, columns) in () if as_json else VOICES.items():
        if told[name]:
            rows = [[_cell(voice[column]) for column in columns] for voice in told[name]]
            output.print_table(title, tuple(columns.values()), rows)
    return 0


@app.command("raise")
@acting
def raise_(
    how: How,
    title: Annotated[str, typer.Argument(help="需要协调的问题")],
    *,
    item: Annotated[str | None, typer.Option(help="由哪件督办任务提出；主办单位即提出单位")] = None,
    unit: Annotated[str | None, typer.Option(help="哪个单位的问题（议题）；写了 --item 的可不写")] = None,
    consult_with: Annotated[list[str] | None, typer.Option("--with", help="请哪些单位会商，可重复")] = None,
) -> int:
    """提出需要协调的问题；先由责任部门自行化解、主动会商。

    示例：duban coordination raise 管线迁改资金没有着落 --item 2026-000001 --with 县财政局
    """
    from duban.services.coordination import NewProblem, raise_problem

    new = NewProblem(title, unit, item, tuple(consult_with or ()))
    with how.begin() as begun:
        return _finish(begun, how, raise_problem(begun.session, new, begun.asked, pack=begun.pack))


@app.command()
@acting
def consult(
    how: How,
    code: Code,
    unit: Annotated[str, typer.Option(help="同哪个单位会商")],
    *,
    says: Annotated[str | None, typer.Option("--says", help="它的答复；不写为刚请它会商")] = None,
    agree: Annotated[bool, typer.Option("--agree/--differ", help="意见一致，或有分歧")] = False,
) -> int:
    """请一个单位会商，或记录它的答复。

    示例：duban coordination consult XT2026-0001 --unit 县财政局 --says 年度预算已无余量 --differ
    """
    from duban.services.coordination import Reply
    from duban.services.coordination import consult as deed

    return _do(how, code, deed, unit=unit, reply=Reply(says, agree))


@app.command()
@acting
def report(
    how: How,
    code: Code,
    part: Annotated[list[str], typer.Option("--part", help="一项的名称和内容：意见分歧=……，可重复")],
) -> int:
    """提请领导协调的书面报告，须逐项载明；扫描件用 --attach。

    示例：duban coordination report XT2026-0001 --part 会商协调过程=…… --part 意见分歧=…… --part 办理建议=……
    """
    from duban.services.coordination import report as deed

    return _do(how, code, deed, parts=typed.pairs(part, "--part", "意见分歧=……"))


@app.command()
@acting
def escalate(
    how: How,
    code: Code,
    *,
    leader: Annotated[
        list[str] | None, typer.Option("--leader", help="请哪位领导协调，可写分工范围：常务副县长=资金；可重复")
    ] = None,
    to: Annotated[str | None, typer.Option(help="呈报哪一级；不写为上一级，制度规定逐级呈报的只能是上一级")] = None,
    exception: Exception_ = False,
) -> int:
    """呈报上一级领导，逐级进行；前提不齐的不予呈报。

    示例：duban coordination escalate XT2026-0001 --leader 分管领导 --leader 常务副县长=资金
    """
    from duban.services.coordination import Leader
    from duban.services.coordination import escalate as deed

    leaders = [Leader(*named_value(each)) for each in leader or ()]
    return _do(how, code, deed, leaders=leaders, to=to, exception=exception)


WORDS = {
    "opinion": "有关领导就分工范围签署明确具体的意见，只签“已阅”的不算。",
    "decide": "这一级领导先行协调，提出决策建议。",
    "sort": "办公室梳理，以便呈报主要领导。",
}
EXAMPLES = {
    "opinion": "--by 常务副县长 --says 同意从预备费中列支三百万元",
    "decide": "--by 分管领导 --says 建议由县财政局先行垫付，年底统一结算",
    "sort": "--by 办公室主任 --says 各方已同意垫付，请定资金来源",
}


def _add(verb: str) -> None:
    def command(how: How, code: Code, says: Says) -> int:
        from duban.services import coordination_lead

        return _do(how, code, getattr(coordination_lead, verb), says=says)

    app.command(verb, help=f"{WORDS[verb]}\n\n示例：duban coordination {verb} XT2026-0001 {EXAMPLES[verb]}")(
        acting(command)
    )


for _verb in WORDS:
    _add(_verb)


@app.command()
@acting
def instruct(
    how: How,
    code: Code,
    says: Says,
    *,
    unit: Annotated[str, typer.Option(help="按批示由哪个单位主办")],
    title: Annotated[str | None, typer.Option(help="新事项的名称；缺省同问题")] = None,
    dated: Annotated[str | None, typer.Option(help="批示落款的日期；收到的日期是 --on 或今天")] = None,
    complete_by: Annotated[str | None, typer.Option(help="批示要求的办结日期")] = None,
) -> int:
    """记录主要领导的批示；按批示生成新的督办任务，两边互相注明。

    示例：duban coordination instruct XT2026-0001 --by 县长 --says 由预备费解决 --unit 县财政局
    """
    from duban.services.coordination_lead import Instruction
    from duban.services.coordination_lead import instruct as deed

    new = Instruction(says, unit, title, typed.day(dated, "--dated"), typed.day(complete_by, "--complete-by"))
    with how.begin() as begun:
        deed(begun.session, how.institution, code, begun.asked, new=new, pack=begun.pack)
        return _finish(begun, how, code)


@app.command()
@acting
def pause(how: How, code: Code) -> int:
    """领导决定从今天起暂停所涉督办任务的计时；协调本身不停计时。

    示例：duban coordination pause XT2026-0001 --by 分管领导 --reason 资金来源待定
    """
    from duban.services.coordination_lead import pause as deed

    return _do(how, code, deed)


@app.command()
@acting
def settle(how: How, code: Code, says: Says) -> int:
    """问题已化解；为它暂停的计时接续。示例：duban coordination settle XT2026-0001 --says 资金已到位"""
    from duban.services.coordination_lead import settle as deed

    return _do(how, code, deed, dated=True, says=says)


@app.command()
@acting
def withdraw(how: How, code: Code) -> int:
    """提出单位撤回，须写明理由；为它暂停的计时接续。

    示例：duban coordination withdraw XT2026-0001 --reason 已另行解决
    """
    from duban.services.coordination_lead import withdraw as deed

    return _do(how, code, deed, dated=True)


def _do(
    how: How, code: str, deed: Callable[..., "SealedAct"], *, dated: bool = False, exception: bool = False, **given: Any
) -> int:
    with how.begin() as begun:
        wanted = {**given, "calendar": begun.running.calendar} if dated else given
        deed(begun.session, how.institution, code, replace(begun.asked, exception=exception), **wanted)
        return _finish(begun, how, code)


def _finish(begun: Begun, how: How, code: str) -> int:
    from duban.services.coordination_view import told_coordination

    told = told_coordination(begun.session, how.institution, code, begun.asked)
    finish_act(begun, how, told)
    if not how.as_json:
        if told["due_on"]:
            output.say(f"现在{told['level_name']}，{told['due_on']}前答复。")
        if told["acts"][-1]["step"] == "批示":
            output.say(f"按批示生成督办任务 {told['instructions'][-1]['item']}，已拟办，请下发。")
    return 0


def _cell(value: object) -> object:
    return {True: "是", False: "否"}.get(value, value) if isinstance(value, bool) else value
