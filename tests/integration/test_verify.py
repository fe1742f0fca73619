"""`verify` is green on a ledger that was lived, and each seeded fault turns exactly its invariant red."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.verify import VerifyReport, verify
from duban.store.evidence import HISTORY, get_head
from duban.store.stage import ITEM
from duban.store.unit_of_work import unit_of_work
from tests.factories import MONDAY, automatic, issued_item, make_ledger, swept

SEEDED = {
    "a row changed by hand": (6, "UPDATE item SET completion_due_on = '2027-01-01' WHERE id = :item"),
    "a state changed by hand": (6, "UPDATE item SET rung = '督办' WHERE id = :item"),
    "a breach struck out": (6, "DELETE FROM breach"),
    "a holding added by hand": (
        6,
        "INSERT INTO holding (post_id, person_id, from_on, is_deputy) "
        "SELECT post_id, person_id, '2020-01-01', is_deputy FROM holding WHERE id = (SELECT min(id) FROM holding)",
    ),
    "a history row deleted": (6, "DELETE FROM history WHERE id = :climb"),
    "a history row repeated": (
        5,
        "INSERT INTO history (institution, act_seq, table_name, row_id, before, after, after_hash) "
        "SELECT institution, act_seq, table_name, row_id, after, after, after_hash FROM history WHERE id = :climb",
    ),
    "a history text rewritten": (6, "UPDATE history SET after = replace(after, '催办', '督办') WHERE id = :climb"),
    "an illegal move with a fitting hash": (
        4,
        "UPDATE history SET before = replace(before, 'in_progress', 'drafted') WHERE id = :climb",
    ),
    "a history text made unreadable": (4, "UPDATE history SET after = 'x' WHERE id = :climb"),
    "an act's reason rewritten": (6, "UPDATE act SET reason = '补' WHERE institution = 'county' AND seq = :act"),
    "an act's text rewritten": (6, "UPDATE act SET text = '{}' WHERE institution = 'county' AND seq = :act"),
    "an act resealed": (6, "UPDATE act SET hash = 'f' WHERE institution = 'county' AND seq = :act"),
    "an act torn from the chain": (6, "UPDATE act SET prev_hash = 'f' WHERE institution = 'county' AND seq = :act"),
    "a key without its request": (8, "UPDATE act SET request_hash = NULL WHERE institution = 'county' AND seq = :act"),
    "a head set back": (6, "UPDATE act_head SET seq = seq - 1 WHERE institution = 'county'"),
    "a head removed": (6, "DELETE FROM act_head WHERE institution = 'county'"),
    "a sweep day removed": (3, "DELETE FROM sweep_day WHERE swept_on = '2026-11-21'"),
    "words to be searched changed": (6, "UPDATE item_words SET words = 'x' WHERE item_id = :item"),
    "words to be searched removed": (6, "DELETE FROM item_words WHERE item_id = :item"),
    "words of an item that is not": (6, "INSERT INTO item_words (item_id, words) VALUES (999999, 'x')"),
    "a climb on a day off": (5, "UPDATE sweep_day SET outcome = 'day_off' WHERE swept_on = '2026-11-23'"),
}


@pytest.fixture
def lived(engine: sa.Engine) -> Iterator[Session]:
    """A ledger with two late items that were swept on Friday and on Monday."""
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session, automatic())
        for _ in range(2):
            issued_item(uow.session, pack, on=MONDAY - timedelta(days=10))
        for on in (MONDAY - timedelta(days=3), MONDAY):
            swept(uow.session, pack, on)
        yield uow.session


def tampered(session: Session, statement: str) -> VerifyReport:
    """What verify finds after that statement: `:item` is the first, `:climb` its last history row."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    item = session.execute(sa.select(sa.func.min(ITEM.c.id))).scalar_one()
    own = (HISTORY.c.table_name == "item", HISTORY.c.row_id == item)
    climb = session.execute(sa.select(sa.func.max(HISTORY.c.id)).where(*own)).scalar_one()
    values = {"item": item, "climb": climb, "act": get_head(session, "county").seq}
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    session.execute(sa.text(statement), used)
    return verify(session)


def test_a_lived_ledger_is_green(lived: Session) -> None:
    report = verify(lived)
    assert report.ok, report.violations
    assert report.acts == sum(head["seq"] for head in report.head.values())
    assert set(report.head) == {"county", "ledger"}
    assert report.as_json().keys() == {"ok", "acts", "head", "violations"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDED)
def test_a_seeded_fault_turns_its_invariant_red(lived: Session, seed: str) -> None:
    invariant, statement = SEEDED[seed]
    report = tampered(lived, statement)
    assert not report.ok
    assert invariant in {violation.invariant for violation in report.violations}
    assert all(violation.where and violation.says for violation in report.violations)


def test_a_deleted_last_act_is_missed_by_the_head(lived: Session) -> None:
    report = tampered(lived, "DELETE FROM act WHERE institution = 'county' AND seq = :act")
    says = [violation.says for violation in report.violations]
    assert any("末端" in words for words in says)
    assert any("没有行为" in words for words in says)
