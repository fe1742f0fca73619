"""The ranking of a year in January: the last answer for it in writing, and their heads are talked to."""

from collections import Counter
from datetime import date

from duban.rehearsal.talks import put_forward
from duban.rehearsal.world import World
from duban.services.interviews import NewTalk
from duban.services.item_points import proposed_points
from duban.services.report_round import open_one

LAST = 2
"""How many units come last."""
MEETS = (1, 5)
"""When the ranking of the year before is known."""


def plan_ranking(world: World, year: int) -> None:
    """Where the document itself says what becomes of the last."""
    if _reports(world) or _causes(world):
        world.diary.plan(world.later(0, date(year + 1, *MEETS)), answer_for_it, year)


def answer_for_it(world: World, year: int) -> None:
    """Those with the fewest points are asked for what only some units owe, and a talk with each head is proposed."""
    points = Counter(dict.fromkeys(world.cast.units, 0))
    for line in proposed_points(world.session, world.code):
        points[line["unit"]] += line["points"]
    last = sorted(world.cast.units, key=lambda unit: points[unit])[:LAST]
    about = f"{year}年度考核排名后{LAST}位"
    for name in _reports(world):
        world.try_to(open_one, world.running, name, about, world.asked(world.decider), units=(), expected=True)
        world.try_to(open_one, world.running, name, about, world.asked(world.decider), units=last)
    for cause in _causes(world):
        for unit in last:
            put_forward(world, NewTalk(about, world.cast.head_of(unit), cause, unit=unit), None)


def _reports(world: World) -> list[str]:
    """Reports on one matter of which the pack does not say who owes them."""
    return [name for name, each in world.pack.reports.items() if each.period_unit is None and not each.units]


def _causes(world: World) -> list[str]:
    """Causes of talks that rest on evidence, in the words of the document: what is assumed is not tried."""
    causes = world.pack.interview.causes if world.pack.interview else {}
    return [name for name, each in causes.items() if each.evidence and each.clause]
