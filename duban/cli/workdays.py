"""`duban workdays`: the working-day calendar, its horizon, and new holiday notices."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import context, output
from duban.cli.options import AsJson
from duban.core.clock import SystemClock
from duban.core.notices import read_notice
from duban.core.periods import whole_year
from duban.core.workdays import KIND_NAMES, WEEKDAYS, DayKind
from duban.institutions.projection import MovedRow
from duban.institutions.schema import stage_label

if TYPE_CHECKING:
    from duban.services.calendar import NoticeReport

app = typer.Typer(help="工作日历：查看、载入放假通知。", no_args_is_help=True)
SOON_DAYS = 60
"""The year's notice is usually out in early November; later than this before the horizon, people are reminded."""


@app.command()
def show(
    year: Annotated[int, typer.Argument(help="年份")],
    as_json: AsJson = False,
) -> int:
    """列出一年的放假和调休上班，注明来源；没有通知的年份为预估。

    示例：duban workdays show 2026
    """
    whole = whole_year(year)
    calendar = context.known_calendar(context.settings())
    days = [day for day in calendar.between(whole.first, whole.last) if day.kind in (DayKind.holiday, DayKind.makeup)]
    provisional = any(day.provisional for day in days)
    if as_json:
        listed = [{"date": day.on, "kind": day.kind, "name": day.name} for day in days]
        output.print_json({"year": year, "provisional": provisional, "version": calendar.version, "days": listed})
        return 0
    rows = [(day.on, f"周{WEEKDAYS[day.on.weekday()]}", KIND_NAMES[day.kind], day.name) for day in days]
    output.print_table(
        f"{year}年{'（预估：放假通知尚未载入）' if provisional else ''}", ("日期", "星期", "安排", "名称"), rows
    )
    return 0


@app.command()
def check(as_json: AsJson = False) -> int:
    """日历数据到哪一天为止、版本是什么、下一年的放假通知是否该载入了；数据自相矛盾时退出码为 1。

    示例：duban workdays check
    """
    calendar = context.known_calendar(context.settings())
    today = SystemClock().today()
    left = (calendar.horizon - today).days
    worked = [day for year in sorted(calendar.settled_years) for day in calendar.statutory_days_worked(year)]
    if as_json:
        output.print_json(
            {
                "horizon": calendar.horizon,
                "days_left": left,
                "version": calendar.version,
                "load_next_year": left <= SOON_DAYS,
                "statutory_days_worked": worked,
            }
        )
        return 1 if worked else 0
    output.say(f"放假安排：{min(calendar.settled_years)}年至 {calendar.horizon}，版本 {calendar.version}。")
    if left <= SOON_DAYS:
        following = calendar.horizon.year + 1
        output.say(
            f"{following}年的放假通知尚未载入，该年的日期都是预估；国务院办公厅公布后请用 duban workdays load 载入。"
        )
    for day in worked:
        output.say(f"{day} 是法定节假日，通知却没有列为放假；请核对该年通知。")
    return 1 if worked else 0


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="国务院办公厅放假通知的文本文件")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会移动哪些日期，不载入")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    as_json: AsJson = False,
) -> int:
    """载入一年的放假通知，按它重新推算预估的日期，并列出移动了什么。

    示例：duban workdays load examples/holiday-notice-2027-made-up.txt --dry-run
    """
    from duban.cli.acting import office
    from duban.services.calendar import ledger_calendar, load_notice, moved_cycles
    from duban.services.packs import packs_in_force

    text = context.text_of(file, "放假通知")
    notice = read_notice(text, file.name)
    with office().write() as (uow, said):
        before = ledger_calendar(uow.session)
        report = load_notice(uow.session, notice, text, now=said.now, actor=said.actor)
        cycles = moved_cycles(packs_in_force(uow.session), before, ledger_calendar(uow.session), notice)
        if not as_json:
            _tell(report, cycles)
        keep = not (dry_run or report.already) and (yes or as_json or _agreed())
        if keep:
            uow.commit()
    if as_json:
        output.print_json(_document(report, cycles, loaded=keep))
    elif not report.already:
        output.say(f"已载入 {notice.year} 年放假通知。" if keep else "没有载入，什么也没有改动。")
    return 0


def _tell(report: "NoticeReport", cycles: dict[str, list[MovedRow]]) -> None:
    if report.already:
        output.say(f"{report.year} 年现行的就是这份安排，没有改动任何内容。")
        return
    from duban.services.calendar import DATE_NAMES

    for pack, rows in cycles.items():
        lines = [_moved_cells(row) for row in rows]
        output.print_table(f"{pack}：周期工作移动 {len(rows)} 处", ("周期", "期次", "环节", "原定", "改为"), lines)
    for institution, dates in report.moved.items():
        if dates:
            moves = [(each.code, DATE_NAMES[each.field], each.old or "", each.new or "") for each in dates]
            output.print_table(f"{institution}：在办事项移动 {len(dates)} 处", ("事项", "日期", "原定", "改为"), moves)


def _moved_cells(row: MovedRow) -> tuple[object, ...]:
    return row.cycle, row.period, stage_label(row.stage), row.old or "不举行", row.new or "不举行"


def _document(report: "NoticeReport", cycles: dict[str, list[MovedRow]], *, loaded: bool) -> dict[str, Any]:
    return {
        "year": report.year,
        "digest": report.digest,
        "already": report.already,
        "loaded": loaded,
        "cycles": [{"pack": pack, **asdict(row)} for pack, rows in cycles.items() for row in rows],
        "items": [{"pack": pack, **each.as_json()} for pack, dates in report.moved.items() for each in dates],
    }


def _agreed() -> bool:
    """Asks when a person is there to answer; a script that calls the command has decided."""
    return not sys.stdin.isatty() or typer.confirm("按上面的清单移动日期并载入？", default=False)
