"""`duban rehearse`: lives a year of a pack on a ledger of its own and tells what came of every clause."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import context, output
from duban.cli.comparing import compare, other_packs, tell_compared, write_chart
from duban.cli.options import AsJson
from duban.cli.pack_named import HELP, named_pack
from duban.cli.rehearsing import happened, live, uncollected, with_bar
from duban.core.errors import InvalidValue, NotInForce
from duban.core.periods import whole_year

if TYPE_CHECKING:
    from duban.institutions.loader import LoadedPack
    from duban.rehearsal.effects import Effects
    from duban.rehearsal.outcome import Outcome
    from duban.rehearsal.year import Script

FEWEST, MOST = 1, 20_000
"""How many items may be rehearsed."""


def rehearse(
    pack: Annotated[str, typer.Argument(help=f"哪一份制度：{HELP}")],
    *,
    year: Annotated[int, typer.Option(help="演练哪一年，到次年1月31日为止")],
    items: Annotated[int, typer.Option(help="一年交办多少件")] = 1_000,
    seed: Annotated[int, typer.Option(help="种子：同一种子的结果完全相同")] = 1,
    keep: Annotated[Path | None, typer.Option(help="把演练台账留成这个文件；它须还不存在")] = None,
    without: Annotated[
        list[str] | None, typer.Option(help="假设没有这一条款，再演练一遍，说明少了它有什么不同；可重复")
    ] = None,
    against: Annotated[str | None, typer.Option(help="按另一份制度再演练一遍，逐项对照；写法同前")] = None,
    chart: Annotated[Path | None, typer.Option(help="与 --against 同用：把逐项对照画成图（SVG 文件）")] = None,
    as_json: AsJson = False,
) -> int:
    """按制度逐日演练一年：单位有守时、拖延、草率、求助的，领导有批准、暂缓、延误的；逐条看条款是否得到执行。

    演练另建台账，不动正式台账；办理全部经过真实的办理程序，最后核对。有一处不符退出码为 1。
    用 --without 去掉一条：日期、文书、不予办理、应办、分值有一样不同，就是得到执行；都没有不同，就只是引用。

    示例：duban rehearse county --year 2026 --items 1000 --seed 1；duban rehearse county --year 2026 --without C14
    示例：duban rehearse county@现行 --year 2026 --against 新版.yaml --chart 对照.svg
    """
    script = _script(year, items, seed)
    _check_free(keep)
    if chart and not against:
        raise InvalidValue("--chart", str(chart), "图画的是两份制度的对照，请加 --against 另一份制度")
    loaded = _in_force(named_pack(pack), year)
    others = other_packs(loaded, without or (), against)
    with _place(keep) as (file, home):
        outcome, before = _lived(loaded, script, file, home, told=bool(others))
    compared = [compare(other, loaded, script, outcome, before) for other in others if before]
    if chart:
        write_chart(chart, loaded, compared[-1], script)
    if as_json:
        told = {"differences": [each.as_json() for each in compared]} if compared else {}
        output.print_json(outcome.as_json() | told)
    else:
        _tell(outcome)
        tell_compared(compared)
        if keep:
            output.say(f"演练台账留在 {keep}；核对：DUBAN_DATABASE_URL=sqlite:///{keep} duban verify")
    return 1 if outcome.violations else 0


def _script(year: int, items: int, seed: int) -> "Script":
    """What is to be lived. Raises InvalidValue, CalendarYearMissing."""
    from duban.core.workdays import published_calendar
    from duban.rehearsal.year import Script

    whole_year(year, field="--year")
    if not FEWEST <= items <= MOST:
        raise InvalidValue("--items", str(items), f"请写{FEWEST}到{MOST}之间的整数")
    script = Script(year, items, seed)
    script.check(published_calendar())
    return script


def _in_force(loaded: "LoadedPack", year: int) -> "LoadedPack":
    """The pack, where its document holds in that year. Raises NotInForce."""
    document = loaded.pack.document
    if not document.holds_in(year):
        raise NotInForce(document.title, document.effective, document.expires, f"{year}年")
    return loaded


def _check_free(keep: Path | None) -> None:
    if keep is not None and keep.exists():
        raise InvalidValue("--keep", str(keep), "已经有这个文件，请换一个文件名")


@contextmanager
def _place(keep: Path | None) -> Iterator[tuple[Path, Path]]:
    """The file of the ledger and the home of its anchors and attachments. Raises InvalidValue."""
    if keep is None:
        with TemporaryDirectory(prefix="duban-rehearsal-") as folder:
            yield Path(folder) / "rehearsal.db", Path(folder)
        return
    with output.writing_to("--keep", keep):
        keep.parent.mkdir(parents=True, exist_ok=True)
        keep.touch()
    try:
        yield keep, context.settings().home
    except BaseException:
        keep.unlink()
        raise


@uncollected()
def _lived(
    loaded: "LoadedPack", script: "Script", file: Path, home: Path, *, told: bool
) -> "tuple[Outcome, Effects | None]":
    """Lives the year, commits every day, and proves the ledger at the end. `told`: with all that happened."""
    from duban.services.verify import verify
    from duban.store.anchors import AnchorBook
    from duban.store.attachment_files import AttachmentFolder
    from duban.store.engine import ledger_engine
    from duban.store.migrate import upgrade
    from duban.store.unit_of_work import reading

    engine = ledger_engine(f"sqlite:///{file}", lasting=False)
    upgrade(engine)
    lived = live(engine, loaded, script, home, shown=with_bar)
    settings = context.settings().model_copy(update={"home": home})
    context.anchor(engine, settings, now=lived.now, begins=True)
    with reading(engine) as session:
        report = verify(session, AnchorBook(home), AttachmentFolder(home))
    before = happened(engine, lived.outcome) if told else None
    engine.dispose()
    return lived.outcome.proved(report.violations), before


def _tell(outcome: "Outcome") -> None:
    script, covered = outcome.script, outcome.coverage.as_json()
    output.say(f"{outcome.pack} {script.year}年演练：{script.items} 件，种子 {script.seed}。")
    output.print_table("事项", ("状态", "件数"), outcome.states.items())
    output.print_table("编号的文书", ("文书", "份数"), outcome.papers.items())
    output.print_table(
        "分值（年度考核的得分；不考核的，按文书推算的扣分）",
        ("单位", "分"),
        [(unit, points) for unit, points in sorted(outcome.scores.items(), key=lambda each: each[1]) if points],
    )
    cells = [
        (clause, told["events"], (told["first"] or {}).get("on"), (told["first"] or {}).get("what"))
        for clause, told in covered["by_clause"].items()
    ]
    output.print_table("条款的执行", ("条款", "次数", "首次", "首次的内容"), cells)
    if surprises := [(each["times"], each["first"], each["says"]) for each in outcome.surprises()]:
        output.print_table("没有料到的不予办理（事办不成的，先看这里）", ("次数", "首次", "怎么说"), surprises)
    output.say(f"约谈 {outcome.interviews} 次；条款得到执行 {covered['covered']}/{covered['total']}。")
    if covered["missing"]:
        output.say(f"没有得到执行的条款：{'、'.join(covered['missing'])}。")
    for each in outcome.violations:
        output.say(f"不变量{each.invariant} {each.where}：{each.says}")
    output.say("台账核对全部相符。" if not outcome.violations else f"台账核对有 {len(outcome.violations)} 处不符。")
