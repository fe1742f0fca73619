"""A record (协调、约谈、督查 …) on the desk: one row judged by its own machine, written once under one act.

The only writer of a record's state. Locks: the record, whatever `work` moves, the chain's head.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import AlreadyMoved, InvalidValue, NotFound, ReasonMissing, TransitionRefused, in_brackets
from duban.institutions.schema import Pack, Strength
from duban.services.acts import OpenAct, SealedAct, answered, open_act, open_or_answer, record_new, seal
from duban.services.attachments import attach
from duban.services.item_desk import Asked, check_time
from duban.services.packs import PackOnRecord, pack_behind
from duban.store.kept import Changes
from duban.store.orders import post_held
from duban.store.records import find_record, last_by_hand, next_code
from duban.store.rows import add_rows, update_unchanged
from states.engine import EXCEPTED, NO_MOVE, Edge, MoveTable, Refusal


@dataclass(frozen=True)
class RecordKind:
    """What all records of one table share: what people call them, and how they move."""

    name: str
    """协调。"""
    prefix: str
    """How its codes begin: XT."""
    table: sa.Table
    moves: Callable[[Pack, Mapping[str, Any]], MoveTable]
    """The machine of a record by the rules it was opened under."""
    labels: Mapping[str, str]
    event_labels: Mapping[str, str]
    by_itself: frozenset[str] = frozenset()
    """Events that no person takes: they come with an act on something else, such as the item that ends."""
    not_by: Mapping[str, str] = field(default_factory=dict)
    """Event → the column of the person who must not take it, being whose work it judges."""
    command: str = ""
    """The group of commands that lists them, where it is not called like the table."""
    step_fault: Callable[[Pack, Mapping[str, Any], Mapping[str, Any], str], str | None] = lambda *_: None
    """What else is wrong with a step that the machine has, for `duban verify`; None where nothing is."""
    wrong: Callable[[Session], Iterable[tuple[str, str]]] = lambda _session: ()
    """What else is wrong with records of this kind as they stand: where, and what."""
    known: Callable[["RecordDesk", str], Mapping[str, Any]] = lambda _desk, _event: {}
    """What the guards of an event judge beside the columns and whoever acts, where no form is asked for it."""


@dataclass
class RecordDesk:
    """One record, its rules, and what the act in hand does to other rows."""

    kind: RecordKind
    session: Session
    row: sa.RowMapping
    pack: Pack
    said: Asked
    changes: Changes
    after: list[Callable[[OpenAct], None]] = field(default_factory=list)
    """What else goes on record under the act, once it is open."""

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.kind.name} {self.row['code']}"

    @property
    def moves(self) -> MoveTable:
        """Its machine."""
        return self.kind.moves(self.pack, dict(self.row))

    def next_events(self) -> list[str]:
        """What a person may do to it now, guards aside."""
        return [event for event in self.moves.events_at(self.row["state"]) if event not in self.kind.by_itself]

    def refused(self, event: str, reason: str) -> TransitionRefused:
        """A refusal in the words of its machine."""
        label = self.kind.labels.get(self.row["state"], self.row["state"])
        return TransitionRefused(f"{self.name} ", label, self.kind.event_labels.get(event, event), reason)


Work = Callable[[RecordDesk], Mapping[str, Any]]
"""What a step does beside moving the record; returns the columns that it sets."""


def open_record(
    session: Session,
    kind: RecordKind,
    columns: Mapping[str, Any],
    said: Asked,
    *,
    pack: PackOnRecord,
    clause: str | None = None,
    also: Callable[[OpenAct, int], None] | None = None,
    request: Mapping[str, Any] | None = None,
) -> str:
    """Opens a record and returns its code; `also` adds, under the same act, the rows that hang on its id.

    `request` is what a retry has in common with the first try, where that is not the columns.
    """
    draft = said.draft(pack.pack.code, f"{kind.table.name}_open", clause=clause, request=request or columns)
    act = open_or_answer(session, draft)
    if isinstance(act, SealedAct):
        return str(act.answer["code"])
    check_time(said, None)
    code = next_code(session, kind.table, act.institution, f"{kind.prefix}{said.on.year}-")
    row = {"institution": act.institution, "code": code, "pack_version_id": pack.id, "version": 1, **columns}
    ids = add_rows(session, kind.table, [row])
    record_new(session, act, kind.table, ids)
    attach(session, act, record_table=kind.table.name, record_id=ids[0])
    if also:
        also(act, ids[0])
    seal(session, act, {"code": code})
    return code


def opened_before(
    session: Session, kind: RecordKind, institution: str, said: Asked, request: Mapping[str, Any]
) -> str | None:
    """The code of the record that the same request opened, where this is a retry of it.

    For what is judged by things that the first try has changed: ask before judging, after locking them.
    """
    done = answered(session, said.draft(institution, f"{kind.table.name}_open", request=request))
    return str(done.answer["code"]) if done else None


def record_desk(
    session: Session, kind: RecordKind, code: str, said: Asked, *, institution: str, lock: bool = True
) -> RecordDesk:
    """The record with its rules; locked unless it is only looked at. Raises NotFound."""
    row = find_record(session, kind.table, institution, code, lock=lock)
    if row is None:
        raise NotFound(kind.name, code, f"请用 duban {kind.command or kind.table.name} list 查看编号")
    pack = pack_behind(session, row).pack
    return RecordDesk(kind, session, row, pack, said, Changes(session))


def step_record(
    session: Session,
    kind: RecordKind,
    code: str,
    event: str,
    said: Asked,
    *,
    institution: str,
    facts: Callable[[RecordDesk], Mapping[str, Any]] = lambda _desk: {},
    work: Work = lambda _desk: {},
    clause: Callable[[RecordDesk], str | None] = lambda _desk: None,
    request: Mapping[str, Any] | None = None,
) -> SealedAct:
    """The record takes the edge that its machine gives it, with all that goes with it.

    `facts` are what guards judge beside the columns and what the kind knows. With `said.exception` a guard that cites
    a clause of strength `rule` is set aside by a post that may; the act then cites it. Raises TransitionRefused.
    """
    desk = record_desk(session, kind, code, said, institution=institution)
    asked = {"record": code, "exception": said.exception, **(request or {})}
    draft = said.draft(institution, f"{kind.table.name}_{event}", event=event, clause=clause(desk), request=asked)
    if done := answered(session, draft):
        return done
    if said.version not in (None, desk.row["version"]):
        raise AlreadyMoved(f"{desk.name} ", desk.row["version"], said.version or 0)
    edge, set_aside = _judge(desk, event, {**kind.known(desk, event), **facts(desk)})
    check_time(said, _last_by_hand(desk))
    desk.changes.changing(kind.table, [desk.row["id"]])
    sets = {**work(desk), "state": edge.target}
    if not update_unchanged(session, kind.table, desk.row, sets):
        raise desk.refused(event, "别的操作刚刚动过它，请重试")
    act = open_act(session, replace(draft, clause=set_aside) if set_aside else draft)
    desk.changes.record(institution, act.seq)
    attach(session, act, record_table=kind.table.name, record_id=desk.row["id"])
    for record in desk.after:
        record(act)
    return seal(session, act)


def _last_by_hand(desk: RecordDesk) -> datetime | None:
    """When a person last acted on it: what was done before a step of the system itself may still be entered."""
    return last_by_hand(desk.session, desk.kind.table, desk.row["id"], tuple(sorted(desk.kind.by_itself)))


def _judge(desk: RecordDesk, event: str, facts: Mapping[str, Any]) -> tuple[Edge, str | None]:
    """The edge, and the clause that was set aside for it, if any."""
    moves, subject = desk.moves, {**desk.row, **facts}
    edge = moves.fire(desk.row["state"], event, subject)
    if not desk.said.exception:
        if isinstance(edge, Refusal):
            raise desk.refused(event, _why(desk, edge))
        return edge, None
    if isinstance(edge, Edge):
        raise InvalidValue("--exception", "", "这一步没有条款拦阻，不必破例，请去掉它")
    _require_authority(desk, event)
    forced = moves.fire(desk.row["state"], event, subject, {EXCEPTED: _waivable(desk.pack)})
    if isinstance(forced, Refusal):
        raise desk.refused(event, _why(desk, forced))
    return forced, edge.clause


def _why(desk: RecordDesk, refusal: Refusal) -> str:
    """The reason, its clause, and what may be done instead or who may make an exception."""
    if refusal.reason == NO_MOVE:
        labels = "、".join(desk.kind.event_labels.get(event, event) for event in desk.next_events())
        return f"现在可以：{labels}" if labels else "已经了结，不再变动"
    cited = in_brackets(refusal.clause)
    return refusal.reason + cited + exception_remedy(exception_posts(desk.pack, refusal.clause))


def _require_authority(desk: RecordDesk, event: str) -> None:
    """Raises unless the acting post may make exceptions and says why."""
    if not desk.said.reason:
        raise ReasonMissing(f"破例{desk.kind.event_labels.get(event, event)}")
    posts = desk.pack.exceptions.by if desk.pack.exceptions else ()
    if post_of(desk.session, desk.said) not in posts:
        raise desk.refused(event, f"破例须由{'、'.join(posts)}决定" if posts else "本制度没有规定谁可以破例")


def post_of(session: Session, said: Asked) -> str | None:
    """The name of the post that acts, where its person holds it on that day; None for the account itself."""
    post_id, person_id = said.actor.post_id, said.actor.person_id
    return post_held(session, post_id, person_id, said.on) if post_id and person_id else None


def who_acts(desk: RecordDesk) -> dict[str, Any]:
    """What guards judge of whoever acts: the post held, the person, the day, and what is put on file."""
    said = desk.said
    return {"post": post_of(desk.session, said), "person_id": said.actor.person_id, "on": said.on, "files": said.files}


def exception_posts(pack: Pack, clause: str | None) -> tuple[str, ...]:
    """The posts that may set the clause aside; none for what is no rule, or where the pack names nobody."""
    return pack.exceptions.by if pack.exceptions and clause in _waivable(pack) else ()


def exception_remedy(posts: Sequence[str]) -> str:
    """What a refusal adds where these posts may make an exception."""
    return f"；确需破例的，由{'、'.join(posts)}加 --exception 并写明理由" if posts else ""


def _waivable(pack: Pack) -> frozenset[str]:
    """The clauses that the document states as a rule (原则上), not as a must."""
    return frozenset(name for name, clause in pack.clauses.items() if clause.strength is Strength.rule)
