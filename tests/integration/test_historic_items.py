"""Items of past years are kept and nothing more: no meeting, bulletin, problem or merger takes them for running."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from duban.core.errors import InvalidValue, TransitionRefused
from duban.services.bulletin_facts import freeze
from duban.services.coordination import NewProblem, raise_problem
from duban.services.items_report import NewFeedback, give_feedback
from duban.store.occurrences import items_covered, lead_units_of
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind
from tests.factories import MONDAY, UNITS, at, finish_item, issued_item, make_ledger, past_item, said

KIND = "常务会议议定事项"


def test_no_meeting_covers_them(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        past_item(uow.session, make_ledger(uow.session), said(MONDAY))
        assert items_covered(uow.session, "county", (KIND,)) == []
        assert lead_units_of(uow.session, "county", (KIND,)) == []


def test_no_bulletin_names_them(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        code = past_item(uow.session, make_ledger(uow.session), said(MONDAY))
        with pytest.raises(InvalidValue, match=f"{code}.*历史存档"):
            freeze(uow.session, "county", [code], MONDAY, late=False, marking=None)


def test_no_problem_is_raised_from_them(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        code = past_item(uow.session, pack, said(MONDAY))
        with pytest.raises(TransitionRefused, match="历史存档"):
            raise_problem(uow.session, NewProblem("资金没有着落", item=code), said(MONDAY), pack=pack)


@pytest.mark.parametrize("into", ["past", "ended"])
def test_nothing_is_reported_as_merged_into_what_runs_no_more(engine: sa.Engine, into: str) -> None:
    with unit_of_work(engine) as uow:
        pack, start = make_ledger(uow.session), MONDAY - timedelta(days=4)
        code = issued_item(uow.session, pack, on=start)
        if into == "past":
            other = past_item(uow.session, pack, said(start))
        else:
            other = issued_item(uow.session, pack, on=start, unit=UNITS[1])
            finish_item(uow.session, other, on=at(start, 15))
        with pytest.raises(InvalidValue, match=f"--into“{other}”.*请并入还没有办结的事项"):
            give_feedback(
                uow.session, "county", code, said(MONDAY), NewFeedback(FeedbackKind.merge, "合并办理", into=other)
            )
