"""Every generated page: where it stands and what makes it."""

from pathlib import Path

from docs.generators import calendars, packs, phrases, sheets, states

DOCS = Path(__file__).parents[1]
REFERENCE = DOCS / "reference"
GENERATED = {
    REFERENCE / "phrases.md": phrases.page,
    REFERENCE / "phrases.svg": phrases.picture,
    REFERENCE / "pack.md": packs.page,
    REFERENCE / "pack.schema.json": packs.schema_file,
    REFERENCE / "states.md": states.page,
    REFERENCE / "sheet-columns.md": sheets.page,
    DOCS / "calendars" / "county.md": calendars.county_page,
}
