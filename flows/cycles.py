"""The flows of the cycles, one for each name that a pack may give; the ledger decides what each run does."""

from typing import Any, Literal

from prefect import Flow, flow
from prefect.client.schemas.objects import State

from flows.catalogue import CYCLE_FLOWS
from flows.staging import do_stage, stage_run_name

Stage = Literal["通知", "收集材料", "汇总呈报", "召开", "议定事项交办", "通报"]
StageOrNone = Literal["", "通知", "收集材料", "汇总呈报", "召开", "议定事项交办", "通报"]
"""The same where a form may leave it empty."""


def _flow_of(function: str) -> Flow[..., State[Any]]:
    """The flow that a pack calls so; Prefect finds it by its module and this name."""

    def run(cycle: str, period: str, stage: Stage, institution: str = "county", planned: bool = False) -> State[Any]:
        return do_stage(institution, cycle, period, stage, planned=planned)

    run.__name__ = run.__qualname__ = function
    return flow(name=CYCLE_FLOWS[function].name, flow_run_name=stage_run_name)(run)


weekly_meeting = _flow_of("weekly_meeting")
"""每周工作例会 (C2)."""
weekly_consultation = _flow_of("weekly_consultation")
"""周会商 (X4)."""
monthly_dispatch = _flow_of("monthly_dispatch")
"""重大项目月调度 (C6)."""
monthly_joint_meeting = _flow_of("monthly_joint_meeting")
"""联席会议，每月."""
bimonthly_supervision = _flow_of("bimonthly_supervision")
"""重点工作专题协调督办会 (X6)."""
bimonthly_inspection = _flow_of("bimonthly_inspection")
"""双月跟踪督查 (X9): its notice plans the inspection."""
quarterly_analysis = _flow_of("quarterly_analysis")
"""经济形势分析会 (C4)."""
quarterly_review = _flow_of("quarterly_review")
"""重点工作点评会 (C5)，重大项目季点评 (C7)."""
quarterly_party_building = _flow_of("quarterly_party_building")
"""党建工作，每季度."""
half_year_observation = _flow_of("half_year_observation")
"""半年现场观摩 (C8): its notice draws the sample and plans the inspection."""
half_year_selection = _flow_of("half_year_selection")
"""评选，每半年."""
yearly_selection = _flow_of("yearly_selection")
"""优秀调研文章评选 (Y13)."""
executive_meeting = _flow_of("executive_meeting")
"""县政府常务会议 (C43)."""
body_meeting = _flow_of("body_meeting")
"""专门机构例会 (C44)."""
joint_meeting = _flow_of("joint_meeting")
"""联席会议."""
regular_meeting = _flow_of("regular_meeting")
"""A meeting as `duban pack new` writes it."""
cycle_stage = _flow_of("cycle_stage")
"""Any other cycle."""
