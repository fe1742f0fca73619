"""`duban pack`: list, check, read and compare packs."""

from typing import Annotated

import typer

from duban.cli import context, output, pack_diff, pack_migrate, pack_new
from duban.cli.options import AsJson
from duban.institutions.findings import errors_in, report
from duban.institutions.loader import builtin_packs, examine_pack, find_pack, load_pack

app = typer.Typer(help="制度包：查看、检查、新写、比较、移到新版。", no_args_is_help=True)
NAME = typer.Argument(help="制度代号，如 county，或制度文件的路径")


@app.command("list")
def list_packs(
    installed: Annotated[bool, typer.Option("--installed", help="改列台账里载入过的版本和各自名下的在办事项")] = False,
    as_json: AsJson = False,
) -> int:
    """列出随软件发布的制度，或台账里载入过的版本。

    示例：duban pack list；duban pack list --installed
    """
    if installed:
        return _list_installed(as_json=as_json)
    packs = [load_pack(path) for path in builtin_packs().values()]
    if as_json:
        rows = [{"pack": each.pack.code, "title": each.pack.title, "version": each.version} for each in packs]
        output.print_json(rows)
        return 0
    columns = ("代号", "名称", "版本", "条款", "周期", "事项")
    output.print_table(
        "制度",
        columns,
        [
            (p.pack.code, p.pack.title, p.version[:12], len(p.pack.clauses), len(p.pack.cycles), len(p.pack.items))
            for p in packs
        ],
    )
    return 0


@app.command()
def check(pack: Annotated[str, NAME], as_json: AsJson = False) -> int:
    """检查制度文件，逐条指出文件名、行号和改法；有错误时退出码为 1。

    示例：duban pack check county
    """
    examined = examine_pack(find_pack(pack))
    errors = errors_in(examined.findings)
    if as_json:
        findings = [
            {"file": each.file, "line": each.line, "level": each.level, "code": each.code, "says": each.says}
            for each in examined.findings
        ]
        output.print_json({"ok": not errors, "findings": findings})
        return 1 if errors else 0
    for line in report(examined.findings):
        output.say(line)
    warnings = len(examined.findings) - len(errors)
    output.say(f"{examined.name}：{len(errors)} 处错误，{warnings} 处提醒。" if examined.findings else "没有问题。")
    return 1 if errors else 0


@app.command()
def show(pack: Annotated[str, NAME], as_json: AsJson = False) -> int:
    """读一项制度：条款、事项、阶梯、周期。

    示例：duban pack show county
    """
    loaded = load_pack(find_pack(pack))
    if as_json:
        output.print_json({"version": loaded.version, **loaded.pack.model_dump(mode="json", by_alias=True)})
        return 0
    output.say(f"{loaded.pack.title}（{loaded.pack.code}，版本 {loaded.version[:12]}）")
    clauses = [(name, each.at, each.strength, each.says) for name, each in loaded.pack.clauses.items()]
    output.print_table("条款", ("编号", "出处", "强度", "内容"), clauses)
    cycles = [(name, each.when.limit.phrase, each.clause, each.assumed) for name, each in loaded.pack.cycles.items()]
    output.print_table("周期", ("名称", "时间", "依据", "推定"), cycles)
    ladders = [(name, " → ".join(rung.rung for rung in rungs)) for name, rungs in loaded.pack.ladders.items()]
    output.print_table("督办阶梯", ("名称", "各级"), ladders)
    return 0


@app.command()
def schema() -> int:
    """输出制度文件的 JSON Schema，供编辑器提示和校验。

    示例：duban pack schema > pack.schema.json
    """
    from duban.institutions.jsonschema import json_schema

    output.print_json(json_schema())
    return 0


for _part in (pack_diff, pack_migrate, pack_new):
    app.registered_commands.extend(_part.app.registered_commands)


def _list_installed(*, as_json: bool) -> int:
    from duban.services.pack_versions import SHORT, list_versions
    from duban.store.unit_of_work import reading

    with reading(context.ledger(context.settings())) as session:
        rows = list_versions(session)
    if as_json:
        output.print_json(rows)
        return 0
    names = ("pack", "version", "title", "loaded_on", "effective", "expires", "open_items")
    cells = [
        (*(row[name][:SHORT] if name == "version" else row[name] for name in names), "现行" if row["in_force"] else "")
        for row in rows
    ]
    headings = ("代号", "版本", "名称", "载入", "施行", "失效", "在办事项", "")
    output.print_table("台账里的制度版本", headings, cells)
    return 0
