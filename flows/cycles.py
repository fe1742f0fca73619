"""The flows of the cycles, one for each kind that a pack may name; the ledger decides what each run does."""

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
quarterly_analysis = _flow_of("quarterly_analysis")
"""经济形势分析会 (C4)."""
monthly_dispatch = _flow_of("monthly_dispatch")
"""重大项目月调度 (C6)."""
quarterly_review = _flow_of("quarterly_review")
"""重点工作点评会 (C5)，重大项目季点评 (C7)."""
half_year_observation = _flow_of("half_year_observation")
"""半年现场观摩 (C8): its notice draws the sample and plans the inspection."""
executive_meeting = _flow_of("executive_meeting")
"""县政府常务会议 (C43)."""
body_meeting = _flow_of("body_meeting")
"""专门机构例会 (C44)."""
cycle_stage = _flow_of("cycle_stage")
"""Any cycle for which a pack names a flow of its own that is not here."""
