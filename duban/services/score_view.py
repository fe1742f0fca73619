"""A year's assessment as people read it: the ranking, why a unit stands where it does, row by row, and what if."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, NotShown
from duban.institutions.schema import Pack
from duban.services.assessments import pending
from duban.services.heads import Heads
from duban.services.item_desk import Asked
from duban.services.packs import pack_behind
from duban.services.records import RecordDesk, post_of, record_desk
from duban.services.records_view import cited, local_text, told_record, told_row
from duban.services.score_desk import (
    ASSESSMENT_KIND,
    Group,
    assessment_rules,
    grouped,
    standings_of,
    the_assessment,
    told_standing,
)
from duban.services.score_ranking import ZERO, Scored, exact, moved, ranked, scale_of, written
from duban.services.score_sync import Differences
from duban.store.org import find_person_names
from duban.store.scores import entries_of, list_assessments, ranks_of
from duban.store.sight import EVERYTHING, Sight, unit_names

Told = dict[str, Any]
HIDDEN = ("publisher_id", "locker_id")


def told_assessments(session: Session, institution: str, *, sight: Sight = EVERYTHING) -> list[Told]:
    """The assessments of an institution, newest first."""
    rows = list_assessments(session, institution, sight=sight)
    return [_plain(told_row(row, ASSESSMENT_KIND.labels)) for row in rows]


def show_assessment(session: Session, institution: str, year: int, said: Asked, *, sight: Sight = EVERYTHING) -> Told:
    """One year: where it stands, its ranks, objections that wait, and what the ledger has come to differ in.

    A unit is told of the objections that are its own, and not of what is still to be counted.
    """
    mine = unit_names(session, sight)
    desk = _desk(session, institution, year, said)
    entries = entries_of(session, desk.row["id"])
    waiting = [row for row in entries if row["objected_at"] and not row["decided_at"]]
    waiting = [row for row in waiting if mine is None or row["unit"] in mine]
    return {
        **_plain(told_record(desk)),
        "entries": len(entries),
        "waiting": [_told_entry(desk.pack, row) for row in waiting],
        "ranks": _ranks(session, desk.row["id"]),
        "pending": _told_pending(pending(session, pack_behind(session, desk.row), desk.row)) if mine is None else [],
    }


def told_ranking(
    session: Session, institution: str, year: int, said: Asked, *, instead: Mapping[int, Decimal] | None = None
) -> Told:
    """The ranks; with `instead` (place → points) what they would be, and exactly which ranks move."""
    desk = _desk(session, institution, year, said)
    rows = ranks_of(session, desk.row["id"])
    names = {row["unit_id"]: row["unit"] for row in rows}
    told = {"year": year, "state": desk.row["state"], "label": ASSESSMENT_KIND.labels[desk.row["state"]]}
    if not instead:
        return {**told, "ranks": _ranks(session, desk.row["id"]), "moved": []}
    groups = grouped(entries_of(session, desk.row["id"]))
    _require_roots(groups, instead)
    before = standings_of(desk.pack, list(names), groups)
    after = _with(desk.pack, list(names), groups, instead)
    moves = [{"unit": names[each.unit_id], "was": each.was, "now": each.now} for each in moved(before, after)]
    ranks = [{"unit": names[each.unit_id], **told_standing(each)} for each in after]
    return {**told, "ranks": ranks, "moved": moves}


def why(session: Session, institution: str, year: int, unit: str, said: Asked) -> Told:
    """Why a unit stands where it does: every entry with its clause, what each rule comes to, who is next to it."""
    desk = _desk(session, institution, year, said)
    ranks = ranks_of(session, desk.row["id"])
    mine = next((row for row in ranks if row["unit"] == unit), None)
    if mine is None:
        raise NotFound(f"{year}年度考核的单位", unit, "请用 duban score rank 查看被考核的单位")
    entries = [row for row in entries_of(session, desk.row["id"]) if row["unit_id"] == mine["unit_id"]]
    found = pending(session, pack_behind(session, desk.row), desk.row)
    rules = assessment_rules(desk.pack)
    return {
        **{name: mine[name] for name in ("unit", "rank", "band", "score", "bonus", "deducted")},
        "year": year,
        "of": len(ranks),
        "base": written(exact(rules.base)),
        "clause": rules.clause,
        "cited": cited(desk.pack, rules.clause),
        "rows": [_told_entry(desk.pack, row) for row in entries],
        "rules": _by_rule(desk.pack, grouped(entries)),
        "neighbours": _neighbours(ranks, mine),
        "pending": _told_pending(_of_unit(found, mine["unit_id"])),
    }


def told_people(session: Session, institution: str, year: int, said: Asked) -> list[Told]:
    """The people who answer, ranked by what was put down to them; for the assessors alone. Raises NotShown."""
    desk = _desk(session, institution, year, said)
    rules = assessment_rules(desk.pack)
    if post_of(session, said) not in rules.posts:
        raise NotShown("责任人的名次", "、".join(rules.posts))
    units = {row["unit_id"]: row["unit"] for row in ranks_of(session, desk.row["id"])}
    heads, end = Heads(session, desk.pack), min(said.on, date(year, 12, 31))
    where = {head: unit for unit in units if (head := heads.of(unit, end))}
    groups = [group for group in grouped(entries_of(session, desk.row["id"])) if group.root["person_id"]]
    where |= {
        group.root["person_id"]: group.root["unit_id"] for group in groups if group.root["person_id"] not in where
    }
    scored = [Scored(group.root["person_id"], group.root["rule"], group.points) for group in groups]
    names = find_person_names(session, list(where))
    return [
        {"person": names[each.unit_id], "unit": units[where[each.unit_id]], **told_standing(each)}
        for each in ranked(list(where), scored, scale_of(desk.pack))
    ]


def _desk(session: Session, institution: str, year: int, said: Asked) -> RecordDesk:
    code = the_assessment(session, institution, year)["code"]
    return record_desk(session, ASSESSMENT_KIND, code, said, institution=institution, lock=False)


def _require_roots(groups: Sequence[Group], instead: Mapping[int, Decimal]) -> None:
    for place in instead:
        if all(group.root["place"] != place for group in groups):
            raise InvalidValue("--if", str(place), "没有这一条，或它本身是更正；请用 duban score why 查看各条")


def _with(pack: Pack, units: Sequence[int], groups: Sequence[Group], instead: Mapping[int, Decimal]) -> Any:
    scored = [
        Scored(group.root["unit_id"], group.root["rule"], instead.get(group.root["place"], group.points))
        for group in groups
    ]
    return ranked(units, scored, scale_of(pack))


def _ranks(session: Session, assessment_id: int) -> list[Told]:
    names = ("rank", "unit", "score", "bonus", "deducted", "band")
    return [{name: row[name] for name in names} for row in ranks_of(session, assessment_id)]


def _told_entry(pack: Pack, row: sa.RowMapping) -> Told:
    state = "已撤销" if row["struck_at"] else "计分"
    if row["objected_at"] and not row["decided_at"]:
        state = "有异议"
    names = ("place", "unit", "person", "says", "points", "rule", "event", "clause", "assumed")
    more = ("struck_why", "objection", "resolution")
    return {
        **{name: row[name] for name in (*names, *more)},
        "on": row["happened_on"].isoformat(),
        "recorded_at": local_text(row["recorded_at"]),
        "pack_version": row["pack_version_id"],
        "correction": row["corrects_id"] is not None,
        "state": state,
        "cited": cited(pack, row["clause"]),
    }


def _by_rule(pack: Pack, groups: Sequence[Group]) -> list[Told]:
    """What each rule comes to, and what its cap leaves of it."""
    scale, found = scale_of(pack), []
    for rule in dict.fromkeys(group.root["rule"] for group in groups):
        points = [group.points for group in groups if group.root["rule"] == rule]
        only = replace(scale, base=ZERO, prefer=(), bands=())
        counts = ranked([0], [Scored(0, rule, each) for each in points], only)[0].score
        cap = scale.caps.get(rule)
        total = sum(points, ZERO)
        told = {"entries": len(points), "total": written(total), "counts": written(counts)}
        found.append({"rule": rule, **told, "most": written(cap) if cap is not None else None})
    return found


def _neighbours(ranks: Sequence[sa.RowMapping], mine: sa.RowMapping) -> list[Told]:
    """Who stands right before and right after, and by how much."""
    better = [row for row in ranks if row["rank"] < mine["rank"]]
    worse = [row for row in ranks if row["rank"] > mine["rank"]]
    beside = [*better[-1:], *(row for row in ranks if row["rank"] == mine["rank"] and row is not mine), *worse[:1]]
    return [
        {
            "rank": row["rank"],
            "unit": row["unit"],
            "score": row["score"],
            "ahead_by": written(exact(row["score"]) - exact(mine["score"])),
        }
        for row in beside
    ]


def _told_pending(found: Differences) -> list[Told]:
    """What the ledger has come to differ in since it was computed."""
    told = [("未计入", fact.says, fact.points) for fact in found.new]
    told += [("已更正或撤销", _named(group), -group.points) for group in found.gone]
    told += [("重新成立", _named(group), exact(group.root["points"])) for group in found.back]
    return [{"change": change, "says": says, "points": written(points)} for change, says, points in told]


def _of_unit(found: Differences, unit_id: int) -> Differences:
    new = tuple(fact for fact in found.new if fact.unit_id == unit_id)
    gone, back = (tuple(g for g in groups if g.root["unit_id"] == unit_id) for groups in (found.gone, found.back))
    return Differences(new, gone, back)


def _named(group: Group) -> str:
    return f"第{group.root['place']}条 {group.root['says']}"


def _plain(told: Told) -> Told:
    return {name: value for name, value in told.items() if name not in HIDDEN}
