"""Bulletins (通报): drafted from facts that are frozen once, scoped, signed, numbered and sent to whom they are for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import NotFound, ReasonMissing
from duban.institutions.schema import BulletinKind, Pack
from duban.services.acts import OpenAct, SealedAct, record_new
from duban.services.attachments import seen_files
from duban.services.bulletin_facts import freeze, hash_of, read_fact
from duban.services.item_desk import Asked
from duban.services.items import read_marking
from duban.services.messages import tell_units_of
from duban.services.packs import PackOnRecord
from duban.services.records import RecordDesk, RecordKind, open_record, record_desk, step_record, who_acts
from duban.services.records_view import plain_value, told_record, told_row
from duban.services.unit_names import units_meant
from duban.store.bulletins import BULLETIN, FACT, INVOLVED, facts_of, last_serial, list_bulletins, units_of
from duban.store.rows import add_rows, set_values
from duban.store.sight import EVERYTHING, Sight, unit_names
from models import Reply
from states.bulletin import (
    BULLETIN_EVENT_LABELS,
    BULLETIN_LABELS,
    BulletinEvent,
    BulletinState,
    bulletin_moves,
)
from states.engine import MoveTable
from states.record_guards import Deciders

ISSUED = "份通报，请登录督办系统查看。"


@dataclass(frozen=True)
class NewBulletin:
    """A bulletin as it is drafted: which items it names (`late`: all that are late), and what it says of them."""

    kind: str
    title: str
    items: tuple[str, ...] = ()
    late: bool = False
    says: str | None = None
    to: tuple[str, ...] = ()
    secrecy: str | None = None


def draft_bulletin(session: Session, new: NewBulletin, said: Asked, *, pack: PackOnRecord) -> str:
    """Freezes the facts as they are now and drafts the bulletin; returns its code."""
    kind, institution = bulletin_kind(pack.pack, new.kind), pack.pack.code
    marking = read_marking(new.secrecy)
    facts = freeze(session, institution, new.items, local_date(said.now), late=new.late, marking=marking)
    readers = _readers(session, pack.pack, new.to, said)
    named = {fact.unit_id for fact in facts}
    columns = {
        "kind": new.kind,
        "title": new.title,
        "says": new.says,
        "state": BulletinState.drafted,
        "frozen_at": said.now,
        "facts_hash": hash_of([fact.hash for fact in facts]),
        "drafter_id": said.actor.person_id,
        "secrecy": marking,
    }

    def also(act: OpenAct, row_id: int) -> None:
        rows = [
            {
                "bulletin_id": row_id,
                "place": place,
                "unit_id": fact.unit_id,
                "item_id": fact.item_id,
                "content": fact.content,
                "content_hash": fact.hash,
            }
            for place, fact in enumerate(facts, 1)
        ]
        record_new(session, act, FACT, add_rows(session, FACT, rows))
        involved = [
            {"bulletin_id": row_id, "unit_id": unit, "named": unit in named, "reads": unit in readers}
            for unit in sorted(named | readers)
        ]
        record_new(session, act, INVOLVED, add_rows(session, INVOLVED, involved))

    asked = {"kind": new.kind, "title": new.title, "items": new.items, "late": new.late, "to": new.to}
    return open_record(session, BULLETIN_KIND, columns, said, pack=pack, clause=kind.clause, also=also, request=asked)


def scope_bulletin(session: Session, institution: str, code: str, said: Asked, *, to: Sequence[str]) -> SealedAct:
    """Says anew which units it goes to."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        wanted = _readers(session, desk.pack, to, said)
        known = {row["unit_id"]: row for row in units_of(session, desk.row["id"])}
        for reads in (True, False):
            changed = [row["id"] for unit, row in known.items() if (unit in wanted) is reads and row["reads"] != reads]
            if changed:
                desk.changes.changing(INVOLVED, changed)
                set_values(session, INVOLVED, changed, {"reads": reads})
        rows = [
            {"bulletin_id": desk.row["id"], "unit_id": unit, "named": False, "reads": True}
            for unit in sorted(wanted - known.keys())
        ]
        desk.changes.added(INVOLVED, add_rows(session, INVOLVED, rows))
        return {}

    return step(session, institution, code, BulletinEvent.scope, said, work=work, request={"to": sorted(to)})


def _readers(session: Session, pack: Pack, to: Sequence[str], said: Asked) -> set[int]:
    """The units that a scope means, named as in the pack: each, a group (全市) or an ending. Raises NotFound."""
    return {int(unit["id"]) for unit in units_meant(session, pack, to, said.on, strict=True)}


