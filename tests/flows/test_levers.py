"""What an operator's forms do and refuse, on a demonstration ledger, without a server."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from duban.core.clock import SetClock
from duban.core.errors import DubanError
from duban.services.escalation import Wanted
from duban.services.occurrence_levers import StageInput
from duban.services.occurrence_view import coming_bells, find_code, show_occurrence
from duban.services.verify import verify
from duban.store.occurrences import why_moved
from duban.store.unit_of_work import unit_of_work
from flows.answering import Page, refusal
from flows.catalogue import REFUSED
from flows.escalate_by_hand import escalated
from flows.handle_period import Action, PeriodAsked, handled
from flows.ringing import Ringer
from tests.factories import MONDAY, UNITS, at, county, issued_item, make_ledger, said

pytestmark = pytest.mark.slow
WHO = ("分管副主任", "县长批示")
MONTHLY = "重大项目月调度"


@pytest.fixture
def ledger(sqlite_engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> sa.Engine:
    """Two late items of one unit, the periods on record, and the environment of a flow run."""
    with unit_of_work(sqlite_engine) as work:
        pack = make_ledger(work.session)
        for _ in range(2):
            issued_item(work.session, pack, on=date(2026, 11, 12))
        work.commit()
    monkeypatch.setenv("DUBAN_DATABASE_URL", str(sqlite_engine.url))
    monkeypatch.setenv("DUBAN_HOME", str(tmp_path))
    monkeypatch.setenv("DUBAN_CLOCK", "2026-11-23T09:00")
    Ringer(sqlite_engine, "county", SetClock(at(MONDAY)), "test").reconcile()
    return sqlite_engine


def raised(rung: str, *, preview: bool = False, unit: str | None = UNITS[0]) -> Page:
    return escalated("county", Wanted(rung, unit=unit), WHO, allowed_only=False, preview=preview)


def decided(action: Action, stage: str | None = None, *, why: str = "理由", **more: object) -> Page:
    asked = PeriodAsked("county", MONTHLY, "2026-12", action, stage, **more)  # type: ignore[arg-type]  # as a form gives it
    return handled(asked, (None, why), StageInput())


def test_an_escalation_is_previewed_and_then_done(ledger: sa.Engine) -> None:
    seen = raised("催办", preview=True)
    assert seen.short == "预览：可以提到“催办” 2 件，不能提 0 件，将拟文书 1 份；没有改动任何内容。"
    assert "分管副主任→分管领导→办公室主任" in seen.markdown
    done = raised("催办")
    assert done.short.startswith("已提级 2 件，略过 0 件，拟文书 1 份（county#")
    assert "| 2026-000001 | 2026-11-12交办的公文 | 县财政局 | 办理中 | 待催办 | 催办单 |" in done.markdown
    with unit_of_work(ledger) as work:
        assert verify(work.session).ok


def test_a_refused_escalation_says_why_and_by_which_clause(ledger: sa.Engine) -> None:
    with pytest.raises(DubanError) as refused:
        raised("约谈")
    page = refusal("手工提级·约谈", refused.value)
    assert page.short.startswith(REFUSED)
    assert "现在只能提到“催办”，不能越级" in page.short
    with pytest.raises(DubanError, match="没有单位“天文台”"):
        raised("催办", unit="天文台")


def test_a_period_is_handled_like_by_command(ledger: sa.Engine) -> None:
    assert "现为“已通知”" in decided("办环节", "通知").short
    assert "## 各环节" in decided("再办一次", "通知").markdown
    with pytest.raises(DubanError, match="须选择环节"):
        decided("办环节")
    with pytest.raises(DubanError, match="须写明定在哪一天"):
        decided("定日子")
    with pytest.raises(DubanError, match="分管领导"):
        decided("不开")


def test_who_may_call_a_period_off_does(ledger: sa.Engine) -> None:
    with unit_of_work(ledger) as work:
        code = find_code(work.session, county().pack, MONTHLY, "2026-12")
    page = handled(PeriodAsked("county", MONTHLY, "2026-12", "不开"), ("分管领导", "与全会冲突"), StageInput())
    assert page.short.startswith(f"{code} 不开：已记录（county#")
    with unit_of_work(ledger) as work:
        assert show_occurrence(work.session, "county", code, said(MONDAY))["label"] == "不开"
        assert verify(work.session).ok


def test_a_day_that_was_fixed_is_the_reason_of_its_runs_new_day(ledger: sa.Engine) -> None:
    with unit_of_work(ledger) as work:
        assert why_moved(work.session, "county", MONTHLY, "2026-12") is None
    asked = PeriodAsked("county", MONTHLY, "2026-12", "定日子", day=date(2026, 12, 23))
    handled(asked, ("分管领导", "25日有全会"), StageInput())
    with unit_of_work(ledger) as work:
        assert why_moved(work.session, "county", MONTHLY, "2026-12") == "定日子，25日有全会"
        moved = [bell for bell in coming_bells(work.session, "county") if bell.period == "2026-12"]
        assert any(bell.at == at(date(2026, 12, 23)) - timedelta(minutes=30) for bell in moved)
