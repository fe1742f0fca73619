"""What the document asks of the software itself."""

from enum import StrEnum

from duban.institutions.schema.base import Rule


class FeatureName(StrEnum):
    """督查平台的功能。"""

    database = "动态数据库"
    monitoring = "远程监控"
    reading = "实时调阅"
    messages = "短信提醒"
    warning = "逾期预警"


class Feature(Rule):
    """督查平台的一项功能；由哪个命令提供，见 duban clauses。"""

    on: bool = True
    """false 为停用：短信提醒停用的不发任何提醒，逾期预警停用的不作预览；其余三项是台账本身，不能停用。"""
