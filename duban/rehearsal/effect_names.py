"""What rows and days are called where two ledgers are compared, and which tables are left out of it, and why."""

from enum import StrEnum

import sqlalchemy as sa

from models.types import UTCDateTime
from states.item import FeedbackKind, LimitKind
from states.labels import FEEDBACK_LABELS, LIMIT_LABELS, ORDER_EVENT_LABELS
from states.order import OrderEvent

NOT_COMPARED = {
    "act": "行为的依据和理由是引用，不是效果",
    "act_head": "哈希链",
    "history": "履历随行而有",
    "ledger": "台账本身",
    "clock_advance": "演示台账的时钟，演练自有时钟",
    "pack_version": "制度的版本",
    "cycle_version": "制度的版本",
    "cycle_watch": "排期的进度",
    "stage_lease": "谁正在办，不是办了什么",
    "calendar_notice": "放假通知",
    "sweep_day": "巡检天天有",
    "series_counter": "编号已在文书中",
    "number_segment": "编号已在文书中",
    "delivery": "消息本身已比较",
    "item_words": "题目和要求本身已比较",
    "inbox_entry": "消息本身已比较",
    "attachment": "附件随行为而有",
    "holding": "任职是给定的",
    "account": "谁登录是给定的",
    "account_grant": "谁登录是给定的",
    "account_secret": "谁登录是给定的",
    "account_session": "谁登录是给定的",
    "draft": "没有办的不是效果",
    "saved_view": "各人看台账的习惯不是效果",
    "briefing": "呈阅材料由台账摘出",
    "bulletin_fact": "通报事实由台账摘出",
}
"""Table → why it is not compared."""
NAMED_BY = frozenset(
    {
        *("name", "book", "kind", "title", "subject", "cause", "report", "period", "cycle", "stage", "indicator"),
        *("paper", "office", "step", "limit_kind", "level", "part", "rule"),
    }
)
"""The columns whose words name a row."""
TABLES = {
    "item_node": "节点",
    "item_text": "",
    "item_note": "记事",
    "item_link": "关联",
    "co_unit": "协办",
    "breach": "逾期",
    "feedback": "反馈",
    "extension": "延期",
    "suspension": "暂停",
    "order_step": "审批",
    "order_item": "所列",
    "coordination": "协调",
    "coordination_voice": "协调意见",
    "interview": "约谈",
    "interview_consent": "会商同意",
    "inspection": "督查",
    "inspection_unit": "督查",
    "finding": "问题",
    "bulletin": "通报",
    "bulletin_unit": "核实",
    "register_entry": "登记",
    "report_due": "应报",
    "occurrence": "期次",
    "occurrence_stage": "环节",
    "attendance": "到会",
    "decision": "议定",
    "target": "目标",
    "attribution": "归责",
    "alert": "预警",
    "assessment": "年度考核",
    "score_entry": "加减分",
    "unit_rank": "名次",
}
"""Table → what its rows are called; others go by their own words."""
DATES = {
    "accepted_at": "验收",
    "answer_due_on": "答复时限",
    "answered_at": "答复",
    "as_of_on": "数据截至",
    "asked_at": "提出",
    "asked_on": "提出",
    "behind_on": "落后于进度",
    "check_due_on": "核实时限",
    "checked_at": "核查",
    "chased_on": "催报",
    "cleared_at": "更正",
    "climb_due_on": "升级起算的时限",
    "climb_from_on": "升级时限的起算日",
    "climb_held_on": "暂缓升级至",
    "closed_at": "了结",
    "computed_at": "计算",
    "completion_due_on": "办结时限",
    "concluded_at": "作出结论",
    "dated_on": "落款",
    "decided_at": "决定",
    "decided_on": "议定",
    "done_at": "完成",
    "done_on": "节点完成",
    "drafted_on": "拟稿",
    "due_at": "时间",
    "due_on": "时限",
    "entered_on": "登记",
    "failed_on": "核查不合格",
    "feedback_due_on": "反馈时限",
    "feedback_from_on": "反馈时限的起算日",
    "from_on": "开始",
    "frozen_at": "冻结",
    "given_at": "反馈",
    "granted_on": "准予延至",
    "happened_on": "发生",
    "held_at": "约谈",
    "held_on": "召开",
    "held_until_on": "暂缓至",
    "issue_due_on": "下发时限",
    "issued_at": "下发",
    "judge_on": "成效评判",
    "late_on": "逾期",
    "left_at": "退出",
    "level_from_on": "呈报",
    "limit_on": "时限",
    "lock_due_on": "应锁定",
    "locked_at": "锁定",
    "meet_on": "约定",
    "meeting_on": "会议日",
    "missed_at": "节点逾期",
    "next_due_on": "下次反馈",
    "noted_at": "记录",
    "objected_at": "提出异议",
    "objection_due_on": "异议时限",
    "original_on": "原定",
    "published_at": "公布",
    "raised_at": "提出",
    "reached_on": "收到批示件",
    "received_at": "签收",
    "recorded_at": "记录",
    "rectify_on": "整改期限",
    "replied_at": "核实",
    "seen_at": "阅知",
    "served_at": "送达",
    "signed_at": "签发",
    "struck_at": "划去",
    "submitted_at": "报送",
    "to_on": "结束",
    "true_at": "办理",
    "until_on": "申请延至",
    "visited_at": "到场",
    "window_first_on": "会期起",
    "window_last_on": "会期止",
}
"""Column → what its day is called."""
WORDS: dict[str, str] = {
    **{kind.value: LIMIT_LABELS[kind] for kind in LimitKind},
    **{kind.value: FEEDBACK_LABELS[kind] for kind in FeedbackKind},
    **{event.value: ORDER_EVENT_LABELS[event] for event in OrderEvent},
    "consult": "会商",
    "report": "书面报告",
    "opinion": "意见",
    "decision": "决策建议",
    "sorting": "梳理",
    "instruction": "批示",
    "notify": "通知",
    "collect": "收集材料",
    "brief": "汇总呈报",
    "convene": "召开",
    "decide": "议定事项交办",
    "publish": "通报",
}


def table_label(name: str) -> str:
    """What the rows of a table are called, before their own words."""
    return TABLES.get(name, "")


def date_labels(table: sa.Table) -> dict[str, str]:
    """The columns of a table that hold days, and what these are called."""
    days = [column.name for column in table.columns if isinstance(column.type, sa.Date | UTCDateTime)]
    return {name: DATES.get(name, name) for name in days}


def word(value: object) -> str:
    """A naming word as people say it."""
    plain = value.value if isinstance(value, StrEnum) else str(value)
    return WORDS.get(plain, plain)
