"""The chain of acts and the history of rows: the statements that write and read the evidence."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.canonical import canonical_sql, hash_sql, hash_text
from duban.store.driving import driving
from duban.store.prepared import (
    bound,
    bound_ids,
    dialect_of,
    insert_by,
    insert_into,
    is_one,
    open_temporary,
    row_like,
    these,
)
from models import Act, ActHead, History, table_of
from models.types import BigId

ACT = table_of(Act)
HEAD = table_of(ActHead)
HISTORY = table_of(History)
OF_ACT = sa.and_(ACT.c.institution == HISTORY.c.institution, ACT.c.seq == HISTORY.c.act_seq)
"""The act that a history row stands under."""
START = "0" * 64
"""What the first act of a chain is sealed onto."""

TOUCHED = sa.Table(
    "touched",
    sa.MetaData(),
    sa.Column("row_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("before", sa.Text(), nullable=False),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DELETE ROWS",
)
"""Rows about to change, with their text before; a temporary table of the connection."""

EXEMPT = {
    "act": "证据本身，由链保护",
    "act_head": "链的末端，由链推出",
    "history": "证据本身，由行为的摘要保护",
    "delivery": "投递进度，由工作进程改写；与消息和收件箱逐条核对",
    "inbox_entry": "收件箱，由投递产生；与投递进度逐条核对",
    "stage_lease": "谁正在办一个环节，办完即失效；办了什么在环节的履历里",
    "account_secret": "口令的散列，不能写进人人可查的履历；何时改过另记行为",
    "account_session": "谁的浏览器现在登录着，不是业务数据；登录和退出不改台账",
    "draft": "没有办理的表单草稿，办理后的内容在行为里",
    "saved_view": "各人看台账的习惯，不是业务数据；看到哪些事项仍由权限定",
    "item_words": "事项的题目和要求供检索的写法，由触发器随原文改写；与原文逐条核对",
    "alembic_version": "表结构版本，不是业务数据",
}
"""Tables whose rows have no history, and why."""


class Head(NamedTuple):
    """The end of a chain."""

    seq: int
    hash: str


def lock_head(session: Session, institution: str) -> Head:
    """The end of the institution's chain, locked until the transaction ends. Lock nothing after it but the outbox."""
    found = session.execute(_locked_head(), {"institution": institution}).one_or_none()
    if found is None:
        insert = insert_by(dialect_of(session), HEAD)
        session.execute(insert.values(institution=institution, seq=0, hash=START).on_conflict_do_nothing())
        found = session.execute(_locked_head(), {"institution": institution}).one()
    return Head(*found)


@cache
def _locked_head() -> sa.Select[int, str]:
    mine = HEAD.c.institution == sa.bindparam("institution")
    return sa.select(HEAD.c.seq, HEAD.c.hash).where(mine).with_for_update()


def add_act(session: Session, row: Mapping[str, Any]) -> None:
    """Appends an act and moves the head onto it."""
    session.execute(insert_into(ACT), dict(row))
    end = {"of": row["institution"], "new_seq": row["seq"], "new_hash": row["hash"]}
    session.execute(_move_head(), end)


@cache
def _move_head() -> sa.Update:
    return sa.update(HEAD).where(HEAD.c.institution == sa.bindparam("of")).values(bound(HEAD, ("seq", "hash")))


def verbs_lately(session: Session, institution: str, os_user: str, most: int) -> set[str]:
    """The verbs of an account's acts among the newest `most` of a chain."""
    newest = sa.select(ACT.c.verb, ACT.c.os_user).where(ACT.c.institution == institution)
    lately = newest.order_by(ACT.c.seq.desc()).limit(most).subquery()
    query = sa.select(lately.c.verb).where(lately.c.os_user == os_user).distinct()
    return set(session.execute(query).scalars())


def find_act(session: Session, institution: str, idempotency_key: str) -> sa.RowMapping | None:
    """The act that already answered this key, or None."""
    return row_like(session, ACT, {"institution": institution, "idempotency_key": idempotency_key})


def add_history(
    session: Session, institution: str, seq: int, table: sa.Table, touched: sa.FromClause, **values: Any
) -> None:
    """One history row for each row of `table` in `touched` (columns `row_id`, `before`), in the order of their ids.

    `values` are bound to parameters of `touched`.
    """
    session.execute(_history_insert(table, touched), {"act_institution": institution, "seq": seq, **values})


@cache
def _history_insert(table: sa.Table, touched: sa.FromClause) -> sa.Insert:
    joined = table.c.id == driving(touched.c.row_id)
    return _into_history(table, sa.select(touched.c.before).join_from(touched, table, joined), touched.c.before)


def _into_history(table: sa.Table, rows: sa.Select[Any], before: sa.ColumnElement[Any]) -> sa.Insert:
    after = (
        rows.with_only_columns(table.c.id, before.label("before"), canonical_sql(table).label("after"))
        .cte("after")
        .prefix_with("MATERIALIZED")  # else both engines flatten it and build each text twice
    )
    act: list[sa.ColumnElement[Any]] = [
        sa.bindparam("act_institution", type_=sa.String()),
        sa.bindparam("seq", type_=BigId),
    ]
    columns = [sa.literal(table.name), after.c.id, after.c.before, after.c.after, hash_sql(after.c.after)]
    names = ["institution", "act_seq", "table_name", "row_id", "before", "after", "after_hash"]
    return sa.insert(HISTORY).from_select(names, sa.select(*act, *columns).order_by(after.c.id))


