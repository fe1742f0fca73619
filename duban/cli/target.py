"""`duban target`: indicators, their plan through the year, their figures, and 照单验收."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from duban.cli import output, typed
from duban.cli.acting import Begun, How, acting, looking
from duban.cli.options import AsJson, Institution
from duban.cli.recording import Exception_
from duban.cli.target_telling import COLUMNS, line_of, tell_target, tell_target_act
from duban.core.errors import InvalidValue
from duban.institutions.schema import StepUnit
from duban.services import targets
from duban.services.acts import SealedAct
from duban.services.target_desk import one_target
from duban.services.target_rules import NewTarget, comparison_of, target_rules
from duban.services.target_split import split_target
from duban.services.target_steps import schedule
from duban.services.target_view import LIGHT_LABELS, target_story, targets_listed, told_of_target_act
from duban.services.target_written import parts_written, plan_written
from duban.store.targets import ChosenTargets, list_targets
from states.light import Light

app = typer.Typer(help="目标：指标、序时进度、实际值、亮灯和照单验收。", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="事项编号，如 2026-000001")]
Indicator = Annotated[str | None, typer.Option("--indicator", help="哪个指标；事项只有一个指标的可以不写")]


COLOURS = {label: light.value for light, label in LIGHT_LABELS.items()}
SCHEDULE = {
    "period": "期间",
    "ends_on": "到",
    "amount": "本期应完成",
    "planned": "累计应完成",
    "actual": "累计完成",
    "stands": "保住没有",
}


@app.command("list")
def list_all(
    item: Annotated[str | None, typer.Option("--item", help="哪件事项")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="责任单位")] = None,
    light: Annotated[str | None, typer.Option("--light", help="只看哪种灯：green 绿、yellow 黄、red 红")] = None,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """列出目标：目标值、今日应达、实际值、亮灯和验收结果。

    示例：duban target list --unit 县财政局 --light red
    """
    wanted = typed.choice(Light, COLOURS.get(light, light), "--light") if light else None
    with looking(institution) as looked:
        chosen = ChosenTargets(looked.item(item), looked.unit(unit))
        told = list(targets_listed(looked.session, institution, chosen, looked.asked.on))
    rows = [row for row in told if wanted in (None, row["light"])]
    if as_json:
        output.print_json(rows)
    elif rows:
        output.print_table(f"目标 {len(rows)} 个", COLUMNS, map(line_of, rows))
    else:
        output.say("没有目标；请用 duban target set 设定，或用 duban import 导入。")
    return 0


@app.command()
def show(code: Code, indicator: Indicator = None, institution: Institution = "county", as_json: AsJson = False) -> int:
    """一件事项的目标：计划、每次实际值和更正、验收、分解和推定。

    示例：duban target show 2026-000001
    """
    with looking(institution) as looked:
        rows = list_targets(looked.session, institution, ChosenTargets(item=looked.item(code)))
        chosen = [row for row in rows if indicator in (None, row["indicator"])]
        stories = [target_story(looked.session, institution, row, looked.asked.on) for row in chosen]
    if as_json:
        output.print_json(stories)
    elif stories:
        for story in stories:
            tell_target(story)
    else:
        output.say(f"督办任务 {code} 没有目标；请用 duban target set 设定。")
    return 0


@app.command("set")
@acting
def set_(
    how: How,
    code: Code,
    indicator: Annotated[str, typer.Argument(help="指标名称，如 城镇新增就业")],
    *,
    comparison: Annotated[
        str | None,
        typer.Option(
            "--is", help="比较：不低于、不高于、约、等于、零容忍、名次、退出名次、晋升、等级；文件写明的指标可以不写"
        ),
    ] = None,
    value: Annotated[str | None, typer.Option("--value", help="目标值：数，或等级；文件写明的指标可以不写")] = None,
    measure: Annotated[str | None, typer.Option("--measure", help="计量单位，如 万人、%")] = None,
    tolerance: Annotated[
        str | None, typer.Option("--tolerance", help="“约”的容差，与目标值同一单位；缺省按制度")
    ] = None,
    capped: Annotated[
        bool | None, typer.Option("--capped/--both-sides", help="“约”是控制上限，还是上下都算偏离；缺省按制度")
    ] = None,
    grades: Annotated[str | None, typer.Option("--grades", help="等级由好到差，缺省 A>B>C>D")] = None,
    since: Annotated[str | None, typer.Option("--from", help="序时进度的起算日，缺省为当年1月1日")] = None,
    due: Annotated[str | None, typer.Option("--due", help="目标的完成日期，缺省为事项的办结时限")] = None,
    base: Annotated[str | None, typer.Option("--base", help="“晋升”的基数：晋升以前是第几名")] = None,
) -> int:
    """设定目标；再次设定同一指标是改动，须写明理由。

    示例：duban target set 2026-000001 城镇新增就业 --is 不低于 --value 1000 --measure 万人 --due 2026-12-31
    """
    new = NewTarget(
        indicator,
        comparison_of(comparison) if comparison else None,
        value,
        measure,
        tolerance,
        capped,
        grades,
        typed.day(since),
        typed.day(due),
        base,
    )
    with how.begin() as begun:
        act = targets.set_target(begun.session, how.institution, code, begun.asked, new)
        return _finish(begun, how, code, act, "set")


@app.command()
@acting
def plan(
    how: How,
    code: Code,
    *,
    node: Annotated[
        list[str] | None, typer.Option("--node", help="节点：日期=累计数，如 2026-06-30=500，可重复；不写为均匀推进")
    ] = None,
    quarters: Annotated[
        str | None, typer.Option("--quarters", help="四个季度各完成多少，如 200,250,250,300，合计须为目标值")
    ] = None,
    months: Annotated[
        str | None, typer.Option("--months", help="一个季度各月完成多少，如 2026-Q2=80,80,90，合计须为该季度的数")
    ] = None,
    weeks: Annotated[
        str | None, typer.Option("--weeks", help="一个月各周完成多少，如 2026-05=10,20,20,20,10，跨月的周按月切开")
    ] = None,
    indicator: Indicator = None,
) -> int:
    """排定序时进度：写明节点，或分季度、分月、分周的数；都不写的恢复均匀推进。

    示例：duban target plan 2026-000001 --node 2026-06-30=500
    """
    new = plan_written(node or (), quarters, months, weeks, indicator)
    with how.begin() as begun:
        act = targets.plan_target(begun.session, how.institution, code, begun.asked, new)
        return _finish(begun, how, code, act, "plan")


@app.command("schedule")
def schedule_(
    code: Code,
    step: Annotated[StepUnit | None, typer.Option("--by", help="按季、月或周列；不写按制度排到的最小一级")] = None,
    indicator: Indicator = None,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """挂图作战：一个目标每季、每月或每周应完成多少、完成了多少、保住没有。

    示例：duban target schedule 2026-000001 --by 周
    """
    with looking(institution) as looked:
        row = one_target(looked.session, institution, code, indicator)
        steps = target_rules(looked.running.pack).steps
        chosen = step or (steps.units[-1] if steps else StepUnit.month)
        rows = list(schedule(looked.session, row, chosen, looked.asked.on))
    if as_json:
        output.print_json(rows)
    elif rows:
        cells = [tuple(each[name] for name in SCHEDULE) for each in rows]
        output.print_table(f"{code} {row['indicator']}：逐{chosen.value}进度", tuple(SCHEDULE.values()), cells)
    else:
        output.say("这类目标不用序时进度，到期对照目标值。")
    return 0


@app.command()
@acting
def record(
    how: How,
    code: Code,
    *,
    value: Annotated[str, typer.Option("--value", help="实际值：累计数、名次或等级")],
    source: Annotated[str, typer.Option("--source", help="从哪里来，如 统计局月报")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="截至哪一天，缺省为今天")] = None,
    indicator: Indicator = None,
) -> int:
    """登记实际值；同一天再登记是更正，须写明理由，原来的数留痕。

    示例：duban target record 2026-000001 --value 520 --as-of 2026-06-30 --source 统计局月报
    """
    new = targets.NewActual(value, source, typed.day(as_of), indicator)
    with how.begin() as begun:
        act = targets.record_actual(begun.session, how.institution, code, begun.asked, new)
        return _finish(begun, how, code, act, "record")


@app.command()
@acting
def accept(
    how: How,
    code: Annotated[str | None, typer.Argument(help="事项编号；与 --all 二者写一个")] = None,
    *,
    indicator: Indicator = None,
    every: Annotated[bool, typer.Option("--all", help="验收全部有新实际值、已经到期或已达到的目标")] = False,
) -> int:
    """照单验收：按最近的实际值判定超过、达到或未达到；未达到的到期后才判定。

    示例：duban target accept 2026-000001 --by 督查室主任
    """
    if every is (code is not None):
        raise InvalidValue("事项编号", code or "", "请写一件事项的编号，或写 --all 验收全部")
    with how.begin() as begun:
        if code is None:
            return _accept_all(begun, how)
        act = targets.accept_target(begun.session, how.institution, code, begun.asked, indicator)
        return _finish(begun, how, code, act, "accept")


@app.command()
@acting
def split(
    how: How,
    code: Code,
    *,
    part: Annotated[list[str], typer.Option("--part", help="单位=目标值，如 县财政局=300，可重复")],
    indicator: Indicator = None,
    exception: Exception_ = False,
) -> int:
    """分解下达：每个单位一件事项、一个目标；能相加的合计须与目标相符。

    示例：duban target split 2026-000001 --part 县财政局=300 --part 县水务局=700
    """
    parts = parts_written(part)
    with how.begin() as begun:
        asked = replace(begun.asked, exception=exception)
        act = split_target(begun.session, how.institution, code, asked, parts, indicator=indicator, pack=begun.pack)
        return _finish(begun, how, code, act, "split")


def _accept_all(begun: Begun, how: How) -> int:
    act = targets.accept_all(begun.session, begun.pack, begun.asked)
    rows = list(targets_listed(begun.session, how.institution, ChosenTargets(), begun.asked.on))
    begun.uow.commit()
    told: dict[str, Any] = {"accepted": act.answer["accepted"] if act else 0, "targets": rows}
    if how.as_json:
        output.print_json(told)
        return 0
    waiting = sum(row["actual"] is None for row in rows)
    output.say(f"已验收 {told['accepted']} 个目标；没有实际值的 {waiting} 个，未验收。")
    output.print_table(f"目标 {len(rows)} 个", COLUMNS, map(line_of, rows))
    return 0


def _finish(begun: Begun, how: How, code: str, act: SealedAct, deed: str) -> int:
    told = told_of_target_act(begun.session, code, act, deed, begun.asked.on)
    begun.uow.commit()
    if how.as_json:
        output.print_json(told)
    else:
        tell_target_act(told)
    return 0
