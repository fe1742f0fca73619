"""Inspections: their kinds, who approves a scheme, what each must name; objection and rectification limits."""

from pydantic import Field

from duban.institutions.schema.base import Name, Names, PackPart, Rule, Text
from duban.institutions.schema.items import Decision, NumberPattern
from duban.institutions.schema.ladders import Answer


class Draw(Rule):
    """随机抽取被督查的单位：种子取自当时履历链的末尾，事先无从知道，写在方案里，可以复核。"""

    units: Names = Field(alias="from")
    """从哪些单位中抽取，写法同会议的参加单位。"""
    sample: int = Field(ge=1)
    """抽几个；不足的全部列入。"""


class Barred(Rule):
    """原则上不开展的督查：不予拟定方案；条款写“原则上”的，exceptions 所列的岗位可以破例，理由留痕。"""


class InspectionKind(Rule):
    """一种督查方式。"""

    says: Text | None = None
    """怎样督查、用在哪里。"""
    by: Names = ()
    """可以拟定方案的岗位；不写为经办人即可。"""
    barred: Barred | None = None
    """不再开展这种督查的依据；不写为可以开展。"""
    approve: Decision
    """由谁批准督查方案。"""
    joint: bool = False
    """true 为联合督查，方案须列明两个以上的督查机构。"""
    draw: Draw | None = None
    """方案没有写明单位的，随机抽取；不写为必须写明单位。"""
    unannounced: bool = False
    """true 为暗访：一律不打招呼，结论送达以前不让被督查单位看到；不写为由方案逐次决定。"""
    plate: NumberPattern | None = None
    """挂牌督查的牌号样式，如 县督挂〔{year}〕{n}号；批准时挂牌，办结时摘牌。不挂牌的不写。"""


class Inspections(PackPart):
    """督查：有哪些方式，结论送达后的异议期和整改期限。"""

    kinds: dict[Name, InspectionKind]
    """督查方式。"""
    objection: Answer
    """被督查单位提出异议的期限，自结论送达起算，如 送达后5个工作日内。"""
    rectify: Answer
    """整改期限，自结论送达起算；记录问题时另定日期的从其规定。"""
    item_type: Name | None = Field(None, alias="items")
    """问题作为督办任务交办时用哪一类事项。"""
