"""Reports that units owe: who, to whom, when; who takes them in, sets another date, waives."""

from pydantic import Field

from duban.core.periods import PeriodUnit
from duban.institutions.schema.base import Names, Phrase, Rule, Text
from duban.institutions.schema.items import Decision


class ReportType(Rule):
    """一种应报材料：谁报、报给谁、什么时候报。"""

    says: Text | None = None
    """报什么。"""
    when: Phrase
    """报送时间：每季度末月25日前（每期各报一份），或 登记后5个工作日内（逐件提出，自提出之日起算）。"""
    units: Names = Field((), alias="from")
    """应报的单位，写法同会议的参加单位；不写为台账中除交办机构以外的全部单位。"""
    but: Names = Field((), alias="except")
    """不必报的单位。"""
    to: Names
    """报给谁。"""
    parts: Names = ()
    """须载明的各项；缺项的不能报送。"""
    opens: Phrase | None = None
    """提前多久列出应报单位并提醒，如 到期前15个工作日；不写为一期开始时。"""
    chase_days: int = Field(1, ge=1)
    """逾期未报的，每几个工作日催报一次。"""
    accept: Decision | None = None
    """由谁收件、退回；不写为经办人即可。"""
    redate: Decision | None = None
    """由谁另定日期；不写为经办人即可。"""
    waive: Decision | None = None
    """由谁决定免报；不写为经办人即可。"""

    @property
    def period_unit(self) -> PeriodUnit | None:
        """The kind of period it comes round with; None where it is asked for one by one."""
        unit = self.when.limit.needs
        return unit if isinstance(unit, PeriodUnit) else None
