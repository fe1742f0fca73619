"""The yearly assessment (年度考核): computed from the ledger, published, objected to, locked; corrected afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, ReasonMissing, TransitionRefused
from duban.core.timelimits import resolve
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Pack
from duban.services.acting import unit_acting
from duban.services.acts import OpenAct, SealedAct, answered
from duban.services.institution import RunningInstitution
from duban.services.interview_desk import post_ids
from duban.services.item_desk import Asked
from duban.services.ladders import clock_of
from duban.services.messages import tell_posts, tell_units_of
from duban.services.packs import PackOnRecord, pack_behind
from duban.services.records import RecordDesk, open_record, post_of
from duban.services.score_desk import (
    ASSESSMENT_KIND,
    Group,
    assessment_rules,
    grouped,
    step,
    write_ranks,
)
from duban.services.score_sync import (
    CLEARED,
    Correction,
    Differences,
    Row,
    add_correction,
    add_facts,
    differences,
    follow_ledger,
)
from duban.services.unit_names import names_meant, units_but_offices, units_meant
from duban.store.evidence import find_act
from duban.store.kept import Changes
from duban.store.rows import find_row, set_values
from duban.store.scores import ENTRY, entries_of, find_assessment, ranks_of
from states.assessment import AssessmentEvent, AssessmentState

PUBLISHED = "份年度考核结果已公布，请登录督办系统查看。"
LOCKED = "份年度考核已审定，请登录督办系统查看。"
OBJECTED = "有1条考核加减分的异议待答复，请登录督办系统办理。"
DECIDED = "条考核异议已答复，请登录督办系统查看。"


@dataclass(frozen=True)
class Ruling:
    """What becomes of an entry: its points from now on; None leaves them as they are."""

    place: int
    points: Decimal | None


def compute(session: Session, running: RunningInstitution, year: int, said: Asked) -> SealedAct | str:
    """Draws the year's entries from the ledger and ranks the units; may be done again until it is published."""
    rules, institution = assessment_rules(running.pack), running.pack.code
    if year > said.on.year:
        raise InvalidValue("年度", str(year), f"还没有到，最迟是{said.on.year}")
    if find_assessment(session, institution, year):
        if opened := _opened_under(session, institution, year, said):
            return opened

        def work(desk: RecordDesk) -> Mapping[str, Any]:
            _draw(session, desk.changes, pack_behind(session, desk.row), desk.row, said)
            return {"computed_at": said.at}

        return step(session, institution, year, AssessmentEvent.compute, said, work=work)
    if (post_of(session, said) or "") not in rules.publish.by:
        reason = f"由{'、'.join(rules.publish.by)}计算，请用 --by 写明岗位"
        raise TransitionRefused(f"{year}年度考核", "尚未开始", "计算", reason)
    pack = running.on_record
    lock_on = resolve(rules.lock.when.limit, running.calendar, since=date(year, 12, 31)).on
    columns = {"year": year, "state": AssessmentState.open, "computed_at": said.at, "lock_due_on": lock_on}

    def also(act: OpenAct, row_id: int) -> None:
        changes = Changes(session)
        _draw(session, changes, pack, {"id": row_id, "year": year}, said)
        changes.record(act.institution, act.seq)

    request = {"year": year}
    return open_record(
        session, ASSESSMENT_KIND, columns, said, pack=pack, clause=rules.clause, also=also, request=request
    )


def _opened_under(session: Session, institution: str, year: int, said: Asked) -> SealedAct | None:
    """The act that opened the year under the same key, where this is a retry of it."""
    draft = said.draft(institution, f"{ASSESSMENT_KIND.table.name}_open", request={"year": year})
    known = find_act(session, institution, said.key) if said.key else None
    return answered(session, draft) if known and known["verb"] == draft.verb else None


