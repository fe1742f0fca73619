"""Outbox and inbox: rows with the act, sent once, retried, parked; a message never carries the text of a matter."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import DeliveryFailed
from duban.services.org import NewHolder, add_holders
from duban.services.outbox import PARK_AFTER, DeliveryReport, deliver, wait_after
from duban.services.verify import verify
from duban.store.messages import DELIVERY, INBOX, MESSAGE, find_posts, list_inbox, list_parked
from duban.store.unit_of_work import unit_of_work
from models import Channel
from tests.factories import ACTOR, MONDAY, UNITS, at, issued_item, make_ledger, swept


@pytest.fixture
def told(engine: sa.Engine) -> Iterator[Session]:
    """Three items, two of them of one unit, late on Monday; that unit's head has a deputy, and had a predecessor."""
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        others = [
            NewHolder(UNITS[0], "局长", "代理人", MONDAY - timedelta(days=30), is_deputy=True),
            NewHolder(UNITS[0], "局长", "前任", MONDAY - timedelta(days=90), MONDAY - timedelta(days=31)),
        ]
        add_holders(uow.session, "county", others, now=at(MONDAY), actor=ACTOR)
        for unit in (UNITS[0], UNITS[0], UNITS[1]):
            issued_item(uow.session, pack, on=MONDAY - timedelta(days=10), unit=unit)
        swept(uow.session, pack, MONDAY)
        yield uow.session


class Refusing:
    """A channel that takes nothing."""

    def carry(self, session: Session, message: sa.RowMapping, now: datetime) -> None:
        session.execute(sa.insert(INBOX).values(message_id=message["id"], arrived_at=now))
        raise DeliveryFailed("inbox", "试验")


def test_the_holders_of_the_lead_units_posts_are_told_how_many(told: Session) -> None:
    assert deliver(told, now=at(MONDAY)).sent == 8
    head = find_posts(told, "county", f"{UNITS[0]}局长")[0]["id"]
    rows = list_inbox(told, "county", head, 100)
    swept = [(row["person"], row["text"]) for row in rows if "逾期" in row["text"]]
    assert sorted(swept) == [(name, "有2件逾期，请登录督办系统查看。") for name in ("代理人", f"{UNITS[0]}局长")]
    assert sum("有1件待签收" in row["text"] for row in rows) == 4
    assert not any("公文" in row["text"] for row in list_inbox(told, "county", None, 100))
    assert verify(told).ok


def test_a_message_is_sent_once(told: Session) -> None:
    first, second = deliver(told, now=at(MONDAY)), deliver(told, now=at(MONDAY, 10))
    assert (first.tried, second) == (8, DeliveryReport())
    assert str(second) == "没有待投递的消息"


def test_what_is_rolled_back_told_nobody(told: Session) -> None:
    told.rollback()
    assert told.execute(sa.select(sa.func.count()).select_from(MESSAGE)).scalar_one() == 0


def test_a_failing_channel_is_retried_ever_later_and_parked(told: Session) -> None:
    refusing, now = {Channel.inbox: Refusing()}, at(MONDAY)
    for attempt in range(1, PARK_AFTER):
        assert deliver(told, now=now, carriers=refusing).failed == 8
        assert deliver(told, now=now + wait_after(attempt) / 2, carriers=refusing).tried == 0
        now += wait_after(attempt)
    assert deliver(told, now=now, carriers=refusing).parked == 8
    assert deliver(told, now=now + timedelta(days=30)).tried == 0
    assert "试验" in list_parked(told)[0]["error"]
    assert not list_inbox(told, "county", None, 100)
    assert verify(told).ok


SEEDED = {
    "a message id of another act": sa.update(MESSAGE).values(uid="f").where(MESSAGE.c.id == 1),
    "sent and not arrived": sa.delete(INBOX).where(INBOX.c.message_id == 1),
    "arrived and not sent": sa.delete(DELIVERY).where(DELIVERY.c.message_id == 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDED)
def test_a_seeded_fault_turns_verify_red(told: Session, seed: str) -> None:
    deliver(told, now=at(MONDAY))
    told.execute(SEEDED[seed])
    assert "message 1" in {each.where for each in verify(told).violations if each.invariant == 7}
