"""`duban verify`: proves the ledger against its own chain of acts, its anchors and its attachments' files."""

from typing import Annotated

import typer

from duban.cli import context, output
from duban.cli.options import AsJson


def verify(
    anchor: Annotated[bool, typer.Option("--anchor", help="全部相符时，把各条链的末端记入锚文件")] = False,
    as_json: AsJson = False,
) -> int:
    """重算每条行为链，逐行核对台账与履历，并与锚文件、附件文件核对；有一处不符退出码为 1。不改动台账。

    示例：duban verify --anchor
    """
    from duban.services.clock import ledger_clock
    from duban.services.verify import verify as verify_ledger
    from duban.store.anchors import AnchorBook
    from duban.store.attachment_files import AttachmentFolder
    from duban.store.unit_of_work import reading

    settings = context.settings()
    engine = context.ledger(settings)
    with reading(engine) as session:
        report = verify_ledger(session, AnchorBook(settings.home), AttachmentFolder(settings.home))
        now = ledger_clock(session, settings.clock).now() if anchor else None
    if now and report.ok:
        context.anchor(engine, settings, now=now)
    if as_json:
        output.print_json(report.as_json())
        return 0 if report.ok else 1
    rows = [(each.invariant, each.where, each.says) for each in report.violations]
    if rows:
        output.print_table("不符之处", ("不变量", "位置", "说明"), rows)
    output.say(f"共 {report.acts} 个行为，{'全部相符' if report.ok else f'有 {len(rows)} 处不符'}。")
    return 0 if report.ok else 1