def publish(session: Session, institution: str, year: int, said: Asked, *, calendar: WorkCalendar) -> SealedAct:
    """The year's ranks are published; the units' time to object runs from here."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        limit = assessment_rules(desk.pack).objection.within.limit
        _tell_units(desk, PUBLISHED)
        due_on = clock_of(limit, calendar, said.on).due_on or said.on
        return {"published_at": said.at, "publisher_id": said.actor.person_id, "objection_due_on": due_on}

    return step(session, institution, year, AssessmentEvent.publish, said, work=work)


def reopen(session: Session, institution: str, year: int, said: Asked) -> SealedAct:
    """The publication is taken back, to be computed anew."""
    _require_reason(said, AssessmentEvent.reopen)
    back = dict.fromkeys(("published_at", "publisher_id", "objection_due_on"))
    return step(session, institution, year, AssessmentEvent.reopen, said, work=lambda _desk: back)


def object_to(session: Session, institution: str, year: int, place: int, said: Asked) -> SealedAct:
    """A unit objects to one of its entries, and says why."""
    _require_reason(said, AssessmentEvent.object)

    def facts(desk: RecordDesk) -> Mapping[str, Any]:
        row = _entry(desk, place)
        own = unit_acting(session, said.actor) == row["unit_id"]
        return {"own_unit": own, "counts": row["struck_at"] is None, "unobjected": row["objected_at"] is None}

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        row = _entry(desk, place)
        desk.changes.changing(ENTRY, [row["id"]])
        set_values(session, ENTRY, [row["id"]], {"objection": said.reason, "objected_at": said.at})
        posts = post_ids(session, institution, assessment_rules(desk.pack).decide.by)
        desk.after.append(lambda act: tell_posts(session, act, posts, OBJECTED))
        return {}

    request = {"place": place}
    return step(session, institution, year, AssessmentEvent.object, said, facts=facts, work=work, request=request)


def decide(session: Session, institution: str, year: int, ruling: Ruling, said: Asked) -> SealedAct:
    """An objection is answered: the entry stays, is struck (0 points), or counts otherwise; the ranks follow."""
    _require_reason(said, AssessmentEvent.decide)

    def facts(desk: RecordDesk) -> Mapping[str, Any]:
        row = _entry(desk, ruling.place)
        return {"objected": row["objected_at"] is not None and row["decided_at"] is None}

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        group = _group(desk, ruling.place)
        answer: dict[str, Any] = {"resolution": said.reason, "decided_at": said.at}
        if ruling.points == 0:
            answer |= {"struck_at": said.at, "struck_why": said.reason}
        desk.changes.changing(ENTRY, [group.root["id"]])
        set_values(session, ENTRY, [group.root["id"]], answer)
        if ruling.points and ruling.points != group.points:
            add_correction(session, desk.changes, Correction(group, ruling.points, said.reason or "", said.at))
        write_ranks(session, desk.changes, desk.pack, desk.row["id"])
        unit = group.root["unit_id"]
        desk.after.append(lambda act: tell_units_of(session, act, {unit: 1}, DECIDED))
        return {}

    request = {"place": ruling.place, "points": ruling.points}
    return step(session, institution, year, AssessmentEvent.decide, said, facts=facts, work=work, request=request)


def lock(session: Session, institution: str, year: int, said: Asked, *, opinion: str | None) -> SealedAct:
    """The year is settled. What was cleared by now does not count; nothing is added that nobody could object to."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        rule = assessment_rules(desk.pack).lock
        if rule.opinion and not (opinion or "").strip():
            raise InvalidValue("--opinion", "", f"须写明年度考核意见{f'（{rule.clause}）' if rule.clause else ''}")
        found = pending(session, pack_behind(session, desk.row), desk.row)
        follow_ledger(session, desk.changes, desk.row["id"], found, said.at, add=False)
        write_ranks(session, desk.changes, desk.pack, desk.row["id"])
        _tell_units(desk, LOCKED)
        return {"locked_at": said.at, "locker_id": said.actor.person_id, "opinion": opinion}

    request = {"opinion": opinion}
    return step(session, institution, year, AssessmentEvent.lock, said, work=work, request=request)


