"""Acts on the yearly assessment: computed, published, objected to, decided, locked, corrected."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.choices import same
from duban.console.catalogue.record_subjects import ASSESSMENT_SUBJECT
from duban.console.catalogue.usual_fields import MaybeSays
from duban.console.permits import ALL_WHO_ACT, OFFICE_AND_LEADERS
from duban.core.errors import InvalidValue
from duban.services import assessments
from duban.services.assessments import Ruling
from duban.services.beginning import Begun
from duban.services.score_consequences import ask_for_reports
from duban.services.score_view import show_assessment
from states.assessment import AssessmentEvent

Year = Annotated[int, Ask(Widget.number), Field(title="年度", description="如 2026", ge=2000, le=2999)]
Place = Annotated[
    int, Ask(Widget.number), Field(title="第几条加减分", description="见单位得分页“为什么”的“条”一栏", ge=1, le=999999)
]
Points = Annotated[Decimal, Field(ge=-1000, le=1000, decimal_places=2)]
KEEP, STRIKE, CHANGE = "维持", "撤销", "改分"


class OnYear(Fields):
    """An act on one year that asks for nothing else."""

    year: Year


class ObjectTo(Fields):
    """Which entry a unit objects to."""

    year: Year
    place: Place


class Decide(Fields):
    """What becomes of the entry."""

    year: Year
    place: Place
    ruling: Annotated[
        str, Ask(Widget.choice, lambda _looked, _sight: same([KEEP, STRIKE, CHANGE])), Field(title="答复")
    ]
    points: Annotated[Points | None, Field(title="改计多少分", description="改分的才写，如 -1")] = None


class Lock(Fields):
    """The year, settled."""

    year: Year
    opinion: Annotated[MaybeSays, Field(title="年度考核意见")] = None


class Correct(Fields):
    """One entry's points, or whatever the ledger has come to differ in."""

    year: Year
    place: Annotated[Place | None, Field(title="更正第几条", description="不写为照台账现在的情况更正")] = None
    points: Annotated[Points | None, Field(title="改计多少分", description="与“更正第几条”一起写；0 为不计")] = None


class WhatIf(Fields):
    """An entry that might count otherwise: only looked at, nothing is done."""

    place: Place
    points: Annotated[Points, Field(title="假如计多少分")]


def _told(begun: Begun, year: int) -> Told:
    return show_assessment(begun.session, begun.running.pack.code, year, begun.asked)


def _compute(begun: Begun, fields: OnYear) -> Told:
    assessments.compute(begun.session, begun.running, fields.year, begun.asked)
    return _told(begun, fields.year)


def _publish(begun: Begun, fields: OnYear) -> Told:
    institution, calendar = begun.running.pack.code, begun.running.calendar
    assessments.publish(begun.session, institution, fields.year, begun.asked, calendar=calendar)
    return _told(begun, fields.year)


def _reopen(begun: Begun, fields: OnYear) -> Told:
    assessments.reopen(begun.session, begun.running.pack.code, fields.year, begun.asked)
    return _told(begun, fields.year)


def _object(begun: Begun, fields: ObjectTo) -> Told:
    institution = begun.running.pack.code
    act = assessments.object_to(begun.session, institution, fields.year, fields.place, begun.asked)
    return {"year": fields.year, "place": fields.place, "act": {"seq": act.seq, "hash": act.hash}}


def _decide(begun: Begun, fields: Decide) -> Told:
    if (fields.ruling == CHANGE) != (fields.points is not None) or fields.ruling not in {KEEP, STRIKE, CHANGE}:
        raise InvalidValue("答复", fields.ruling, f"请从{KEEP}、{STRIKE}、{CHANGE}中选一个；只有{CHANGE}写分数")
    points = {KEEP: None, STRIKE: Decimal(0), CHANGE: fields.points}[fields.ruling]
    institution = begun.running.pack.code
    assessments.decide(begun.session, institution, fields.year, Ruling(fields.place, points), begun.asked)
    return _told(begun, fields.year)


def _lock(begun: Begun, fields: Lock) -> Told:
    institution = begun.running.pack.code
    assessments.lock(begun.session, institution, fields.year, begun.asked, opinion=fields.opinion)
    ask_for_reports(begun.session, begun.running, fields.year, begun.asked)
    return _told(begun, fields.year)


def _correct(begun: Begun, fields: Correct) -> Told:
    if (fields.place is None) != (fields.points is None):
        raise InvalidValue("更正", str(fields.place or fields.points), "第几条和分数要一起写；都不写为照台账更正")
    ruling = Ruling(fields.place, fields.points) if fields.place else None
    assessments.correct(begun.session, begun.running.pack.code, fields.year, ruling, begun.asked)
    ask_for_reports(begun.session, begun.running, fields.year, begun.asked)
    return _told(begun, fields.year)


def _on_year(
    event: AssessmentEvent, title: str, says: str, run: Callable[[Begun, OnYear], Told], *, confirm: str | None = None
) -> Act:
    because = event is AssessmentEvent.reopen
    return Act(
        f"score {event.value}", title, says, OnYear, run, OFFICE_AND_LEADERS, ASSESSMENT_SUBJECT, confirm=confirm,
        events=(event,), needs_reason=because, aside=because,
    )  # fmt: skip


ACTS = (
    Act(
        "score compute",
        "计算考核",
        "由台账逐条计分、排名；公布以前可以反复计算。",
        OnYear,
        _compute,
        OFFICE_AND_LEADERS,
        events=(AssessmentEvent.compute,),
        leads=lambda told: ASSESSMENT_SUBJECT.page(str(told["year"])),
    ),
    _on_year(
        AssessmentEvent.publish,
        "公布考核",
        "年度终了以后公布，告知各单位，异议期由此起算。",
        _publish,
        confirm="公布后各单位都能看到名次，异议期开始计算。",
    ),
    _on_year(AssessmentEvent.reopen, "撤回公布", "撤回公布，重新计算，须写明理由。", _reopen),
    Act(
        "score object",
        "对加减分提出异议",
        "被考核单位对自己的一条加减分提出异议，须写明理由。",
        ObjectTo,
        _object,
        ALL_WHO_ACT,
        ASSESSMENT_SUBJECT,
        events=(AssessmentEvent.object,),
        needs_reason=True,
    ),
    Act(
        "score decide",
        "答复异议",
        "维持、撤销或改分，须写明理由，名次随之重排。",
        Decide,
        _decide,
        OFFICE_AND_LEADERS,
        ASSESSMENT_SUBJECT,
        events=(AssessmentEvent.decide,),
        needs_reason=True,
    ),
    Act(
        "score lock",
        "审定锁定",
        "审定锁定，并请应当报送材料的单位报送；以后的变动只作更正。",
        Lock,
        _lock,
        OFFICE_AND_LEADERS,
        ASSESSMENT_SUBJECT,
        confirm="锁定后不能撤回，只能另记更正。",
        events=(AssessmentEvent.lock,),
    ),
    Act(
        "score correct",
        "更正考核",
        "锁定以后更正：另记一笔，原来的一条留着，须写明理由并附材料，名次随之重排。",
        Correct,
        _correct,
        OFFICE_AND_LEADERS,
        ASSESSMENT_SUBJECT,
        events=(AssessmentEvent.correct,),
        needs_reason=True,
        aside=True,
    ),
)