def touch(session: Session, table: sa.Table, ids: Sequence[int]) -> sa.Table:
    """Keeps the text of these rows as it is before they change, for `add_history` afterwards."""
    open_temporary(session, TOUCHED)
    session.execute(_touching(table, one=is_one(ids)), {"ids": bound_ids(ids)})
    return TOUCHED


@cache
def _touching(table: sa.Table, *, one: bool) -> sa.Insert:
    rows = sa.select(table.c.id, canonical_sql(table)).where(these(table, one=one))
    return sa.insert(TOUCHED).from_select(["row_id", "before"], rows)


def add_history_of_new(session: Session, institution: str, seq: int, table: sa.Table, ids: Sequence[int]) -> None:
    """One history row for each of these rows, which the act inserted."""
    added = _new_rows(table, one=is_one(ids))
    add_history_of_added(session, institution, seq, table, added, ids=bound_ids(ids))


@cache
def _new_rows(table: sa.Table, *, one: bool) -> sa.Select[Any]:
    return sa.select(table).where(these(table, one=one))


def add_history_of_added(
    session: Session, institution: str, seq: int, table: sa.Table, added: sa.Select[Any], **values: Any
) -> None:
    """One history row for each row of `table` that the query `added` finds, which the act inserted.

    `values` are bound to parameters of `added`.
    """
    session.execute(_history_of_added(table, added), {"act_institution": institution, "seq": seq, **values})


@cache
def _history_of_added(table: sa.Table, added: sa.Select[Any]) -> sa.Insert:
    return _into_history(table, added, sa.literal(None, sa.Text()))


def digest(session: Session, institution: str, seq: int) -> tuple[int, str]:
    """How many history rows an act has, and the hash over them in their order."""
    count, found = session.execute(_digest_query(), {"institution": institution, "seq": seq}).one()
    return count, found


@cache
def _digest_query() -> sa.Select[int, str]:
    mine = (HISTORY.c.institution == sa.bindparam("institution"), HISTORY.c.act_seq == sa.bindparam("seq"))
    lines = sa.select(_line()).where(*mine).order_by(HISTORY.c.id).subquery("lines")
    whole = sa.func.coalesce(sa.func.aggregate_strings(lines.c.line, "\n"), "")
    return sa.select(sa.func.count(), hash_sql(whole)).select_from(lines)


def digests(session: Session, institution: str) -> dict[int, tuple[int, str]]:
    """Sequence number → what `digest` says, of every act that has history rows; the whole chain in one query."""
    rows = session.execute(_lines_query(), {"institution": institution})
    acts = ((seq, [line for _, line in lines]) for seq, lines in groupby(rows, key=itemgetter(0)))
    return {seq: (len(lines), hash_text("\n".join(lines))) for seq, lines in acts}


NO_HISTORY = (0, hash_text(""))
"""What `digest` says of an act without history rows."""


@cache
def _lines_query() -> sa.Select[int, str]:
    mine = HISTORY.c.institution == sa.bindparam("institution")
    return sa.select(HISTORY.c.act_seq, _line()).where(mine).order_by(HISTORY.c.act_seq, HISTORY.c.id)


def _line() -> sa.Label[str]:
    """What stands of a history row in its act's digest."""
    numbers = sa.cast(HISTORY.c.id, sa.Text()) + ":" + HISTORY.c.table_name + ":" + sa.cast(HISTORY.c.row_id, sa.Text())
    return (numbers + ":" + HISTORY.c.after_hash).label("line")


def seal_of(prev_hash: str, text: str) -> str:
    """The hash that seals an act's text onto the chain."""
    return hash_text(f"{prev_hash}\n{text}")


def list_chains(session: Session) -> Sequence[str]:
    """Every institution that has acts or a head."""
    named = sa.union(sa.select(HEAD.c.institution), sa.select(ACT.c.institution)).subquery("named")
    return session.execute(sa.select(named.c.institution).order_by(named.c.institution)).scalars().all()


def get_head(session: Session, institution: str) -> Head:
    """The end of a chain, without locking it."""
    query = sa.select(HEAD.c.seq, HEAD.c.hash).where(HEAD.c.institution == institution)
    found = session.execute(query).one_or_none()
    return Head(*found) if found else Head(0, START)


def count_acts(session: Session, institution: str | None = None, up_to: int | None = None) -> int:
    """How many acts are on record, in all or in one chain, there in all or up to a sequence number."""
    query = sa.select(sa.func.count()).select_from(ACT)
    query = query if institution is None else query.where(ACT.c.institution == institution)
    return session.execute(query if up_to is None else query.where(ACT.c.seq <= up_to)).scalar_one()


def list_seals(session: Session, institution: str) -> Sequence[sa.RowMapping]:
    """The acts of a chain in order: their seals, and their canonical text as it is sealed and as the columns say now.

    Nothing is read as an instant or a number of days, so that a damaged value is found and not stumbled over.
    """
    names = ("seq", "idempotency_key", "request_hash", "rows", "digest", "text", "prev_hash", "hash")
    query = sa.select(*(ACT.c[name] for name in names), canonical_sql(ACT).label("content"))
    return session.execute(query.where(ACT.c.institution == institution).order_by(ACT.c.seq)).mappings().all()
