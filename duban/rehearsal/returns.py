"""What units owe in writing: reports that come round, reports on one matter, materials for meetings."""

from duban.rehearsal.world import World
from duban.services.report_round import open_one
from duban.services.reports import (
    redate_report,
    report_rule,
    send_back_report,
    submit_report,
    take_report,
    waive_report,
)
from duban.store.records import find_record
from duban.store.reports import REPORT, list_reports
from states.report import ReportState

ALOOF = 0.03
"""Share of reports that are waived, or set for another day, by whoever may."""
LEAVES_OUT = 0.05
"""Share of reports that do not state all they must, and are refused."""
ON_A_MATTER = 2
"""How many reports on one matter are asked for in a quarter."""


def notice_new(world: World) -> None:
    """Whatever was opened since the last look is put on its unit's plate."""
    for row in list_reports(world.session, world.code, report=None, period=None, states=(ReportState.due,)):
        if row["id"] in world.reports:
            continue
        world.reports.add(row["id"])
        manner, about = world.manners.get(row["unit"]), (row["report"], row["period"], row["unit_id"])
        if row["report"] in world.pack.reports and world.chance.happens(ALOOF, "aloof", *about):
            world.diary.plan(world.later(1), set_aside, row["code"])
        if manner and world.chance.happens(manner.late, "report late", *about):
            on = world.later(world.chance.between(manner.delay, "report delay", *about), row["due_on"])
        else:
            on = max(world.today, world.calendar.roll_back(row["due_on"]))
        world.diary.plan(on, hand_in, row["code"], row["unit"])


def hand_in(world: World, code: str, unit: str) -> None:
    """The unit hands it in."""
    row = find_record(world.session, REPORT, world.code, code, lock=False)
    if row is None or row["state"] not in (ReportState.due, ReportState.sent_back):
        return
    by = unit + next(each.post for each in world.cast.holders if each.unit == unit)
    says, rule = "进展情况见附表，按计划推进", report_rule(world.pack, row["report"])
    if rule.parts and world.tempted(LEAVES_OUT, "leaves out", row["report"], row["period"], unit):
        world.try_to(submit_report, world.code, code, world.asked(by), says=says, expected=True)
    parts = {part: f"{part}见附表" for part in rule.parts}
    if world.try_to(submit_report, world.code, code, world.asked(by), says=says, parts=parts) is None:
        return
    if row["report"] in world.pack.reports:
        world.diary.plan(world.later(1), take_in, code, unit)


def take_in(world: World, code: str, unit: str) -> None:
    """Whoever takes it in does, or sends it back for more."""
    row = find_record(world.session, REPORT, world.code, code, lock=False)
    manner = world.manners.get(unit)
    if row is None or row["state"] is not ReportState.submitted:
        return
    rule = report_rule(world.pack, row["report"]).accept
    by = rule.by[0] if rule else None
    poor = manner is not None and world.chance.happens(manner.sent_back / 2, "report sent back", code, row["version"])
    if poor:
        if world.try_to(send_back_report, world.code, code, world.asked(by, "没有写明存在的问题")):
            world.diary.plan(world.later(2), hand_in, code, unit)
        return
    world.try_to(take_report, world.code, code, world.asked(by))


def set_aside(world: World, code: str) -> None:
    """A leader sets another day, or the unit need not report this once."""
    row = find_record(world.session, REPORT, world.code, code, lock=False)
    if row is None or row["state"] is not ReportState.due:
        return
    rule = report_rule(world.pack, row["report"])
    if rule.redate and world.chance.happens(0.5, "redates", code):
        said = world.asked(rule.redate.by[0], "主要领导另有要求")
        world.try_to(redate_report, world.code, code, said, to=world.later(3, row["due_on"]))
    elif rule.waive:
        world.try_to(waive_report, world.code, code, world.asked(rule.waive.by[0], "已在会上作过汇报"))


def plan_reports(world: World, year: int) -> None:
    """Reports on one matter are asked for through the year."""
    names = [name for name, report in world.pack.reports.items() if report.period_unit is None and report.units]
    for name in names:
        for month in range(2, 13, 3):
            for number in range(ON_A_MATTER):
                on = world.calendar.roll_forward(world.today.replace(year=year, month=month, day=5 + 10 * number))
                world.diary.plan(on, want, name, month)


def want(world: World, name: str, month: int) -> None:
    """A report on one matter is asked for."""
    said = world.asked(world.decider)
    world.try_to(open_one, world.running, name, f"重点工作推进情况（{month}月）", said, units=())
