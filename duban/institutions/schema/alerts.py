"""Alerts about the running of the service: whom they are told."""

from duban.institutions.schema.base import Names, Rule


class Alerts(Rule):
    """运行告警：运行失败、没有巡检、环节逾期、期次待定等，告诉谁。"""

    to: Names
    """告诉哪些机构的岗位，一个或几个；须在 offices 中列明。"""