def sign_bulletin(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """A leader signs, once every fact was checked and it is clear whom it is for."""

    return step(
        session,
        institution,
        code,
        BulletinEvent.sign,
        said,
        facts=who_acts,
        work=lambda _desk: {"signed_at": said.at},
    )


def issue_bulletin(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """Numbers it in the year of its signing and sends it to the units in its scope, and to no other."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        year = local_date(desk.row["signed_at"]).year
        serial = last_serial(session, institution, desk.row["kind"], year) + 1
        number = _kind(desk).number.format(year=year, n=serial, office="")
        desk.after.append(partial(_tell_readers, desk))
        return {"year": year, "serial": serial, "number": number, "issued_at": said.at}

    return step(session, institution, code, BulletinEvent.issue, said, work=work)


def withdraw_bulletin(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """It is not issued after all."""
    if not said.reason:
        raise ReasonMissing(BULLETIN_EVENT_LABELS[BulletinEvent.withdraw])
    return step(session, institution, code, BulletinEvent.withdraw, said)


def step(session: Session, institution: str, code: str, event: BulletinEvent, said: Asked, **how: Any) -> SealedAct:
    """A bulletin takes a step under its kind's clause; `how` as for any record."""
    return step_record(
        session,
        BULLETIN_KIND,
        code,
        event,
        said,
        institution=institution,
        clause=_clause,
        **how,
    )


def show_bulletin(
    session: Session, institution: str, code: str, said: Asked, *, sight: Sight = EVERYTHING
) -> dict[str, Any]:
    """The whole story: its facts as they were frozen, what the named units say, whom it goes to.

    A unit reads the whole of what was issued to it; of what it was asked to check it reads what concerns itself.
    """
    desk = record_desk(session, BULLETIN_KIND, code, said, institution=institution, lock=False)
    units = units_of(session, desk.row["id"])
    told = {name: value for name, value in told_record(desk).items() if name != "drafter_id"}
    facts = [
        {**read_fact(row["content"]), "hash": row["content_hash"], "struck": row["struck_at"] is not None}
        for row in facts_of(session, desk.row["id"])
    ]
    names = ("unit", "reply", "reply_says", "replied_at", "resolution")
    return _as_seen(
        session,
        sight,
        {
            **told,
            "facts": facts,
            "checks": [{name: plain_value(row[name]) for name in names} for row in units if row["named"]],
            "to": [row["unit"] for row in units if row["reads"]],
            "document": desk.pack.document.title,
            "at": desk.pack.clauses[_kind(desk).clause or ""].at if _kind(desk).clause else None,
        },
    )


def _as_seen(session: Session, sight: Sight, told: dict[str, Any]) -> dict[str, Any]:
    """What of a bulletin is for these readers; `whole` says whether it is the bulletin itself."""
    mine = unit_names(session, sight)
    if mine is None:
        return {**told, "whole": True}
    whole = told["state"] == BulletinState.issued and bool(mine & set(told["to"]))
    checks = [row for row in told["checks"] if row["unit"] in mine]
    acts = [act for act in told["acts"] if act["step"] == BULLETIN_EVENT_LABELS[BulletinEvent.issue]]
    files = seen_files(session, told["attachments"], sight)
    seen = {**told, "checks": checks, "acts": acts, "attachments": files, "whole": whole}
    if whole:
        return seen
    facts = [fact for fact in told["facts"] if fact["unit"] in mine]
    return {**seen, "facts": facts, "says": None, "to": []}


def told_bulletins(
    session: Session,
    institution: str,
    states: Sequence[BulletinState] = (),
    read_by: str | None = None,
    *,
    sight: Sight = EVERYTHING,
) -> list[dict[str, Any]]:
    """Bulletins, newest first; `read_by`: those that were issued to that unit."""
    rows = list_bulletins(session, institution, states, read_by, sight=sight)
    return [
        {name: value for name, value in told_row(row, BULLETIN_LABELS).items() if name != "drafter_id"} for row in rows
    ]


def bulletin_kind(pack: Pack, name: str) -> BulletinKind:
    """One kind of bulletin. Raises NotFound."""
    if name not in pack.bulletins:
        have = "、".join(pack.bulletins)
        raise NotFound("通报", name, f"本制度的通报有：{have}" if have else "本制度没有规定通报")
    return pack.bulletins[name]


def moves_of_bulletin(kind: BulletinKind) -> MoveTable:
    """The machine of one kind of bulletin."""
    return bulletin_moves(Deciders(kind.sign.by, kind.sign.clause), kind.clause)


def _kind(desk: RecordDesk) -> BulletinKind:
    return bulletin_kind(desk.pack, desk.row["kind"])


def _clause(desk: RecordDesk) -> str | None:
    return _kind(desk).clause


def _settled(desk: RecordDesk, unit: sa.RowMapping, said: Asked) -> bool:
    """Confirmed, dealt with, or silent beyond its time."""
    if unit["reply"] is None:
        return desk.row["check_due_on"] is not None and said.on > desk.row["check_due_on"]
    return unit["reply"] is Reply.confirmed or unit["resolution"] is not None


def _tell_readers(desk: RecordDesk, act: OpenAct) -> None:
    readers = [row["unit_id"] for row in units_of(desk.session, desk.row["id"]) if row["reads"]]
    tell_units_of(desk.session, act, dict.fromkeys(readers, 1), ISSUED)


def _unfrozen(_pack: Pack, before: Mapping[str, Any], after: Mapping[str, Any], _event: str) -> str | None:
    """No step touches what was frozen when it was drafted."""
    frozen = ("frozen_at", "facts_hash", "kind", "drafter_id")
    return None if all(before.get(name) == after.get(name) for name in frozen) else "拟稿时冻结的事实被改动"


def _known(desk: RecordDesk, event: str) -> Mapping[str, Any]:
    if event != BulletinEvent.sign:
        return {}
    units = units_of(desk.session, desk.row["id"])
    return {
        "facts_settled": all(_settled(desk, unit, desk.said) for unit in units if unit["named"]),
        "facts_left": any(fact["struck_at"] is None for fact in facts_of(desk.session, desk.row["id"])),
        "readers": any(unit["reads"] for unit in units),
    }


BULLETIN_KIND = RecordKind(
    name="通报",
    prefix="TB",
    table=BULLETIN,
    moves=lambda pack, row: moves_of_bulletin(bulletin_kind(pack, row["kind"])),
    labels=BULLETIN_LABELS,
    event_labels={**BULLETIN_EVENT_LABELS, "open": "拟稿"},
    not_by={BulletinEvent.sign: "drafter_id"},
    step_fault=_unfrozen,
    known=_known,
)
"""Every bulletin."""
