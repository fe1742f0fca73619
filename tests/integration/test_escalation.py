"""Escalation by a person on both databases: a set as one by one, a set as a sweep, refused whole, retried once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import AlreadyMoved, KeyReused, NotFound, ReasonMissing, TransitionRefused
from duban.institutions.loader import LoadedPack
from duban.services.acting import acting_as
from duban.services.escalation import Wanted, preview_escalation
from duban.services.escalation_act import ChosenAnew, NotTheirs, SomeRefused, escalate_items
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.items_dates import suspend_item
from duban.services.verify import verify
from duban.store.evidence import HISTORY
from duban.store.orders import ITEM, LISTED, ORDER
from duban.store.unit_of_work import unit_of_work
from models import Message, table_of
from tests.factories import MONDAY, UNITS, as_post, at, automatic, county, issued_item, lifted, make_ledger, swept

pytestmark = pytest.mark.slow
ISSUED = date(2026, 11, 12)
"""Late on Monday: five working days from here end on the 19th."""
PACKS = {"approved": county, "automatic": automatic}


def said(session: Session, *, key: str | None = None, post: str = "督查室主任") -> Asked:
    """The deputy head asks for it, with a reason."""
    return Asked(acting_as(session, "county", "分管副主任", MONDAY, "tester"), at(MONDAY), reason="县长批示", key=key)


def begun(session: Session, loaded: LoadedPack, *units: str) -> list[str]:
    """Items that ran out last Thursday, one for each of these units."""
    pack = make_ledger(session, loaded)
    return [issued_item(session, pack, on=ISSUED, unit=unit) for unit in units]


def raised(session: Session, rung: str, *codes: str, **more: Any) -> dict[str, Any]:
    running = running_institution(session, "county")
    options = {name: more.pop(name) for name in ("allowed_only", "confirmed") if name in more}
    asked = more.pop("asked", None) or said(session)
    return escalate_items(session, running, Wanted(rung, codes, **more), asked, **options)


def stand(session: Session) -> list[dict[str, Any]]:
    """The items as they stand, and what each paper lists."""
    kept = [column for column in ITEM.c if column.name != "id" and not column.name.endswith("_id")]
    listed = sa.select(ITEM.c.code, LISTED.c.limit_kind, LISTED.c.limit_on, ORDER.c.rung, ORDER.c.state, ORDER.c.number)
    listed = listed.join_from(LISTED, ORDER).join(ITEM, ITEM.c.id == LISTED.c.item_id).order_by(ITEM.c.code)
    queries = (sa.select(*kept).order_by(ITEM.c.code), listed)
    return [dict(row) for query in queries for row in session.execute(query).mappings()]


@pytest.mark.parametrize("approval", PACKS)
def test_a_set_leaves_what_one_by_one_leaves_and_what_a_sweep_leaves(engine: sa.Engine, approval: str) -> None:
    left = {}
    for way in ("set", "one by one", "sweep"):
        with unit_of_work(engine) as uow:
            codes = begun(uow.session, PACKS[approval](), UNITS[0], UNITS[1])
            if way == "sweep":
                swept(uow.session, make_ledger(uow.session, PACKS[approval]()), MONDAY)
            for chosen in [codes] if way == "set" else [[code] for code in codes] if way == "one by one" else []:
                raised(uow.session, "催办", *chosen)
            assert verify(uow.session).ok, verify(uow.session).violations
            left[way] = stand(uow.session)
    assert left["set"] == left["one by one"]
    assert left["set"] == left["sweep"]


def test_one_paper_goes_to_each_unit_and_its_series_has_no_gap(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        begun(uow.session, automatic(), UNITS[0], UNITS[1], UNITS[0])
        done = raised(uow.session, "催办", overdue_days=1)
        papers = {each["unit"]: (each["number"], len(each["items"])) for each in done["papers"]}
        assert papers == {UNITS[0]: ("县督催〔2026〕1号", 2), UNITS[1]: ("县督催〔2026〕2号", 1)}
        assert {each["to"] for each in done["items"]} == {"已催办"}
        text = table_of(Message).c.text
        said_of = uow.session.execute(sa.select(text).where(text.contains("督办文书"))).scalars()
        assert sorted(each[:5] for each in said_of) == ["有1件已发", "有2件已发"]
        again = raised(uow.session, "督办", unit=UNITS[0])
        assert [each["number"] for each in again["papers"]] == ["县督督〔2026〕1号"]
        assert verify(uow.session).ok


def test_a_set_with_an_item_that_may_not_go_up_is_refused_whole(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        free, climbed, paused = begun(uow.session, county(), *UNITS)
        lifted(uow.session, climbed, "催办单", replace(as_post(uow.session, MONDAY, "分管副主任"), reason="批示"))
        suspend_item(uow.session, "county", paused, Asked(said(uow.session).actor, at(MONDAY), reason="协调"))
        before = stand(uow.session)
        with pytest.raises(SomeRefused) as refused:
            raised(uow.session, "催办", free, climbed, paused)
        assert "3 件中有 2 件不能提到“催办”" in str(refused.value)
        assert "已经是“已催办”（《高效运行机制完善工作意见》五-4，C41）" in str(refused.value)
        assert stand(uow.session) == before
        done = raised(uow.session, "催办", free, climbed, paused, allowed_only=True)
        assert {each["code"]: each["allowed"] for each in done["items"]} == {free: True, climbed: False, paused: False}
        with pytest.raises(TransitionRefused, match="文书已经拟出，正在等它送达"):
            raised(uow.session, "催办", free)
        with pytest.raises(TransitionRefused, match="现在只能提到“督办”，不能越级"):
            raised(uow.session, "约谈", climbed)
        assert verify(uow.session).ok


def test_a_preview_writes_nothing_and_says_what_would_be_done(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        codes = begun(uow.session, county(), UNITS[0], UNITS[0], UNITS[1])
        rows = sa.select(sa.func.count()).select_from(HISTORY)
        before = uow.session.execute(rows).scalar_one(), stand(uow.session)
        running = running_institution(uow.session, "county")
        seen = preview_escalation(uow.session, running, Wanted("催办", unit=UNITS[0]), said(uow.session))
        assert (seen["allowed"], seen["refused"]) == (2, 0)
        assert [(each["unit"], each["items"], each["approval"][0]) for each in seen["papers"]] == [
            (UNITS[0], codes[:2], "分管副主任")
        ]
        assert (uow.session.execute(rows).scalar_one(), stand(uow.session)) == before


FILTERS: dict[str, tuple[dict[str, Any], int]] = {
    "a unit": ({"unit": UNITS[0]}, 2),
    "a type": ({"item_type": "公文办理"}, 3),
    "another type": ({"item_type": "常务会议议定事项"}, 0),
    "an office": ({"office": "办公室"}, 3),
    "late by one working day": ({"overdue_days": 1}, 3),
    "late by three working days": ({"overdue_days": 3}, 0),
    "on no rung yet": ({"on_rung": "无"}, 3),
    "on a rung": ({"on_rung": "催办"}, 0),
    "all of it": ({"unit": UNITS[1], "item_type": "公文办理", "on_rung": "无", "overdue_days": 2}, 1),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_what_it_names(sqlite_engine: sa.Engine, name: str) -> None:
    chosen, count = FILTERS[name]
    with unit_of_work(sqlite_engine) as uow:
        begun(uow.session, county(), UNITS[0], UNITS[0], UNITS[1])
        if count:
            assert raised(uow.session, "催办", **chosen)["allowed"] == count
        else:
            with pytest.raises(NotFound):
                raised(uow.session, "催办", **chosen)


def test_a_retry_with_the_same_key_goes_up_once(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        begun(uow.session, county(), UNITS[0], UNITS[0])
        first = raised(uow.session, "催办", unit=UNITS[0], asked=said(uow.session, key="k"))
        assert raised(uow.session, "催办", unit=UNITS[0], asked=said(uow.session, key="k")) == first
        with pytest.raises(KeyReused):
            raised(uow.session, "督办", unit=UNITS[0], asked=said(uow.session, key="k"))
        assert verify(uow.session).ok


def test_authority_reason_and_what_was_seen_are_asked_for(sqlite_engine: sa.Engine) -> None:
    with unit_of_work(sqlite_engine) as uow:
        code, other = begun(uow.session, county(), UNITS[0], UNITS[1])
        with pytest.raises(NotTheirs, match="C36"):
            raised(uow.session, "催办", code, asked=replace(as_post(uow.session, MONDAY, "分管领导"), reason="批示"))
        with pytest.raises(ReasonMissing):
            raised(uow.session, "催办", code, asked=as_post(uow.session, MONDAY, "分管副主任"))
        with pytest.raises(AlreadyMoved):
            raised(uow.session, "催办", code, asked=replace(said(uow.session), version=1))
        with pytest.raises(ChosenAnew):
            raised(uow.session, "催办", code, other, confirmed=[code])
        with pytest.raises(NotFound):
            raised(uow.session, "催办", "2026-999999")
