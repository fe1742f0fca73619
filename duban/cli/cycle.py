"""`duban cycle`: occurrences of meetings and other work that comes round; their stages, by the system or by people."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.cli.acting import Begun, How, acting, looking
from duban.cli.cycle_telling import tell_occurrence, tell_occurrences, tell_rung, write_notice
from duban.cli.options import AsJson, Institution
from duban.cli.recording import finish_act
from duban.cli.typed import states_in
from duban.core.clock import named_value, parse_day
from duban.core.errors import InvalidValue
from duban.services.acts import SealedAct

app = typer.Typer(
    no_args_is_help=True, help="周期：排期、各环节的办理，停机后的补办。示例：duban cycle list 重大项目月调度"
)
Cycle = Annotated[str, typer.Argument(help="周期的名称，如 重大项目月调度、专门机构例会·国资委")]
Period = Annotated[str, typer.Argument(help="期次，如 2026-09、2026-W39，或会议的日子")]
StageArgument = Annotated[str, typer.Argument(help="环节：通知、收集材料、汇总呈报、召开、议定事项交办、通报")]


@app.command("list")
def list_(
    cycle: Annotated[str | None, typer.Argument(help="周期的名称；不写为全部")] = None,
    first: Annotated[str | None, typer.Option("--from", help="从哪一天起；缺省为今天以前60天")] = None,
    last: Annotated[str | None, typer.Option("--to", help="到哪一天止；缺省为今天以后60天")] = None,
    state: Annotated[list[str] | None, typer.Option("--state", help="只列这些状态，可重复")] = None,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """列出期次：哪天召开、到了哪一步、哪些环节待办、哪些没有办和原因。

    示例：duban cycle list 重大项目月调度 --from 2026-01-01"""
    from datetime import timedelta

    from duban.services.occurrence_view import Wanted, check_cycle, list_occurrences
    from states.occurrence import OccurrenceState

    states = tuple(states_in(OccurrenceState, state))
    with looking(institution) as looked:
        near = timedelta(days=60)
        since = parse_day(first, field="--from") if first else looked.asked.on - near
        until = parse_day(last, field="--to") if last else looked.asked.on + near
        if cycle:
            check_cycle(looked.session, looked.running.pack, cycle)
        rows = list_occurrences(looked.session, institution, Wanted(cycle, since, until, states))
    return tell_occurrences(rows, as_json=as_json)


@app.command()
def show(
    cycle: Cycle,
    period: Period,
    ics: Annotated[Path | None, typer.Option("--ics", help="另把各环节写成日历文件，随会议通知发出")] = None,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """一期的全部：各环节、到会情况、议定事项、汇总呈报、办理经过。

    示例：duban cycle show 重大项目月调度 2026-09 --ics 会议通知.ics"""
    from duban.services.occurrence_view import find_code, show_occurrence

    with looking(institution) as looked:
        code = find_code(looked.session, looked.running.pack, cycle, period)
        told = show_occurrence(looked.session, institution, code, looked.asked)
    if ics:
        write_notice(ics, told)
    return tell_occurrence(told, as_json=as_json)


@app.command("open")
@acting
def open_(how: How, cycle: Cycle, day: Annotated[str, typer.Option("--day", help="哪一天召开")]) -> int:
    """按需召开：在排期以外另开一期，各环节按会议日推算。

    示例：duban cycle open 县政府常务会议 --day 2026-12-10 --by 县长 --reason 研究抗旱"""
    from duban.services.occurrence_plan import open_extra
    from duban.services.occurrence_view import show_occurrence

    on = parse_day(day, field="--day")
    with how.begin() as begun:
        code = open_extra(begun.session, begun.running, cycle, on, begun.asked)
        return finish_act(begun, how, show_occurrence(begun.session, how.institution, code, begun.asked))


@app.command()
@acting
def run(  # noqa: PLR0917 - each is one option of the command
    how: How,
    cycle: Cycle,
    period: Period,
    stage: StageArgument,
    absent: Annotated[list[str] | None, typer.Option("--absent", help="召开：缺席的单位，单位=原因，可重复")] = None,
    item: Annotated[list[str] | None, typer.Option("--item", help="交办：议定事项的编号，可重复")] = None,
    bulletin: Annotated[str | None, typer.Option("--bulletin", help="通报：已印发的通报编号")] = None,
    none: Annotated[str | None, typer.Option("--none", help="没有议定事项或不通报的，写明理由")] = None,
    again: Annotated[bool, typer.Option("--again", help="已办的环节再办一次，须写明理由")] = False,
) -> int:
    """现在就办一个环节。到会、议定事项、通报由人登记；通知、收集材料、汇总呈报由系统办。

    示例：duban cycle run 重大项目月调度 2026-09 召开 --absent 县财政局=外出，副局长参会
    示例：duban cycle run 重大项目月调度 2026-09 议定事项交办 --item 2026-000012 --item 2026-000013"""
    from duban.services.occurrence_levers import StageInput, run_by_hand

    given = StageInput(dict(map(named_value, absent or ())), tuple(item or ()), bulletin, none)

    def act(begun: Begun, code: str) -> SealedAct:
        return run_by_hand(begun.session, begun.running, code, stage, begun.asked, given=given, again=again)

    return _act(how, cycle, period, act)


@app.command()
@acting
def skip(how: How, cycle: Cycle, period: Period) -> int:
    """决定这一期不开，须写明理由；已通知的单位会收到提醒。

    示例：duban cycle skip 每周工作例会 2026-W48 --by 县长 --reason 与全省视频会议冲突"""
    from duban.services.occurrence_people import skip as skip_it

    return _act(how, cycle, period, lambda begun, code: skip_it(begun.session, how.institution, code, begun.asked))


@app.command()
@acting
def release(how: How, cycle: Cycle, period: Period) -> int:
    """等候放假通知的一期，不再等候，按预估的日子照常召开，须写明理由。

    示例：duban cycle release 重大项目月调度 2027-01 --reason 县长定于25日召开"""
    from duban.services.occurrence_people import release as release_it

    return _act(how, cycle, period, lambda begun, code: release_it(begun.session, how.institution, code, begun.asked))


@app.command()
@acting
def fix(how: How, cycle: Cycle, period: Period, to: Annotated[str, typer.Option("--to", help="定在哪一天")]) -> int:
    """主持人在文件留出的范围（前后）内定下日子，须写明理由；各环节随之改期。

    示例：duban cycle fix 重大项目月调度 2026-12 --to 2026-12-23 --by 分管领导 --reason 25日有全会"""
    from duban.services.occurrence_people import fix as fix_it

    day = parse_day(to, field="--to")
    return _act(how, cycle, period, lambda begun, code: fix_it(begun.session, begun.running, code, begun.asked, to=day))


@app.command("catch-up")
@acting
def catch_up(
    how: How,
    cycle: Annotated[str | None, typer.Argument(help="周期的名称；不写为对账并办理全部到期环节")] = None,
    period: Annotated[str | None, typer.Argument(help="错过的期次")] = None,
) -> int:
    """停机之后：对账，按制度补办或并入错过的期次，办理到期的环节；写明周期和期次的，补办错过待定的那一期。

    示例：duban cycle catch-up
    示例：duban cycle catch-up 专门机构例会·国资委 2026-09 --reason 议题未议"""
    from duban.services.occurrence_people import take_up

    if cycle is None:
        return tell_rung(_ring(how), as_json=how.as_json)
    if period is None:
        raise InvalidValue("期次", "", "请写明补办哪一期，如 2026-09；duban cycle list --state missed 可查错过的")
    return _act(how, cycle, period, lambda begun, code: take_up(begun.session, how.institution, code, begun.asked))


def _ring(how: How) -> Any:
    """Reconciles and does everything that is due, on the spot."""
    from duban.cli import context
    from duban.services.clock import ledger_clock
    from duban.store.unit_of_work import reading
    from flows.ringing import Ringer

    settings = context.settings()
    engine = context.ledger(settings)
    with reading(engine) as session:
        clock = ledger_clock(session, settings.clock)
    rung = Ringer(engine, how.institution, clock, "duban cycle catch-up").ring()
    context.anchor(engine, settings, now=clock.now())
    return rung


def _act(how: How, cycle: str, period: str, act: Callable[[Begun, str], SealedAct]) -> int:
    from duban.services.occurrence_view import find_code, show_occurrence

    with how.begin() as begun:
        code = find_code(begun.session, begun.running.pack, cycle, period)
        act(begun, code)
        return finish_act(begun, how, show_occurrence(begun.session, how.institution, code, begun.asked))
