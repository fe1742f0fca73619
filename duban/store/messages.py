"""The statements of outbox and inbox: messages of an act, what is still to be sent, what has arrived."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.store.canonical import hash_sql, hash_text
from duban.store.driving import driving
from duban.store.evidence import add_history_of_added, add_history_of_new
from duban.store.org import held_on
from duban.store.prepared import among, bound_ids, dialect_of, insert_by, is_one
from duban.store.stage import STAGE
from models import Act, Channel, Delivery, Holding, InboxEntry, Message, Person, Post, Unit, table_of
from models.types import UTCDateTime

MESSAGE, DELIVERY, INBOX = (table_of(model) for model in (Message, Delivery, InboxEntry))
ACT, UNIT, POST, PERSON, HOLDING = (table_of(model) for model in (Act, Unit, Post, Person, Holding))


def tell_lead_units(session: Session, institution: str, seq: int, on: date, what: str) -> None:
    """One message to everyone who holds a post of a staged item's lead unit that day: 有N件`what`; with its history."""
    act = {"act_institution": institution, "seq": seq}
    session.execute(_messages_to_units(), {**act, "on": on, "what": what})
    add_history_of_added(session, institution, seq, MESSAGE, _messages_of_act())


def tell_posts_of(
    session: Session, institution: str, seq: int, *, on: date, counts: Mapping[int, int], what: str
) -> None:
    """One message to everyone who holds a post of these units that day: 有N`what`; with its history."""
    ids = list(counts)
    held = session.execute(_held_in_units(one=is_one(ids)), {"on": on, "ids": bound_ids(ids)})
    told = [(each.post_id, each.person_id, f"有{counts[each.unit_id]}{what}") for each in held]
    _tell(session, institution, seq, told)


def tell_posts(session: Session, institution: str, seq: int, post_ids: Sequence[int], *, on: date, what: str) -> None:
    """One message to everyone who holds one of these posts that day, with its history; once in an act."""
    held = session.execute(_held_as_posts(one=is_one(post_ids)), {"on": on, "ids": bound_ids(post_ids)})
    _tell(session, institution, seq, [(each.post_id, each.person_id, what) for each in held])


@cache
def _held_in_units(*, one: bool) -> sa.Select[Any]:
    return _held().where(among(POST.c.unit_id, one=one))


@cache
def _held_as_posts(*, one: bool) -> sa.Select[Any]:
    return _held().where(among(POST.c.id, one=one))


def _held() -> sa.Select[Any]:
    """Who holds which post of which unit on a day."""
    on = sa.bindparam("on", type_=sa.Date())
    held = sa.select(POST.c.unit_id, HOLDING.c.post_id, HOLDING.c.person_id).join_from(HOLDING, POST)
    return held.where(held_on(on)).distinct().order_by(HOLDING.c.post_id, HOLDING.c.person_id)


def _tell(session: Session, institution: str, seq: int, told: Sequence[tuple[int, int, str]]) -> None:
    """A message for each post and person that was not told yet under the act, with its history."""
    rows = [
        {
            "institution": institution,
            "act_seq": seq,
            "channel": Channel.inbox,
            "post_id": post_id,
            "person_id": person_id,
            "uid": uid_of(institution, seq, Channel.inbox, post_id, person_id),
            "text": text,
        }
        for post_id, person_id, text in told
    ]
    added = session.execute(_telling(dialect_of(session)), rows).scalars().all() if rows else ()
    if added:
        add_history_of_new(session, institution, seq, MESSAGE, added)


@cache
def _telling(dialect: str) -> Any:
    return insert_by(dialect, MESSAGE).on_conflict_do_nothing(index_elements=["uid"]).returning(MESSAGE.c.id)


