"""Every kind of record there is: one line each, so that `duban verify` forgets none."""

from duban.services.records import RecordKind

RECORD_KINDS: tuple[RecordKind, ...] = ()
"""In the order in which their tables came."""
