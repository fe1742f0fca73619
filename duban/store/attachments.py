"""Queries about attachments."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.items import ITEM
from duban.store.orders import ORDER
from duban.store.prepared import streamed
from models import Attachment, table_of

ATTACHMENT = table_of(Attachment)


def list_attachments(session: Session, institution: str, most: int, **equal: Any) -> Sequence[sa.RowMapping]:
    """The newest attachments with these values, each with the item or the paper it came with, in order."""
    own = (ATTACHMENT.c.institution == institution, *(ATTACHMENT.c[name] == value for name, value in equal.items()))
    query = (
        sa.select(ATTACHMENT, ITEM.c.code, ORDER.c.paper, ORDER.c.number)
        .join_from(ATTACHMENT, ITEM, ITEM.c.id == ATTACHMENT.c.item_id, isouter=True)
        .join(ORDER, ORDER.c.id == ATTACHMENT.c.order_id, isouter=True)
        .where(*own)
    )
    return session.execute(query.order_by(ATTACHMENT.c.id.desc()).limit(most)).mappings().all()[::-1]


def find_by_hash(session: Session, sha: str) -> sa.RowMapping | None:
    """The first attachment whose file has that hash, or None."""
    query = sa.select(ATTACHMENT).where(ATTACHMENT.c.sha256 == sha).order_by(ATTACHMENT.c.id).limit(1)
    return session.execute(query).mappings().one_or_none()


def all_attachments(session: Session) -> Iterator[sa.RowMapping]:
    """Every row of every institution; files that several rows name stand together."""
    columns = (ATTACHMENT.c.id, ATTACHMENT.c.name, ATTACHMENT.c.sha256, ATTACHMENT.c.size)
    query = sa.select(*columns).order_by(ATTACHMENT.c.sha256, ATTACHMENT.c.size, ATTACHMENT.c.id)
    return streamed(session, query)
