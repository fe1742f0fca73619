"""The columns of an item sheet: what clerks call them, what each holds, and what a row says once it is read."""

from dataclasses import dataclass
from difflib import get_close_matches

from duban.services.import_sheet import plain_heading
from duban.services.target_rules import COMPARISON_LABELS


@dataclass(frozen=True)
class Column:
    """A column: its own heading, other headings that mean the same, and what to write in it."""

    key: str
    heading: str
    synonyms: tuple[str, ...]
    says: str
    must: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Everything it may be called."""
        return (self.heading, *self.synonyms)


COLUMNS: tuple[Column, ...] = (
    Column("number", "序号", ("编号", "No"), "只供对照，不导入；写“说明”“示例”的行跳过"),
    Column(
        "title",
        "工作任务",
        ("任务", "任务内容", "重点工作", "工作内容", "主要任务", "督办事项", "事项", "内容", "事项内容"),
        "要做的事，一行一件",
        must=True,
    ),
    Column(
        "unit",
        "牵头单位",
        ("牵头负责部门", "牵头部门", "责任单位", "主办单位", "责任部门", "承办单位"),
        "只写一个已登记的单位",
        must=True,
    ),
    Column("leader", "牵头领导", ("分管领导", "责任领导"), "岗位、岗位/姓名 或 姓名；下发前须写明"),
    Column("responsible", "责任人", ("具体责任人",), "牵头单位里具体负责的人；下发前须写明"),
    Column("co_units", "协办单位", ("配合单位", "协办部门", "配合部门", "参加单位"), "可写几个，用顿号隔开"),
    Column("item_type", "事项类型", ("类型", "任务类型"), "制度中的事项类型；有指标的可以不写"),
    Column("item_class", "办理类别", ("类别",), "这一类型按类别定时限的才写"),
    Column("requirement", "要求", ("工作要求", "办理要求", "工作标准"), "怎样才算办好"),
    Column(
        "completion",
        "完成时限",
        ("办结时限", "完成时间", "时限", "办结日期", "完成日期"),
        "日期，或“12月底前”“三季度末前”这样的时限；有指标的须写",
    ),
    Column("decided", "议定日期", ("批示日期", "交办日期", "会议日期"), "会议或批示的日期，下发时限由此起算"),
    Column("secrecy", "密级", (), "公开或内部；涉密的不得导入"),
    Column("indicator", "指标", ("指标名称", "考核指标"), "有量化目标的写指标名称"),
    Column("comparison", "比较", ("比较方式",), "、".join(COMPARISON_LABELS.values())),
    Column("value", "目标值", ("目标",), "数，或等级；可以带计量单位"),
    Column("measure", "计量单位", (), "如 万人、%"),
    Column("tolerance", "容差", ("允许偏差",), "“约”上下可差多少；不写按制度推定"),
    Column("capped", "控制上限", (), "“约”只限上限的写“是”，上下都算偏离的写“否”；不写按制度推定"),
    Column("grades", "等级次序", (), "等级由好到差，如 A>B>C>D"),
    Column("base", "基数", ("上年名次", "原名次"), "“晋升”的，写晋升以前是第几名"),
    Column("start", "起算日期", ("起算日", "开始日期"), "序时进度的起算日；不写为当年1月1日"),
    Column("due", "目标完成日期", (), "与事项的完成时限不同的才写"),
    Column("nodes", "序时进度节点", ("节点",), "如 2026-06-30=500；2026-09-30=750；不写为均匀推进"),
    Column("actual", "实际值", ("完成值", "实际完成"), "已有结果的写；没有的留空"),
    Column("as_of", "实际值日期", ("截至日期",), "实际值截至哪一天；不写为完成时限或今天，取早的"),
    Column("source", "实际值来源", ("数据来源",), "实际值从哪里来；有实际值的须写"),
)
"""In the order of the template."""
TOLD = {
    "code": "事项编号",
    "state": "状态",
    "feedback_due_on": "反馈时限",
    "planned": "今日应达",
    "light_label": "亮灯",
    "outcome_label": "验收结果",
    "assumed": "推定",
}
"""What an export tells beside what an import takes in; an import passes over it."""
YES_OR_NO = {"是": True, "否": False}
REMARK_ROWS = ("说明", "示例")
_BY_HEADING = {plain_heading(name): column for column in COLUMNS for name in column.headings}


def known_headings() -> tuple[str, ...]:
    """Every heading that is known."""
    return tuple(_BY_HEADING)


def column_of(heading: str) -> Column | None:
    """The column that is called so."""
    return _BY_HEADING.get(heading)


def heading_of(key: str, headings: tuple[str, ...]) -> str:
    """What this sheet calls a column, for messages."""
    column = next(column for column in COLUMNS if column.key == key)
    return next((name for name in headings if column_of(name) is column), column.heading)


def passed_over(headings: tuple[str, ...]) -> list[str]:
    """A remark for each column that is not taken in, with the one that may have been meant."""
    found = []
    for name in headings:
        if name and name not in _BY_HEADING and name not in TOLD.values():
            near = get_close_matches(name, _BY_HEADING, 1, 0.6)
            found.append(f"没有导入“{name}”一列" + (f"，是不是“{_BY_HEADING[near[0]].heading}”" if near else ""))
    return found
