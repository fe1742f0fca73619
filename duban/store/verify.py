"""The questions that `duban verify` asks of the evidence; each answers with what is wrong, or with nothing."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.canonical import canonical_sql, hash_sql
from duban.store.evidence import ACT, EXEMPT, HISTORY, OF_ACT
from duban.store.item_story import EXTENSION, FEEDBACK, POST, SUSPENSION
from duban.store.items import ITEM, TEXT
from models import DayOutcome, ItemWords, Order, OrderItem, SweepDay, metadata, table_of
from states.extension import ExtensionState
from states.item import CLIMBING, REMEMBERING, ItemEvent, ItemState
from states.order import PENDING

DAY = table_of(SweepDay)
ORDER, LISTED, WORDS = table_of(Order), table_of(OrderItem), table_of(ItemWords)


def business_tables() -> list[sa.Table]:
    """Every table whose rows must have history."""
    return [table for name, table in sorted(metadata.tables.items()) if name not in EXEMPT]


def rows_unlike_history(session: Session, table: sa.Table) -> Sequence[int]:
    """Ids of rows that differ from their last history row, or have none."""
    return session.execute(_unlike_history(table)).scalars().all()


@cache
def _unlike_history(table: sa.Table) -> sa.Select[int]:
    last = _last_hashes(table)
    unlike = sa.or_(last.c.after_hash.is_(None), last.c.after_hash != hash_sql(canonical_sql(table)))
    query = sa.select(table.c.id).join_from(table, last, last.c.row_id == table.c.id, isouter=True).where(unlike)
    return query.order_by(table.c.id)


def rows_gone(session: Session, table: sa.Table) -> Sequence[int]:
    """Ids that history knows and the table no longer holds."""
    return session.execute(_gone(table)).scalars().all()


@cache
def _gone(table: sa.Table) -> sa.Select[int]:
    held = sa.exists().where(table.c.id == HISTORY.c.row_id)
    query = sa.select(HISTORY.c.row_id).where(HISTORY.c.table_name == table.name, ~held).distinct()
    return query.order_by(HISTORY.c.row_id)


def history_without_act(session: Session) -> Sequence[sa.Row[int, str, int]]:
    """History rows (id, table, row id) that no act stands behind."""
    act = sa.exists().where(OF_ACT)
    query = sa.select(HISTORY.c.id, HISTORY.c.table_name, HISTORY.c.row_id).where(~act)
    return session.execute(query.order_by(HISTORY.c.id)).all()


def history_torn(session: Session) -> Sequence[sa.Row[int, str, int]]:
    """History rows (id, table, row id) with a hash not of their text, or that do not start where the last one ended."""
    one_row = (HISTORY.c.table_name, HISTORY.c.row_id)
    left_as = sa.func.lag(HISTORY.c.after).over(partition_by=one_row, order_by=HISTORY.c.id)
    chained = sa.select(
        HISTORY.c.id,
        HISTORY.c.table_name,
        HISTORY.c.row_id,
        HISTORY.c.before,
        left_as.label("left_as"),
        (hash_sql(HISTORY.c.after) != HISTORY.c.after_hash).label("forged"),
    ).subquery("chained")
    torn = sa.or_(chained.c.forged, chained.c.before.is_distinct_from(chained.c.left_as))
    query = sa.select(chained.c.id, chained.c.table_name, chained.c.row_id).where(torn)
    return session.execute(query.order_by(chained.c.id)).all()


def touched_twice(session: Session) -> Sequence[sa.Row[str, int, str, int]]:
    """Rows (institution, act, table, row id) with more than one history row under one act."""
    one = (HISTORY.c.institution, HISTORY.c.act_seq, HISTORY.c.table_name, HISTORY.c.row_id)
    query = sa.select(*one).group_by(*one).having(sa.func.count() > 1).order_by(*one)
    return session.execute(query).all()


def misplaced_requests(session: Session) -> Sequence[sa.Row[str, int]]:
    """(table, item id) where an open report, pause or request and the item's state do not fit each other."""
    state = sa.type_coerce(ITEM.c.state, sa.String())
    reported = sa.exists().where(FEEDBACK.c.item_id == ITEM.c.id, FEEDBACK.c.verdict.is_(None))
    paused = sa.exists().where(SUSPENSION.c.item_id == ITEM.c.id, SUSPENSION.c.to_on.is_(None))
    asked = sa.exists().where(EXTENSION.c.item_id == ITEM.c.id, EXTENSION.c.state == ExtensionState.asked)
    wrong = {
        FEEDBACK: reported != (state == ItemState.checking),
        SUSPENSION: paused != (state == ItemState.suspended),
        EXTENSION: asked & state.not_in([*CLIMBING, *REMEMBERING]),
    }
    each = [sa.select(sa.literal(table.name), ITEM.c.id).where(condition) for table, condition in wrong.items()]
    return session.execute(sa.union_all(*each)).all()


