"""Every screen. A new page adds its module's SCREEN here, and its line to the menu."""

from duban.console.pages import accounts, attachments, audit, coming, desk, items, me, papers, service, sign_in

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
    service.SCREEN,
)
