"""`duban calendar`: a pack's year, every cycle, period and stage on its day."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli import context, output
from duban.core.errors import NotInForce
from duban.core.periods import whole_year
from duban.institutions.loader import find_pack, load_pack
from duban.institutions.projection import CalendarRow, project
from duban.institutions.schema import stage_label


def calendar(
    pack: Annotated[str, typer.Argument(help="制度代号，如 county，或制度文件的路径")],
    year: Annotated[int, typer.Option(help="年份")],
    as_json: Annotated[bool, typer.Option("--json", help="输出一份 JSON 数组")] = False,
    ics: Annotated[Path | None, typer.Option(help="写成日历文件，可导入手机或 Outlook")] = None,
) -> int:
    """列出一项制度全年的周期工作：哪一期、哪个环节、哪一天、依据哪一条。

    示例：duban calendar county --year 2026
    """
    whole_year(year, field="--year")
    loaded = load_pack(find_pack(pack))
    rows = project(loaded.pack, context.known_calendar(context.settings()), year)
    document = loaded.pack.document
    if not document.holds_in(year):
        output.hint(f"提示：{NotInForce(document.title, document.effective, document.expires, f'{year}年')}")
    if ics:
        _write_ics(ics, loaded.pack.title, rows)
    if as_json:
        output.print_json([row.as_json() for row in rows])
    else:
        output.print_table(f"{loaded.pack.title} {year}年", COLUMNS, map(_cells, rows))
        if any(row.provisional for row in rows):
            output.hint("提示：标“预估”的日期待该年放假通知载入（duban workdays load 文件）后重新推算。")
    return 0


COLUMNS = ("周期", "期次", "环节", "日期", "窗口", "依据", "推定")


def _cells(row: CalendarRow) -> tuple[object, ...]:
    day = f"{row.on}{'（预估）' if row.provisional else ''}" if row.on else "不举行"
    window = f"{row.window[0]}—{row.window[1]}" if row.window else ""
    return row.cycle, row.period, stage_label(row.stage), day, window, row.clause, row.assumed


def _write_ics(path: Path, title: str, rows: list[CalendarRow]) -> None:
    from duban.documents.ics import calendar_feed

    with output.writing_to("--ics", path):
        path.write_bytes(calendar_feed(title, rows))
    output.hint(f"已写入 {path}，共 {sum(row.on is not None for row in rows)} 项。")