def approved_by_drafter(session: Session) -> Sequence[int]:
    """Items that the person who drafted them approved."""
    draft, drafting = HISTORY.alias("draft"), ACT.alias("drafting")
    same_item = (draft.c.table_name == HISTORY.c.table_name, draft.c.row_id == HISTORY.c.row_id)
    query = (
        sa.select(HISTORY.c.row_id)
        .join_from(HISTORY, ACT, OF_ACT)
        .join(draft, sa.and_(*same_item, draft.c.before.is_(None)))
        .join(drafting, sa.and_(drafting.c.institution == draft.c.institution, drafting.c.seq == draft.c.act_seq))
        .where(HISTORY.c.table_name == ITEM.name, ACT.c.event == ItemEvent.approve)
        .where(ACT.c.person_id == drafting.c.person_id)
    )
    return session.execute(query.order_by(HISTORY.c.row_id)).scalars().all()


def words_unlike_text(session: Session) -> Sequence[int]:
    """Ids of items whose words to be searched are not those of their text, or are missing, or are of no item."""
    meant = sa.func.duban_words(TEXT.c.title, TEXT.c.requirement, type_=sa.Text())
    same = sa.and_(WORDS.c.item_id == TEXT.c.item_id, WORDS.c.words == meant)
    unlike = sa.select(TEXT.c.item_id).where(~sa.exists().where(same))
    strays = sa.select(WORDS.c.item_id).where(~sa.exists().where(TEXT.c.item_id == WORDS.c.item_id))
    return sorted(session.execute(sa.union(unlike, strays)).scalars())


def agreements(session: Session) -> Sequence[sa.RowMapping]:
    """Who agreed to and who approved which item, in order, with the item as it stood then, which tells its rules."""
    columns = (ITEM.c.id, HISTORY.c.after, ACT.c.event, POST.c.name.label("post"))
    query = (
        sa.select(*columns)
        .join_from(ACT, HISTORY, sa.and_(OF_ACT, HISTORY.c.table_name == ITEM.name))
        .join(ITEM, ITEM.c.id == HISTORY.c.row_id)
        .join(POST, POST.c.id == ACT.c.post_id, isouter=True)
        .where(ACT.c.event.in_((ItemEvent.agree, ItemEvent.approve)))
    )
    return session.execute(query.order_by(HISTORY.c.id)).mappings().all()


def sweep_days(session: Session) -> Sequence[sa.RowMapping]:
    """Every sweep day by institution and date."""
    query = sa.select(DAY.c.institution, DAY.c.swept_on, DAY.c.outcome, DAY.c.act_seq)
    return session.execute(query.order_by(DAY.c.institution, DAY.c.swept_on)).mappings().all()


def awaiting_nothing(session: Session) -> Sequence[int]:
    """Ids of items that wait for a rung's paper which is not on its way to them."""
    coming = (ORDER.c.state.in_(PENDING), ORDER.c.rung == ITEM.c.awaits)
    line = (LISTED.c.order_id == ORDER.c.id, LISTED.c.item_id == ITEM.c.id, LISTED.c.struck_at.is_(None))
    query = sa.select(ITEM.c.id).where(ITEM.c.awaits.is_not(None), ~sa.exists().where(*coming, *line))
    return session.execute(query.order_by(ITEM.c.id)).scalars().all()


def moved_on_days_off(session: Session) -> Sequence[sa.RowMapping]:
    """The items that the sweeps of days off moved, each as it stood then."""
    own = (
        ACT.c.institution == DAY.c.institution,
        ACT.c.idempotency_key == "sweep:" + sa.cast(DAY.c.swept_on, sa.Text()),
    )
    query = (
        sa.select(DAY.c.institution, DAY.c.swept_on, HISTORY.c.after)
        .join_from(DAY, ACT, sa.and_(*own))
        .join(HISTORY, sa.and_(OF_ACT, HISTORY.c.table_name == ITEM.name))
        .where(DAY.c.outcome == DayOutcome.day_off)
    )
    return session.execute(query.order_by(HISTORY.c.id)).mappings().all()


def _last_hashes(table: sa.Table) -> sa.Subquery:
    newest = (
        sa.select(sa.func.max(HISTORY.c.id).label("id"))
        .where(HISTORY.c.table_name == table.name)
        .group_by(HISTORY.c.row_id)
        .subquery("newest")
    )
    return sa.select(HISTORY.c.row_id, HISTORY.c.after_hash).join(newest, newest.c.id == HISTORY.c.id).subquery("last")
