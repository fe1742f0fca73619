"""The flows by their names for people, without importing Prefect: what deployment, form and probe must agree on."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One parameter of a flow as a person sees it in a form."""

    title: str
    says: str


@dataclass(frozen=True)
class CatalogueEntry:
    """Where a flow lives and how it and its parameters are called."""

    module: str
    function: str
    name: str
    fields: Mapping[str, Field]


DAILY_SWEEP = CatalogueEntry(
    module="flows.daily_sweep",
    function="daily_sweep",
    name="每日巡检",
    fields={
        "institution": Field("制度代号", "按哪一套制度巡检，例如 county。"),
        "on": Field("巡检日期", "留空为运行当天；不能早于最近一次巡检日，也不能晚于今天。"),
    },
)

DELIVER_OUTBOX = CatalogueEntry(module="flows.deliver_outbox", function="deliver_outbox", name="消息投递", fields={})

_STAGE_FIELDS = {
    "institution": Field("制度代号", "哪一套制度，例如 county。"),
    "cycle": Field("周期", "周期的名称，例如 重大项目月调度。"),
    "period": Field("期次", "哪一期，例如 2026-09、2026-W39；也可以写会议的日子。"),
    "stage": Field("环节", "现在就办哪一个环节；人办的环节只转给人，登记请用 duban cycle run。"),
    "planned": Field("按排期运行", "勾选的，台账上没到日子就不办；手工运行请不要勾选。"),
}
CYCLE_FLOWS = {
    function: CatalogueEntry(module="flows.cycles", function=function, name=name, fields=_STAGE_FIELDS)
    for function, name in (
        ("weekly_meeting", "每周例会"),
        ("quarterly_analysis", "季度分析会"),
        ("monthly_dispatch", "月调度"),
        ("quarterly_review", "季度点评"),
        ("half_year_observation", "半年观摩"),
        ("executive_meeting", "常务会议"),
        ("body_meeting", "专门机构会议"),
        ("cycle_stage", "周期环节"),
    )
}
"""What a pack calls a cycle's flow → the flow; any other name is `cycle_stage`."""
