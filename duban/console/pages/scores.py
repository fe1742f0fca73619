"""The yearly assessment: the ranking, what it would be, why a unit stands where it does, people, consequences."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Path, Query
from fastapi.responses import Response
from pydantic import ValidationError

from duban.console.catalogue.all import acts_of
from duban.console.catalogue.record_subjects import ASSESSMENT_SUBJECT
from duban.console.catalogue.score import WhatIf
from duban.console.catalogue.subjects import require_seen
from duban.console.forms import wrong
from duban.console.moves import Offer, moves_on, offered
from duban.console.permits import EVERYONE_AT_WORK, READS_ALL, Screen
from duban.console.visits import Visit, Visiting
from duban.core.errors import NotFound
from duban.services import score_view
from duban.services.attachments import seen_files
from duban.services.score_archive import archive_of
from duban.services.score_consequences import told_consequences
from duban.store.sight import sees_unit
from states.assessment import AssessmentEvent, AssessmentState

SCREEN = Screen()
Year = Annotated[int, Path(ge=2000, le=2999)]
Places = Annotated[list[str], Query(title="第几条")]
Points = Annotated[list[str], Query(title="假如计多少分")]
Told = dict[str, Any]


@SCREEN.get("/scores", permit=EVERYONE_AT_WORK)
def scores(visit: Visiting) -> Response:
    """The years that were assessed."""
    with visit.look() as looked:
        rows = score_view.told_assessments(looked.session, visit.me.institution, sight=visit.me.sight)
        known, year = looked.running.pack.assessment is not None, looked.asked.on.year
    starts = [Offer(act, f"/act/{act.path}?year={year}") for act in _computing(visit)] if known else []
    return visit.page("scores", rows=rows, starts=starts, known=known)


@SCREEN.get("/scores/archive/{code}", permit=READS_ALL)
def archive(visit: Visiting, code: str) -> Response:
    """Everything that the assessment of whoever answers for an item may rest on."""
    return visit.page("score_archive", told=_archive(visit, code), code=code)


@SCREEN.get("/scores/{year}", permit=EVERYONE_AT_WORK)
def score(visit: Visiting, year: Year, place: Places = [], points: Points = []) -> Response:  # noqa: B006 - read only
    """One year; with places and points, what its ranking would be."""
    told, instead = _shown(visit, year), _instead(place, points)
    what_if = _ranking(visit, year, instead) if instead and visit.me.sight.units is None else None
    with visit.look() as looked:
        moves = moves_on(visit, looked, ASSESSMENT_SUBJECT, str(year))
    offers = offered(acts_of("score"), visit.me.roles, moves, {"year": str(year)})
    if AssessmentEvent.compute in told["next"]:
        offers = [*(Offer(act, f"/act/{act.path}?year={year}") for act in _computing(visit)), *offers]
    typed = [*zip(place, points, strict=False)][:3]
    rows = [*typed, *[("", "")] * (3 - len(typed))]
    return visit.page(
        "score", told=told, offers=offers, what_if=what_if, typed=rows, everything=visit.me.sight.units is None
    )


@SCREEN.get("/scores/{year}/units/{unit}", permit=EVERYONE_AT_WORK)
def unit_score(visit: Visiting, year: Year, unit: str) -> Response:
    """Why a unit stands where it does, down to the entry and its clause."""
    told, acts = _why(visit, year, unit), {act.name: act for act in acts_of("score")}
    objects = acts["score object"] if told["state"] == AssessmentState.published else None
    mine = objects is not None and objects.open_to(visit.me.roles) and visit.me.sight.units is not None
    return visit.page("score_unit", told=told, objects=objects if mine else None)


@SCREEN.get("/scores/{year}/people", permit=READS_ALL)
def people(visit: Visiting, year: Year, by: str = "") -> Response:
    """The people who answer; for the assessors alone."""
    return visit.page("score_people", rows=_people(visit, year, by), year=year)


@SCREEN.get("/scores/{year}/consequences", permit=READS_ALL)
def consequences(visit: Visiting, year: Year) -> Response:
    """What follows from the ranking, and what has come of it so far."""
    with visit.look() as looked:
        rows = told_consequences(looked.session, visit.me.institution, year)
    return visit.page("score_consequences", rows=rows, year=year)


@SCREEN.get("/api/scores", permit=EVERYONE_AT_WORK, tags=["score"], summary="年度考核清单")
def scores_json(visit: Visiting) -> list[Told]:
    """各年度的考核；单位联络员只见已经公布的。"""
    with visit.look() as looked:
        return score_view.told_assessments(looked.session, visit.me.institution, sight=visit.me.sight)


@SCREEN.get("/api/scores/archive/{code}", permit=READS_ALL, tags=["score"], summary="一件督查事项的考核档案")
def archive_json(visit: Visiting, code: str) -> Told:
    """全部经过、文书、约谈、登记和加减分。"""
    return _archive(visit, code)


@SCREEN.get("/api/scores/{year}", permit=EVERYONE_AT_WORK, tags=["score"], summary="一个年度的考核")
def score_json(visit: Visiting, year: Year) -> Told:
    """名次、待答复的异议、台账又有哪些变动、办理经过。"""
    return _shown(visit, year)


@SCREEN.get("/api/scores/{year}/ranking", permit=READS_ALL, tags=["score"], summary="名次，或假如改分以后的名次")
def ranking_json(visit: Visiting, year: Year, place: Places = [], points: Points = []) -> Told:  # noqa: B006 - read only
    """place 和 points 一一对应：第几条、假如计多少分；都不写为现在的名次。只看，不改。"""
    return _ranking(visit, year, _instead(place, points))


@SCREEN.get("/api/scores/{year}/units/{unit}", permit=EVERYONE_AT_WORK, tags=["score"], summary="为什么排在这里")
def unit_score_json(visit: Visiting, year: Year, unit: str) -> Told:
    """一个单位的逐条加减分、依据和状态，以及前后的单位；单位联络员只见本单位。"""
    return _why(visit, year, unit)


@SCREEN.get("/api/scores/{year}/people", permit=READS_ALL, tags=["score"], summary="责任人的得分和名次")
def people_json(visit: Visiting, year: Year, by: str = "") -> list[Told]:
    """只供考核的岗位查看，不公布。"""
    return _people(visit, year, by)


@SCREEN.get("/api/scores/{year}/consequences", permit=READS_ALL, tags=["score"], summary="考核结果的运用")
def consequences_json(visit: Visiting, year: Year) -> list[Told]:
    """应写检查的、应约谈的、建议奖励和提拔的；系统只列出，不作处理。"""
    with visit.look() as looked:
        return told_consequences(looked.session, visit.me.institution, year)


def _computing(visit: Visit) -> list[Any]:
    return [act for act in acts_of("score") if act.subject is None and act.open_to(visit.me.roles)]


def _shown(visit: Visit, year: int) -> Told:
    with visit.look() as looked:
        require_seen(ASSESSMENT_SUBJECT, looked, [str(year)], visit.me.sight)
        told = score_view.show_assessment(
            looked.session, visit.me.institution, year, looked.asked, sight=visit.me.sight
        )
        return {**told, "attachments": seen_files(looked.session, told["attachments"], visit.me.sight)}


def _ranking(visit: Visit, year: int, instead: Mapping[int, Decimal]) -> Told:
    with visit.look() as looked:
        return score_view.told_ranking(looked.session, visit.me.institution, year, looked.asked, instead=instead)


def _why(visit: Visit, year: int, unit: str) -> Told:
    sight, institution = visit.me.sight, visit.me.institution
    with visit.look() as looked:
        require_seen(ASSESSMENT_SUBJECT, looked, [str(year)], sight)
        if not sees_unit(looked.session, unit, sight):
            raise NotFound(f"{year}年度考核的单位", unit, "没有这个单位，或不是您的单位")
        told = score_view.why(looked.session, institution, year, unit, looked.asked)
        state = score_view.show_assessment(looked.session, institution, year, looked.asked, sight=sight)
    pending = told["pending"] if sight.units is None else []
    return {**told, "pending": pending, "state": state["state"], "label": state["label"]}


def _people(visit: Visit, year: int, by: str) -> list[Told]:
    with visit.look(by) as looked:
        return score_view.told_people(looked.session, visit.me.institution, year, looked.asked)


def _archive(visit: Visit, code: str) -> Told:
    with visit.look() as looked:
        return archive_of(looked.session, looked.running, code, on=looked.asked.on)


def _instead(places: Sequence[str], points: Sequence[str]) -> dict[int, Decimal]:
    """Which entries might count otherwise, from fields that stand beside each other. Raises FieldsWrong."""
    found = {}
    for place, worth in zip(places, points, strict=False):
        if place.strip() or worth.strip():
            read = _what_if(place, worth)
            found[read.place] = read.points
    return found


def _what_if(place: str, worth: str) -> WhatIf:
    try:
        return WhatIf.model_validate({"place": place, "points": worth})
    except ValidationError as invalid:
        raise wrong(WhatIf, invalid) from None
