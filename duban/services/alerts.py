"""Alerts (告警): raised once while their cause lasts, told to the posts that the pack names, cleared with the cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import ReasonMissing
from duban.institutions.schema import Pack
from duban.services.acts import Actor, OpenAct, SealedAct
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.messages import office_units, tell_units_of
from duban.services.records import RecordDesk, RecordKind, Work, open_record, record_desk, step_record
from duban.services.records_view import told_record, told_row
from duban.store.alerts import ALERT, list_alerts, open_alerts
from duban.store.evidence import lock_head
from states.alert import (
    ALERT_EVENT_LABELS,
    ALERT_KIND_LABELS,
    ALERT_LABELS,
    ALERT_MOVES,
    AlertEvent,
    AlertKind,
    AlertState,
)


@dataclass(frozen=True)
class Trouble:
    """What is wrong. `subject` names the run, cycle, period or stage and is told in messages; `says` is not."""

    kind: AlertKind
    subject: str
    says: str


def raise_alert(
    session: Session, running: RunningInstitution, trouble: Trouble, *, now: datetime, actor: Actor
) -> str | None:
    """Raises an alert and tells whom the pack names; its code, or None where one on the same subject is open."""
    institution = running.pack.code
    lock_head(session, institution)  # two that find the same trouble at once: the second sees the first's alert
    if trouble.subject in open_alerts(session, institution, trouble.kind):
        return None
    rule = running.pack.alerts
    columns = {
        "kind": trouble.kind,
        "subject": trouble.subject,
        "says": trouble.says,
        "state": AlertState.raised,
        "raised_at": now,
    }

    def tell(act: OpenAct, _row_id: int) -> None:
        tell_units_of(session, act, dict.fromkeys(_told_units(session, running.pack), 1), _message(trouble))

    pack = running.on_record
    clause = rule.clause if rule else None
    return open_record(session, ALERT_RECORD, columns, Asked(actor, now), pack=pack, clause=clause, also=tell)


def settle_alerts(
    session: Session,
    running: RunningInstitution,
    kind: AlertKind,
    found: Mapping[str, str],
    *,
    now: datetime,
    actor: Actor,
) -> tuple[int, int]:
    """Makes the open alerts of a kind those that are `found` now (subject → what is wrong); how many came and went.

    Changes nothing where nothing changed, and may be run every minute.
    """
    there = open_alerts(session, running.pack.code, kind)
    gone = [subject for subject in there if subject not in found]
    for subject in gone:
        _settle(session, running.pack.code, there[subject], now, actor)
    came = [subject for subject in found if subject not in there]
    for subject in came:
        raise_alert(session, running, Trouble(kind, subject, found[subject]), now=now, actor=actor)
    return len(came), len(gone)


def see_alert(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """A person has looked at it; its cause is still there."""

    def work(_desk: RecordDesk) -> Mapping[str, Any]:
        return {"seen_at": said.at, "seen_by": said.actor.person_id}

    return _step(session, institution, code, AlertEvent.see, said, work=work)


def clear_alert(session: Session, institution: str, code: str, said: Asked) -> SealedAct:
    """A person clears it, saying why; where its cause lasts a new one is raised."""
    if not said.reason:
        raise ReasonMissing(ALERT_EVENT_LABELS[AlertEvent.clear])

    def work(_desk: RecordDesk) -> Mapping[str, Any]:
        return {"cleared_at": said.at, "cleared_by": said.actor.person_id}

    return _step(session, institution, code, AlertEvent.clear, said, work=work)


def told_alerts(session: Session, institution: str, *, every: bool = False, most: int = 200) -> list[dict[str, Any]]:
    """Alerts as people read them, newest first; only the open ones unless `every`."""
    rows = list_alerts(session, institution, every=every, most=most)
    return [{**told_row(row, ALERT_LABELS), "kind_label": ALERT_KIND_LABELS[row["kind"]]} for row in rows]


def show_alert(session: Session, institution: str, code: str, said: Asked) -> dict[str, Any]:
    """The whole story of one alert."""
    desk = record_desk(session, ALERT_RECORD, code, said, institution=institution, lock=False)
    return {**told_record(desk), "kind_label": ALERT_KIND_LABELS[desk.row["kind"]]}


def _settle(session: Session, institution: str, code: str, now: datetime, actor: Actor) -> None:
    _step(session, institution, code, AlertEvent.settle, Asked(actor, now), work=lambda _desk: {"cleared_at": now})


def _step(session: Session, institution: str, code: str, event: AlertEvent, said: Asked, *, work: Work) -> SealedAct:
    return step_record(session, ALERT_RECORD, code, event, said, institution=institution, work=work, clause=_clause)


def _clause(desk: RecordDesk) -> str | None:
    return desk.pack.alerts.clause if desk.pack.alerts else None


def _told_units(session: Session, pack: Pack) -> list[int]:
    offices = pack.alerts.to if pack.alerts else ()
    return [unit for office in offices for unit in office_units(session, pack, office)]


def _message(trouble: Trouble) -> str:
    return f"条告警：{ALERT_KIND_LABELS[trouble.kind]}（{trouble.subject}），请用 duban alert list 查看。"


ALERT_RECORD = RecordKind(
    name="告警",
    prefix="GJ",
    table=ALERT,
    moves=lambda _pack, _row: ALERT_MOVES,
    labels=ALERT_LABELS,
    event_labels={**ALERT_EVENT_LABELS, "open": "发出"},
    by_itself=frozenset({AlertEvent.settle}),
)
"""Every alert."""
