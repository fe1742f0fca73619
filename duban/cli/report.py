"""`duban report`: what units owe for a period, from opening it to summing it up."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from duban.cli import output, typed
from duban.cli.acting import Begun, How, acting, looking
from duban.cli.options import AsJson, Institution
from duban.cli.recording import finish_act, print_record, print_records
from duban.core.clock import parse_day
from duban.core.errors import InvalidValue
from duban.core.periods import parse_period
from duban.services.acts import SealedAct

app = typer.Typer(help="应报材料：各单位按期或逐件报送的书面材料。", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="应报材料的编号，如 BG2026-0001")]
Name = Annotated[str, typer.Argument(help="应报材料的名称，如 季度专报")]
PeriodOption = Annotated[str | None, typer.Option("--period", help="期间，如 2026-Q4")]
COLUMNS = {
    "code": "编号",
    "report": "材料",
    "period": "期次",
    "unit": "应报单位",
    "due_on": "报送日期",
    "label": "状态",
    "late": "逾期",
}


@app.command("open")
@acting
def open_(
    how: How,
    name: Name,
    period: PeriodOption = None,
    about: Annotated[str | None, typer.Option("--about", help="逐件提出的材料：什么事项")] = None,
    unit: Annotated[list[str] | None, typer.Option("--unit", help="逐件提出的材料：应报单位，可重复")] = None,
) -> int:
    """列出一期的应报单位，或就一件事项要求报送；每日巡检到时候也会列出。

    示例：duban report open 季度专报 --period 2026-Q4
    """
    from duban.services.report_round import open_one, open_period

    if (period is None) == (about is None):
        raise InvalidValue("--period", period or "", "按期的材料写 --period，逐件的写 --about，二者取一")
    with how.begin() as begun:
        session, running, said = begun.session, begun.running, begun.asked
        if about is not None:
            codes = open_one(session, running, name, about, said, units=unit or ())
        else:
            codes = open_period(session, running, name, parse_period(period or ""), said)
        begun.uow.commit()
    if how.as_json:
        output.print_json({"report": name, "codes": codes})
    elif codes:
        listed = "—".join(dict.fromkeys((codes[0], codes[-1])))
        output.say(f"“{name}”列出应报 {len(codes)} 份：{listed}。用 duban report list 查看。")
    else:
        output.say(f"“{name}”这一期已经列出，没有新的应报单位。")
    return 0


@app.command("list")
def list_(
    name: Annotated[str | None, typer.Argument(help="应报材料的名称；不写为全部")] = None,
    period: PeriodOption = None,
    state: Annotated[list[str] | None, typer.Option("--state", help="只列这些状态，可重复")] = None,
    late: Annotated[bool, typer.Option("--late", help="只列逾期的")] = False,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """列出应报材料：谁报了、谁没报、谁逾期。示例：duban report list 季度专报 --period 2026-Q4 --late"""
    from duban.services.reports import report_rule, told_reports
    from states.report import ReportState

    states, period = typed.states_in(ReportState, state), parse_period(period).key if period else None
    with looking(institution) as looked:
        on = looked.asked.on
        if name is not None:
            report_rule(looked.running.pack, name)
        rows = told_reports(looked.session, institution, on, report=name, period=period, states=states)
    rows = [row for row in rows if row["late"] or not late]
    if not as_json:
        rows = [{**row, "late": "逾期" if row["late"] else ""} for row in rows]
    return print_records("应报材料", COLUMNS, rows, as_json=as_json)


@app.command()
def show(code: Code, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """一份应报材料的全部：内容、附件、办理经过。示例：duban report show BG2026-0001"""
    from duban.services.reports import show_report

    with looking(institution) as looked:
        told = show_report(looked.session, institution, code, looked.asked)
    headings = {**COLUMNS, "original_on": "原定日期", "about": "事项", "says": "内容", "submitted_at": "报送时间"}
    del headings["code"], headings["label"]
    return print_record({**told, "late": "逾期" if told["late"] else ""}, headings, as_json=as_json)


@app.command()
def summary(
    name: Name,
    period: Annotated[str, typer.Option("--period", help="期间，如 2026-11-S2、2026-W48")],
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """收件机构的汇总：一期里谁报了什么、谁逾期、谁没报、谁免报，成文可以直接呈送。

    示例：duban report summary 季度专报 --period 2026-Q4
    """
    from duban.services.report_summary import summary_of

    with looking(institution) as looked:
        told = summary_of(looked.session, looked.running.pack, name, period, looked.asked.on)
    if as_json:
        output.print_json(told)
    else:
        output.say(told["text"])
    return 0


@app.command()
@acting
def submit(
    how: How,
    code: Code,
    text: Annotated[str | None, typer.Option("--text", help="进展情况；也可用 --attach 附上")] = None,
    part: Annotated[list[str] | None, typer.Option("--part", help="须载明的一项：名称=内容，可重复")] = None,
) -> int:
    """应报单位报送；制度规定须载明几项的，缺项的不受理；逾期的记录在案。

    示例：duban report submit BG2026-0001 --by 县财政局局长 --attach 专报.docx"""
    from duban.services.reports import submit_report

    parts = typed.pairs(part, "--part", "名称=内容，如 --part 上月办实事=新增公交线路2条")

    def act(begun: Begun) -> SealedAct:
        return submit_report(begun.session, how.institution, code, begun.asked, says=text, parts=parts)

    return _act(how, code, act)


@app.command()
@acting
def accept(how: How, code: Code) -> int:
    """收件。示例：duban report accept BG2026-0001 --by 督查室主任"""
    from duban.services.reports import take_report

    return _act(how, code, lambda begun: take_report(begun.session, how.institution, code, begun.asked))


@app.command("send-back")
@acting
def send_back(how: How, code: Code) -> int:
    """退回补充，须写明理由；原时限不变。示例：duban report send-back BG2026-0001 --by 督查室主任 --reason 没有数据"""
    from duban.services.reports import send_back_report

    return _act(how, code, lambda begun: send_back_report(begun.session, how.institution, code, begun.asked))


@app.command()
@acting
def redate(how: How, code: Code, to: Annotated[str, typer.Option("--to", help="改到哪一天报送")]) -> int:
    """主要领导另有要求的，改按要求的日期报送，须写明理由。

    示例：duban report redate BG2026-0001 --to 2026-12-15 --by 县长 --reason 常委会要听取汇报"""
    from duban.services.reports import redate_report

    day = parse_day(to, field="--to")
    return _act(how, code, lambda begun: redate_report(begun.session, how.institution, code, begun.asked, to=day))


@app.command()
@acting
def waive(how: How, code: Code) -> int:
    """免报，须写明理由。示例：duban report waive BG2026-0001 --by 办公室主任 --reason 本季度没有承担重点工作"""
    from duban.services.reports import waive_report

    return _act(how, code, lambda begun: waive_report(begun.session, how.institution, code, begun.asked))


def _act(how: How, code: str, act: Callable[[Begun], SealedAct]) -> int:
    from duban.services.reports import show_report

    with how.begin() as begun:
        act(begun)
        told: dict[str, Any] = show_report(begun.session, how.institution, code, begun.asked)
        return finish_act(begun, how, told)
