"""Targets: the list, the targets of one item, the wall chart (挂图作战) for a big screen."""

from itertools import islice
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from duban.console.catalogue.all import acts_of
from duban.console.catalogue.subjects import TARGET_SUBJECT, require_seen
from duban.console.moves import offered
from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visit, Visiting
from duban.institutions.schema import StepUnit
from duban.services.beginning import Looked
from duban.services.moves import Moves
from duban.services.target_rules import target_rules
from duban.services.target_steps import schedule
from duban.services.target_view import target_story, targets_listed
from duban.store.targets import ChosenTargets, list_targets
from states.light import Light

SCREEN = Screen()
SET = next(act for act in acts_of("target") if act.name == "target set")
MOST = 500
A_TURN = 20
"""Seconds that a big screen shows one unit."""
Turn = Annotated[int, Query(ge=0, le=9999)]
WORST_FIRST = [Light.red, Light.yellow, Light.green, None]


@SCREEN.get("/targets", permit=EVERYONE_AT_WORK)
def targets(visit: Visiting, unit: str = "", light: str = "") -> Response:
    """The list."""
    with visit.look() as looked:
        rows = _rows(visit, looked, unit, light)
    return visit.page("targets", rows=rows, unit=unit, light=light, most=MOST)


@SCREEN.get("/targets/{code}", permit=EVERYONE_AT_WORK)
def target(visit: Visiting, code: str) -> Response:
    """The targets of one item: plan, figures, acceptances, parts, peers, and the steps of the plan."""
    with visit.look() as looked:
        require_seen(TARGET_SUBJECT, looked, [code], visit.me.sight)
        stories = _stories(visit, looked, code)
    offers = offered(acts_of("target"), visit.me.roles, Moves(), {"code": code})
    return visit.page("target", code=code, stories=stories, offers=offers, sets=SET.open_to(visit.me.roles))


@SCREEN.get("/wall", permit=EVERYONE_AT_WORK)
def wall(visit: Visiting, turn: Turn = 0) -> Response:
    """Every target by unit, the worst first; the page asks for itself anew each minute.

    `turn`: one unit at a time, counted from 1 and over again; the page leads to the next by itself.
    """
    with visit.look() as looked:
        rows, now = _rows(visit, looked, "", ""), looked.asked.on
    units = {row["unit"]: [each for each in rows if each["unit"] == row["unit"]] for row in rows}
    tally = {light.value: sum(row["light"] == light for row in rows) for light in Light}
    here = (turn - 1) % max(len(units), 1)
    shown = dict([*units.items()][here : here + 1]) if turn else units
    after = (here + 1) % max(len(units), 1) + 1 if turn else None
    every = {"place": here + 1, "many": len(units), "after": after, "seconds": A_TURN}
    return visit.page("wall", units=shown, tally=tally, on=now, turn=every if turn else None)


@SCREEN.get("/api/targets", permit=EVERYONE_AT_WORK, tags=["target"], summary="目标清单")
def targets_json(visit: Visiting, unit: str = "", light: str = "") -> list[dict[str, Any]]:
    """目标：目标值、今日应达、实际值、亮灯和验收结果；单位联络员只见本单位的。"""
    with visit.look() as looked:
        return _rows(visit, looked, unit, light)


@SCREEN.get("/api/targets/{code}", permit=EVERYONE_AT_WORK, tags=["target"], summary="一件事项的目标")
def target_json(visit: Visiting, code: str) -> list[dict[str, Any]]:
    """一件事项的目标：计划、每次实际值和更正、验收、分解、同类比较和逐期进度。"""
    with visit.look() as looked:
        require_seen(TARGET_SUBJECT, looked, [code], visit.me.sight)
        return _stories(visit, looked, code)


def _rows(visit: Visit, looked: Looked, unit: str, light: str) -> list[dict[str, Any]]:
    chosen = ChosenTargets(unit=unit or None, sight=visit.me.sight)
    told = targets_listed(looked.session, visit.me.institution, chosen, looked.asked.on)
    rows = list(islice((row for row in told if light in ("", row["light"])), MOST))
    return sorted(rows, key=lambda row: WORST_FIRST.index(row["light"]))


def _stories(visit: Visit, looked: Looked, code: str) -> list[dict[str, Any]]:
    institution, on = visit.me.institution, looked.asked.on
    steps = target_rules(looked.running.pack).steps
    step = steps.units[-1] if steps else StepUnit.month
    return [
        {
            **target_story(looked.session, institution, row, on),
            "schedule": list(schedule(looked.session, row, step, on)),
            "step": step.value,
        }
        for row in list_targets(looked.session, institution, ChosenTargets(item=code))
    ]
