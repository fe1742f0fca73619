"""Targets: which indicators bind how, when a plan counts as behind, and what 分解 and 照单验收 rest on."""

from enum import StrEnum

from pydantic import Field

from duban.core.periods import PeriodUnit
from duban.institutions.schema.base import Name, Names, Phrase, Rule, Text


class GoalKind(StrEnum):
    """目标怎样算达到。"""

    at_least = "不低于"
    at_most = "不高于"
    about = "约"
    equal = "等于"
    zero_tolerance = "零容忍"
    rank = "名次"
    outside = "退出名次"
    rise = "晋升"
    grade = "等级"


class Figure(Rule):
    """文件写明的一项指标：设定这项指标时照此填写，与文件不符的不予设定。"""

    item_type: Name = Field(alias="of")
    """属于哪一类督办事项。"""
    kind: GoalKind = Field(alias="is")
    """比较：不低于、不高于、约、等于、零容忍、名次、退出名次、晋升、等级。"""
    value: Text = "0"
    """目标值：数、名次、晋升几位或等级，加引号；零容忍的不写。"""
    measure: Text | None = None
    """计量单位，如 户、%。"""
    by: Phrase | None = None
    """何时完成，如 6月底前；不写为事项的办结时限。"""


class StepUnit(StrEnum):
    """序时进度排到的期间。"""

    quarter = "季"
    month = "月"
    week = "周"

    @property
    def unit(self) -> PeriodUnit:
        """The kind of period."""
        return PeriodUnit(self.name)


class Steps(Rule):
    """序时进度逐级排定：下一级各期之和等于上一级，以周保月、以月保季、以季保年。"""

    units: tuple[StepUnit, ...] = Field(alias="down_to", min_length=1)
    """从大到小排到哪些期间，如 [季, 月, 周]。最小一级落后的亮黄灯，上一级到期没有保住的亮红灯。"""


class EarlyWarning(Rule):
    """统计预警：登记的实际值落后序时进度的，当即告诉责任单位和这里所列的单位。"""

    to: Names
    """告诉哪些单位，写法同会议的参加单位；“交办机构”是事项的交办机构。"""


class Peers(Rule):
    """同类比较：指标同别处的数相比，数登记在一个登记簿里；领先还是落后、差多少，随实际值一同列出。"""

    book: Name = Field(alias="register")
    """哪个登记簿。"""
    item: Name
    """登记簿的哪一项是指标所在的督办任务。"""
    peer: Name
    """哪一项是比较的对象。"""
    value: Name
    """哪一项是对方的数。"""
    dated: Name
    """哪一项是截至哪一天。"""
    indicator: Name | None = None
    """哪一项是指标的名称；一件事项只有一个指标的，登记时可以不填。"""


class TargetRules(Rule):
    """目标任务和序时进度。"""

    item_type: Name | None = None
    """导入的目标和分解到单位的目标，用哪一类督办事项；事项自己写明类型的从其类型。"""
    behind: int = Field(10, ge=0, le=100)
    """落后序时进度不超过目标值的百分之几亮黄灯，超过的亮红灯。"""
    about: int = Field(10, ge=0, le=100)
    """目标写“左右”“约”而未写容差的，按目标值上下百分之几。"""
    capped: Names = ()
    """指标名称含有这些字样、又写“左右”的，是控制上限：低于目标值的视为达到。"""
    warn: EarlyWarning | None = None
    """统计预警；不写为只亮灯。"""
    peers: Peers | None = None
    """同类比较；不写为不比。"""
    figures: dict[Name, Figure] = Field({})
    """文件写明的指标。"""
    steps: Steps | None = None
    """序时进度逐级排定；不写为按 behind 亮灯。"""
    split: Rule | None = None
    """目标分解下达的依据。"""
    accept: Rule | None = None
    """照单验收的依据。"""
