"""`duban attachment`: the files that came with acts, listed, handed out, and checked against the ledger."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from duban.cli import context, output, telling
from duban.cli.acting import looking
from duban.cli.options import AsJson, Institution
from duban.core.errors import InvalidValue

app = typer.Typer(help="附件：随每一步办理附上的扫描件、证明材料。", no_args_is_help=True)


@app.command("list")
def list_(
    item: Annotated[str | None, typer.Option("--item", help="只列一件督办任务的，如 2026-000001")] = None,
    order: Annotated[str | None, typer.Option("--order", help="只列一份单的，序号或编号")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="最多列几个")] = 200,
    institution: Institution = "county",
    as_json: AsJson = False,
) -> int:
    """列出附件；附文件用各办理命令的 --attach。

    示例：duban attachment list --item 2026-000001
    """
    from duban.services.attachments import Subject, list_of

    if item and order:
        raise InvalidValue("--item --order", f"{item} {order}", "两者只能写一个")
    with looking(institution) as looked:
        rows = list_of(looked.session, institution, Subject(item, order), most)
    if as_json:
        output.print_json(rows)
    elif rows:
        telling.tell_attachments(rows, f"附件 {len(rows)} 个")
    else:
        output.say("没有附件。")
    return 0


@app.command()
def get(
    handle: Annotated[str, typer.Argument(help="附件的序号或 SHA-256")],
    to: Annotated[Path, typer.Option("--to", help="写到哪个文件，或哪个文件夹；不覆盖已有的文件")],
    as_json: AsJson = False,
) -> int:
    """导出一个附件的副本；先与台账记录的哈希核对，不符不导出。

    示例：duban attachment get 3 --to 签批单.pdf
    """
    from duban.services.attachments import hand_out
    from duban.store.attachment_files import AttachmentFolder
    from duban.store.unit_of_work import reading

    settings = context.settings()
    with reading(context.ledger(settings)) as session:
        written = hand_out(session, AttachmentFolder(settings.home), handle, to)
    if as_json:
        output.print_json({"written": str(written)})
    else:
        output.say(f"已导出到 {written}。")
    return 0


@app.command()
def check(as_json: AsJson = False) -> int:
    """逐个核对附件文件在不在、大小和哈希对不对；有一处不符退出码为 1。不改动、不删除任何文件。

    示例：duban attachment check
    """
    from duban.services.attachments import check_attachments
    from duban.store.attachment_files import AttachmentFolder
    from duban.store.unit_of_work import reading

    settings = context.settings()
    with reading(context.ledger(settings)) as session:
        report = check_attachments(session, AttachmentFolder(settings.home))
    if as_json:
        found = [{"where": where, "says": says} for where, says in report.violations]
        output.print_json({"ok": report.ok, **asdict(report), "violations": found})
        return 0 if report.ok else 1
    if report.violations:
        output.print_table("不符之处", ("位置", "说明"), report.violations)
    for orphan in report.orphans:
        output.say(f"注意：{orphan} 不属于本台账的任何附件（办理未成留下，或属于另一个台账）；无害，未删除。")
    says = "全部相符" if report.ok else f"有 {len(report.violations)} 处不符"
    output.say(f"附件 {report.rows} 个，文件 {report.files} 个，{says}。")
    return 0 if report.ok else 1
