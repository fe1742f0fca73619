"""What of the command line is done where on the screen, and what is left to commands, each with its reason."""

from duban.console.catalogue.all import CATALOGUE
from duban.console.pages.all import PAGES as PAGES_DECLARED
from duban.console.permits import Permit

PAGES = {
    "account list": "/accounts",
    "calendar": "/rules/calendar",
    "clauses": "/rules",
    "clock show": "/health",
    "pack show": "/rules",
    "alert list": "/health",
    "alert show": "/alerts/{code}",
    "cycle list": "/cycles",
    "cycle show": "/occurrences/{code}",
    "preview": "/coming",
    "verify": "/audit/verify",
    "attachment get": "/attachments/{attachment_id}",
    "attachment check": "/attachments/check",
    "attachment list": "/attachments",
    "inbox list": "/inbox",
    "ledger": "/ledger",
    "score archive": "/scores/archive/{code}",
    "score consequences": "/scores/{year}/consequences",
    "score list": "/scores",
    "score people": "/scores/{year}/people",
    "score rank": "/scores/{year}",
    "score show": "/scores/{year}",
    "score why": "/scores/{year}/units/{unit}",
    "item list": "/items",
    "item show": "/items/{code}",
    "item nodes": "/nodes",
    "item points": "/points",
    "item results": "/results",
    "interview list": "/interviews",
    "interview show": "/interviews/{code}",
    "interview count": "/interviews",
    "interview minutes": "/attachments/{attachment_id}",
    "coordination list": "/coordinations",
    "coordination show": "/coordinations/{code}",
    "target list": "/targets",
    "target show": "/targets/{code}",
    "target schedule": "/targets/{code}",
    "order list": "/papers",
    "due": "/due",
    "export items": "/export/items.xlsx",
    "export targets": "/export/targets.xlsx",
    "org list": "/org",
    "workdays check": "/workdays",
    "workdays show": "/workdays",
    "pack check": "/rules/upload",
    "pack diff": "/rules/compare",
    "pack list": "/rules/versions",
    "order show": "/papers/{handle:path}",
    "order series show": "/papers",
    "bulletin list": "/bulletins",
    "bulletin print": "/bulletins/{code}/document",
    "bulletin show": "/bulletins/{code}",
    "inspection finding": "/findings/{code}",
    "inspection list": "/inspections",
    "inspection show": "/inspections/{code}",
    "register list": "/registers",
    "register overdue": "/registers",
    "register quota": "/registers/quota",
    "register show": "/registers/{code}",
    "report list": "/reports",
    "report show": "/reports/{code}",
    "report summary": "/reports/summary",
}
"""A command that only tells → the page that tells the same."""
AUTOMATION = {
    "inbox deliver": "投递由“消息投递”任务每半小时自动进行，到没到在收件箱里看",
    "up": "启动整个服务，控制台由它启动",
    "init": "建立和升级台账，控制台在它之后才能打开；其中载入本机关的新版制度在“上传新版”页",
    "pack new": "在命令行里一问一答写出一份新制度的草稿，写成的文件再上传",
    "pack schema": "供编辑制度文件的软件校验用，不供人读",
    "rehearse": "在另一个台账上演练一年，用时几分钟；“上传新版”页写出要运行的那一句",
}
"""A command that stays one → why."""


def place_of(command: str) -> list[tuple[str, str, Permit | None]]:
    """Where a command is on the screen (`act`, `page` or `automation`), which, and for whom."""
    acts = [("act", f"/act/{act.path}", act.permit) for act in CATALOGUE if act.command == command]
    kept: list[tuple[str, str, Permit | None]] = (
        [("automation", AUTOMATION[command], None)] if command in AUTOMATION else []
    )
    if acts:
        return [*acts, *kept]
    if command in PAGES:
        permits = {entry.path: entry.permit for screen in PAGES_DECLARED for entry in screen.entries}
        return [("page", PAGES[command], permits.get(PAGES[command]))]
    return kept
