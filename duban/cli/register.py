"""`duban register`: the pack's registers: entries added, moved, corrected, voided; late ones; quotas."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from duban.cli import output, typed
from duban.cli.acting import Begun, How, acting, looking
from duban.cli.options import AsJson, Institution
from duban.cli.recording import Exception_, finish_act, print_record, print_records
from duban.core.periods import Period, parse_since
from duban.services.acts import SealedAct

app = typer.Typer(help="登记簿：制度自定的登记项、状态、时限和定额。", no_args_is_help=True)

Set = Annotated[list[str] | None, typer.Option("--set", help="登记项=值，可重复")]
Code = Annotated[str, typer.Argument(help="登记编号，如 DJ2026-0001")]
Book = Annotated[str, typer.Argument(help="登记簿名称，如 项目日常调度")]
Most = Annotated[int, typer.Option(min=1, help="最多列几条")]
COLUMNS = {"code": "编号", "book": "登记簿", "label": "状态", "entered_on": "登记日", "due_on": "时限", "says": "内容"}


@app.command("list")
def list_(
    book: Annotated[str | None, typer.Argument(help="登记簿名称；不写则列出有哪些登记簿")] = None,
    most: Most = 50,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """列出制度的登记簿，或一本登记簿的各条，新的在前。示例：duban register list 项目日常调度"""
    from duban.services import registers

    with looking(institution) as looked:
        if book is None:
            rows = registers.told_books(looked.session, looked.running.pack)
        else:
            rows = registers.told_entries(looked.session, looked.running.pack, book, most=most)
    if book is not None:
        return print_records("登记", COLUMNS, rows, as_json=as_json)
    return _print_books(rows, as_json=as_json)


def _print_books(rows: Sequence[dict[str, Any]], *, as_json: bool) -> int:
    names = {"register": "登记簿", "entries": "条数", "fields": "登记项", "states": "状态", "moves": "办理"}
    if not as_json:
        rows = [{**row, **{n: "、".join(row[n]) for n in ("fields", "states", "moves")}} for row in rows]
    return print_records("登记簿", {**names, "clause": "依据", "assumed": "推定"}, rows, as_json=as_json)


@app.command()
def show(code: Code, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """一条登记的全部：内容、附件、办理经过。示例：duban register show DJ2026-0001"""
    from duban.services.registers import show_entry

    with looking(institution) as looked:
        told = show_entry(looked.session, institution, code, looked.asked)
    advice = told["prompts"] if as_json else "；".join(told["prompts"])
    return print_record({**told, **told["content"], "prompts": advice}, _headings(told), as_json=as_json)


@app.command()
@acting
def add(
    how: How,
    book: Book,
    values: Set = None,
    secrecy: Annotated[str | None, typer.Option("--secrecy", help="密级：公开或内部；涉密的不得登记")] = None,
) -> int:
    """登记一条。示例：duban register add 项目日常调度 --set 项目=污水处理厂二期 --set 调度单位=县住房和城乡建设局"""
    from duban.services.registers import NewEntry, add_entry

    new = NewEntry(book, pairs(values), secrecy)
    with how.begin() as begun:
        code = add_entry(begun.session, new, begun.asked, pack=begun.pack, calendar=begun.running.calendar)
        return _finish(begun, how, code)


@app.command()
@acting
def move(
    how: How,
    code: Code,
    step: Annotated[str, typer.Argument(help="办理，如 解决")],
    values: Set = None,
    *,
    exception: Exception_ = False,
) -> int:
    """登记的一条走一步；制度把关不让办的，说明为什么。

    示例：duban register move DJ2026-0001 解决 --set 解决情况=已协调用地
    """
    from duban.services.register_passing import take_step

    return _act(
        how,
        code,
        lambda begun: take_step(
            begun.session,
            how.institution,
            code,
            step,
            replace(begun.asked, exception=exception),
            typed=pairs(values),
            calendar=begun.running.calendar,
        ),
    )


@app.command()
@acting
def correct(how: How, code: Code, values: Set = None) -> int:
    """更正登记的内容，更正前后都留痕。示例：duban register correct DJ2026-0001 --set 项目=污水厂二期 --reason 错字"""
    from duban.services.registers import correct_entry

    return _act(
        how,
        code,
        lambda begun: correct_entry(begun.session, how.institution, code, pairs(values), begun.asked),
    )


@app.command()
@acting
def void(how: How, code: Code) -> int:
    """作废错登的一条，不再计数，须写事由。示例：duban register void DJ2026-0001 --reason 重复登记"""
    from duban.services.registers import void_entry

    return _act(how, code, lambda begun: void_entry(begun.session, how.institution, code, begun.asked))


@app.command()
def overdue(
    book: Annotated[str | None, typer.Argument(help="登记簿名称；不写为全部")] = None,
    most: Most = 200,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """列出超过时限仍停在原状态的登记。示例：duban register overdue 项目日常调度"""
    from duban.services.registers import told_entries

    with looking(institution) as looked:
        rows = told_entries(looked.session, looked.running.pack, book, late_on=looked.asked.on, most=most)
    return print_records("超时登记", COLUMNS, rows, as_json=as_json)


@app.command()
def quota(
    book: Book,
    period: Annotated[str | None, typer.Option("--period", help="期间，如 2026-Q4，或日期；缺省为本期")] = None,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """每个单位或人在一个期间登记了多少、谁不足。示例：duban register quota 督查主体责任 --period 2026-Q4"""
    from duban.services.register_fields import Book as Named
    from duban.services.register_quotas import coverage

    with looking(institution) as looked:
        on = min(_last_day(period), looked.asked.on) if period else looked.asked.on
        rows = coverage(Named(looked.session, looked.running.pack, book), on, looked.running.calendar)
    columns = {
        "who": "对象",
        "period": "期间",
        "have": "已登记",
        "at_least": "至少",
        "at_most": "至多",
        "short": "不足",
    }
    if not as_json:
        rows = [{**row, "short": "不足" if row["short"] else "", **_bounds(row)} for row in rows]
    return print_records("定额", columns, rows, as_json=as_json)


def _last_day(text: str) -> date:
    since = parse_since(text, field="--period")
    return since.last if isinstance(since, Period) else since


def _bounds(row: dict[str, Any]) -> dict[str, str]:
    return {name: "" if row[name] is None else f"{row[name]:g}" for name in ("at_least", "at_most")}


def pairs(values: Sequence[str] | None) -> dict[str, str]:
    """`--set 登记项=值` as a mapping. Raises InvalidValue."""
    return typed.pairs(values, "--set", "登记项=值，如 --set 项目=污水处理厂二期")


def _act(how: How, code: str, act: Callable[[Begun], SealedAct]) -> int:
    with how.begin() as begun:
        act(begun)
        return _finish(begun, how, code)


def _finish(begun: Begun, how: How, code: str) -> int:
    from duban.services.registers import show_entry

    told = show_entry(begun.session, how.institution, code, begun.asked)
    done = finish_act(begun, how, told)
    for advice in () if how.as_json else told["prompts"]:
        output.say(f"提示：{advice}")
    return done


def _headings(told: dict[str, Any]) -> dict[str, str]:
    return {
        "book": "登记簿",
        "entered_on": "登记日",
        "due_on": "时限",
        **{name: name for name in told["content"]},
        "prompts": "提示",
    }
