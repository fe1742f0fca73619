"""Ladders: what makes an item climb to a rung, which paper is sent, who approves it, what answer it asks for."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from duban.institutions.schema.base import Name, Names, PackPart, Phrase, Rule
from duban.institutions.schema.scores import Points


class Merge(StrEnum):
    """同一天要发的文书怎样合并。"""

    unit_and_leader = "同一责任单位、同一分管领导"
    """按责任单位和事项的牵头领导合并；没有写明牵头领导的事项按责任单位合并。"""
    unit = "同一责任单位"
    none = "不合并"


class CountSpan(StrEnum):
    """累计次数时回看多长时间。"""

    month = "一个月"
    quarter = "一个季度"
    half_year = "半年"
    year = "一年"
    calendar_month = "当月"
    calendar_quarter = "当季度"
    calendar_half_year = "当半年"
    calendar_year = "当年"


class CountClimb(PackPart):
    """累计次数达到即升级。"""

    rung: Name
    """数哪一级的文书。"""
    times: int = Field(ge=2)
    """几次。"""
    within: CountSpan
    """多长时间以内：一个月、一个季度、半年、一年是从当日往回数；当月、当季度、当半年、当年从这一期的第一天数起。"""
    over: Literal["item", "unit", "person"] = "unit"
    """按什么累计：item 同一事项，unit 同一单位，person 同一责任人。"""


class Climb(PackPart):
    """升到这一级的条件；写了几条的，满足任何一条即可。"""

    late: Literal["feedback", "completion"] | None = None
    """逾期：feedback 逾期未反馈，completion 逾期未办结。"""
    unanswered: Name | None = None
    """前面哪一级的文书到期没有答复。"""
    slow: Literal["序时进度"] | None = None
    """落后于序时进度：报告进展的当日，完成的百分比低于从下发到办结时限逐日均摊应完成的。"""
    quality: Literal["核查不合格"] | None = None
    """反馈经核查不合格：退回以后，下一次巡检以前没有重新反馈并得到认可的。"""
    count: CountClimb | None = None
    """累计次数：末次送达后的下一次巡检升级；所列逾期已全部更正的文书不计。"""

    @property
    def conditions(self) -> frozenset[str]:
        """The names of the conditions that are stated."""
        return frozenset(name for name in type(self).model_fields if getattr(self, name) is not None)


class Approval(Rule):
    """文书的审批。提出人与签发人不能是同一岗位。"""

    propose: Name | None = None
    """提出的岗位。"""
    agree: Name | None = None
    """同意的岗位；没有这一环的不写。"""
    sign: Name | None = None
    """签发的岗位。"""
    automatic: bool = False
    """true 为无需审批，到期自动编号下发。"""

    @property
    def posts(self) -> tuple[str, ...]:
        """The posts that act on the paper, in order."""
        return tuple(post for post in (self.propose, self.agree, self.sign) if post)


class Answer(Rule):
    """对文书的答复。"""

    within: Phrase
    """答复时限，自文书送达起算，如 送达后3个工作日内。"""


class Escalation(Rule):
    """由人提级：不待时限届满，由人把事项提到阶梯所通的上一级；文书照常审批，理由留痕。"""

    by: Names
    """可以提级的岗位，一个或几个。要同意、签发文书的岗位不宜列入：拟的人不能再批。"""


class Rung(Rule):
    """督办阶梯的一级。"""

    rung: Name
    """这一级的名称，如 催办。"""
    climb: Climb
    """升到这一级的条件。"""
    paper: Name
    """发哪种文书。"""
    merge: Merge = Merge.unit_and_leader
    """同一天要发的怎样合并。"""
    approval: Approval
    """谁提出、谁同意、谁签发。"""
    answer: Answer | None = None
    """要求何时答复；后面还有“未答复即升级”的必须写。"""
    copies: Names = ()
    """抄送哪些单位；由签发人逐次勾选，不自动发送。"""
    points: Points | None = None
    """相应的加减分。"""
