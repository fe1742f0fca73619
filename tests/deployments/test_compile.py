"""What a pack becomes in Prefect."""

from datetime import date, datetime, time, timedelta
from importlib import import_module

import pytest
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule

from deployments.compile import plan, to_prefect
from duban.core.clock import RunningClock, SetClock, SystemClock, instant_at
from duban.institutions.flow_names import CYCLE_FLOW_NAMES
from tests.factories import county

COUNTY = county().pack
REAL = SystemClock()


def test_every_name_and_text_is_chinese() -> None:
    sweep, *_ = plan([COUNTY])
    assert sweep.address == "每日巡检/县政府高效运行机制·每日巡检"
    assert sweep.tags == ("巡检", "制度:county")
    assert "每天 08:30（北京时间）巡检一次《高效运行机制完善工作意见》" in sweep.description
    assert "巡检时刻的依据：假定：机关上班时间" in sweep.description
    assert sweep.version == county().version[:12]


def test_the_schedule_is_the_packs_sweep_time_in_shanghai() -> None:
    moved = COUNTY.model_copy(update={"sweep": COUNTY.sweep.model_copy(update={"at": time(7, 5)})})
    (schedule,) = to_prefect(plan([moved])[0], REAL).schedules or []
    assert isinstance(schedule.schedule, CronSchedule)
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("5 7 * * *", "Asia/Shanghai")
    assert schedule.active
    assert schedule.slug == "daily-sweep"


def test_a_form_shows_chinese_fields() -> None:
    fields = to_prefect(plan([COUNTY])[0], REAL)._parameter_openapi_schema.properties
    assert {name: field["title"] for name, field in fields.items()} == {"institution": "制度代号", "on": "巡检日期"}
    assert all(field["description"] for field in fields.values())


def test_the_flow_is_found_by_module_from_any_directory() -> None:
    deployment = to_prefect(plan([COUNTY])[0], REAL)
    assert deployment.entrypoint == "flows.daily_sweep.daily_sweep"
    assert deployment.parameters == {"institution": "county"}


def test_characters_that_prefect_refuses_are_replaced() -> None:
    sweep, *_ = plan([COUNTY.model_copy(update={"title": "甲/乙&丙<丁>100%"})])
    assert sweep.name == "甲－乙－丙－丁－100－·每日巡检"
    assert to_prefect(sweep, REAL).name == sweep.name


def test_messages_are_sent_every_few_minutes_once_there_is_a_pack() -> None:
    delivery = to_prefect(plan([COUNTY])[1], REAL)
    (schedule,) = delivery.schedules or []
    assert isinstance(schedule.schedule, CronSchedule)
    assert schedule.schedule.cron == "*/30 * * * *"
    assert delivery.entrypoint == "flows.deliver_outbox.deliver_outbox"
    assert plan([]) == []


MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("number", "now", "first", "hours"),
    [
        (0, instant_at(MONDAY, time(8)), instant_at(MONDAY, time(8, 30)), 24),
        (0, instant_at(MONDAY, time(8, 30)), instant_at(MONDAY + timedelta(days=1), time(8, 30)), 24),
        (1, instant_at(MONDAY, time(8, 29)), instant_at(MONDAY, time(8, 30)), 0.5),
        (1, instant_at(MONDAY, time(0)), instant_at(MONDAY, time(0, 30)), 0.5),
    ],
)
def test_under_a_fast_clock_the_rings_come_closer_together(
    number: int, now: datetime, first: datetime, hours: float
) -> None:
    began = instant_at(date(2026, 1, 5), time(12))
    clock = RunningClock(now, 60, began, SetClock(began))
    (found,) = to_prefect(plan([COUNTY])[number], clock).schedules or []
    assert isinstance(found.schedule, IntervalSchedule)
    assert found.schedule.interval == timedelta(minutes=hours)
    assert clock.real_time(first) == found.schedule.anchor_date


def test_each_cycle_has_a_deployment_that_says_its_rule_and_has_no_schedule() -> None:
    planned = {each.name: each for each in plan([COUNTY])}
    monthly = planned["县政府高效运行机制·重大项目月调度"]
    assert monthly.flow.function == "monthly_dispatch"
    assert "每月25日前后。主持：分管领导。依据：条款 C6；假定：文件只定每月一次" in monthly.description
    assert "- 通知：会前3个工作日" in monthly.description
    assert not to_prefect(monthly, REAL).schedules
    bodies = [name for name in planned if "专门机构例会·" in name]
    assert len(bodies) == 8


def test_the_form_of_a_stage_offers_the_stages_and_wants_the_period() -> None:
    deployment = to_prefect({each.name: each for each in plan([COUNTY])}["县政府高效运行机制·每周工作例会"], REAL)
    schema = deployment._parameter_openapi_schema
    assert schema.properties["stage"]["enum"] == ["通知", "收集材料", "汇总呈报", "召开", "议定事项交办", "通报"]
    assert {"period", "stage"} <= set(schema.required or ())


def test_every_name_that_a_pack_may_give_is_a_flow() -> None:
    module = import_module("flows.cycles")
    assert {name: getattr(module, name).name for name in CYCLE_FLOW_NAMES} == CYCLE_FLOW_NAMES


def test_a_flow_of_a_pack_that_was_loaded_before_names_were_checked_is_done_by_the_general_one() -> None:
    cycle = COUNTY.cycles["每周工作例会"].model_copy(update={"flow": "village_meeting"})
    planned = plan([COUNTY.model_copy(update={"cycles": {"村务会": cycle}})])
    assert planned[-1].flow.function == "cycle_stage"


def test_the_levers_are_forms_whose_choices_are_the_packs() -> None:
    planned = {each.flow.function: each for each in plan([COUNTY])}
    handling, escalating = (
        to_prefect(planned[name], REAL)._parameter_openapi_schema for name in ("handle_period", "escalate_by_hand")
    )
    assert "专门机构例会·国资委" in handling.properties["cycle"]["enum"]
    assert {"cycle", "period", "action", "reason"} <= set(handling.required or ())
    assert escalating.properties["rung"]["enum"] == ["催办", "督办", "约谈"]
    assert escalating.properties["preview"]["default"] is True
    assert {"rung", "reason", "by"} <= set(escalating.required or ())
    assert (
        "可以提级的岗位：分管副主任、督查室主任、常务副县长、县长。依据：条款 C36"
        in planned["escalate_by_hand"].description
    )
    without = {each.flow.function for each in plan([COUNTY.model_copy(update={"escalation": None, "cycles": {}})])}
    assert not {"handle_period", "escalate_by_hand"} & without