def correct(session: Session, institution: str, year: int, ruling: Ruling | None, said: Asked) -> SealedAct:
    """After the lock another entry says what counts; without a ruling, one for each difference from the ledger."""
    _require_reason(said, AssessmentEvent.correct)

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        if ruling:
            group = _group(desk, ruling.place)
            if ruling.points in (None, group.points):
                raise InvalidValue("--points", str(group.points), "与现在计的分相同，没有可更正的")
            points = ruling.points or Decimal(0)
            add_correction(session, desk.changes, Correction(group, points, said.reason or "", said.at))
        else:
            _correct_all(desk, pending(session, pack_behind(session, desk.row), desk.row), said)
        write_ranks(session, desk.changes, desk.pack, desk.row["id"])
        return {}

    request = {"place": ruling and ruling.place, "points": ruling and ruling.points}
    return step(session, institution, year, AssessmentEvent.correct, said, work=work, request=request)


def pending(session: Session, pack: PackOnRecord, assessment: Row) -> Differences:
    """How the ledger differs by now from what the assessment says of the units that it ranks."""
    units = {row["unit_id"] for row in ranks_of(session, assessment["id"])}
    return differences(session, pack, assessment, units)


def _draw(session: Session, changes: Changes, pack: PackOnRecord, row: Row, said: Asked) -> None:
    """The entries follow the ledger, and the ranks the entries."""
    known = {rank["unit_id"] for rank in ranks_of(session, row["id"])}
    units = known | set(_assessed(session, pack.pack, min(said.on, date(row["year"], 12, 31))))
    follow_ledger(session, changes, row["id"], differences(session, pack, row, units), said.at)
    write_ranks(session, changes, pack.pack, row["id"], sorted(units))


def _assessed(session: Session, pack: Pack, on: date) -> list[int]:
    """The units that the pack has assessed."""
    rules = assessment_rules(pack)
    found = units_meant(session, pack, rules.units, on) if rules.units else units_but_offices(session, pack)
    left_out = names_meant(session, pack, rules.but, on)
    return [unit["id"] for unit in found if unit["name"] not in left_out]


def _correct_all(desk: RecordDesk, found: Differences, said: Asked) -> None:
    if not found:
        raise desk.refused(AssessmentEvent.correct, "台账与已锁定的考核没有差别；要改某一条的请写明第几条和 --points")
    for group in found.gone:
        add_correction(desk.session, desk.changes, Correction(group, Decimal(0), CLEARED, said.at))
    for group in found.back:
        again = Correction(group, Decimal(group.root["points"]), "所依据的事实重新成立", said.at)
        add_correction(desk.session, desk.changes, again)
    add_facts(desk.session, desk.changes, desk.row["id"], found.new, said.at)


def _entry(desk: RecordDesk, place: int) -> sa.RowMapping:
    row = find_row(desk.session, ENTRY, assessment_id=desk.row["id"], place=place)
    if row is None:
        raise NotFound(f"{desk.row['year']}年度的加减分", f"第{place}条", "请用 duban score why 查看各条")
    return row


def _group(desk: RecordDesk, place: int) -> Group:
    row = _entry(desk, place)
    if row["corrects_id"] is not None:
        raise InvalidValue("条目", str(place), "它本身是更正，请写明它所更正的那一条")
    groups = grouped(entries_of(desk.session, desk.row["id"]))
    return next(group for group in groups if group.root["id"] == row["id"])


def _require_reason(said: Asked, event: AssessmentEvent) -> None:
    if not said.reason:
        raise ReasonMissing(ASSESSMENT_KIND.event_labels[event])


def _tell_units(desk: RecordDesk, what: str) -> None:
    units = [row["unit_id"] for row in ranks_of(desk.session, desk.row["id"])]
    desk.after.append(lambda act: tell_units_of(desk.session, act, dict.fromkeys(units, 1), what))
