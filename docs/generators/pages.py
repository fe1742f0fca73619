"""Every generated page: where it stands and what makes it."""

from functools import partial
from pathlib import Path

from docs.generators import calendars, packs, phrases, screen, sheets, states
from duban.institutions.loader import builtin_packs

DOCS = Path(__file__).parents[1]
REFERENCE = DOCS / "reference"
GENERATED = {
    REFERENCE / "phrases.md": phrases.page,
    REFERENCE / "phrases.svg": phrases.picture,
    REFERENCE / "pack.md": packs.page,
    REFERENCE / "pack.schema.json": packs.schema_file,
    REFERENCE / "screen.md": screen.page,
    REFERENCE / "states.md": states.page,
    REFERENCE / "sheet-columns.md": sheets.page,
    **{DOCS / "calendars" / f"{code}.md": partial(calendars.calendar_page, code) for code in builtin_packs()},
}
