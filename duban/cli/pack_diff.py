"""`duban pack diff`: what another pack, or another version of it, says otherwise, with the dates of a sample year."""

from typing import Annotated, NamedTuple

import typer

from duban.cli import context, output
from duban.cli.options import AsJson
from duban.cli.pack_named import HELP, named_pack
from duban.core.clock import SystemClock
from duban.core.periods import whole_year
from duban.institutions.comparison import Change, ChangeKind, Comparison, MovedDay, compare
from duban.institutions.comparison_words import KINDS, place_in_words
from duban.institutions.loader import LoadedPack
from duban.institutions.schema import stage_label

app = typer.Typer()


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="旧", help=f"旧的一份：{HELP}")],
    new: Annotated[
        str | None, typer.Argument(metavar="[新]", help="新的一份，写法相同；不写为拿前一份与台账里正在用的同一制度比")
    ] = None,
    year: Annotated[int | None, typer.Option(help="按哪一年举例推算日期；缺省为今年")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="有不同时退出码为 1，供脚本判断")] = False,
    as_json: AsJson = False,
) -> int:
    """比较两份制度：哪些规定新增、删去、改了，依据哪一条，日期怎样移动。比完退出码为 0，不论有没有不同。

    示例：duban pack diff county@现行 新版.yaml --year 2026；duban pack diff 新版.yaml
    """
    names = _two(old, new)
    before, after = (Named(each, named_pack(each)) for each in names)
    chosen = year or SystemClock().today().year
    whole_year(chosen, field="--year")
    found = compare(before.loaded.pack, after.loaded.pack, context.known_calendar(context.settings()), chosen)
    if as_json:
        output.print_json(_document(before, after, chosen, found))
    else:
        _tell(before, after, chosen, found)
    return 1 if exit_code and before.loaded.version != after.loaded.version else 0


class Named(NamedTuple):
    """A pack and what the person called it."""

    name: str
    loaded: LoadedPack


def _two(old: str, new: str | None) -> tuple[str, str]:
    """The old and the new one; a file alone is the new one of the institution that it is for."""
    return (old, new) if new else (f"{named_pack(old).pack.code}@现行", old)


def _document(before: Named, after: Named, year: int, found: Comparison) -> dict[str, object]:
    named = {
        side: {"name": each.name, "pack": pack.code, "title": pack.title, "version": each.loaded.version}
        for side, each in (("old", before), ("new", after))
        for pack in (each.loaded.pack,)
    }
    return {
        **named,
        "same": before.loaded.version == after.loaded.version,
        "year": year,
        "sample_from": found.sample_on,
        "clauses": found.clauses,
        "changes": [each.as_json() for each in found.changes],
        "dates": [vars(each) for each in found.days],
    }


def _tell(before: Named, after: Named, year: int, found: Comparison) -> None:
    for label, each in (("旧", before), ("新", after)):
        output.say(f"{label}：{each.name}《{each.loaded.pack.title}》，版本 {each.loaded.version[:12]}")
    if before.loaded.version == after.loaded.version:
        output.say("两份制度完全相同（注释、空格和次序不算）。")
        return
    counts = "、".join(f"{KINDS[kind]} {_count(found, kind)} 处" for kind in ChangeKind)
    output.say(f"规定：{counts}。涉及条款：{'、'.join(found.clauses) or '无'}。")
    output.print_table(
        f"规定的不同（时限以 {found.sample_on} 起算为例）",
        ("依据", "何处", "", "旧", "新", "旧日期", "新日期"),
        map(_cells, found.changes),
    )
    if found.days:
        columns = ("依据", "周期", "期次", "环节", "旧日期", "新日期")
        output.print_table(f"{year}年的日期移动 {len(found.days)} 处", columns, map(_day_cells, found.days))
    else:
        output.say(f"{year}年的周期日期没有移动。")


def _count(found: Comparison, kind: ChangeKind) -> int:
    return sum(each.kind is kind for each in found.changes)


def _cells(change: Change) -> tuple[object, ...]:
    return (
        change.clause,
        place_in_words(change),
        KINDS[change.kind],
        change.old,
        change.new,
        change.old_on,
        change.new_on,
    )


def _day_cells(day: MovedDay) -> tuple[object, ...]:
    return day.clause, day.cycle, day.period, stage_label(day.stage), day.old or "无", day.new or "无"
