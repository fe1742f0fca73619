"""Drafting and issuing: codes, limits by class, what is refused, which act records it."""

from datetime import date

import pytest
import sqlalchemy as sa

from duban.core.errors import InvalidValue, NotFound
from duban.services.item_desk import Asked
from duban.services.items import NewItem, draft_item, issue_item
from duban.services.ledger import create_ledger, ledger_kind
from duban.services.packs import load_pack_version, stored_pack
from duban.store.evidence import ACT
from duban.store.items import find_item
from duban.store.prepared import rows_like
from duban.store.unit_of_work import unit_of_work
from models import LedgerKind
from tests.factories import ACTOR, CALENDAR, FIVE_DAYS, MONDAY, NAMED, UNITS, at, county, issued_item, make_ledger


def test_codes_count_up_within_the_year(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        days = (date(2026, 11, 2), date(2026, 11, 3), date(2027, 1, 4))
        codes = [issued_item(uow.session, pack, on=on) for on in days]
    assert codes == ["2026-000001", "2026-000002", "2027-000001"]


def test_an_issued_item_counts_from_its_meeting(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        new = NewItem("常务会议议定事项", UNITS[1], "研究供水保障", **NAMED)
        code = draft_item(uow.session, new, Asked(ACTOR, at(MONDAY)), pack=pack)
        drafted = find_item(uow.session, "county", code)
        asked = Asked(ACTOR, at(MONDAY))
        issue_item(uow.session, "county", code, asked, calendar=CALENDAR, from_on=date(2026, 11, 20))
        issued = find_item(uow.session, "county", code)
        verbs = [
            (act["verb"], act["event"])
            for act in rows_like(uow.session, ACT, {"institution": "county"}).mappings().all()
        ][-2:]
    assert drafted is not None
    assert issued is not None
    assert (drafted["state"], drafted["climb_due_on"]) == ("drafted", None)
    assert (issued["state"], issued["feedback_from_on"]) == ("issued", date(2026, 11, 20))
    assert issued["feedback_due_on"] == issued["climb_due_on"] == date(2026, 12, 7)
    assert issued["calendar_version"] == CALENDAR.version
    assert issued["version"] == 2
    assert verbs == [("draft", None), ("issue", "issue")]


@pytest.mark.parametrize(
    ("new", "error", "says"),
    [
        (NewItem("没有的类型", UNITS[0], "标题"), NotFound, "常务会议议定事项"),
        (NewItem("公文办理", "没有的单位", "标题", item_class=FIVE_DAYS), NotFound, "没有单位"),
        (NewItem("公文办理", UNITS[0], "标题"), InvalidValue, "请从一个部门职权内"),
        (NewItem("公文办理", UNITS[0], "标题", item_class="没有的类别"), InvalidValue, "没有的类别"),
    ],
    ids=["type", "unit", "no class", "class"],
)
def test_what_the_pack_does_not_know_is_refused(
    sqlite_engine: sa.Engine, new: NewItem, error: type[Exception], says: str
) -> None:
    with unit_of_work(sqlite_engine) as uow:
        pack = make_ledger(uow.session)
        with pytest.raises(error, match=says):
            draft_item(uow.session, new, Asked(ACTOR, at(MONDAY)), pack=pack)


def test_an_item_whose_limit_comes_with_it_has_no_clock(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        new = NewItem("公文办理", UNITS[0], "来文载明时限", item_class="有明确时限")
        code = draft_item(uow.session, new, Asked(ACTOR, at(MONDAY)), pack=pack)
        issue_item(uow.session, "county", code, Asked(ACTOR, at(MONDAY)), calendar=CALENDAR)
        issued = find_item(uow.session, "county", code)
    assert issued is not None
    assert (issued["feedback_due_on"], issued["climb_due_on"]) == (None, None)


def test_a_pack_version_is_stored_once_and_read_back_whole(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        again = load_pack_version(uow.session, county(), now=at(MONDAY), actor=ACTOR)
        assert again.id == pack.id
        assert stored_pack(uow.session, pack.version).pack == county().pack
        with pytest.raises(NotFound, match="duban init"):
            stored_pack(uow.session, "0" * 64)


def test_a_ledger_keeps_the_kind_it_was_created_as(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        with pytest.raises(NotFound, match="duban init"):
            ledger_kind(uow.session)
        assert create_ledger(uow.session, LedgerKind.real, now=at(MONDAY), actor=ACTOR) is LedgerKind.real
        assert create_ledger(uow.session, LedgerKind.rehearsal, now=at(MONDAY), actor=ACTOR) is LedgerKind.real
        assert ledger_kind(uow.session) is LedgerKind.real