@cache
def _messages_to_units() -> sa.Insert:
    counted = sa.select(STAGE.c.unit_id, sa.func.count().label("waiting"))
    units = counted.group_by(STAGE.c.unit_id).subquery("units")
    on, who = sa.bindparam("on", type_=sa.Date()), (HOLDING.c.post_id, HOLDING.c.person_id)
    institution = sa.bindparam("act_institution", type_=sa.String())
    seq, channel = sa.bindparam("seq", type_=sa.BigInteger()), sa.literal(Channel.inbox.value, sa.String())
    text = "有" + sa.cast(units.c.waiting, sa.Text()) + sa.bindparam("what", type_=sa.String())
    told = (
        sa.select(institution, seq, channel, *who, uid_sql(institution, seq, channel, *who), text)
        .join_from(units, POST, POST.c.unit_id == driving(units.c.unit_id))
        .join(HOLDING, HOLDING.c.post_id == POST.c.id)
        .where(held_on(on))
        .group_by(*who, units.c.waiting)
        .order_by(*who)
    )
    names = ["institution", "act_seq", "channel", "post_id", "person_id", "uid", "text"]
    return sa.insert(MESSAGE).from_select(names, told)


@cache
def _messages_of_act() -> sa.Select[Any]:
    institution = sa.bindparam("act_institution", type_=sa.String())
    return sa.select(MESSAGE).where(MESSAGE.c.institution == institution, MESSAGE.c.act_seq == sa.bindparam("seq"))


def uid_sql(
    institution: sa.ColumnElement[Any],
    seq: sa.ColumnElement[Any],
    channel: sa.ColumnElement[Any],
    post_id: sa.ColumnElement[Any],
    person_id: sa.ColumnElement[Any],
) -> sa.ColumnElement[str]:
    """A message's id: whoever sends it twice sends the same one."""
    numbers = [sa.cast(part, sa.Text()) for part in (seq, post_id, person_id)]
    to = sa.type_coerce(channel, sa.String())
    return hash_sql(institution + "#" + numbers[0] + ":" + numbers[1] + "/" + numbers[2] + "@" + to)


def uid_of(institution: str, seq: int, channel: Channel, post_id: int, person_id: int) -> str:
    """The same, for a message that is written row by row."""
    return hash_text(f"{institution}#{seq}:{post_id}/{person_id}@{channel.value}")


def list_pending(session: Session, now: datetime, most: int) -> Sequence[sa.RowMapping]:
    """The oldest messages that are to be tried now, with how often they were; locked, those of others left out."""
    return session.execute(_pending(), {"now": now, "most": most}).mappings().all()


@cache
def _pending() -> sa.Select[Any]:
    now = sa.bindparam("now", type_=UTCDateTime())
    untried = DELIVERY.c.id.is_(None)
    again = sa.and_(DELIVERY.c.sent_at.is_(None), DELIVERY.c.parked_at.is_(None), DELIVERY.c.next_try_at <= now)
    return (
        sa.select(MESSAGE, sa.func.coalesce(DELIVERY.c.attempts, 0).label("attempts"))
        .join_from(MESSAGE, DELIVERY, DELIVERY.c.message_id == MESSAGE.c.id, isouter=True)
        .where(sa.or_(untried, again))
        .order_by(MESSAGE.c.id)
        .limit(sa.bindparam("most"))
        .with_for_update(of=MESSAGE, skip_locked=True)
    )


def put_in_inbox(session: Session, message_ids: Sequence[int], now: datetime) -> None:
    """The messages arrive; one that is there stays as it is."""
    rows = [{"message_id": message_id, "arrived_at": now} for message_id in message_ids]
    session.execute(_arriving(dialect_of(session)), rows)


@cache
def _arriving(dialect: str) -> Any:
    return insert_by(dialect, INBOX).on_conflict_do_nothing()


def record_sent(session: Session, attempts: Mapping[int, int], now: datetime) -> None:
    """These messages were sent, each at its so-manieth try."""
    rows = [{"message_id": message_id, "attempts": count, "sent_at": now} for message_id, count in attempts.items()]
    session.execute(_sent(dialect_of(session)), rows)


@cache
def _sent(dialect: str) -> Any:
    row = insert_by(dialect, DELIVERY)
    done = {name: row.excluded[name] for name in ("attempts", "sent_at")}
    gone = dict.fromkeys(("next_try_at", "parked_at", "error"))
    return row.on_conflict_do_update(index_elements=["message_id"], set_={**done, **gone})


