"""A large ledger for the sweep's benchmark: N items, one in ten due, the due ones spread evenly over the table."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.loader import LoadedPack, find_pack, load_pack, load_pack_text
from duban.services.acts import Actor
from duban.services.ledger import create_ledger
from duban.services.org import NewHolder, add_holders
from duban.services.packs import PackOnRecord, load_pack_version
from duban.store.unit_of_work import unit_of_work
from models import Item, ItemText, LedgerKind, table_of
from states.item import ItemState

ON = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
LIMIT_ON = date(2026, 11, 20)
ACTOR = Actor("bench")
UNITS = 50
BLOCK = 6_000
"""Rows that are made one by one; everything in `_item` but the number itself repeats within it, so copies do."""
DUE_PLACES = (
    (ItemState.in_progress, None),
    (ItemState.in_progress, None),
    (ItemState.issued, None),
    (ItemState.escalated, "催办"),
)
"""Where the due items stand, in turn."""
PHRASE = "送达后5个工作日内"
ITEM, TEXT = table_of(Item), table_of(ItemText)


@dataclass(frozen=True)
class Seeded:
    """What the arms need to know of the ledger that was seeded."""

    pack: PackOnRecord
    pack_name: str
    items: int


def pack_a() -> LoadedPack:
    """The county's pack with papers that nobody has to approve, but for the talk at the top of the ladder."""
    text, automatic = load_pack(find_pack("county")).text, "approval: {automatic: true, clause: C36}"
    return load_pack_text(re.sub(r"approval: {.*clause: C36}", automatic, text), "pack_a.yaml")


def pack_b() -> LoadedPack:
    """The county's pack as it is published: people approve every paper, the items wait for it."""
    return load_pack(find_pack("county"))


PACKS: Mapping[str, Callable[[], LoadedPack]] = {"A": pack_a, "B": pack_b}


def seed(engine: sa.Engine, items: int, pack_name: str = "A") -> Seeded:
    """Fills an empty migrated ledger under one of the `PACKS`."""
    with unit_of_work(engine) as uow:
        create_ledger(uow.session, LedgerKind.rehearsal, now=NOW, actor=ACTOR)
        pack = load_pack_version(uow.session, PACKS[pack_name](), now=NOW, actor=ACTOR)
        names = [f"第{number}责任单位" for number in range(1, UNITS + 1)]
        holders = [NewHolder(name, post, f"{name}{post}", LIMIT_ON) for name in names for post in ("局长", "联络员")]
        units = list(add_holders(uow.session, "county", holders, now=NOW, actor=ACTOR).values())
        _add(uow.session, [_item(number, pack, units) for number in range(min(items, BLOCK))])
        for shift in range(BLOCK, items, BLOCK):
            _copy(uow.session, shift, min(BLOCK, items - shift))
        uow.commit()
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return Seeded(pack, pack_name, items)


def _add(session: Session, rows: list[dict[str, Any]]) -> None:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # foreign keys hold by construction
    connection.execute(sa.insert(ITEM), rows)
    connection.execute(sa.insert(TEXT), list(_texts(rows)))


def _copy(session: Session, shift: int, most: int) -> None:
    """The first `most` rows again, under ids and codes that are `shift` further on."""
    id_ = ITEM.c.id + shift
    changed = {"id": id_, "code": "2026-" + sa.func.substr(sa.cast(id_ + 10**7, sa.Text()), 2)}
    columns = [changed.get(column.name, column) for column in ITEM.columns]
    rows = sa.select(*columns).where(ITEM.c.id <= most)
    session.execute(sa.insert(ITEM).from_select([column.name for column in ITEM.columns], rows))
    texts = sa.select(TEXT.c.item_id + shift, TEXT.c.title).where(TEXT.c.item_id <= most)
    session.execute(sa.insert(TEXT).from_select(["item_id", "title"], texts))


def _texts(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {"item_id": row["id"], "title": f"落实第{row['id']}号议定事项并按期反馈办理情况", "requirement": None}


def _item(number: int, pack: PackOnRecord, units: list[int]) -> dict[str, Any]:
    is_due = number % 10 == 0
    state, rung = DUE_PLACES[number // 10 % 4] if is_due else DUE_PLACES[number % 4]
    due_on = LIMIT_ON if is_due else ON + timedelta(days=number % 30)
    issued_at = NOW - timedelta(days=7 + number % 20)
    return {
        "id": number + 1,
        "institution": "county",
        "code": f"2026-{number + 1:07d}",
        "item_type": "公文办理",
        "item_class": "一个部门职权内",
        "ladder": "催办-督办-约谈",
        "pack_version_id": pack.id,
        "lead_unit_id": units[number // 10 % UNITS],
        "state": state,
        "rung": rung,
        "climb_due_on": due_on,
        "climb_from_on": due_on - timedelta(days=7),
        "feedback_phrase": PHRASE,
        "feedback_from_on": due_on - timedelta(days=7),
        "feedback_due_on": due_on,
        "due_provisional": False,
        "calendar_version": "0" * 12,
        "issued_at": issued_at,
        "received_at": None if state is ItemState.issued else issued_at + timedelta(hours=3),
        "version": 3,
    }
