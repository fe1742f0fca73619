"""Points and the yearly assessment: what is worth how much, how units are ranked and banded, what comes of it."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from duban.institutions.schema.base import Name, Names, PackPart, Phrase, Rule, Text, broken


class Points(Rule):
    """建议的考评分值；由考评机构确认。"""

    lead: float = 0
    """主办单位、责任单位：加分为正，扣分为负。"""
    co: float = 0
    """协办单位：逾期归责于它的，由它承担。"""
    most: float | None = Field(None, gt=0)
    """一个单位一年在这一项上至多加多少、扣多少；不写为不封顶。"""


class ScoreSource(StrEnum):
    """加减分所依据的事实，都是台账中已有的。"""

    overdue = "逾期"
    """没有更正的逾期，记在时限之日。"""
    sent_back = "反馈退回"
    """核查不合格而退回的反馈。"""
    late_report = "材料迟报"
    """过了时限才报或没有报的应报材料。"""
    talk = "约谈"
    """已经进行的约谈，含再次约谈。"""
    finding = "督查问题"
    """督查结论所列的问题，经复核撤销的不计。"""
    bulletin = "通报"
    """已印发的通报列了这个单位的事项，经异议全部删去的不计。"""
    acceptance = "照单验收"
    """目标任务最近一次验收的结果。"""
    register = "登记"
    """登记簿中的一条，已作废的不计。"""


class ScoreEvent(Points):
    """一种加减分：台账中有什么事实，加减多少分。阶梯各级的分值写在阶梯里，同样计入。"""

    on: ScoreSource
    """依据哪一种事实。"""
    only: Names = ()
    """只计哪几种：登记簿、通报、督查方式、应报材料、约谈事由、时限或验收结果的名称；登记必须写，其余不写为全部。"""
    value: Name | None = None
    """登记：哪一项是分值；不写为按 lead。"""
    unit: Name = "单位"
    """登记：哪一项是单位。"""
    person: Name | None = None
    """登记：哪一项是责任人；不写为当日的主要负责同志。"""
    dated: Name | None = None
    """登记：按哪一项的日期归入年度；不写为登记之日。"""
    states: Names = ()
    """登记：在哪些状态才计；不写为全部。"""
    when: dict[Name, Name] = Field({})
    """登记：只计某项填了某值的；不写为全部。"""

    @model_validator(mode="after")
    def _worth_something(self) -> Self:
        if not (self.lead or self.co or self.value):
            raise broken(
                "score-points", "没有写加减多少分；请写 lead（责任单位的分值），登记的也可以写 value（哪一项是分值）。"
            )
        if self.on is not ScoreSource.register and (
            self.value or self.person or self.dated or self.states or self.when
        ):
            raise broken("score-register", "value、person、dated、states、when 只用于 on: 登记；请删去，或改正 on。")
        return self


class Tie(StrEnum):
    """同分的怎样分先后。"""

    fewer_deductions = "扣分少的在前"
    more_bonus = "加分多的在前"


class Ties(Rule):
    """同分：依次比较，仍然相同的名次并列，后面的名次空出。"""

    prefer: tuple[Tie, ...] = ()
    """依次比较什么；不写为同分即并列。"""


class Band(PackPart):
    """一个档次：top、at_least 都写的都要符合，最后一档都不写。"""

    band: Name
    """档次名称。"""
    top: float | None = Field(None, gt=0, le=100)
    """名次在前百分之几以内，不足一个的进为一个，并列的都算。"""
    at_least: float | None = None
    """得分不低于多少。"""

    @property
    def bounded(self) -> bool:
        """Whether it asks for anything."""
        return self.top is not None or self.at_least is not None


class Bands(Rule):
    """分档：从高到低，先符合哪一档就是哪一档。"""

    of: tuple[Band, ...] = Field(min_length=1)
    """各档，从高到低；最后一档没有条件。"""


class ScoreStep(Rule):
    """考核的一步由谁办理。"""

    by: Names
    """可以办理的岗位，一个或几个。"""


class ScoreObjection(Rule):
    """单位对加减分提出异议。"""

    within: Phrase
    """自公布起算，如 公布后5个工作日内。"""


class ScoreLock(ScoreStep):
    """审定并锁定；以后的变动一律作为更正，另记一笔。"""

    when: Phrase
    """应当在哪天以前锁定，如 次年1月31日前。"""
    opinion: bool = False
    """锁定时是否须写明年度考核意见；不写为可以不写。"""


class Consequence(Rule):
    """考核结果的运用：bottom、band、scored 三者取一。只提出，不作处理。"""

    says: Text
    """怎样运用。"""
    bottom: int | None = Field(None, ge=1)
    """排名后几位的单位，从末位数起：末位并列的都算，再往前并列而超过位数的不算；没有扣分的、与第一名并列的不算。"""
    band: Name | None = None
    """列入哪一档的单位。"""
    scored: Names = ()
    """在哪几项上有加减分的单位。"""
    report: Name | None = None
    """锁定时请这些单位报送哪一种应报材料。"""
    interview: Name | None = None
    """应以哪一种事由提出约谈。"""
    register_name: Name | None = Field(None, alias="register")
    """建议列入哪一本登记簿，由人登记。"""

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if sum(map(bool, (self.bottom, self.band, self.scored))) != 1:
            says = "考核结果的运用写 bottom（排名后几位）、band（哪一档）、scored（哪几项有加减分）之一。"
            raise broken("consequence", says)
        return self


class Assessment(Rule):
    """年度考核：由台账中的事实逐条计分，公布、异议、锁定，分档排名，提出结果的运用。"""

    says: Text | None = None
    """考核什么。"""
    base: float = 100
    """基础分。"""
    units: Names = Field((), alias="from")
    """被考核的单位，写法同会议的参加单位；不写为台账中除交办机构以外的全部单位。"""
    but: Names = Field((), alias="except")
    """不考核的单位。"""
    events: dict[Name, ScoreEvent] = Field({})
    """各种加减分。"""
    ties: Ties | None = None
    """同分怎样处理；不写为名次并列。"""
    bands: Bands | None = None
    """分档；不写为不分档。"""
    publish: ScoreStep
    """由谁计算、公布、撤回公布。"""
    objection: ScoreObjection
    """异议的期限。"""
    decide: ScoreStep
    """由谁答复异议，锁定以后由谁更正。"""
    lock: ScoreLock
    """由谁、何时审定锁定；不得是公布的人。"""
    consequences: dict[Name, Consequence] = Field({})
    """考核结果的运用。"""

    @property
    def posts(self) -> tuple[str, ...]:
        """Everybody who takes a step in it."""
        return tuple(dict.fromkeys((*self.publish.by, *self.decide.by, *self.lock.by)))
