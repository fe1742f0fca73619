"""What comes of a year's ranking: reports asked for, talks to be proposed, lists to be considered, no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.errors import InvalidValue
from duban.institutions.schema import Consequence, Pack
from duban.services.coordination_desk import beside
from duban.services.heads import Heads
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.packs import pack_behind
from duban.services.records_view import cited
from duban.services.register_fields import content_of
from duban.services.report_round import open_one
from duban.services.score_desk import assessment_rules, grouped, the_assessment
from duban.services.score_ranking import Standing, bottom, exact
from duban.store.interviews import INTERVIEW, list_interviews
from duban.store.org import UNIT, find_person_names, name_of
from duban.store.registers import list_entries
from duban.store.reports import list_reports
from duban.store.scores import entries_of, list_assessments, ranks_of
from states.assessment import AssessmentState
from states.interview import INTERVIEW_LABELS
from states.register import VOIDED
from states.report import REPORT_LABELS


def standings_on_record(session: Session, assessment_id: int) -> list[Standing]:
    """The ranks as they are kept, best first."""
    return [
        Standing(
            row["unit_id"], exact(row["score"]), exact(row["bonus"]), exact(row["deducted"]), row["rank"], row["band"]
        )
        for row in ranks_of(session, assessment_id)
    ]


def units_of_consequence(session: Session, consequence: Consequence, assessment_id: int) -> list[int]:
    """The units that it is about, in the order of their ranks."""
    standings = standings_on_record(session, assessment_id)
    if consequence.bottom:
        return [each.unit_id for each in bottom(standings, consequence.bottom)]
    if consequence.band:
        return [each.unit_id for each in standings if each.band == consequence.band]
    groups = grouped(entries_of(session, assessment_id))
    scored = {group.root["unit_id"] for group in groups if group.points and group.root["rule"] in consequence.scored}
    return [each.unit_id for each in standings if each.unit_id in scored]


def ask_for_reports(session: Session, running: RunningInstitution, year: int, said: Asked) -> list[str]:
    """Asks each unit that a consequence is about for its report, once; returns the codes."""
    row = the_assessment(session, running.pack.code, year)
    pack = pack_behind(session, row).pack
    names = {rank["unit_id"]: rank["unit"] for rank in ranks_of(session, row["id"])}
    codes: list[str] = []
    for name, each in assessment_rules(pack).consequences.items():
        if each.report is None or each.report not in running.pack.reports:
            continue
        about = f"{year}年度考核：{name}"
        asked = {
            due["unit"]
            for due in list_reports(session, pack.code, report=each.report, period=None, states=())
            if due["about"] == about
        }
        units = [names[unit] for unit in units_of_consequence(session, each, row["id"]) if names[unit] not in asked]
        if units:
            codes += open_one(session, running, each.report, about, beside(said, name), units=units)
    return codes


def require_ranked(session: Session, institution: str, cause: str, unit_id: int) -> None:
    """Raises unless the last locked year says that the unit is to be talked to on that cause."""
    locked = [row for row in list_assessments(session, institution) if row["state"] is AssessmentState.locked]
    if not locked:
        raise InvalidValue("--cause", cause, "还没有锁定的年度考核，请先用 duban score lock 锁定")
    year, rules = locked[0]["year"], assessment_rules(pack_behind(session, locked[0]).pack)
    fitting = [each for each in rules.consequences.values() if each.interview == cause]
    if all(unit_id not in units_of_consequence(session, each, locked[0]["id"]) for each in fitting):
        unit = name_of(session, UNIT, unit_id)
        raise InvalidValue("--unit", unit, f"{year}年度考核没有把它列入“{cause}”，见 duban score consequences {year}")


def told_consequences(session: Session, institution: str, year: int) -> list[dict[str, Any]]:
    """Each consequence and each unit that it is about, with its head and what has come of it so far."""
    row = the_assessment(session, institution, year)
    pack = pack_behind(session, row).pack
    heads, ranks = Heads(session, pack), {rank["unit_id"]: rank for rank in ranks_of(session, row["id"])}
    on = local_date(row["locked_at"]) if row["locked_at"] else date(year, 12, 31)
    found = []
    for name, each in assessment_rules(pack).consequences.items():
        for unit_id in units_of_consequence(session, each, row["id"]):
            rank, head = ranks[unit_id], heads.of(unit_id, on)
            person = find_person_names(session, [head])[head] if head else None
            told = {"consequence": name, "says": each.says, "unit": rank["unit"], "person": person}
            told |= {"rank": rank["rank"], "band": rank["band"], "clause": each.clause, "assumed": each.assumed}
            about = _About(pack, each, f"{year}年度考核：{name}", unit_id, rank["unit"], person, on)
            found.append({**told, "cited": cited(pack, each.clause), "done": _done(session, about)})
    return found


@dataclass(frozen=True)
class _About:
    """A consequence of a year for one unit, and since when it may have been carried out."""

    pack: Pack
    each: Consequence
    says: str
    unit_id: int
    unit: str
    person: str | None
    since: date


def _done(session: Session, about: _About) -> list[str]:
    """What there is of it: the report, the talk, the entry on the list."""
    each, code = about.each, about.pack.code
    done = []
    if each.report:
        reports = list_reports(session, code, report=each.report, period=None, states=())
        mine = [due for due in reports if due["about"] == about.says and due["unit"] == about.unit]
        told = [f"{each.report} {due['code']}（{REPORT_LABELS[due['state']]}）" for due in mine]
        done += told or [f"应报{each.report}"]
    if each.interview:
        wanted = (INTERVIEW.c.cause == each.interview, INTERVIEW.c.unit_id == about.unit_id)
        talks = [talk for talk in list_interviews(session, code, *wanted) if talk["code"] >= f"YT{about.since.year}-"]
        done += [f"约谈 {talk['code']}（{INTERVIEW_LABELS[talk['state']]}）" for talk in talks] or ["应提出约谈"]
    if each.register_name:
        entries = _entered(session, about, each.register_name)
        done += [f"{each.register_name} {entry}" for entry in entries] or [f"建议列入{each.register_name}"]
    return done


def _entered(session: Session, about: _About, book: str) -> Sequence[str]:
    """The codes of the entries of that person since that day."""
    return [
        f"{entry['code']}（{entry['state']}）"
        for entry in list_entries(session, about.pack.code, book)
        if entry["state"] != VOIDED
        and entry["entered_on"] >= about.since
        and about.person in content_of(entry["content"]).values()
    ]
