"""The interview (约谈): its causes, who consents, approves and talks, when its effect is judged, who may read it."""

from typing import Self

from pydantic import Field, model_validator

from duban.institutions.schema.base import Name, Names, OpeningPhrase, Rule, Text, broken
from duban.institutions.schema.ladders import CountSpan


class InterviewCause(Rule):
    """约谈的一种事由：rung、inspected、evidence、ranked 四者取一。"""

    rung: Name | None = None
    """所涉事项在督办阶梯的这一级，且到期没有答复。"""
    inspected: bool = False
    """true 为须有对该单位的督查及其结论。"""
    evidence: Text | None = None
    """须附的证明材料，如 年度考核排名。"""
    ranked: bool = False
    """true 为须在已锁定的年度考核中，属于应以这一事由约谈的单位。"""

    @model_validator(mode="after")
    def _one_ground(self) -> Self:
        if sum(map(bool, (self.rung, self.inspected, self.evidence, self.ranked))) != 1:
            says = "约谈的事由写 rung（哪一级未答复）、inspected（须有督查结论）、evidence（须附的材料）"
            says += "、ranked（考核排名）之一。"
            raise broken("interview-cause", says)
        return self


class InterviewStep(Rule):
    """约谈的一步由谁办理。"""

    by: Names
    """可以办理的岗位，一个或几个；会商同意的须一一同意。"""


class InterviewJudging(InterviewStep):
    """成效评判。"""

    within: OpeningPhrase
    """何时起评判成效，如 约谈后20个工作日内、30日后；整改期限更晚的，在整改期限届满之日。"""


class InterviewCount(Rule):
    """一段时间内的约谈次数。"""

    times: int = Field(ge=2)
    """几次。"""
    within: CountSpan
    """多长时间以内（滚动计算）；再次约谈、因考核排名的约谈都计入。"""
    proposal: Text
    """达到次数的，系统只提出的建议。"""


class Interview(Rule):
    """约谈：提出、会商同意、批准、通知、约谈、评判成效；成效不明显的再次约谈。"""

    paper: Name
    """用哪种文书通知；送达即升到阶梯中发这种文书的一级。"""
    causes: dict[Name, InterviewCause]
    """因何约谈。"""
    propose: InterviewStep
    """由谁提出、通知和撤回。"""
    consent: InterviewStep
    """须由哪些岗位会商同意。"""
    approve: InterviewStep
    """由谁批准；不得是提出人。"""
    talk: InterviewStep
    """由谁约谈。"""
    again: InterviewStep
    """成效不明显的，由谁再次约谈。"""
    judge: InterviewJudging
    """由谁、何时评判成效。"""
    count: InterviewCount | None = None
    """累计次数达到的建议；不写为不累计。"""
    readers: Names = ()
    """除办理的岗位以外，还有谁可以看约谈的内容；其他人只看到有这件约谈。"""

    @property
    def steps(self) -> tuple[InterviewStep, ...]:
        """Every step, in order."""
        return (self.propose, self.consent, self.approve, self.talk, self.again, self.judge)

    @property
    def may_read(self) -> tuple[str, ...]:
        """The posts that may read what an interview is about."""
        return tuple(dict.fromkeys((*(post for step in self.steps for post in step.by), *self.readers)))
