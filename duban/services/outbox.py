"""Delivering what acts have told: each message is tried, retried ever later, and parked when it keeps failing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import DeliveryFailed
from duban.store import messages as store
from duban.store.unit_of_work import attempt
from models import Channel

AT_ONCE = 100
PARK_AFTER = 8
"""How many failed tries a message gets before a person has to look at it."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


class Carrier(Protocol):
    """One channel's way of handing a message over; the same `uid` twice must arrive once."""

    def carry(self, session: Session, message: sa.RowMapping, now: datetime) -> None:
        """Hands the message over. Raises DeliveryFailed."""
        ...


class InboxCarrier:
    """Puts messages into the inbox inside Duban, in the same transaction that marks them sent."""

    def carry(self, session: Session, message: sa.RowMapping, now: datetime) -> None:
        """The message arrives."""
        self.carry_all(session, [message], now)

    def carry_all(self, session: Session, messages: Sequence[sa.RowMapping], now: datetime) -> None:
        """All of them arrive: nothing but the ledger itself can keep them from it."""
        store.put_in_inbox(session, [message["id"] for message in messages], now)


CARRIERS: Mapping[Channel, Carrier] = {Channel.inbox: InboxCarrier()}


@dataclass(frozen=True)
class DeliveryReport:
    """What one round did."""

    sent: int = 0
    failed: int = 0
    parked: int = 0

    @property
    def tried(self) -> int:
        """How many messages were taken up."""
        return self.sent + self.failed + self.parked

    def __add__(self, other: "DeliveryReport") -> "DeliveryReport":
        return DeliveryReport(self.sent + other.sent, self.failed + other.failed, self.parked + other.parked)

    def __str__(self) -> str:
        if not self.tried:
            return "没有待投递的消息"
        return f"投递 {self.sent} 条，失败待重试 {self.failed} 条，搁置待查 {self.parked} 条"


def deliver(session: Session, *, now: datetime, carriers: Mapping[Channel, Carrier] = CARRIERS) -> DeliveryReport:
    """One round over the oldest messages that are due, in the caller's transaction."""
    pending, inbox = store.list_pending(session, now, AT_ONCE), carriers.get(Channel.inbox)
    inside = [each for each in pending if each["channel"] is Channel.inbox]
    if not isinstance(inbox, InboxCarrier) or len(inside) < len(pending):
        return sum((_try(session, each, carriers[each["channel"]], now) for each in pending), DeliveryReport())
    if inside:
        inbox.carry_all(session, inside, now)
        store.record_sent(session, {each["id"]: each["attempts"] + 1 for each in inside}, now)
    return DeliveryReport(sent=len(inside))


def deliver_all(session: Session, *, now: datetime, carriers: Mapping[Channel, Carrier] = CARRIERS) -> DeliveryReport:
    """Rounds until nothing is due, in the caller's transaction."""
    whole = done = deliver(session, now=now, carriers=carriers)
    while done.tried == AT_ONCE:
        done = deliver(session, now=now, carriers=carriers)
        whole += done
    return whole


def wait_after(attempts: int) -> timedelta:
    """How long a message rests after that many failures."""
    return min(FIRST_WAIT * (1 << (attempts - 1)), LONGEST_WAIT)


def _try(session: Session, message: sa.RowMapping, carrier: Carrier, now: datetime) -> DeliveryReport:
    attempts = message["attempts"] + 1
    try:
        with attempt(session):
            carrier.carry(session, message, now)
    except DeliveryFailed as failed:
        parks = attempts >= PARK_AFTER
        store.record_try(session, message["id"], _failed(attempts, failed, now, parks=parks))
        return DeliveryReport(parked=1) if parks else DeliveryReport(failed=1)
    store.record_sent(session, {message["id"]: attempts}, now)
    return DeliveryReport(sent=1)


def _failed(attempts: int, failed: DeliveryFailed, now: datetime, *, parks: bool) -> dict[str, Any]:
    return {
        "attempts": attempts,
        "next_try_at": None if parks else now + wait_after(attempts),
        "sent_at": None,
        "parked_at": now if parks else None,
        "error": str(failed),
    }
