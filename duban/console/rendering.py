"""The one template environment, with the few words and helpers that every template knows."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from duban.console.menu import entries_for
from duban.console.wording import on_screen

ROOM = Path(__file__).parent
ASSETS, STATIC = ROOM / "assets", ROOM / "static"
LIGHTS = {"red": "红灯", "yellow": "黄灯", "green": "绿灯"}


def environment() -> Environment:
    """Templates of this room; a name that is not there is an error, and text is escaped."""
    made = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"menu_for": entries_for, "LIGHTS": LIGHTS}
    made.filters |= {"on_screen": on_screen, "moment": moment}
    return made


def moment(instant: str | None) -> str:
    """2026-11-23T09:00+08:00 as 2026-11-23 09:00."""
    return instant[:16].replace("T", " ") if instant else ""
