"""A large ledger to look at: a million items of several years under the county's pack, with texts as offices write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from benchmarks import console_words as words
from duban.institutions.loader import find_pack, load_pack
from duban.services.acts import ActDraft, Actor, open_act, seal
from duban.services.ledger import create_ledger
from duban.services.org import NewHolder, add_holders
from duban.services.packs import PackOnRecord, load_pack_version
from duban.store.evidence import add_history_of_added
from duban.store.unit_of_work import reading, unit_of_work
from models import Item, ItemText, LedgerKind, Order, Person, Secrecy, table_of
from states.item import ENDED, UNISSUED, ItemState
from states.order import OrderState

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
FROM = date(2022, 1, 4)
ACTOR = Actor("bench")
PAPERS = 2_000
WAITING = (OrderState.drafted, OrderState.drafted, OrderState.proposed, OrderState.agreed, OrderState.signed)
"""Where the papers stand that are on their way, in turn."""
IMPORTED = 100_000
"""So many items came with one import."""
BLOCK = 50_000
"""Rows that are made one by one; the others are copies of them."""
LEADERS = ("徐振华", "李维民", "王海燕", "赵国庆", "陈立新", "刘建军", "周晓东", "吴敏")
OPEN_STATES = (
    (ItemState.in_progress, None, 50),
    (ItemState.issued, None, 10),
    (ItemState.escalated, "催办", 12),
    (ItemState.escalated, "督办", 4),
    (ItemState.escalated, "约谈", 1),
    (ItemState.long_term, None, 6),
    (ItemState.checking, None, 8),
    (ItemState.drafted, None, 4),
    (ItemState.approved, None, 2),
    (ItemState.suspended, None, 2),
    (ItemState.returned, None, 1),
)
"""Where an open item stands, and how often."""
ENDED_STATES = ((ItemState.closed, None, 94), (ItemState.merged, None, 3), (ItemState.withdrawn, None, 3))
ITEM, TEXT, ORDER = table_of(Item), table_of(ItemText), table_of(Order)
TEXT_COLUMNS = ("item_id", "title", "requirement", "secrecy", "responsible")


@dataclass(frozen=True)
class World:
    """Who there is to lead, to carry out and to assign."""

    pack: PackOnRecord
    units: Sequence[int]
    leaders: Sequence[int]
    types: Sequence[str]


def seed_large(engine: sa.Engine, items: int, *, seed: int = 1) -> World:
    """Fills an empty ledger, at any schema version that has these columns."""
    with unit_of_work(engine) as uow:
        create_ledger(uow.session, LedgerKind.rehearsal, now=NOW, actor=ACTOR)
        pack = load_pack_version(uow.session, load_pack(find_pack("county")), now=NOW, actor=ACTOR)
        names = unit_names()
        holders = [NewHolder(name, "局长", f"{name}局长", FROM) for name in names]
        holders += [NewHolder("县政府办公室", f"第{n}副县长", name, FROM) for n, name in enumerate(LEADERS, 1)]
        ids = add_holders(uow.session, "county", holders, now=NOW, actor=ACTOR)
        person = table_of(Person)
        leaders = uow.session.execute(sa.select(person.c.id).where(person.c.name.in_(LEADERS))).scalars().all()
        world = World(pack, [ids[name] for name in names], leaders, list(pack.pack.items))
        uow.commit()
    rows = list(_rows(world, min(items, BLOCK), Random(seed)))  # noqa: S311 - the same ledger at every run
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # keys hold by construction
        for table, part in ((ITEM, 0), (TEXT, 1)):
            connection.execute(sa.insert(table), [row[part] for row in rows])
        for times in range(1, -(-items // BLOCK)):
            _copy(connection, times, min(BLOCK, items - times * BLOCK))
        connection.execute(sa.insert(ORDER), [_paper(world, number) for number in range(PAPERS)])
    return world


def unit_names() -> list[str]:
    """The units that carry out, those that lead most items first."""
    return [f"{area}{bureau}" for bureau in words.BUREAUS for area in ("县", *words.AREAS[:4])]


def record_items(engine: sa.Engine) -> None:
    """Gives every item the act that it came to be by, as an import leaves it; an item has a history on every page."""
    with reading(engine) as session:
        newest: int = session.execute(sa.select(sa.func.max(ITEM.c.id))).scalar_one()
    for first in range(1, newest + 1, IMPORTED):
        with unit_of_work(engine) as uow:
            act = open_act(uow.session, ActDraft("county", "import", ACTOR, NOW, NOW))
            here = sa.select(ITEM).where(ITEM.c.id.between(sa.bindparam("first"), sa.bindparam("last")))
            span = {"first": first, "last": first + IMPORTED - 1}
            add_history_of_added(uow.session, "county", act.seq, ITEM, here, **span)
            seal(uow.session, act)
            uow.commit()


def _paper(world: World, number: int) -> dict[str, Any]:
    """A paper that is on its way."""
    return {
        "institution": "county",
        "pack_version_id": world.pack.id,
        "ladder": "催办-督办-约谈",
        "rung": "催办",
        "paper": "催办单",
        "office": "督查室",
        "unit_id": world.units[number % len(world.units)],
        "drafted_on": TODAY - timedelta(days=number % 9),
        "state": WAITING[number % len(WAITING)],
        "answer_provisional": False,
        "version": 1,
    }


def _copy(connection: sa.Connection, times: int, most: int) -> None:
    """The first `most` rows again, under ids and codes that are further on."""
    shift = times * BLOCK
    serial = sa.cast(sa.func.substr(ITEM.c.code, 6), sa.Integer()) + shift + 10**7
    code = sa.func.substr(ITEM.c.code, 1, 5).concat(sa.func.substr(sa.cast(serial, sa.Text()), 2))
    moved: dict[str, Any] = {"id": ITEM.c.id + shift, "code": code}
    chosen = sa.select(*(moved.get(column.name, column) for column in ITEM.columns)).where(ITEM.c.id <= most)
    connection.execute(sa.insert(ITEM).from_select([column.name for column in ITEM.columns], chosen))
    texts = [TEXT.c.item_id + shift, *(TEXT.c[name] for name in TEXT_COLUMNS[1:])]
    chosen = sa.select(*texts).where(TEXT.c.item_id <= most)
    connection.execute(sa.insert(TEXT).from_select(list(TEXT_COLUMNS), chosen))


def _rows(world: World, items: int, chance: Random) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    days = (TODAY - FROM).days
    serials: dict[int, int] = {}
    for number in range(items):
        issued_on = FROM + timedelta(days=number * days // items)
        serial = serials[issued_on.year] = serials.get(issued_on.year, 0) + 1
        item = _item(world, chance, issued_on)
        item |= {"id": number + 1, "code": f"{issued_on.year}-{serial:07d}"}
        title, requirement = text_of(chance)
        secrecy = Secrecy.internal if number % 50 == 0 else None
        said = (number + 1, title, requirement, secrecy, "局长")
        yield item, dict(zip(TEXT_COLUMNS, said, strict=True))


def skewed(chance: Random, among: Sequence[Any]) -> Any:
    """One of them; the first are much more frequent than the last."""
    return among[int(chance.random() ** 2.5 * len(among))]


def text_of(chance: Random) -> tuple[str, str | None]:
    """A title and, more often than not, a requirement."""
    title = f"{skewed(chance, words.VERBS)}{skewed(chance, words.PLACES)}{skewed(chance, words.THINGS)}"
    title += skewed(chance, words.WORKS)
    if chance.random() < 0.4:
        return title, None
    demands = [skewed(chance, words.DEMANDS) for _ in range(chance.randint(1, 4))]
    return title, "，".join(demands) + "。"


def _item(world: World, chance: Random, issued_on: date) -> dict[str, Any]:
    is_open = chance.random() < (0.75 if (TODAY - issued_on).days < 200 else 0.12)
    choices = OPEN_STATES if is_open else ENDED_STATES
    state, rung, _ = chance.choices(choices, [weight for *_, weight in choices])[0]
    moment = _instant(issued_on, chance)
    limit = issued_on + timedelta(days=chance.randint(5, 60))
    runs = state in (ItemState.in_progress, ItemState.issued, ItemState.escalated, ItemState.long_term)
    due_on = TODAY + timedelta(days=int(chance.gauss(25, 30))) if runs else None
    back = state in (ItemState.checking, ItemState.suspended)
    return {
        "institution": "county",
        "item_type": skewed(chance, world.types),
        "ladder": "催办-督办-约谈",
        "pack_version_id": world.pack.id,
        "lead_unit_id": skewed(chance, world.units),
        "state": state,
        "rung": rung,
        "climb_due_on": due_on,
        "climb_from_on": due_on and due_on - timedelta(days=10),
        "feedback_due_on": due_on or limit,
        "completion_due_on": limit + timedelta(days=chance.randint(20, 400)) if chance.random() < 0.7 else None,
        "due_provisional": False,
        "issued_at": None if state in (*UNISSUED, ItemState.withdrawn) else moment,
        "received_at": None if state in (*UNISSUED, ItemState.issued) else moment,
        "closed_at": _instant(min(limit, TODAY), chance) if state in ENDED else None,
        "version": 3,
        "back_state": ItemState.in_progress if back else None,
        "decided_on": issued_on - timedelta(days=2),
        "leader_id": skewed(chance, world.leaders),
    }


def _instant(on: date, chance: Random) -> datetime:
    return datetime(on.year, on.month, on.day, chance.randrange(10), chance.randrange(60), tzinfo=UTC)
