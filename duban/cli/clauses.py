"""`duban clauses`: clause → rule → service → command, so that nobody need take a clause on trust."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import output
from duban.cli.options import AsJson
from duban.institutions.loader import find_pack, load_pack

if TYPE_CHECKING:
    from duban.services.clauses import ClauseRow


def clauses(
    pack: Annotated[str, typer.Option(help="制度代号，如 county，或制度文件的路径")] = "county",
    missing: Annotated[bool, typer.Option("--missing", help="只列还没有规则执行的条款")] = False,
    as_json: AsJson = False,
) -> int:
    """逐条列出文件的条款：由制度的哪条规则、哪个服务、哪个命令执行。

    示例：duban clauses --pack county
    """
    from duban.services.clauses import clause_rows

    loaded = load_pack(find_pack(pack))
    rows = [row for row in clause_rows(loaded.pack) if not (missing and row.rules)]
    if as_json:
        output.print_json([row.as_json() for row in rows])
        return 0
    if not rows:
        output.say("每一条都有规则执行。")
        return 0
    title = f"{loaded.pack.title}：{len(rows)} 条"
    cells = [cell for row in rows for cell in _cells(row)]
    output.print_table(title, ("条款", "位置", "规则", "服务", "命令"), cells)
    return 0


def _cells(row: "ClauseRow") -> list[tuple[str, ...]]:
    rules = [(each.rule, each.service, f"duban {each.command}") for each in row.rules]
    return [(row.clause, row.at, *rule) for rule in rules or [("（无）", "", "")]]
