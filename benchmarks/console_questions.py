"""What is asked of the large ledger: as the console asks its services, and as bare SQL for just that question."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.console_seeding import ACTOR, NOW, TODAY
from duban.services.beginning import Looked
from duban.services.desk_view import desk_of
from duban.services.institution import RunningInstitution, running_institution
from duban.services.item_desk import Asked
from duban.services.item_pages import ItemQuery, item_page
from duban.services.roles import HeldPost, Role, Standing
from duban.store.item_filter import ItemSort
from duban.store.sight import EVERYTHING, Sight
from models.item import DUE_SQL
from states.light import Light

SIZE = 50
RARE, COMMON = "芦苇荡", "农田"
PAGE = (  # one line at a time: a join over units would let a planner begin with them
    "SELECT i.code, t.title, (SELECT name FROM unit WHERE id = i.lead_unit_id) FROM item i"
    f" JOIN item_text t ON t.item_id = i.id WHERE i.institution = 'county'{{}} ORDER BY {{}} LIMIT {SIZE}"
)


@dataclass(frozen=True)
class Ask:
    """Who asks where: an open ledger, a unit, and a place far inside the ledger."""

    session: Session
    running: RunningInstitution
    unit: tuple[int, str]
    code: str


def asking(session: Session, chance: Random) -> Ask:
    """Somebody of a random unit, at a random item."""
    units = session.execute(sa.text("SELECT id, name FROM unit ORDER BY id")).all()
    items: int = session.execute(sa.text("SELECT max(id) FROM item")).scalar_one()
    chosen = {"id": chance.randint(1, items)}
    code: str = session.execute(sa.text("SELECT code FROM item WHERE id = :id"), chosen).scalar_one()
    unit = chance.choice(units[:-1])
    return Ask(session, running_institution(session, "county"), (unit.id, unit.name), code)


@dataclass(frozen=True)
class Question:
    """One question, both ways."""

    name: str
    by_service: Callable[[Ask], object]
    raw: Callable[[Ask], object]


def _page(name: str, query: Callable[[Ask], ItemQuery], where: str = "", order: str = "i.code") -> Question:
    statement = sa.text(PAGE.format(where, order))

    def by_service(ask: Ask) -> object:
        return item_page(ask.session, ask.running, query(ask), TODAY, size=SIZE)

    def raw(ask: Ask) -> object:
        given = {"unit": ask.unit[0], "code": ask.code, "text": f"%{COMMON}%", "rare": f"%{RARE}%"}
        used = {name: value for name, value in given.items() if f":{name}" in statement.text}
        return ask.session.execute(statement, used).all()

    return Question(name, by_service, raw)


def _deep(ask: Ask) -> object:
    first = item_page(ask.session, ask.running, ItemQuery(text=ask.code), TODAY, size=1)
    mark = item_page(ask.session, ask.running, ItemQuery(), TODAY, size=1).next
    return item_page(ask.session, ask.running, ItemQuery(), TODAY, size=SIZE, mark=mark), first


def _desk(ask: Ask) -> object:
    """What the office's page says, whoever of it asks."""
    posts = tuple(HeldPost(0, "", 0, post, 0, is_deputy=False) for post in ("分管副主任", "分管领导", "办公室主任"))
    return desk_of(_looked(ask), Standing(frozenset({Role.operator, Role.leader}), posts, EVERYTHING))


def _unit_desk(ask: Ask) -> object:
    held = HeldPost(*ask.unit, 0, "局长", 0, is_deputy=False)
    return desk_of(_looked(ask), Standing(frozenset({Role.liaison}), (held,), Sight(frozenset({ask.unit[0]}))))


def _looked(ask: Ask) -> Looked:
    return Looked(ask.session, ask.running, Asked(ACTOR, NOW))


def _bare(statement: str) -> Callable[[Ask], object]:
    text = sa.text(statement)
    return lambda ask: ask.session.execute(text, {"unit": ask.unit[0]} if ":unit" in statement else {}).all()


PASSED = f" AND {DUE_SQL} < '{TODAY}'"
OF_UNIT = " AND i.lead_unit_id = :unit"
OPEN = " AND i.state NOT IN ('closed', 'merged', 'terminated', 'withdrawn', 'historic')"
LATE = f"SELECT i.code FROM item i WHERE i.institution = 'county'{PASSED}{{}} ORDER BY {DUE_SQL}, i.id LIMIT 5"
NOBODY, SOON = 0, TODAY + timedelta(days=3)
"""Whoever leads no item; the last yellow day, three working days on from a Monday."""
QUESTIONS = (
    _page("first page", lambda _: ItemQuery(descending=True), order="i.code DESC"),
    Question("a page and the item of a code", _deep, _page("", lambda _: ItemQuery(), " AND i.code >= :code").raw),
    _page("by due day", lambda _: ItemQuery(sort=ItemSort.due), order=f"{DUE_SQL}, i.id"),
    _page("open", lambda _: ItemQuery(is_open=True), OPEN),
    _page("red", lambda _: ItemQuery(lights=(Light.red,), sort=ItemSort.due), PASSED, f"{DUE_SQL}, i.id"),
    _page(
        "open and yellow",
        lambda _: ItemQuery(is_open=True, lights=(Light.yellow,)),
        f"{OPEN} AND {DUE_SQL} BETWEEN '{TODAY}' AND '{SOON}'",
    ),
    _page("a leader of nothing yet", lambda _: ItemQuery(leader_id=NOBODY), f" AND i.leader_id = {NOBODY}"),
    _page("a unit", lambda ask: ItemQuery(units=(ask.unit[1],)), OF_UNIT),
    _page("what a unit may see", lambda ask: ItemQuery(seen_by=(ask.unit[0],)), OF_UNIT),
    _page(
        "a unit, open and red",
        lambda ask: ItemQuery(units=(ask.unit[1],), is_open=True, lights=(Light.red,)),
        OF_UNIT + OPEN + PASSED,
    ),
    _page("a rare state", lambda _: ItemQuery(states=("已约谈",)), " AND i.state = 'escalated' AND i.rung = '约谈'"),
    _page("two characters, common", lambda _: ItemQuery(text=COMMON), " AND t.title LIKE :text"),
    _page("three characters, rare", lambda _: ItemQuery(text=RARE), " AND t.title LIKE :rare"),
    _page("one character", lambda _: ItemQuery(text="县"), " AND t.title LIKE '%县%'"),
    _page("a text nobody wrote", lambda _: ItemQuery(text="簸箕"), " AND t.title LIKE '%簸箕%'"),
    _page(
        "text and unit",
        lambda ask: ItemQuery(text=COMMON, units=(ask.unit[1],)),
        OF_UNIT + " AND t.title LIKE :text",
    ),
    _page(
        "text and state",
        lambda _: ItemQuery(text=COMMON, states=("已约谈",)),
        " AND i.state = 'escalated' AND i.rung = '约谈' AND t.title LIKE :text",
    ),
    _page(
        "the beginning of a code",
        lambda _: ItemQuery(text="2024-00"),
        " AND i.code >= '2024-00' AND i.code < '2024-01'",
    ),
    _page(
        "the same by due day",
        lambda _: ItemQuery(text="2024-00", sort=ItemSort.due),
        " AND i.code >= '2024-00' AND i.code < '2024-01'",
        f"{DUE_SQL}, i.id",
    ),
    Question("desk of an office", _desk, _bare(LATE.format(""))),
    Question("desk of a unit", _unit_desk, _bare(LATE.format(OF_UNIT))),
)
