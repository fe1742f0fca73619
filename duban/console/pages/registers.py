"""The registers of the pack on the screen: their entries, each with the moves that its register has; quotas."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import Response

from duban.console.catalogue.act import Told
from duban.console.catalogue.all import CATALOGUE
from duban.console.catalogue.record_subjects import (
    ENTRY_SUBJECT,
)
from duban.console.moves import Offer, offered
from duban.console.pages.recording import Chosen, Link, Recording, Rows, Section, add_recording
from duban.console.permits import READS_ALL, Screen
from duban.console.visits import Visiting
from duban.core.periods import Period, parse_since
from duban.services import registers
from duban.services.beginning import Looked
from duban.services.moves import Moves
from duban.services.register_fields import Book
from duban.services.register_quotas import coverage
from duban.services.roles import Role
from duban.store.sight import Sight

SCREEN = Screen()
MOST = 200


def _entries(looked: Looked, sight: Sight, chosen: Chosen) -> Rows:
    late = looked.asked.on if chosen.late else None
    rows = registers.told_entries(
        looked.session, looked.running.pack, chosen.name or None, state=chosen.state or None, late_on=late,
        most=MOST, sight=sight,
    )  # fmt: skip
    return [row for row in rows if not chosen.unit or chosen.unit in row["content"].values()]


def _books(looked: Looked, sight: Sight, chosen: Chosen) -> Sequence[Section]:
    """The pack's registers, where none is chosen yet and the reader keeps them."""
    if chosen.name or sight.units is not None:
        return ()
    rows = registers.told_books(looked.session, looked.running.pack)
    columns = {"register": "登记簿", "entries": "条数", "fields": "登记项", "states": "状态", "clause": "依据"}
    empty = "本制度没有规定登记簿。"
    return [Section("本制度的登记簿", columns, rows, empty, lambda row: _book_page(row["register"]))]


def _book_page(book: str) -> str:
    return f"/registers?{urlencode({'name': book})}"


def _entry(looked: Looked, _sight: Sight, code: str) -> dict[str, Any]:
    return registers.show_entry(looked.session, looked.running.pack.code, code, looked.asked)


def _entry_offers(told: Told, roles: frozenset[Role], moves: Moves) -> list[Offer]:
    """Each of the register's own moves is an act of its own."""
    acts = {act.name: act for act in CATALOGUE if act.subject is ENTRY_SUBJECT}
    move = acts.pop("register move")
    own = {event for act in acts.values() for event in act.events}
    steps = [step for step in told["next"] if step not in own]
    steps += sorted(moves.why_not.keys() - own - set(steps))
    taken = [replace(move, title=step, events=(step,)) for step in steps]
    found = offered([*taken, *acts.values()], roles, moves, {"code": told["code"]})
    named = [replace(each, address=_of_step(each), aside=False) if each.act in taken else each for each in found]
    return sorted(named, key=lambda offer: (bool(offer.why_not), offer.aside))


def _of_step(offer: Offer) -> str:
    """The form of a move, with the step that it is for."""
    return f"{offer.address}&{urlencode({'step': offer.act.title})}"


def _content(told: Told) -> Sequence[Section]:
    rows = [{"name": name, "value": value} for name, value in told["content"].items()]
    return [Section("登记内容", {"name": "登记项", "value": "内容"}, rows, "没有填写。")]


REGISTERS = Recording(
    path="/registers",
    title="登记簿",
    says="制度自定的登记项、状态、时限和定额：按登记簿逐条登记、办理。",
    empty="没有这样的登记。可以放宽条件，或登记一条。",
    subject=ENTRY_SUBJECT,
    columns={
        "code": "编号",
        "book": "登记簿",
        "label": "状态",
        "entered_on": "登记日",
        "due_on": "时限",
        "says": "内容",
    },
    facts={"book": "登记簿", "label": "状态", "entered_on": "登记日", "due_on": "时限", "version": "版本"},
    rows=_entries,
    show=_entry,
    names=lambda looked: list(looked.running.pack.registers),
    named="登记簿",
    late=True,
    starts=("register add",),
    start_given=lambda chosen: {"book": chosen.name} if chosen.name else {},
    sections=_content,
    aside=_books,
    offers=_entry_offers,
    links=lambda told: [Link("这本登记簿", _book_page(told["book"]))],
    more=(Link("定额：谁不足", "/registers/quota"),),
    tag="register",
)


@SCREEN.get("/registers/quota", permit=READS_ALL)
def quota(visit: Visiting, name: str = "", period: str = "") -> Response:
    """Who entered how much in a period, and who falls short."""
    with visit.look() as looked:
        on = min(_last_day(period), looked.asked.on) if period else looked.asked.on
        books = [each for each, book in looked.running.pack.registers.items() if book.quotas]
        book = Book(looked.session, looked.running.pack, name)
        rows = coverage(book, on, looked.running.calendar) if name else []
    return visit.page("quota", rows=rows, books=books, name=name, period=period)


def _last_day(text: str) -> date:
    since = parse_since(text, field="期间")
    return since.last if isinstance(since, Period) else since


add_recording(SCREEN, REGISTERS)
