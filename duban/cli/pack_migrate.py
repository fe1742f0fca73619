"""`duban pack migrate`: running items move to another version of their rules, previewed first, then recorded."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import output
from duban.cli.acting import Looked, as_post, looking, office
from duban.cli.options import By, Reason
from duban.services.beginning import AskedFor

if TYPE_CHECKING:
    from duban.services.acts import SealedAct
    from duban.services.item_desk import Asked
    from duban.services.migration import Migration, Wanted

app = typer.Typer()


@app.command()
def migrate(
    pack: Annotated[str, typer.Argument(help="制度代号，如 county")],
    *,
    to: Annotated[str, typer.Option(help="移到哪一版：现行，或版本的前几位（见 pack list --installed）")] = "现行",
    only: Annotated[list[str] | None, typer.Option(help="只移这件事项；可重复")] = None,
    but: Annotated[list[str] | None, typer.Option("--except", help="这件事项不移，按旧版办完；可重复")] = None,
    by: By = None,
    reason: Reason = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，照预览办理并记录")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出一份 JSON；没有 --yes 的只预览")] = False,
) -> int:
    """把在办事项移到制度的另一版：先列出涉及哪些事项、时限怎样移动、依据哪一条，同意后作为一个行为记录。

    不移的事项照旧版办完。已届满的、人定的时限和已送达文书的答复时限不动；移错了再移回去，须写理由，两次都留在履历里。

    示例：duban pack migrate county；duban pack migrate county --except 2026-000012 --by 督查室主任 --yes
    """
    from duban.services.migration import Wanted, plan_migration

    wanted = Wanted(to, tuple(only or ()), tuple(but or ()))
    with looking(pack) as looked:
        plan = plan_migration(looked.session, pack, _asked(looked, by, reason), wanted)
    if not as_json:
        _tell(plan)
    agreed = yes or (not as_json and _agreed())
    done = _record(pack, by, reason, wanted, plan) if agreed else None
    if as_json:
        output.print_json(_document(plan, done))
    elif done:
        output.say(f"已移 {len(plan.moves)} 件，记为行为 {done.institution}#{done.seq}。")
    else:
        output.say("只是预览，什么也没有改动；照办请加 --yes。")
    return 0


def _asked(looked: Looked, by: str | None, reason: str | None) -> "Asked":
    return replace(as_post(looked, by), reason=reason)


def _record(pack: str, by: str | None, reason: str | None, wanted: "Wanted", plan: "Migration") -> "SealedAct":
    """Puts what was previewed on record, unless the ledger has changed since."""
    from duban.services.migration import migrate as record

    why = reason or f"制度新版本 {plan.version[:12]}"
    with office().begin(AskedFor(pack, by, reason=why)) as begun:
        done = record(begun.session, pack, begun.asked, wanted, agreed=plan.digest())
        begun.uow.commit()
    return done


def _agreed() -> bool:
    """Asks when a person is there to answer; else it stays a preview."""
    return sys.stdin.isatty() and typer.confirm("按上面的清单移动并记录？", default=False)


def _document(plan: "Migration", done: "SealedAct | None") -> dict[str, Any]:
    return {
        "pack": plan.institution,
        "version": plan.version,
        "recorded": done is not None,
        "act": done and done.seq,
        "items": [move.as_json() for move in plan.moves],
        "dated": plan.dated,
        "left": plan.left,
    }


def _tell(plan: "Migration") -> None:
    calm = len(plan.moves) - plan.dated
    left = f"；留在旧版 {len(plan.left)} 件" if plan.left else ""
    output.say(f"移到《{plan.title}》（{plan.institution}）的版本 {plan.version[:12]}：")
    output.say(f"移 {len(plan.moves)} 件，其中日期改动 {plan.dated} 件，日期不动 {calm} 件{left}。")
    names = ("limit", "from", "to", "clause", "reason")
    told = [move.as_json() for move in plan.moves]
    rows = [
        (each["code"], each["title"], each["unit"], *(limit[name] or "无" for name in names))
        for each in told
        for limit in each["limits"]
    ]
    if rows:
        columns = ("编号", "任务", "责任单位", "时限", "原定", "改为", "依据", "事由")
        output.print_table(f"时限的规定有改动的 {len(rows)} 处", columns, rows)
