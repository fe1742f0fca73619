"""Bulletins: their kinds, numbers, who signs them, how long the units named may check the facts."""

from duban.institutions.schema.base import Rule, Text
from duban.institutions.schema.items import Decision, NumberPattern
from duban.institutions.schema.ladders import Answer


class BulletinKind(Rule):
    """一种通报。"""

    says: Text | None = None
    """通报什么、用在哪里。"""
    number: NumberPattern
    """期号样式，如 政务督查通报〔{year}〕第{n}期；签发后印发时按年连续编号。"""
    sign: Decision
    """由谁签发；拟稿人不能签发自己的通报。"""
    check: Answer
    """所涉单位核实事实的期限，自送核起算，如 送达后2个工作日内；到期不答复的视为无误。"""
