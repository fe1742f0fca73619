"""What a pack may call the flow of a cycle, and what people call it; flows/ has one flow for each of them."""

from typing import Final

ANY_CYCLE: Final = "cycle_stage"
"""The flow of a cycle whose pack names none."""
CYCLE_FLOW_NAMES: Final = {
    "weekly_meeting": "每周例会",
    "weekly_consultation": "每周会商",
    "monthly_dispatch": "月调度",
    "monthly_joint_meeting": "月联席会议",
    "bimonthly_supervision": "双月督办会",
    "bimonthly_inspection": "双月督查",
    "quarterly_analysis": "季度分析会",
    "quarterly_review": "季度点评",
    "quarterly_party_building": "季度党建工作会",
    "half_year_observation": "半年观摩",
    "half_year_selection": "半年评选",
    "yearly_selection": "年度评选",
    "executive_meeting": "常务会议",
    "body_meeting": "专门机构会议",
    "joint_meeting": "联席会议",
    "regular_meeting": "例行会议",
    ANY_CYCLE: "周期环节",
}
