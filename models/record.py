"""What every record (协调、约谈、督查 …) has in common: a row with a code and a machine of its own beside the items."""

from models.base import Row
from models.types import ref_field


class Record(Row):
    """Base of such tables; each adds its `state`, and UNIQUE(institution, code)."""

    institution: str
    code: str
    """What people call it by: XT2026-0001."""
    pack_version_id: int = ref_field("pack_version.id")
    """The rules it was opened under, and is carried on under."""
    version: int = 1
