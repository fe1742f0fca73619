"""Entries of the pack's registers (登记簿): entered, moved, corrected, voided; late ones; all by the pack's rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import ReasonMissing, TransitionRefused
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Pack, Register
from duban.institutions.schema.registers import RegisterLimit
from duban.services.acts import OpenAct, SealedAct
from duban.services.item_desk import Asked
from duban.services.items import read_marking
from duban.services.ladders import clock_of
from duban.services.messages import office_units, tell_units_of
from duban.services.packs import PackOnRecord
from duban.services.records import RecordDesk, RecordKind, open_record, post_of, record_desk, step_record
from duban.services.records_view import told_record, told_row
from duban.services.register_checks import prompt_text, prompts, register_table
from duban.services.register_fields import (
    Book,
    Origin,
    check_guards,
    check_origin,
    check_unique,
    content_of,
    content_text,
    get_register,
    origin_values,
    read_values,
)
from duban.services.register_quotas import check_counted, check_most
from duban.store.registers import ENTRY, count_by_book, list_entries
from duban.store.sight import EVERYTHING, Sight
from states.engine import MoveTable
from states.register import CORRECT, REGISTER_EVENT_LABELS, REGISTER_LABELS, VOID

ARRIVED = "件来件待签收，请登录督办系统办理。"


@dataclass(frozen=True)
class NewEntry:
    """An entry as it is typed."""

    book: str
    values: Mapping[str, str]
    secrecy: str | None = None
    origin: Origin | None = None
    """Where it comes from, if another institution passed it on."""


def add_entry(session: Session, new: NewEntry, said: Asked, *, pack: PackOnRecord, calendar: WorkCalendar) -> str:
    """Enters something into a register and returns its code. Raises InvalidValue, NotFound, ClassifiedMatter."""
    book = Book(session, pack.pack, new.book)
    secrecy = read_marking(new.secrecy)
    register = book.register
    if register.by and (post_of(session, said) or "") not in register.by:
        reason = f"由{'、'.join(register.by)}登记，请用 --by 写明岗位"
        raise TransitionRefused(f"登记簿“{new.book}”", "待登记", "登记", reason)
    check_origin(book, new.values)
    values = read_values(book, {**new.values, **origin_values(book, new.origin)})
    check_guards(book, values, said.on)
    check_counted(book, values, said.on)
    first = register.states[0].state

    def check(act: OpenAct, row_id: int) -> None:
        check_unique(book, values, but=row_id)
        check_most(book, values, said.on, but=row_id)
        if register.takes and new.origin:
            units = office_units(session, pack.pack, register.takes.office)
            tell_units_of(session, act, dict.fromkeys(units, 1), ARRIVED)

    columns = {
        "book": new.book,
        "state": first,
        "content": content_text(values),
        "entered_on": said.on,
        "due_on": _due_on(register, first, values, calendar, said.on),
        "secrecy": secrecy,
    }
    asked = {"book": new.book, "values": dict(new.values), "secrecy": new.secrecy}
    clause = register.clause
    return open_record(session, REGISTER_ENTRY, columns, said, pack=pack, clause=clause, also=check, request=asked)


def move_entry(
    session: Session,
    institution: str,
    code: str,
    move: str,
    said: Asked,
    *,
    typed: Mapping[str, str],
    calendar: WorkCalendar,
    receipt: bool = False,
) -> SealedAct:
    """An entry takes one of its register's moves, with what is filled in on the way.

    `receipt`: because the institution that it was passed to has acted.
    """

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        register, values = _book(desk).register, _values(desk, typed)
        due_on = _due_on(register, register.moves[move].target, values, calendar, said.on)
        return {**_values_set(desk, values), "due_on": due_on}

    def clause(desk: RecordDesk) -> str | None:
        register = _book(desk).register
        known = register.moves.get(move)
        return known.clause if known and known.clause else register.clause

    def facts(desk: RecordDesk) -> Mapping[str, Any]:
        return {"post": post_of(session, said), "filled": _values(desk, typed), "receipt": receipt}

    asked = {"typed": dict(typed)}
    return step_record(
        session,
        REGISTER_ENTRY,
        code,
        move,
        said,
        institution=institution,
        facts=facts,
        work=work,
        clause=clause,
        request=asked,
    )


def correct_entry(session: Session, institution: str, code: str, typed: Mapping[str, str], said: Asked) -> SealedAct:
    """What was typed wrongly is put right; both stay on record."""
    if not said.reason:
        raise ReasonMissing(REGISTER_EVENT_LABELS[CORRECT])

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        values = _values(desk, typed)
        return {**_values_set(desk, values), **_redated(desk, values)}

    return step_record(
        session,
        REGISTER_ENTRY,
        code,
        CORRECT,
        said,
        institution=institution,
        work=work,
        clause=lambda desk: _book(desk).register.clause,
        request={"typed": dict(typed)},
    )


def _redated(desk: RecordDesk, values: Mapping[str, str]) -> dict[str, Any]:
    """Another day, where the limit is one that the entry itself names."""
    state = _book(desk).register.state(desk.row["state"])
    limit = state.limit if state else None
    return {"due_on": _set_by(limit, values)} if limit and limit.set_by else {}


def void_entry(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """An entry that was a mistake: it stays on record and counts for nothing."""
    if not said.reason:
        raise ReasonMissing(REGISTER_EVENT_LABELS[VOID])
    return step_record(
        session, REGISTER_ENTRY, code, VOID, said, institution=institution, work=lambda _desk: {"due_on": None}
    )


def show_entry(session: Session, institution: str, code: str, said: Asked) -> dict[str, Any]:
    """The whole story of one entry."""
    desk = record_desk(session, REGISTER_ENTRY, code, said, institution=institution, lock=False)
    register = _book(desk).register
    values = _in_order(register, desk.row["content"])
    advised = [prompt_text(check) for check in prompts(desk.pack, register, values)]
    return {**told_record(desk), "content": values, "prompts": advised}


def told_entries(
    session: Session,
    pack: Pack,
    book: str | None,
    *,
    state: str | None = None,
    late_on: date | None = None,
    most: int,
    sight: Sight = EVERYTHING,
) -> list[dict[str, Any]]:
    """The newest entries of a register or of all, each with its values. Raises NotFound."""
    if book is not None:
        get_register(pack, book)
    rows = list_entries(session, pack.code, book, state=state, late_on=late_on, most=most, sight=sight)
    return [_told(pack, row) for row in rows]


def told_books(session: Session, pack: Pack) -> list[dict[str, Any]]:
    """The pack's registers: their fields, states, moves, authority, and how many entries each has."""
    counts = count_by_book(session, pack.code)
    return [
        {
            "register": name,
            "entries": counts.get(name, 0),
            "fields": list(register.fields),
            "states": [state.state for state in register.states],
            "moves": list(register.moves),
            "clause": register.clause,
            "assumed": register.assumed,
        }
        for name, register in pack.registers.items()
    ]


