"""What stands on the left of every page, in groups, in its order. A screen adds its line here."""

from collections.abc import Mapping
from dataclasses import dataclass

from duban.console.permits import (
    ACCOUNTS,
    ANYBODY,
    AUDIT,
    EVERYONE_AT_WORK,
    OFFICE,
    OFFICE_AND_LEADERS,
    READS_ALL,
    Permit,
)
from duban.services.roles import Role

DAILY, SUPERVISION, ASSESSMENT, RULES, ADMINISTRATION = "日常", "督办", "考核", "制度", "管理"
GROUPS = (DAILY, SUPERVISION, ASSESSMENT, RULES, ADMINISTRATION)


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu: under which heading, where it leads and who sees it."""

    group: str
    title: str
    path: str
    permit: Permit


MENU = (
    MenuEntry(DAILY, "我的办公桌", "/", ANYBODY),
    MenuEntry(DAILY, "今后十个工作日", "/coming", EVERYONE_AT_WORK),
    MenuEntry(DAILY, "收件箱", "/inbox", EVERYONE_AT_WORK),
    MenuEntry(DAILY, "周期日历", "/cycles", EVERYONE_AT_WORK),
    MenuEntry(DAILY, "运行情况", "/health", READS_ALL),
    MenuEntry(SUPERVISION, "督办任务", "/items", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "关键节点", "/nodes", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "保存的视图", "/views", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "文书", "/papers", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "应报材料", "/reports", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "督查", "/inspections", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "督查问题", "/findings", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "通报", "/bulletins", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "登记簿", "/registers", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "责任清单台账", "/ledger", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "落实结果", "/results", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "附件", "/attachments", EVERYONE_AT_WORK),
    MenuEntry(ASSESSMENT, "年度考核", "/scores", EVERYONE_AT_WORK),
    MenuEntry(ASSESSMENT, "建议扣分", "/points", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "导入表格", "/import", OFFICE),
    MenuEntry(SUPERVISION, "导出表格", "/export", EVERYONE_AT_WORK),
    MenuEntry(RULES, "制度条文", "/rules", EVERYONE_AT_WORK),
    MenuEntry(RULES, "制度日期", "/rules/calendar", EVERYONE_AT_WORK),
    MenuEntry(RULES, "制度版本", "/rules/versions", EVERYONE_AT_WORK),
    MenuEntry(RULES, "工作日历", "/workdays", EVERYONE_AT_WORK),
    MenuEntry(RULES, "时限推算", "/due", EVERYONE_AT_WORK),
    MenuEntry(RULES, "单位和岗位", "/org", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "层级协调", "/coordinations", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "约谈", "/interviews", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "目标", "/targets", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "成批提级", "/escalation", OFFICE_AND_LEADERS),
    MenuEntry(SUPERVISION, "责任单位", "/units", EVERYONE_AT_WORK),
    MenuEntry(SUPERVISION, "分管领导", "/leaders", READS_ALL),
    MenuEntry(SUPERVISION, "挂图作战", "/wall", EVERYONE_AT_WORK),
    MenuEntry(ADMINISTRATION, "账号", "/accounts", ACCOUNTS),
    MenuEntry(ADMINISTRATION, "行为审计", "/audit", AUDIT),
    MenuEntry(ADMINISTRATION, "核对附件", "/attachments/check", AUDIT),
)


def entries_for(roles: frozenset[Role]) -> Mapping[str, list[MenuEntry]]:
    """The lines that somebody with these roles sees, under their headings."""
    seen = [entry for entry in MENU if entry.permit.admits(roles)]
    grouped = {group: [entry for entry in seen if entry.group == group] for group in GROUPS}
    return {group: entries for group, entries in grouped.items() if entries}
