"""`duban item`: every act on an item, the list, and one item's whole story."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar

import typer

from duban.cli import output, telling
from duban.cli.acting import AsJson, How, Institution, acting, looking
from duban.core.clock import parse_day
from duban.core.errors import InvalidValue
from duban.services import items, items_dates, items_place, items_report
from duban.services.acts import SealedAct
from duban.services.items_correct import Correction, correct_item
from duban.services.items_show import listed, story_of, told_of_act
from duban.services.packs import stored_pack
from duban.store.item_story import Chosen
from states.item import FeedbackKind, ItemState, LimitKind
from states.labels import STATE_LABELS

app = typer.Typer(help="督办任务：拟办、下发、签收、反馈、核查、销号……每一步都注明依据和日期。", no_args_is_help=True)
Kind = TypeVar("Kind", FeedbackKind, LimitKind)
Code = Annotated[str, typer.Argument(help="事项编号，如 2026-000001")]
Limit = Annotated[str | None, typer.Option("--limit", help="哪个时限：feedback 反馈、answer 答复、completion 办结")]


def _do(how: How, code: str, deed: Callable[..., SealedAct], *, dated: bool = False, **given: Any) -> int:
    """One act on one item, committed and told; `dated`: it counts days, and wants the calendar."""
    with how.begin() as begun:
        calendar = begun.running.calendar
        wanted = {**given, "calendar": calendar} if dated else given
        act = deed(begun.session, how.institution, code, begun.asked, **wanted)
        told = told_of_act(begun.session, how.institution, code, act, calendar)
        begun.uow.commit()
    if how.as_json:
        output.print_json(told)
    else:
        telling.tell_act(told)
    return 0


def _add(verb: str, deed: Callable[..., SealedAct], says: str, example: str, *, dated: bool = False) -> None:
    """A command that needs nothing but the item and who acts; `example` is what may be typed behind the item."""

    def command(how: How, code: Code) -> int:
        return _do(how, code, deed, dated=dated)

    help_text = f"{says}\n\n示例：duban item {verb} 2026-000001 {example}"
    app.command(verb, help=help_text.strip())(acting(command))


@app.command("list")
def list_items(
    *,
    state: Annotated[str | None, typer.Option(help="状态，如 办理中、已催办")] = None,
    unit: Annotated[str | None, typer.Option(help="主办单位")] = None,
    late: Annotated[bool, typer.Option("--late", help="只看时限已过的")] = False,
    limit: Annotated[int, typer.Option(help="最多列出多少件", min=1)] = 200,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """列出督办任务。

    示例：duban item list --state 办理中 --unit 县财政局
    """
    place = _place(state) if state else (None, None)
    with looking(institution) as looked:
        chosen = Chosen(*place, unit, looked.asked.on if late else None)
        rows = listed(looked.session, institution, chosen, limit)
    if as_json:
        output.print_json(rows)
        return 0
    columns = ("事项", "内容", "主办单位", "状态", "反馈时限", "办结时限")
    names = ("code", "title", "unit", "label", "feedback_due_on", "completion_due_on")
    output.print_table(f"督办任务 {len(rows)} 件", columns, [[row[name] for name in names] for row in rows])
    return 0


@app.command()
def show(code: Code, institution: Institution = "county", as_json: AsJson = False) -> int:
    """一件督办任务的全部经过：日期、反馈、延期、逾期和每一步的依据。

    示例：duban item show 2026-000001
    """
    with looking(institution) as looked:
        story = story_of(looked.session, institution, code, looked.running.calendar)
    if as_json:
        output.print_json(story)
    else:
        telling.tell_story(story)
    return 0


@app.command()
@acting
def draft(
    how: How,
    item_type: Annotated[str, typer.Argument(help="事项类型，如 常务会议议定事项")],
    title: Annotated[str, typer.Argument(help="内容")],
    *,
    unit: Annotated[str, typer.Option(help="主办单位")],
    item_class: Annotated[str | None, typer.Option("--class", help="办理类别")] = None,
    requirement: Annotated[str | None, typer.Option(help="要求")] = None,
    complete_by: Annotated[str | None, typer.Option(help="办结日期")] = None,
    decided: Annotated[str | None, typer.Option(help="议定或批示的日期，下发时限由此起算")] = None,
    secrecy: Annotated[str | None, typer.Option(help="密级：公开、内部；涉密事项不得录入")] = None,
) -> int:
    """拟办一件督办任务。

    示例：duban item draft 公文办理 答复供水请示 --unit 县水务局 --class 一个部门职权内
    """
    due_on = _day(complete_by, "--complete-by")
    decided_on = _day(decided, "--decided")
    new = items.NewItem(item_type, unit, title, requirement, item_class, due_on, secrecy, decided_on)
    with how.begin() as begun:
        pack = stored_pack(begun.session, begun.running.pack_version)
        code = items.draft_item(begun.session, new, begun.asked, pack=pack)
        story = story_of(begun.session, how.institution, code, begun.running.calendar)
        begun.uow.commit()
    if how.as_json:
        output.print_json(story)
    else:
        output.say(f"{code} 拟办：已记录，现为“{story['label']}”。")
        output.say(f"依据：{telling.basis(story['history'][0])}")
    return 0


_add("approve", items.approve_item, "立项：由拟办人以外的人审批。", "--by 办公室主任")


@app.command()
@acting
def issue(
    how: How,
    code: Code,
    since: Annotated[str | None, typer.Option("--from", help="起算日；缺省按制度为议定、批示日或送达日")] = None,
) -> int:
    """下发并送达；反馈时限按制度从议定日或送达日（或 --from）起算。

    示例：duban item issue 2026-000001 --from 2026-11-20
    """
    return _do(how, code, items.issue_item, dated=True, from_on=_day(since, "--from"))


_add("receive", items.receive_item, "责任单位签收；时限不从签收起算。", "--by 县水务局联络员")


_add(
    "return",
    items_place.return_item,
    "退办：签收以前提出不属本单位职责，须写明理由。",
    "--reason 属县财政局职责",
    dated=True,
)


@app.command()
@acting
def reassign(how: How, code: Code, to: Annotated[str, typer.Option(help="改派给哪个单位")]) -> int:
    """改派给另一个单位；重新送达，时限重新起算。

    示例：duban item reassign 2026-000001 --to 县财政局 --reason 职责在财政
    """
    return _do(how, code, items_place.reassign_item, dated=True, to_unit=to)


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
) -> int:
    """责任单位反馈；按实际时间判断是否按时，补录的加 --on、--reason 和 --attach。

    示例：duban item feedback 2026-000001 --kind stage --says 已完成选址
    """
    new = items_report.NewFeedback(_choice(FeedbackKind, kind, "--kind"), says, into, progress)
    return _do(how, code, items_report.give_feedback, new=new)


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
    finding = items_report.Finding(accept, quality, _day(report_next, "--next"))
    return _do(how, code, items_report.check_feedback, dated=True, finding=finding)


_add("close", items.close_item, "销号：核查认可以后，由有权的人销号。", "--by 办公室主任")


@app.command()
@acting
def extend(
    how: How,
    code: Code,
    *,
    until: Annotated[str | None, typer.Option("--until", help="延到哪一天")] = None,
    limit: Limit = None,
    grant: Annotated[bool, typer.Option("--grant", help="同意延期申请")] = False,
    refuse: Annotated[bool, typer.Option("--refuse", help="不同意延期申请")] = False,
    ordered: Annotated[bool, typer.Option("--ordered", help="领导另定日期，不经申请")] = False,
) -> int:
    """延期：申请（--until），答复（--grant、--refuse），或领导另定日期（--ordered --until）。

    示例：duban item extend 2026-000001 --until 2026-12-20 --reason 等待评审
    """
    if grant + refuse + ordered > 1:
        raise InvalidValue("延期", "--grant --refuse --ordered", "三者只能写一个")
    day = _day(until, "--until")
    kind = _choice(LimitKind, limit, "--limit") if limit else None
    if grant or refuse:
        return _do(how, code, items_dates.answer_extension, answer=items_dates.Answered(grant, day))
    if day is None:
        raise InvalidValue("--until", "", "请写明延到哪一天")
    if ordered:
        return _do(how, code, items_dates.redate_item, until=day, limit=kind)
    return _do(how, code, items_dates.ask_extension, dated=True, until=day, limit=kind)


@app.command()
@acting
def escalate(how: How, code: Code, to: Annotated[str, typer.Option(help="提到阶梯的哪一级，如 督办")]) -> int:
    """由人直接提到更高的一级，须写明理由。

    示例：duban item escalate 2026-000001 --to 督办 --reason 县长批示
    """
    return _do(how, code, items_place.escalate_item, dated=True, rung=to)


_add("suspend", items_dates.suspend_item, "领导同意暂停计时，须写明理由。", "--by 分管领导 --reason 提请协调")


_add("resume", items_dates.resume_item, "恢复办理，按暂停前剩余的工作日接续计时。", "", dated=True)


@app.command()
@acting
def correct(
    how: How,
    code: Code,
    title: Annotated[str | None, typer.Option(help="更正后的内容")] = None,
    requirement: Annotated[str | None, typer.Option(help="更正后的要求")] = None,
    complete_by: Annotated[str | None, typer.Option(help="更正后的办结日期")] = None,
) -> int:
    """更正录入的错误，留痕，编号不变。

    示例：duban item correct 2026-000001 --title 答复供水请示 --reason 错字
    """
    correction = Correction(title, requirement, _day(complete_by, "--complete-by"))
    return _do(how, code, correct_item, correction=correction)


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
    return _do(how, code, items_place.reopen_item, dated=True, until=_day(until, "--until"))


_add("withdraw", items_place.withdraw_item, "交办机构撤销交办，须写明理由。", "--reason 会议已重新研究", dated=True)


def _day(text: str | None, field: str) -> date | None:
    return parse_day(text, field=field) if text else None


def _choice(kinds: type[Kind], text: str, field: str) -> Kind:
    try:
        return kinds(text.replace("-", "_"))
    except ValueError:
        names = "、".join(kind.value.replace("_", "-") for kind in kinds)
        raise InvalidValue(field, text, f"请从{names}中选一个") from None


def _place(label: str) -> tuple[ItemState | None, str | None]:
    """The state and rung that people call so."""
    states = {word: state for state, word in STATE_LABELS.items()}
    if label in states:
        return states[label], None
    if label.startswith("已"):
        return ItemState.escalated, label[1:]
    raise InvalidValue("--state", label, f"可用：{'、'.join(states)}，或 已催办 这样的级次")
