"""Bulletins on both databases: numbers without a gap, and what verify finds when a fact or a number was changed."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.bulletin_checks import answer_check, send_to_check
from duban.services.bulletins import NewBulletin, draft_bulletin, issue_bulletin, show_bulletin, sign_bulletin
from duban.services.verify import verify
from duban.store.bulletins import BULLETIN, FACT
from duban.store.evidence import HISTORY
from duban.store.unit_of_work import unit_of_work
from models import Reply
from tests.factories import CALENDAR, MONDAY, UNITS, as_post, issued_item, make_ledger, said

pytestmark = pytest.mark.slow


def issued(session: Session, times: int) -> list[dict[str, Any]]:
    """That many bulletins about one item, each checked, signed and issued."""
    pack = make_ledger(session)
    item = issued_item(session, pack, on=MONDAY)
    told = []
    for _ in range(times):
        new = NewBulletin("政务督查通报", "通报", (item,), to=(UNITS[1],))
        code = draft_bulletin(session, new, said(MONDAY, 11), pack=pack)
        send_to_check(session, "county", code, said(MONDAY, 12), calendar=CALENDAR)
        unit = as_post(session, MONDAY, f"{UNITS[0]}局长", 13)
        answer_check(session, "county", code, unit, reply=Reply.confirmed, says=None)
        sign_bulletin(session, "county", code, as_post(session, MONDAY, "分管领导", 14))
        issue_bulletin(session, "county", code, said(MONDAY, 15))
        told.append(show_bulletin(session, "county", code, said(MONDAY, 15)))
    return told


def test_numbers_run_on_and_the_facts_stay(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        first, second = issued(uow.session, 2)
        assert [each["number"] for each in (first, second)] == [
            "政务督查通报〔2026〕第1期",
            "政务督查通报〔2026〕第2期",
        ]
        assert first["facts"][0]["state"] == "办理中"
        assert verify(uow.session).ok


def test_a_bulletin_signed_by_who_drafted_it_is_found(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        issued(session, 1)
        signer = as_post(session, MONDAY, "分管领导").actor.person_id
        for side in (HISTORY.c.before, HISTORY.c.after):
            forged = sa.func.replace(side, '"facts_hash"', f'"drafter_id":{signer},"facts_hash"')
            session.execute(sa.update(HISTORY).where(HISTORY.c.table_name == "bulletin").values({side: forged}))
        says = {found.says for found in verify(session).violations if found.invariant == 9}
        assert says == {"“签发”由同一个人办理自己的"}


def test_a_changed_fact_and_a_gap_are_found(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        session = uow.session
        issued(session, 2)
        session.execute(sa.update(FACT).values(content=sa.func.replace(FACT.c.content, "办理中", "已督办")))
        session.execute(sa.update(BULLETIN).where(BULLETIN.c.serial == 2).values(serial=3))
        says = {found.says for found in verify(session).violations}
        assert "所列事实与拟稿时冻结的不一致" in says
        assert "期号不连续：[1, 3]" in says
