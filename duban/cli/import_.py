"""`duban import`: a table of items, all or nothing; and the template for one."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from duban.cli import output
from duban.cli.acting import How, acting
from duban.core.errors import InvalidValue
from duban.services.import_items import ImportFaulty, ImportOptions, import_items
from duban.services.import_sheet import Fault

USAGE = 2
MANY = 2_000
"""Rows from which a person is shown how far it is."""


@acting
def import_(
    how: How,
    file: Annotated[Path | None, typer.Argument(help="表格：.xlsx，或 UTF-8、GB18030 的 .csv")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
    accept_units: Annotated[bool, typer.Option("--accept-units", help="没有登记的单位一并登记，另记一个行为")] = False,
    historic: Annotated[
        bool, typer.Option("--historic", help="时限已过的作为往年事项存档：不巡检、不计时、不记逾期")
    ] = False,
    item_type: Annotated[str | None, typer.Option("--type", help="没有写“事项类型”的行用哪一类")] = None,
    year: Annotated[int | None, typer.Option("--year", help="“12月底前”指哪一年，缺省为今年")] = None,
    template: Annotated[Path | None, typer.Option("--template", help="不导入，把空白模板写到这个 .xlsx")] = None,
) -> int:
    """导入督办任务和目标：有一行不对就一行也不导入，逐行说明要改什么；同一份文件不会导入两次。

    示例：duban import examples/state-council-2016-targets.csv --accept-units --historic
    """
    if (file is None) is (template is None):
        raise InvalidValue("文件", str(file or ""), "请写要导入的表格，或用 --template 写明模板存到哪里")
    if file is None:
        return _template(how, template)
    options = ImportOptions(historic, accept_units, item_type, year)
    try:
        with how.begin() as begun, _bar(how) as bar:
            done = import_items(begun.session, file, begun.asked, options, pack=begun.pack, progress=_ticks(bar))
            if not dry_run:
                begun.uow.commit()
    except ImportFaulty as faulty:
        return _tell_faults(faulty, offer_units=not accept_units, as_json=how.as_json)
    _tell(done | {"dry_run": dry_run}, as_json=how.as_json)
    return 0


def _template(how: How, out: Path | None) -> int:
    from duban.cli.acting import looking
    from duban.documents.sheets import write_template
    from duban.store.org import unit_ids

    with looking(how.institution) as looked:
        units = list(unit_ids(looked.session, how.institution))
        written = write_template(out or Path(), looked.running.pack, units)
    if how.as_json:
        output.print_json({"template": str(written)})
    else:
        output.say(f"模板已写到 {written}：第2行是填写说明，下拉选项取自制度和已登记的单位。")
    return 0


def _bar(how: How) -> Progress:
    """A progress bar on stderr; silent where nobody looks."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=how.as_json or not console.is_terminal)


def _ticks(bar: Progress) -> Callable[[int], Callable[[], None]]:
    def begin(rows: int) -> Callable[[], None]:
        task = bar.add_task("逐行检查", total=rows, visible=rows >= MANY)
        return lambda: bar.advance(task)

    return begin


def _tell(done: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        output.print_json(done)
        return
    act = f"{done['act']['institution']}#{done['act']['seq']}"
    if done["already"]:
        output.say(f"这份文件已于 {done['act'].get('on', '刚才')} 导入（{act}，{done['items']} 件事项），没有再导入。")
        return
    said = "检查无误，没有导入" if done["dry_run"] else f"已导入（{act}）"
    kept = f"，其中 {done['historic']} 件历史存档，不巡检、不计时" if done["historic"] else ""
    output.say(f"{said}：{done['items']} 件事项{kept}；{done['targets']} 个目标，{done['actuals']} 个实际值。")
    if not done["dry_run"]:
        output.say(f"编号 {done['codes'][0]} 至 {done['codes'][1]}。")
    if done["new_units"]:
        output.say(f"新登记 {len(done['new_units'])} 个单位：{'、'.join(done['new_units'])}。")
    for note in done["notes"]:
        output.say(f"注意：{note}。")


def _tell_faults(faulty: ImportFaulty, *, offer_units: bool, as_json: bool) -> int:
    if as_json:
        output.print_error(faulty, as_json=True)
        return USAGE
    output.hint(f"错误：{faulty.file} 有{len(faulty.faults)}处要改，本次什么也没有导入。")
    for rows, says in gathered(faulty.faults):
        output.hint(f"  {rows}{says}")
    if faulty.unknown_units and offer_units:
        output.hint(f"没有登记的单位：{'、'.join(faulty.unknown_units)}；确认无误的可加 --accept-units 一并登记。")
    return USAGE


def gathered(faults: Iterable[Fault]) -> list[tuple[str, str]]:
    """Faults that say the same, told once for all their rows: 第2、5—9行."""
    by_text: dict[str, list[int]] = {}
    for fault in faults:
        by_text.setdefault(f"“{fault.column}”：{fault.says}；{fault.remedy}", []).append(fault.row)
    return [(_rows_named(rows), text.removeprefix("“”")) for text, rows in by_text.items()]


def _rows_named(rows: Sequence[int]) -> str:
    spans: list[list[int]] = []
    for row in rows:
        if spans and row <= spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    named = "、".join(str(first) if first == last else f"{first}—{last}" for first, last in spans)
    return "整张表" if rows[0] == 0 else f"第{named}行"
