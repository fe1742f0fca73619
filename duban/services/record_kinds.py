"""Every kind of record there is: one line each, so that `duban verify` forgets none."""

from duban.services.records import RecordKind
from duban.services.registers import REGISTER_ENTRY

RECORD_KINDS: tuple[RecordKind, ...] = (REGISTER_ENTRY,)
"""In the order in which their tables came."""
