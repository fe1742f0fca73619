"""The one template environment, with the few words and helpers that every template knows."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from duban import __version__
from duban.console.menu import entries_for
from duban.console.terms import term_of
from duban.console.wording import on_screen

ROOM = Path(__file__).parent
ASSETS, STATIC = ROOM / "assets", ROOM / "static"
LIGHTS = {"red": "红灯", "yellow": "黄灯", "green": "绿灯"}
BULLETIN = re.compile(r"TB[0-9]{4}-[0-9]{4,}")
UNBROKEN = re.compile(r"[A-Z]{0,3}[0-9]{4}-[0-9-]+( [0-9:]+)?")
"""A code, a day, a moment: a browser would break them at their hyphens where another column is long."""


def environment() -> Environment:
    """Templates of this room; a name that is not there is an error, and text is escaped."""
    made = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"menu_for": entries_for, "LIGHTS": LIGHTS, "VERSION": __version__, "term_of": term_of}
    made.filters |= {"on_screen": on_screen, "moment": moment, "with_bulletins": with_bulletins, "cell": cell}
    return made


def cell(value: Any) -> Any:
    """What stands in a cell of a table. A filter: a page has hundreds of them, and a macro takes ten times as long."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return Markup("、").join(value)
    if isinstance(value, str) and UNBROKEN.fullmatch(value):
        return Markup('<span class="text-nowrap">{}</span>').format(value)
    return value


def moment(instant: str | None) -> str:
    """2026-11-23T09:00+08:00 as 2026-11-23 09:00."""
    return instant[:16].replace("T", " ") if instant else ""


def with_bulletins(text: str) -> Markup:
    """The text with the bulletins that it names by code as links to them."""
    return Markup(BULLETIN.sub(r'<a href="/bulletins/\g<0>">\g<0></a>', str(escape(text))))  # noqa: S704 - escaped here
