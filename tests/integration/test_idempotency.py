"""One key, one request, one answer: a retry changes nothing, another request under the same key is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import JustTaken, KeyReused
from duban.core.workdays import Notice
from duban.services.acting import acting_as
from duban.services.calendar import load_notice
from duban.services.interviews import NewTalk
from duban.services.interviews import propose as propose_talk
from duban.services.item_desk import Asked
from duban.services.items import NewItem, close_item, draft_item, issue_item, receive_item
from duban.services.order_draft import draft_order
from duban.services.org import NewHolder, add_holders
from duban.services.packs import PackOnRecord, load_pack_version
from duban.services.verify import verify
from duban.store.attachment_files import KeptFile
from duban.store.evidence import ACT, count_acts
from duban.store.rows import add_rows
from duban.store.unit_of_work import unit_of_work
from models import Unit, table_of
from tests.factories import (
    ACTOR,
    CALENDAR,
    FIVE_DAYS,
    MONDAY,
    UNITS,
    at,
    check_item,
    county,
    issued_item,
    make_ledger,
    served_order,
)

NEW = NewItem("公文办理", UNITS[0], "一件公文", item_class=FIVE_DAYS)
HOLDER = NewHolder("县审计局", "局长", "周审", date(2026, 9, 1))
LATER = timedelta(minutes=5)

Retry = Callable[[Session, PackOnRecord, int], Any]


def draft(session: Session, pack: PackOnRecord, tries: int) -> Any:
    return draft_item(session, NEW, Asked(ACTOR, at(MONDAY) + tries * LATER, key="k"), pack=pack)


def hold(session: Session, pack: PackOnRecord, tries: int) -> Any:
    return add_holders(session, "county", [HOLDER], now=at(MONDAY) + tries * LATER, actor=ACTOR, key="k")


def receive(session: Session, pack: PackOnRecord, tries: int) -> Any:
    return receive_item(session, "county", "2026-000001", Asked(ACTOR, at(MONDAY) + tries * LATER, key="k"))


def close(session: Session, pack: PackOnRecord, tries: int) -> Any:
    return close_item(session, "county", "2026-000002", Asked(ACTOR, at(MONDAY) + tries * LATER, key="k"))


def issue(session: Session, pack: PackOnRecord, tries: int) -> Any:
    now = at(MONDAY) + tries * LATER
    return issue_item(session, "county", "2026-000003", Asked(ACTOR, now, key="k"), calendar=CALENDAR)


def load_pack(session: Session, pack: PackOnRecord, tries: int) -> Any:
    return load_pack_version(session, county(), now=at(MONDAY) + tries * LATER, actor=ACTOR)


def notice() -> Notice:
    return Notice("国办发明电〔2026〕7号", {date(2027, 1, 1): "元旦"}, {}, 2027)


def load(session: Session, pack: PackOnRecord, tries: int) -> Any:
    return load_notice(session, notice(), "元旦放假", now=at(MONDAY) + tries * LATER, actor=ACTOR).digest


def order(session: Session, pack: PackOnRecord, tries: int) -> Any:
    """The paper goes out between the tries, and its item stands on the rung by then."""
    drafted = draft_order(
        session, "county", "催办单", ["2026-000001"], Asked(ACTOR, at(MONDAY) + tries * LATER, key="k")
    )
    if tries == 1:
        served_order(session, drafted.order_id, MONDAY + timedelta(days=1))
    return drafted.order_id


def talk(session: Session, pack: PackOnRecord, tries: int) -> Any:
    new = NewTalk("工作滞后", f"{UNITS[0]}局长", "考核排名靠后", UNITS[0], item="2026-000001")
    proposer = acting_as(session, "county", "督查室主任", MONDAY, "tester")
    how = Asked(
        proposer, at(MONDAY) + tries * LATER, key="k", files=(KeptFile("a" * 64, 3, "application/pdf", "证.pdf"),)
    )
    return propose_talk(session, new, how, pack=pack)


def populated(session: Session) -> PackOnRecord:
    """A ledger with an item to receive, one to close and one to issue."""
    pack = make_ledger(session)
    issued_item(session, pack, on=MONDAY - timedelta(days=3), received=False)
    check_item(session, issued_item(session, pack, on=MONDAY - timedelta(days=3)), on=at(MONDAY))
    draft_item(session, NEW, Asked(ACTOR, at(MONDAY)), pack=pack)
    joint = ("县委办公室主任", "作风办主任", "督查室主任")
    heads = [NewHolder("县委", post, f"{post}某", MONDAY) for post in joint]
    add_holders(session, "county", heads, now=at(MONDAY, 8), actor=ACTOR)
    return pack


RETRIED = (draft, hold, issue, receive, close, load_pack, load, order, talk)


@pytest.mark.slow
@pytest.mark.parametrize("request_of", RETRIED, ids=lambda retry: retry.__name__)
def test_a_retry_gets_the_same_answer_and_changes_nothing(engine: sa.Engine, request_of: Retry) -> None:
    with unit_of_work(engine) as uow:
        pack = populated(uow.session)
        first = request_of(uow.session, pack, 1)
        acts = count_acts(uow.session)
        assert request_of(uow.session, pack, 2) == first
        assert count_acts(uow.session) == acts
        assert verify(uow.session).ok


def test_another_request_under_the_same_key_is_refused(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = populated(uow.session)
        draft(uow.session, pack, 1)
        acts = count_acts(uow.session)
        other = NewItem("公文办理", UNITS[1], "另一件公文", item_class=FIVE_DAYS)
        with pytest.raises(KeyReused, match="幂等键“k”已用于另一项请求（行为 county#"):
            draft_item(uow.session, other, Asked(ACTOR, at(MONDAY), key="k"), pack=pack)
        with pytest.raises(KeyReused):
            receive(uow.session, pack, 1)
        assert count_acts(uow.session) == acts


def test_a_true_time_that_was_given_is_part_of_the_request(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        populated(uow.session)

        def receive_at(said: datetime, now: datetime) -> Any:
            return receive_item(uow.session, "county", "2026-000001", Asked(ACTOR, now, said, key="k"))

        first = receive_at(at(MONDAY, 8), at(MONDAY))
        assert receive_at(at(MONDAY, 8), at(MONDAY) + LATER) == first
        with pytest.raises(KeyReused):
            receive_at(at(MONDAY, 8) + LATER, at(MONDAY))


def test_the_key_its_request_and_its_answer_are_sealed(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        draft(uow.session, populated(uow.session), 1)
        for column in ("request_hash", "answer", "idempotency_key"):
            with uow.session.begin_nested() as tried:
                own = ACT.c.idempotency_key == "k"
                uow.session.execute(sa.update(ACT).where(own).values({column: "forged"}))
                assert not verify(uow.session).ok
                tried.rollback()


@pytest.mark.slow
@pytest.mark.parametrize("request_of", RETRIED, ids=lambda retry: retry.__name__)
def test_two_at_once_do_it_once(engine: sa.Engine, request_of: Retry) -> None:
    with unit_of_work(engine) as uow:
        pack = populated(uow.session)
        uow.commit()

    def attempt(tries: int) -> Any:
        with unit_of_work(engine) as uow:
            told = request_of(uow.session, pack, tries)
            uow.commit()
            return told

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(attempt, (1, 2))
    assert first == second
    with unit_of_work(engine) as uow:
        assert verify(uow.session).ok


def test_a_constraint_that_people_may_meet_is_a_sentence(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        make_ledger(uow.session)
        twice = {"institution": "county", "name": UNITS[0]}
        with pytest.raises(JustTaken, match="同名单位刚刚由别的操作登记，本次未作任何改动；请重试"):
            add_rows(uow.session, table_of(Unit), [twice])