def record_try(session: Session, message_id: int, outcome: Mapping[str, Any]) -> None:
    """How a try ended."""
    row = insert_by(dialect_of(session), DELIVERY).values(message_id=message_id, **outcome)
    session.execute(row.on_conflict_do_update(index_elements=["message_id"], set_=dict(outcome)))


def list_inbox(
    session: Session, institution: str, post_id: int | None, most: int, *, person_id: int | None = None
) -> Sequence[sa.RowMapping]:
    """What has arrived, newest first, for one post, for one person or for all."""
    columns = (UNIT.c.name.label("unit"), POST.c.name.label("post"), PERSON.c.name.label("person"))
    act = sa.and_(ACT.c.institution == MESSAGE.c.institution, ACT.c.seq == MESSAGE.c.act_seq)
    query = (
        sa.select(*columns, MESSAGE.c.text, ACT.c.true_at, INBOX.c.arrived_at)
        .join_from(INBOX, MESSAGE, MESSAGE.c.id == INBOX.c.message_id)
        .join(ACT, act)
        .join(POST, POST.c.id == MESSAGE.c.post_id)
        .join(UNIT, UNIT.c.id == POST.c.unit_id)
        .join(PERSON, PERSON.c.id == MESSAGE.c.person_id)
        .where(MESSAGE.c.institution == institution)
        .order_by(INBOX.c.id.desc())
        .limit(most)
    )
    query = query if post_id is None else query.where(MESSAGE.c.post_id == post_id)
    query = query if person_id is None else query.where(MESSAGE.c.person_id == person_id)
    return session.execute(query).mappings().all()


def find_posts(session: Session, institution: str, name: str) -> Sequence[sa.RowMapping]:
    """The posts of that name, or of that unit and name."""
    named = sa.or_(POST.c.name == name, UNIT.c.name + POST.c.name == name)
    query = sa.select(POST.c.id, UNIT.c.name.label("unit"), POST.c.name.label("post"))
    query = query.join_from(POST, UNIT, UNIT.c.id == POST.c.unit_id).where(UNIT.c.institution == institution, named)
    return session.execute(query.order_by(POST.c.id)).mappings().all()


def list_parked(session: Session) -> Sequence[sa.RowMapping]:
    """Messages that were given up, with the last error."""
    query = sa.select(MESSAGE.c.uid, MESSAGE.c.text, DELIVERY.c.attempts, DELIVERY.c.parked_at, DELIVERY.c.error)
    query = query.join_from(DELIVERY, MESSAGE, MESSAGE.c.id == DELIVERY.c.message_id)
    return session.execute(query.where(DELIVERY.c.parked_at.is_not(None)).order_by(MESSAGE.c.id)).mappings().all()


def wrong_uids(session: Session) -> Sequence[int]:
    """Messages whose id is not that of their act, recipient and channel."""
    own = (MESSAGE.c.institution, MESSAGE.c.act_seq, MESSAGE.c.channel, MESSAGE.c.post_id, MESSAGE.c.person_id)
    query = sa.select(MESSAGE.c.id).where(MESSAGE.c.uid != uid_sql(*own))
    return session.execute(query.order_by(MESSAGE.c.id)).scalars().all()


def unlike_deliveries(session: Session) -> Sequence[int]:
    """Messages that were sent and have not arrived, or have arrived and were not sent."""
    joined = sa.select(sa.func.coalesce(DELIVERY.c.message_id, INBOX.c.message_id).label("message_id")).join_from(
        DELIVERY, INBOX, INBOX.c.message_id == DELIVERY.c.message_id, full=True
    )
    unlike = joined.where(DELIVERY.c.sent_at.is_(None) != INBOX.c.id.is_(None))
    return session.execute(unlike.order_by("message_id")).scalars().all()


def without_message(session: Session) -> Sequence[int]:
    """Messages that were tried and are not there."""
    tried = sa.union(sa.select(DELIVERY.c.message_id), sa.select(INBOX.c.message_id)).subquery("tried")
    there = sa.exists().where(MESSAGE.c.id == tried.c.message_id)
    return session.execute(sa.select(tried.c.message_id).where(~there)).scalars().all()
