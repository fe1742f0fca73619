"""Every screen. A new page adds its module's SCREEN here, and its line to the menu."""

from duban.console.pages import (
    accounts,
    attachments,
    audit,
    bulletins,
    coming,
    desk,
    inspections,
    items,
    lists,
    me,
    papers,
    registers,
    reports,
    scores,
    service,
    sign_in,
)

PAGES = (
    accounts.SCREEN,
    attachments.SCREEN,
    audit.SCREEN,
    coming.SCREEN,
    sign_in.SCREEN,
    me.SCREEN,
    desk.SCREEN,
    items.SCREEN,
    papers.SCREEN,
    registers.SCREEN,
    reports.SCREEN,
    inspections.SCREEN,
    bulletins.SCREEN,
    scores.SCREEN,
    lists.SCREEN,
    service.SCREEN,
)
