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
    me,
    papers,
    registers,
    reports,
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
    service.SCREEN,
)
