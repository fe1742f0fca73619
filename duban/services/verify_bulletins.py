"""What `duban verify` checks of bulletins: gapless numbers, and facts that are still those that were frozen."""

from collections.abc import Iterator
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.bulletin_facts import hash_of
from duban.services.verify_items import Fault
from duban.store.bulletins import all_bulletins, facts_of
from duban.store.canonical import hash_text

NUMBERS, HISTORY = 1, 6
"""The invariants' numbers in the design."""


def bulletin_faults(session: Session) -> Iterator[Fault]:
    """Everything that is wrong with bulletins beside their steps."""
    bulletins = all_bulletins(session)
    numbered = [row for row in bulletins if row["serial"] is not None]
    for key, rows in groupby(sorted(numbered, key=_series), key=_series):
        serials = sorted(row["serial"] for row in rows)
        if serials != list(range(1, len(serials) + 1)):
            yield NUMBERS, "bulletin " + "/".join(map(str, key)), f"期号不连续：{serials}"
    for row in bulletins:
        facts = facts_of(session, row["id"])
        hashes = [fact["content_hash"] for fact in facts]
        if any(hash_text(fact["content"]) != fact["content_hash"] for fact in facts) or (
            hash_of(hashes) != row["facts_hash"]
        ):
            yield HISTORY, f"bulletin {row['id']}", "所列事实与拟稿时冻结的不一致"


def _series(row: sa.RowMapping) -> tuple[str, str, int]:
    return row["institution"], row["kind"], row["year"]