def _in_order(register: Register | None, content: str) -> dict[str, str]:
    """The values in the order in which the pack asks for them."""
    values = content_of(content)
    return {name: values[name] for name in register.fields if name in values} if register else values


def _told(pack: Pack, row: sa.RowMapping) -> dict[str, Any]:
    values = _in_order(pack.registers.get(row["book"]), row["content"])
    return {
        **told_row(row, REGISTER_LABELS),
        "content": values,
        "says": "；".join(f"{k}：{v}" for k, v in values.items()),
    }


def _book(desk: RecordDesk) -> Book:
    return Book(desk.session, desk.pack, desk.row["book"])


def _values(desk: RecordDesk, typed: Mapping[str, str]) -> dict[str, str]:
    check_origin(_book(desk), typed)
    return read_values(_book(desk), typed, content_of(desk.row["content"]))


def _values_set(desk: RecordDesk, values: Mapping[str, str]) -> dict[str, Any]:
    """The column that these values make, judged by the register's guards now and against other entries at the end."""
    book = _book(desk)
    check_guards(book, values, desk.said.on)
    check_counted(book, values, desk.row["entered_on"])
    desk.after.append(lambda _act: check_unique(book, values, but=desk.row["id"]))
    desk.after.append(lambda _act: check_most(book, values, desk.row["entered_on"], but=desk.row["id"]))
    return {"content": content_text(values)}


def _due_on(register: Register, state: str, values: Mapping[str, str], calendar: WorkCalendar, on: date) -> date | None:
    """By when an entry that comes to that state on that day must leave it."""
    found = register.state(state)
    limit = found.limit if found else None
    if limit and limit.within:
        return clock_of(limit.within.limit, calendar, on).due_on
    return _set_by(limit, values)


def _set_by(limit: RegisterLimit | None, values: Mapping[str, str]) -> date | None:
    """The day that the entry itself names."""
    named = values.get(limit.set_by) if limit and limit.set_by else None
    return date.fromisoformat(named) if named else None


def _moves(pack: Pack, row: Mapping[str, Any]) -> MoveTable:
    return register_table(pack.registers[row["book"]], pack)


REGISTER_ENTRY = RecordKind(
    name="登记",
    prefix="DJ",
    table=ENTRY,
    moves=_moves,
    labels=REGISTER_LABELS,
    event_labels=REGISTER_EVENT_LABELS,
    command="register",
)
"""Every entry of every register; its machine is that of its register."""
