"""The flows by their names for people, without importing Prefect: what deployment, form and probe must agree on."""

from collections.abc import Mapping
from dataclasses import dataclass

from duban.institutions.flow_names import CYCLE_FLOW_NAMES

REFUSED = "拒绝："
"""How the message of a run begins that was refused: whoever asked reads it, nobody is alarmed."""
CYCLE_TAG, SWEEP_TAG, LEVER_TAG, MESSAGES_TAG = "周期", "巡检", "操纵", "消息"
"""What a deployment is for, as its tag says."""


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


INSTITUTION = Field("制度代号", "哪一套制度，例如 county。")
REASON = Field("理由", "必填，记入履历。")

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
    "institution": INSTITUTION,
    "cycle": Field("周期", "周期的名称，例如 重大项目月调度。"),
    "period": Field("期次", "哪一期，例如 2026-09、2026-W39；也可以写会议的日子。"),
    "stage": Field("环节", "现在就办哪一个环节；人办的环节只转给人，登记请用 duban cycle run。"),
    "planned": Field("按排期运行", "勾选的，台账上没到日子就不办；手工运行请不要勾选。"),
}
CYCLE_FLOWS = {
    function: CatalogueEntry(module="flows.cycles", function=function, name=name, fields=_STAGE_FIELDS)
    for function, name in CYCLE_FLOW_NAMES.items()
}
"""What a pack calls a cycle's flow → the flow."""

HANDLE_PERIOD = CatalogueEntry(
    module="flows.handle_period",
    function="handle_period",
    name="期次处置",
    fields={
        "institution": INSTITUTION,
        "cycle": Field("周期", "哪一个周期。"),
        "period": Field("期次", "例如 2026-09、2026-W39、2026-Q3，或会议的日子 2026-09-24。"),
        "action": Field("处置", "办环节、再办一次的，选环节；定日子的，写日子；其余是整期的处置。"),
        "reason": REASON,
        "by": Field("以什么岗位", "岗位 或 岗位/姓名，例如 督查室主任；不开的须由制度规定的岗位。"),
        "stage": Field("环节", "办环节、再办一次时选择。"),
        "absent": Field("缺席单位", "召开：写成 单位=原因，几个单位用分号隔开。"),
        "items": Field("议定事项", "议定事项交办：督办任务编号，几个用逗号或空格隔开；没有的在“不办的说明”里写明。"),
        "bulletin": Field("通报编号", "通报：已印发的通报，例如 TB2026-0003。"),
        "none": Field("不办的说明", "没有议定事项或不通报的，写明原因。"),
        "day": Field("日子", "定日子：定在哪一天，如 2026-12-24，须在文件留出的范围内。"),
    },
)
ESCALATE_BY_HAND = CatalogueEntry(
    module="flows.escalate_by_hand",
    function="escalate_by_hand",
    name="手工提级",
    fields={
        "institution": INSTITUTION,
        "rung": Field("提到哪一级", "只能提到阶梯所通的一级，不越级。"),
        "reason": REASON,
        "by": Field("以什么岗位", "岗位 或 岗位/姓名；须是制度规定可以提级的岗位。"),
        "codes": Field("事项编号", "如 2026-000001，几个用逗号或空格隔开；写了编号就不再写下面的条件。"),
        "unit": Field("主办单位", "这个单位主办的全部在办事项。"),
        "item_type": Field("事项类型", "只要这一类。"),
        "on_rung": Field("现在的级次", "例如 催办；还没有升级的写 无。"),
        "overdue_days": Field("逾期工作日", "时限已过至少几个工作日；0 为不限。"),
        "office": Field("交办机构", "例如 督查室。"),
        "allowed_only": Field("略过不能提的", "否：有一件不能提就都不提。"),
        "preview": Field("只预览", "是：只看哪些会提、拟哪些单、哪些不能提和依据，不改台账。看过再改为否。"),
    },
)
