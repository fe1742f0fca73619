"""What happened in a ledger, citations aside: insensitive to what is cited, sensitive to every day of every row."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.rehearsal.effect_names import DATES, NOT_COMPARED, date_labels
from duban.rehearsal.effects import Difference, Dimension, Effects, differences, effects
from duban.rehearsal.world import Refusal
from duban.store.unit_of_work import unit_of_work
from models import metadata
from tests.factories import MONDAY, at, finish_item, issued_item, make_ledger, served_order, swept

pytestmark = pytest.mark.slow
CITED = {"act": ("clause", "reason", "text", "hash", "prev_hash", "digest"), "history": ("after", "after_hash")}


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A ledger in which three items were issued; one is finished, two got a paper."""
    with unit_of_work(engine) as uow:
        pack = make_ledger(uow.session)
        codes = [issued_item(uow.session, pack, on=MONDAY) for _ in range(3)]
        finish_item(uow.session, codes[0], on=at(MONDAY + timedelta(days=1)))
        swept(uow.session, pack, MONDAY + timedelta(days=8))
        served_order(uow.session, 4, MONDAY + timedelta(days=8))
        yield uow.session


def told(session: Session, *refusals: Refusal) -> Effects:
    return effects(session, "county", refusals)


def compared_days(session: Session) -> list[tuple[sa.Table, str, sa.RowMapping]]:
    found = []
    for table in metadata.sorted_tables:
        if table.name not in NOT_COMPARED:
            rows = session.execute(sa.select(table)).mappings().all()
            found += [(table, name, row) for row in rows for name in date_labels(table) if row[name]]
    return found


def test_nothing_differs_from_itself(session: Session) -> None:
    assert told(session).digest() == told(session).digest()
    assert differences(told(session), told(session)) == []


@pytest.mark.parametrize("seed", range(5))
def test_what_is_cited_makes_no_difference(session: Session, seed: int) -> None:
    chance, before = Random(seed), told(session).digest()  # noqa: S311 - a seeded choice of cases
    for name, columns in CITED.items():
        table, column = metadata.tables[name], chance.choice(columns)
        session.execute(sa.update(table).values({column: f"C{chance.randrange(100)}"}))
    packs = metadata.tables["pack_version"]
    yaml = session.execute(sa.select(packs.c.yaml)).scalar_one()
    session.execute(sa.update(packs).values(yaml=re.sub(r"\bC(\d+)\b", r"D\1", yaml)))
    assert told(session).digest() == before


@pytest.mark.parametrize("seed", range(10))
def test_another_day_makes_a_difference(session: Session, seed: int) -> None:
    chance, before = Random(seed), told(session)  # noqa: S311 - a seeded choice of cases
    table, column, row = chance.choice(compared_days(session))
    moved: Any = row[column] + timedelta(days=chance.choice((1, 7, 400)))
    session.execute(sa.update(table).where(table.c.id == row["id"]).values({column: moved}))
    found = differences(before, told(session))[0]
    assert (found.dimension, found.gone, found.new) == (Dimension.dates, 1, 1)
    assert f"{date_labels(table)[column]}：原为" in found.first
    assert told(session).digest() != before.digest()


def test_a_refusal_and_a_point_are_told_in_chinese(session: Session) -> None:
    refused = Refusal(date(2026, 11, 24), "ask_extension", "延期须在到期前提出（C30）。", expected=True)
    (found,) = differences(told(session, refused), told(session))
    assert found == Difference(Dimension.refusals, 1, 0, "2026-11-24 不再拒绝：延期须在到期前提出（C30）。")
    before = told(session)
    breach = metadata.tables["breach"]
    session.execute(sa.update(breach).values(cleared_at=at(MONDAY + timedelta(days=9))))
    scores = [each for each in differences(before, told(session)) if each.dimension is Dimension.scores]
    assert scores == [Difference(Dimension.scores, 1, 0, "县财政局建议分值：原为-2分，现为无")]


def test_every_day_has_a_name() -> None:
    tables = [table for table in metadata.sorted_tables if table.name not in NOT_COMPARED]
    assert {name for table in tables for name in date_labels(table)} <= DATES.keys()
