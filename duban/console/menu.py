"""What stands on the left of every page, in its order. A screen adds its line here."""

from dataclasses import dataclass

from duban.console.permits import (
    ANYBODY,
    EVERYONE_AT_WORK,
    Permit,
)
from duban.services.roles import Role


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu: where it leads and who sees it."""

    title: str
    path: str
    permit: Permit


MENU = (
    MenuEntry("我的办公桌", "/", ANYBODY),
    MenuEntry("督办任务", "/items", EVERYONE_AT_WORK),
    MenuEntry("文书", "/papers", EVERYONE_AT_WORK),
)


def entries_for(roles: frozenset[Role]) -> list[MenuEntry]:
    """The lines that somebody with these roles sees."""
    return [entry for entry in MENU if entry.permit.admits(roles)]
