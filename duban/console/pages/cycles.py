"""The wall calendar of cycles: a month, a quarter or a year, each a link of its own."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visit, Visiting
from duban.core.periods import whole_year
from duban.services.beginning import Looked
from duban.services.occurrence_view import check_cycle
from duban.services.wall import Span, month_end, wall

SCREEN = Screen()
MONTHS_A_QUARTER = 3
Quarter = Annotated[int | None, Query(ge=1, le=4)]
Month = Annotated[int | None, Query(ge=1, le=12)]


@SCREEN.get("/cycles", permit=EVERYONE_AT_WORK)
def cycles(
    visit: Visiting, year: int | None = None, quarter: Quarter = None, month: Month = None, cycle: str = ""
) -> Response:
    """This month, unless another span is asked for."""
    with visit.look() as looked:
        on, pack = looked.asked.on, looked.running.pack
        if year is None and quarter is None and month is None:
            month = on.month
        span = _span(looked, year or on.year, quarter, month, cycle)
        told = wall(looked, span)
        names = [name for base, each in pack.cycles.items() for name in each.names(base)]
    view = "month" if month else "quarter" if quarter else "year"
    return visit.page(
        "cycles", told=told, span=span, view=view, names=names, today=on.isoformat(), around=_around(span, view)
    )


@SCREEN.get("/api/cycles", permit=EVERYONE_AT_WORK, tags=["cycle"], summary="周期日历")
def cycles_json(
    visit: Visiting, year: int | None = None, quarter: Quarter = None, month: Month = None, cycle: str = ""
) -> dict[str, Any]:
    """一年、一季或一个月的期次和各环节：日子、状态、灯、放假和调休上班、不举行的和原因。"""
    return _wall(visit, year, quarter, month, cycle)


def _wall(visit: Visit, year: int | None, quarter: int | None, month: int | None, cycle: str) -> dict[str, Any]:
    with visit.look() as looked:
        return wall(looked, _span(looked, year or looked.asked.on.year, quarter, month, cycle))


def _span(looked: Looked, year: int, quarter: int | None, month: int | None, cycle: str) -> Span:
    """The days that are asked for. Raises InvalidValue for a year of no calendar, NotFound for an unknown cycle."""
    whole_year(year)
    if cycle:
        check_cycle(looked.session, looked.running.pack, cycle)
    start = month or ((quarter - 1) * MONTHS_A_QUARTER + 1 if quarter else 1)
    count = 1 if month else MONTHS_A_QUARTER if quarter else 12
    first = date(year, start, 1)
    return Span(first, month_end(first, count), cycle or None)


def _around(span: Span, view: str) -> list[tuple[str, str]]:
    """The span before and the one after, and the same day in the other views: words and the query."""
    year, month = span.first.year, span.first.month
    quarter = (month - 1) // MONTHS_A_QUARTER + 1
    steps = {"month": (12, month), "quarter": (4, quarter), "year": (1, 1)}
    count, at = steps[view]
    name = "" if view == "year" else f"&{view}="
    found = []
    for words, move in (("上一", -1), ("下一", 1)):
        place = year * count + at - 1 + move
        value = str(place % count + 1) if name else ""
        found.append((f"{words}{WORDS[view]}", f"year={place // count}{name}{value}"))
    return [
        *found,
        ("按月看", f"year={year}&month={month}"),
        ("按季看", f"year={year}&quarter={quarter}"),
        ("全年", f"year={year}"),
    ]


WORDS = {"month": "月", "quarter": "季", "year": "年"}
