"""Interviews: the board by state with the rolling counts, and one interview for the few that may read it."""

from typing import Any

from fastapi.responses import Response

from duban.console.catalogue.all import acts_of
from duban.console.catalogue.record_subjects import INTERVIEW_SUBJECT
from duban.console.catalogue.subjects import require_seen
from duban.console.moves import moves_on, offered
from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visit, Visiting
from duban.services.beginning import Looked
from duban.services.interview_desk import may_read
from duban.services.interview_view import counted, listed, told_interview

SCREEN = Screen()
PROPOSE = next(act for act in acts_of("interview") if act.name == "interview propose")


@SCREEN.get("/interviews", permit=EVERYONE_AT_WORK)
def interviews(visit: Visiting, every: bool = False, late: bool = False) -> Response:
    """The board: a column of the machine after another, and how often each head was talked to."""
    with visit.look() as looked:
        rows = _rows(visit, looked, every=every, late=late)
        reads = may_read(looked.session, looked.running.pack, looked.asked)
        counts = counted(looked.session, looked.running.pack, looked.asked.on) if reads else []
        readers = looked.running.pack.interview.may_read if looked.running.pack.interview else ()
    groups = {label: [row for row in rows if row["label"] == label] for label in dict.fromkeys(_labels(rows))}
    shown: dict[str, Any] = {
        "reads": reads,
        "begins": PROPOSE.open_to(visit.me.roles),
        "readers": readers,
        "every": every,
        "late": late,
    }
    return visit.page("interviews", groups=groups, counts=counts, **shown)


@SCREEN.get("/interviews/{code}", permit=EVERYONE_AT_WORK)
def interview(visit: Visiting, code: str) -> Response:
    """One interview."""
    with visit.look() as looked:
        require_seen(INTERVIEW_SUBJECT, looked, [code], visit.me.sight)
        told = told_interview(looked.session, visit.me.institution, code, looked.asked)
        moves = moves_on(visit, looked, INTERVIEW_SUBJECT, code)
    offers = offered(acts_of("interview"), visit.me.roles, moves, {"code": code})
    return visit.page("interview", told=told, offers=[each for each in offers if each.act is not PROPOSE])


@SCREEN.get("/api/interviews", permit=EVERYONE_AT_WORK, tags=["interview"], summary="约谈清单")
def interviews_json(visit: Visiting, every: bool = False, late: bool = False) -> list[dict[str, Any]]:
    """约谈；不属有权查看的岗位的，只有编号、单位和状态。"""
    with visit.look() as looked:
        return _rows(visit, looked, every=every, late=late)


@SCREEN.get("/api/interviews/{code}", permit=EVERYONE_AT_WORK, tags=["interview"], summary="一件约谈")
def interview_json(visit: Visiting, code: str) -> dict[str, Any]:
    """一件约谈的全部，只供制度所列的岗位。"""
    with visit.look() as looked:
        require_seen(INTERVIEW_SUBJECT, looked, [code], visit.me.sight)
        return told_interview(looked.session, visit.me.institution, code, looked.asked)


def _rows(visit: Visit, looked: Looked, *, every: bool, late: bool) -> list[dict[str, Any]]:
    return listed(
        looked.session, looked.running.pack, looked.asked, late=late, every=every, sight=visit.me.sight
    )  # fmt: skip


def _labels(rows: list[dict[str, Any]]) -> list[str]:
    return [row["label"] for row in rows]
