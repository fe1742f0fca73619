"""What `verify` finds in the life of items: places that were not restored, and approvals of one's own drafts."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.loader import load_pack_text
from duban.services.item_desk import Asked
from duban.services.items import NewItem, agree_item, approve_item, draft_item
from duban.services.items_dates import resume_item, suspend_item
from duban.services.items_report import Finding, NewFeedback, check_feedback, give_feedback
from duban.services.verify import Violation, verify
from duban.store.evidence import HISTORY
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind
from tests.factories import (
    ACTOR,
    CALENDAR,
    FIVE_DAYS,
    MONDAY,
    UNITS,
    as_post,
    at,
    county,
    issued_item,
    lifted,
    make_ledger,
)

Forge = Callable[[dict[str, Any]], None]


def how(hour: int) -> Asked:
    return Asked(ACTOR, at(MONDAY, hour), reason="理由")


@pytest.fixture
def lived(engine: sa.Engine) -> Iterator[Session]:
    """An item that was raised to 催办, reported, sent back, paused and resumed; one that waits to be checked."""
    with unit_of_work(engine) as uow:
        session, pack = uow.session, make_ledger(uow.session)
        code, other = (issued_item(session, pack, on=MONDAY) for _ in range(2))
        lifted(session, code, "催办单", how(11))
        for each in (code, other):
            give_feedback(session, "county", each, how(12), NewFeedback(FeedbackKind.stage, "进展"))
        check_feedback(session, "county", code, how(13), Finding(False, "没有材料"), calendar=CALENDAR)
        suspend_item(session, "county", code, how(14))
        resume_item(session, "county", code, how(15), calendar=CALENDAR)
        yield session


def forged(session: Session, verb: str, forge: Forge) -> list[Violation]:
    """What `verify` finds of invariant 4 when the item's row after that event was another one."""
    rows = session.execute(sa.select(HISTORY.c.id, HISTORY.c.after).where(HISTORY.c.table_name == "item")).all()
    for row in rows:
        text = json.loads(row.after)
        if text["id"] == 1 and verb_of(session, row.id) == verb:
            forge(text)
            after = json.dumps(text, ensure_ascii=False, separators=(",", ":"))
            session.execute(sa.update(HISTORY).where(HISTORY.c.id == row.id).values(after=after))
    return [found for found in verify(session).violations if found.invariant == 4]


def verb_of(session: Session, history_id: int) -> str:
    query = sa.text(
        "SELECT verb FROM act JOIN history ON history.institution = act.institution AND act_seq = seq WHERE id = :id"
    )
    verb: str = session.execute(query, {"id": history_id}).scalar_one()
    return verb


def begun_anew(text: dict[str, Any]) -> None:
    """As if the item had stood in progress, a place that the machine allows too."""
    text["state"] = "in_progress"
    text.pop("rung")


def from_progress(text: dict[str, Any]) -> None:
    """As if it had come from there."""
    text["back_state"] = "in_progress"
    text.pop("back_rung")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verb", "forge", "says"),
    [
        ("check", begun_anew, "“check”使它回到 in_progress，而它是从 escalated:催办 来的"),
        ("resume", begun_anew, "“resume”使它回到 in_progress，而它是从 escalated:催办 来的"),
        ("feedback", from_progress, "记下的来处是 in_progress，而它是从 escalated:催办 来的"),
        ("suspend", from_progress, "记下的来处是 in_progress，而它是从 escalated:催办 来的"),
    ],
)
def test_a_place_that_was_not_restored_is_found(lived: Session, verb: str, forge: Forge, says: str) -> None:
    assert verify(lived).ok
    found = forged(lived, verb, forge)
    assert Violation(4, "item 1", says) in found


def test_an_approval_of_ones_own_draft_is_found(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        drafter, approver = (as_post(uow.session, MONDAY, post) for post in ("分管副主任", "办公室主任"))
        new = NewItem("公文办理", UNITS[0], "一件公文", item_class=FIVE_DAYS)
        code = draft_item(uow.session, new, drafter, pack=pack)
        approve_item(uow.session, "county", code, approver)
        assert verify(uow.session).ok
        act = {"person": drafter.actor.person_id}
        uow.session.execute(sa.text("UPDATE act SET person_id = :person WHERE verb = 'approve'"), act)
        assert Violation(9, "item 1", "同一人既拟办又立项") in verify(uow.session).violations


def test_an_approval_that_an_office_had_not_agreed_to_is_found(engine: sa.Engine) -> None:
    once = "    approve:   {agree: [办公室主任, 分管领导], by: 办公室主任, clause: C12}\n"
    jointly = county().text.replace(
        "    issue:     {within: 会后3个工作日内", once + "    issue:     {within: 会后3个工作日内", 1
    )
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, load_pack_text(jointly, "county.yaml"))
        drafter, leader, approver = (
            as_post(uow.session, MONDAY, post) for post in ("分管副主任", "分管领导", "办公室主任")
        )
        code = draft_item(uow.session, NewItem("常务会议议定事项", UNITS[0], "一件"), drafter, pack=pack)
        agree_item(uow.session, "county", code, leader)
        approve_item(uow.session, "county", code, approver)
        assert verify(uow.session).ok
        uow.session.execute(sa.text("UPDATE act SET post_id = NULL WHERE verb = 'agree'"))
        assert Violation(9, "item 1", "分管领导没有会商同意就立项了") in verify(uow.session).violations
