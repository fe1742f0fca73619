"""`duban inspection`: schemes, visits, conclusions, and the findings until each is settled."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

import typer

from duban.cli import output, typed
from duban.cli.acting import Begun, How, acting, looking
from duban.cli.options import AsJson, Institution
from duban.cli.recording import Exception_, finish_act, print_record, print_records
from duban.core.errors import InvalidValue
from duban.services.acts import SealedAct

app = typer.Typer(help="督查：方案、实地、结论、问题整改和回访。", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="督查编号，如 DC2026-0001")]
Problem = Annotated[str, typer.Argument(help="问题编号，如 WT2026-0001")]
RectifyBy = Annotated[str | None, typer.Option("--rectify-by", help="整改期限；不写按制度")]
COLUMNS = {"code": "编号", "kind": "方式", "title": "事由", "units": "督查对象", "label": "状态", "plate": "牌号"}
FINDINGS = ("编号", "单位", "问题", "状态", "整改期限", "任务")


@app.command("list")
def list_(
    state: Annotated[list[str] | None, typer.Option("--state", help="只列这些状态，可重复")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="以被督查单位的眼光看：只列它可以知道的")] = None,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """列出督查，新的在前；不打招呼的督查在结论送达以前，不出现在被督查单位的清单里。

    示例：duban inspection list --unit 县水务局
    """
    from duban.services.inspections import told_inspections
    from states.inspection import InspectionState

    states = typed.states_in(InspectionState, state)
    with looking(institution) as looked:
        rows = told_inspections(looked.session, institution, states, looked.unit(unit))
    return print_records("督查", COLUMNS, rows, as_json=as_json)


@app.command()
def show(code: Code, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """一次督查的全部：方案、各单位情况、结论、问题、办理经过。示例：duban inspection show DC2026-0001"""
    from duban.services.inspections import show_inspection

    with looking(institution) as looked:
        told = show_inspection(looked.session, institution, code, looked.asked)
    headings = {"kind": "方式", "title": "事由", "what": "内容", "from_on": "自", "to_on": "至", "how": "方法"}
    headings |= {"offices": "督查机构", "plate": "牌号", "conclusion": "结论", "objection_due_on": "异议期至"}
    print_record(told, headings, as_json=as_json)
    if not as_json:
        rows = [(row["unit"], row["visits"], row["says"]) for row in told["units"]]
        output.print_table("督查对象", ("单位", "次数", "最近一次的情况"), rows)
        _print_findings(told["findings"])
    return 0


@app.command()
@acting
def plan(
    how: How,
    kind: Annotated[str, typer.Argument(help="督查方式，如 专项督查")],
    title: Annotated[str, typer.Argument(help="督查事由")],
    *,
    unit: Annotated[list[str] | None, typer.Option("--unit", help="被督查单位，可重复；随机抽查的不写")] = None,
    what: Annotated[str | None, typer.Option("--what", help="督查什么")] = None,
    method: Annotated[str | None, typer.Option("--how", help="怎样督查，如 查阅台账、现场查看")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="开始的日期")] = None,
    to: Annotated[str | None, typer.Option("--to", help="结束的日期；不写为当天")] = None,
    office: Annotated[list[str] | None, typer.Option("--office", help="联合督查的机构，可重复")] = None,
    unannounced: Annotated[bool, typer.Option("--unannounced", help="不打招呼：结论以前不让被督查单位看到")] = False,
    item: Annotated[str | None, typer.Option("--item", help="挂牌督查的督办任务")] = None,
    secrecy: Annotated[str | None, typer.Option("--secrecy", help="密级：公开或内部；涉密事项不得录入")] = None,
    exception: Exception_ = False,
) -> int:
    """拟定督查方案。

    示例：duban inspection plan 专项督查 学校食堂 --unit 县教育局 --what 台账和现场 --how 现场查看 --from 2026-11-25
    """
    from duban.services.inspections import Scheme, plan_inspection

    scheme = Scheme(
        kind,
        title,
        tuple(unit or ()),
        what,
        method,
        typed.day(from_, "--from"),
        typed.day(to, "--to"),
        offices=tuple(office or ()),
        unannounced=unannounced,
        item=item,
        secrecy=secrecy,
    )
    with how.begin() as begun:
        asked = replace(begun.asked, exception=exception)
        return _finish(begun, how, plan_inspection(begun.session, scheme, asked, pack=begun.pack))


@app.command()
@acting
def approve(how: How, code: Code) -> int:
    """批准方案；挂牌督查的同时编号挂牌。示例：duban inspection approve DC2026-0001 --by 分管领导"""
    from duban.services.inspections import approve_inspection

    return _act(how, code, lambda begun: approve_inspection(begun.session, how.institution, code, begun.asked))


@app.command()
@acting
def visit(
    how: How,
    code: Code,
    *,
    unit: Annotated[str, typer.Option("--unit", help="到了哪个单位")],
    text: Annotated[str, typer.Option("--text", help="看到的情况")],
) -> int:
    """记录到一个单位实地督查；可以多次。示例：duban inspection visit DC2026-0001 --unit 县教育局 --text 查看食堂2家"""
    from duban.services.inspections import visit_unit

    return _act(
        how, code, lambda begun: visit_unit(begun.session, how.institution, code, begun.asked, unit=unit, says=text)
    )


@app.command()
@acting
def find(
    how: How,
    code: Code,
    *,
    unit: Annotated[str, typer.Option("--unit", help="哪个单位")],
    text: Annotated[str, typer.Option("--text", help="什么问题")],
    rectify_on: RectifyBy = None,
) -> int:
    """记录发现的问题。示例：duban inspection find DC2026-0001 --unit 县教育局 --text 留样记录不全"""
    from duban.services.findings import NewFinding, record_finding

    day = typed.day(rectify_on, "--rectify-by")
    with how.begin() as begun:
        calendar, new = begun.running.calendar, NewFinding(unit, text, day)
        made = record_finding(begun.session, code, new, begun.asked, pack=begun.pack, calendar=calendar)
        return _finish_finding(begun, how, made)


@app.command()
@acting
def conclude(how: How, code: Code, text: Annotated[str, typer.Option("--text", help="督查结论")]) -> int:
    """作出结论，送各被督查单位；异议期由此起算。示例：duban inspection conclude DC2026-0001 --text 总体较好"""
    from duban.services.inspections import conclude_inspection

    return _act(
        how,
        code,
        lambda begun: conclude_inspection(
            begun.session,
            how.institution,
            code,
            begun.asked,
            conclusion=text,
            calendar=begun.running.calendar,
        ),
    )


@app.command()
@acting
def close(how: How, code: Code) -> int:
    """问题全部销号后办结；挂牌的摘牌。示例：duban inspection close DC2026-0001"""
    from duban.services.inspections import close_inspection

    return _act(how, code, lambda begun: close_inspection(begun.session, how.institution, code, begun.asked))


@app.command()
@acting
def cancel(how: How, code: Code) -> int:
    """取消尚未实施的督查，须写明理由。示例：duban inspection cancel DC2026-0001 --reason 与省里检查重复"""
    from duban.services.inspections import cancel_inspection

    return _act(how, code, lambda begun: cancel_inspection(begun.session, how.institution, code, begun.asked))


@app.command()
def finding(problem: Problem, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """一个问题的全部经过。示例：duban inspection finding WT2026-0001"""
    from duban.services.findings import show_finding

    with looking(institution) as looked:
        told = show_finding(looked.session, institution, problem, looked.asked)
    headings = {"inspection": "督查", "unit": "单位", "says": "问题", "rectify_on": "整改期限", "answer": "单位答复"}
    return print_record(told, {**headings, "revisit": "回访", "item": "督办任务"}, as_json=as_json)


Says = Annotated[str | None, typer.Option("--text", help="说明")]
STEPS = {
    "object": "异议期内提出异议。示例：duban inspection object WT2026-0001 --by 县教育局局长 --reason 不属实",
    "answer": "被督查单位报告整改。示例：duban inspection answer WT2026-0001 --by 县教育局局长 --text 已补齐留样",
    "uphold": "复核后维持。示例：duban inspection uphold WT2026-0001 --reason 有照片为证",
    "withdraw": "复核后撤销。示例：duban inspection withdraw WT2026-0001 --reason 属另一单位职责",
    "settle": "交办的任务核查办结后销号。示例：duban inspection settle WT2026-0001",
    "take-back": "交办的任务被撤销的，收回问题再整改。示例：duban inspection take-back WT2026-0001",
}
"""Steps of a finding that need nothing but who acts and why."""


def _add(verb: str, says: str) -> None:
    def command(how: How, problem: Problem, text: Says = None) -> int:
        from duban.services.findings import step_finding
        from states.finding import FindingEvent

        event = FindingEvent(verb.replace("-", "_"))
        if event is FindingEvent.answer and not text:
            raise InvalidValue("--text", "", "请写明怎样整改的，可用 --attach 附上材料")
        sets = {"answer": text} if text else {}
        with how.begin() as begun:
            step_finding(begun.session, how.institution, problem, event, begun.asked, **sets)
            return _finish_finding(begun, how, problem)

    app.command(verb, help=says)(acting(command))


for _verb, _says in STEPS.items():
    _add(_verb, _says)


@app.command()
@acting
def revisit(
    how: How,
    problem: Problem,
    *,
    text: Annotated[str, typer.Option("--text", help="回访看到的情况")],
    failed: Annotated[bool, typer.Option("--failed", help="不合格，须另定整改期限")] = False,
    rectify_on: RectifyBy = None,
) -> int:
    """回访：合格的销号，不合格的限期再整改。示例：duban inspection revisit WT2026-0001 --text 留样齐全"""
    from duban.services.findings import revisit as look_again

    day = typed.day(rectify_on, "--rectify-by")
    with how.begin() as begun:
        session, said = begun.session, begun.asked
        look_again(session, how.institution, problem, said, passed=not failed, says=text, rectify_on=day)
        return _finish_finding(begun, how, problem)


@app.command()
@acting
def assign(
    how: How,
    problem: Problem,
    *,
    leader: Annotated[str | None, typer.Option("--leader", help="牵头领导：岗位、岗位/姓名 或 姓名")] = None,
    responsible: Annotated[str | None, typer.Option("--responsible", help="责任人，如 局长 吴秀兰")] = None,
    item_type: Annotated[str | None, typer.Option("--type", help="事项类型；不写按制度")] = None,
    item_class: Annotated[str | None, typer.Option("--class", help="办理类别")] = None,
) -> int:
    """把问题作为督办任务拟办，再用 duban item issue 下发。

    示例：duban inspection assign WT2026-0001 --leader 分管领导 --responsible "局长 吴秀兰"
    """
    from duban.services.findings import Assignment, assign_finding

    with how.begin() as begun:
        to = Assignment(leader, responsible, item_type, item_class)
        assign_finding(begun.session, how.institution, problem, begun.asked, pack=begun.pack, to=to)
        return _finish_finding(begun, how, problem)


def _act(how: How, code: str, act: Callable[[Begun], SealedAct]) -> int:
    with how.begin() as begun:
        act(begun)
        return _finish(begun, how, code)


def _finish(begun: Begun, how: How, code: str) -> int:
    from duban.services.inspections import show_inspection

    return finish_act(begun, how, show_inspection(begun.session, how.institution, code, begun.asked))


def _finish_finding(begun: Begun, how: How, problem: str) -> int:
    from duban.services.findings import show_finding

    return finish_act(begun, how, show_finding(begun.session, how.institution, problem, begun.asked))


def _print_findings(rows: list[dict[str, Any]]) -> None:
    if rows:
        names = ("code", "unit", "says", "label", "rectify_on", "item")
        output.print_table("问题", FINDINGS, [[row[name] for name in names] for row in rows])
