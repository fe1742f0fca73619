"""Every screen. A new page adds its module's SCREEN here, and its line to the menu."""

from duban.console.pages import attachments, desk, items, me, papers, service, sign_in

PAGES = (attachments.SCREEN, sign_in.SCREEN, me.SCREEN, desk.SCREEN, items.SCREEN, papers.SCREEN, service.SCREEN)
