"""The flows of the cycles, one for each kind that a pack may name; the ledger decides what each run does."""

from typing import Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State

from flows.catalogue import CYCLE_FLOWS
from flows.staging import do_stage, stage_run_name

Stage = Literal["通知", "收集材料", "汇总呈报", "召开", "议定事项交办", "通报"]


@flow(name=CYCLE_FLOWS["weekly_meeting"].name, flow_run_name=stage_run_name)
def weekly_meeting(
    cycle: str, period: str, stage: Stage, institution: str = "county", planned: bool = False
) -> State[Any]:
    """每周工作例会 (C2)."""
    return do_stage(institution, cycle, period, stage, planned=planned)


@flow(name=CYCLE_FLOWS["quarterly_analysis"].name, flow_run_name=stage_run_name)
def quarterly_analysis(
    cycle: str, period: str, stage: Stage, institution: str = "county", planned: bool = False
) -> State[Any]:
    """经济形势分析会 (C4)."""
    return do_stage(institution, cycle, period, stage, planned=planned)


@flow(name=CYCLE_FLOWS["monthly_dispatch"].name, flow_run_name=stage_run_name)
def monthly_dispatch(
    cycle: str, period: str, stage: Stage, institution: str = "county", planned: bool = False
) -> State[Any]:
    """重大项目月调度 (C6)."""
    return do_stage(institution, cycle, period, stage, planned=planned)


@flow(name=CYCLE_FLOWS["quarterly_review"].name, flow_run_name=stage_run_name)
def quarterly_review(
    cycle: str, period: str, stage: Stage, institution: str = "county", planned: bool = False
) -> State[Any]:
    """重点工作点评会 (C5)，重大项目季点评 (C7)."""
    return do_stage(institution, cycle, period, stage, planned=planned)


@flow(name=CYCLE_FLOWS["half_year_observation"].name, flow_run_name=stage_run_name)
def half_year_observation(
    cycle: str, period: str, stage: Stage, institution: str = "county", planned: bool = False
) -> State[Any]:
    """半年现场观摩 (C8): its notice draws the sample and plans the inspection."""
    return do_stage(institution, cycle, period, stage, planned=planned)


@flow(name=CYCLE_FLOWS["executive_meeting"].name, flow_run_name=stage_run_name)
def executive_meeting(
    cycle: str, period: str, stage: Stage, institution: str = "county", planned: bool = False
) -> State[Any]:
    """县政府常务会议 (C43)."""
    return do_stage(institution, cycle, period, stage, planned=planned)


@flow(name=CYCLE_FLOWS["body_meeting"].name, flow_run_name=stage_run_name)
def body_meeting(
    cycle: str, period: str, stage: Stage, institution: str = "county", planned: bool = False
) -> State[Any]:
    """专门机构例会 (C44)."""
    return do_stage(institution, cycle, period, stage, planned=planned)


@flow(name=CYCLE_FLOWS["cycle_stage"].name, flow_run_name=stage_run_name)
def cycle_stage(
    cycle: str, period: str, stage: Stage, institution: str = "county", planned: bool = False
) -> State[Any]:
    """Any cycle for which a pack names a flow of its own that is not here."""
    return do_stage(institution, cycle, period, stage, planned=planned)
