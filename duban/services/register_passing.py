"""Entries that pass from one institution's register into another's, and the receipts that come back.

An act on each institution's chain; nothing but the fields that the pack names passes. Both chains' heads are locked
first, in the order of their names, so that two institutions that write to one another never wait for each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import TransitionRefused
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Pack
from duban.institutions.schema.registers import Passing
from duban.services.acts import Actor, SealedAct
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.records import RecordDesk, record_desk
from duban.services.register_fields import Book, Origin, content_of, read_values
from duban.services.registers import REGISTER_ENTRY, NewEntry, add_entry, move_entry
from duban.store.attachment_files import KeptFile
from duban.store.attachments import list_attachments
from duban.store.evidence import lock_head

MOST_FILES = 200
"""More than any one paper has."""


def take_step(
    session: Session,
    institution: str,
    code: str,
    move: str,
    said: Asked,
    *,
    typed: Mapping[str, str],
    calendar: WorkCalendar,
) -> SealedAct:
    """An entry takes a move; what the pack passes on goes to the other institution, or a receipt goes back.

    A retry does neither twice. Raises what `move_entry` raises, and NotFound, TransitionRefused for an institution
    that takes nothing in.
    """
    desk = record_desk(session, REGISTER_ENTRY, code, said, institution=institution)
    passes, waiting = _passing(desk, move), _waiting(desk, move)
    partner = _addressee(desk, passes, typed) if passes else waiting and waiting[0].row["institution"]
    for each in sorted({institution, partner}) if partner else ():
        lock_head(session, each)
    done = move_entry(session, institution, code, move, said, typed=typed, calendar=calendar)
    if passes and partner:
        _hand_over(desk, passes, partner, done)
    if waiting:
        _send_receipt(desk, *waiting, done)
    return done


def _passing(desk: RecordDesk, move: str) -> Passing | None:
    rule = desk.pack.registers[desk.row["book"]].moves.get(move)
    return rule.passes if rule else None


def _addressee(desk: RecordDesk, passes: Passing, typed: Mapping[str, str]) -> str | None:
    """The institution that the entry names; None where it names none, as the move itself will say."""
    book = Book(desk.session, desk.pack, desk.row["book"])
    return read_values(book, typed, content_of(desk.row["content"])).get(passes.to)


def _hand_over(desk: RecordDesk, passes: Passing, partner: str, done: SealedAct) -> None:
    """The other institution's register has it, with its files, under an act of its own."""
    running = running_institution(desk.session, partner)
    _check_takes(desk, passes, running.pack)
    row, values = _as_it_stands(desk)
    theirs = running.pack.registers[passes.book].fields
    handed = {name: values[name] for name in passes.fields if name in values and name in theirs}
    secrecy = row["secrecy"].value if row["secrecy"] else None
    new = NewEntry(passes.book, handed, secrecy, Origin(desk.pack.code, row["code"]))
    said = replace(_elsewhere(desk, done, "转来"), files=tuple(_files(desk)))
    pack = running.on_record
    add_entry(desk.session, new, said, pack=pack, calendar=running.calendar)


def _as_it_stands(desk: RecordDesk) -> tuple[sa.RowMapping, dict[str, str]]:
    """The entry after its move, with what is filled in."""
    row = record_desk(
        desk.session, REGISTER_ENTRY, desk.row["code"], desk.said, institution=desk.pack.code, lock=False
    ).row
    return row, content_of(row["content"])


def _check_takes(desk: RecordDesk, passes: Passing, pack: Pack) -> None:
    book = pack.registers.get(passes.book)
    if book is None or book.takes is None:
        reason = f"对方的制度“{pack.title}”没有接收来件的登记簿“{passes.book}”，请改用别的方式送达"
        raise TransitionRefused(f"{desk.name} ", desk.row["state"], "转送", reason)


def _files(desk: RecordDesk) -> Iterator[KeptFile]:
    """Every file that came with the entry so far; they stand on the disk already."""
    table, row_id = desk.kind.table.name, desk.row["id"]
    rows = list_attachments(desk.session, desk.pack.code, MOST_FILES, record_table=table, record_id=row_id)
    for row in rows:
        yield KeptFile(row["sha256"], row["size"], row["media_type"], row["name"])


def _waiting(desk: RecordDesk, move: str) -> tuple[RecordDesk, str] | None:
    """The entry from which this one came, locked, and the step that it takes when this one takes that move."""
    takes, values = desk.pack.registers[desk.row["book"]].takes, content_of(desk.row["content"])
    if takes is None or not values.get(takes.entry):
        return None
    origin = values[takes.institution]
    theirs = record_desk(desk.session, REGISTER_ENTRY, values[takes.entry], desk.said, institution=origin)
    for name, rule in theirs.pack.registers[theirs.row["book"]].moves.items():
        if move in rule.receipt and theirs.row["state"] in rule.sources:
            return theirs, name
    return None


def _send_receipt(desk: RecordDesk, theirs: RecordDesk, step: str, done: SealedAct) -> None:
    """The entry from which this one came takes its step, with what it asks to be told."""
    _, values = _as_it_stands(desk)
    rule = theirs.pack.registers[theirs.row["book"]].moves[step]
    move_entry(
        desk.session,
        theirs.pack.code,
        theirs.row["code"],
        step,
        _elsewhere(desk, done, "回执"),
        typed={name: values[name] for name in rule.fill if name in values},
        calendar=running_institution(desk.session, theirs.pack.code).calendar,
        receipt=True,
    )


def _elsewhere(desk: RecordDesk, done: SealedAct, what: str) -> Asked:
    """The act on the other institution's ledger: by the account alone, when it gets there, once for each act here."""
    said, code = desk.said, desk.row["code"]
    key = f"{what}:{done.institution}:{code}:{done.seq}"
    return Asked(Actor(said.actor.os_user), said.now, reason=f"{desk.pack.code} {code} {what}", key=key)
