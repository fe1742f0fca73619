"""docs/calendars/: the years of a pack's cycles and periodic reports, generated from it, a page for each pack."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from duban.core.workdays import published_calendar
from duban.institutions.loader import find_pack, load_pack
from duban.institutions.projection import CalendarRow, project
from duban.institutions.schema import STAGE_NAMES, Pack, StageName

YEARS = (2024, 2025, 2026)
"""The years that are told of every pack that holds in them; of one that has expired, its own years."""
INTRO = """\
# {title}：{years}年日历

<!-- 由 make docs 生成，请勿手改。 -->

每行一期：日期、窗口、会前会后各环节的日期，以及日期是怎样得出的。放假以随软件发布的国务院办公厅通知为准。
同样的内容由 `duban calendar {code} --year {last}` 给出；几个机构、几项工作各开一次而日期相同的，合列一处。
"""


def calendar_page(code: str) -> str:
    """The page of a pack that ships."""
    pack = load_pack(find_pack(code)).pack
    years = years_of(pack)
    told = f"{years[0]}—{years[-1]}" if len(years) > 1 else f"{years[0]}"
    parts = [INTRO.format(title=pack.title, code=code, years=told, last=years[-1])]
    for year in years:
        rows = project(pack, published_calendar(), year)
        parts += [f"## {year}年\n", *_year(pack, rows)]
    return "\n".join(parts)


def years_of(pack: Pack) -> tuple[int, ...]:
    """The years of a pack's page."""
    held = tuple(year for year in YEARS if pack.document.holds_in(year))
    since, until = pack.document.effective, pack.document.expires
    return held or (tuple(range(since.year, until.year + 1)) if since and until else YEARS)


def _year(pack: Pack, rows: Iterable[CalendarRow]) -> Iterator[str]:
    by_cycle = {name: list(group) for name, group in groupby(rows, key=lambda row: row.cycle)}
    for name, cycle in pack.cycles.items():
        own = cycle.names(name)
        each = f"（{'、'.join(cycle.each)}）" if cycle.each else ""
        says = pack.clauses[str(cycle.clause)].says
        yield f"### {name}{each}\n\n依据 {cycle.clause}：{says}。原文时间：{cycle.when}。\n"
        yield "\n".join(_table(by_cycle[own[0]]))
        yield ""
    for name, report in pack.reports.items():
        if report.period_unit:
            says = pack.clauses[str(report.clause)].says
            yield f"### {name}（应报材料）\n\n依据 {report.clause}：{says}。报送时间：{report.when}。\n"
            yield "\n".join(_table(by_cycle[name]))
            yield ""


def _table(rows: Iterable[CalendarRow]) -> Iterator[str]:
    yield "| 期次 | 日期 | 窗口 | 环节 | 为什么是这一天 |"
    yield "| --- | --- | --- | --- | --- |"
    for period, group in groupby(rows, key=lambda row: row.period):
        convene, *others = group
        stages = {row.stage: row for row in others}
        window = f"{convene.window[0]}—{convene.window[1]}" if convene.window else ""
        held = f"{convene.on}{_mark(convene)}" if convene.on else "不举行"
        yield f"| {period} | {held} | {window} | {_stages(stages)} | {convene.why} |"


def _stages(stages: Mapping[str, CalendarRow]) -> str:
    ordered = [stages[name.value] for name in StageName if name.value in stages]
    return "；".join(f"{STAGE_NAMES[StageName(row.stage)]} {row.on}{_mark(row)}（{row.why}）" for row in ordered)


def _mark(row: CalendarRow) -> str:
    return "（预估）" if row.provisional else ""
