"""Cycles: meetings and other work that comes round, the stages of each occurrence, what to do with a missed one."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import Field, StringConstraints, model_validator

from duban.institutions.flow_names import ANY_CYCLE
from duban.institutions.schema.base import Name, Names, PackPart, Phrase, Rule, Shorthand, Text, broken


class StageName(StrEnum):
    """一期的各个环节，按先后为序。"""

    notify = "notify"
    """通知。"""
    collect = "collect"
    """收集材料。"""
    brief = "brief"
    """汇总呈报。"""
    convene = "convene"
    """召开。"""
    decide = "decide"
    """议定事项交办。"""
    publish = "publish"
    """通报。"""


STAGE_NAMES = {
    StageName.notify: "通知",
    StageName.collect: "收集材料",
    StageName.brief: "汇总呈报",
    StageName.convene: "召开",
    StageName.decide: "议定事项交办",
    StageName.publish: "通报",
}
REPORT_STAGE = "report"
"""The one stage of a report that units owe for a period."""
MATERIALS = "·会议材料"
"""What the report that units owe for a meeting is called, after the cycle's name."""
BEFORE_MEETING = (StageName.notify, StageName.collect, StageName.brief)
AFTER_MEETING = (StageName.decide, StageName.publish)


def stage_label(stage: str) -> str:
    """What people call a stage of an occurrence, or the handing in of a report."""
    return "报送" if stage == REPORT_STAGE else STAGE_NAMES[StageName(stage)]


class MissedPolicy(StrEnum):
    """停机期间错过的期次怎样处理。"""

    latest = "补办最近一期"
    every = "逐期补办"
    person = "由人决定"


class HoldPolicy(StrEnum):
    """到了日子、当年放假通知仍未公布时怎样处理。"""

    wait = "等候放假通知"
    proceed = "照常召开"


class Stage(Rule):
    """一个环节的时间，相对于会议日；只写时间的可以直接写成文字。"""

    within: Phrase
    """时间，如 会前3个工作日、会后2个工作日内。"""


class CollectStage(Stage):
    """收集材料：还可以写由谁报、报给谁、须载明什么。"""

    units: Names = Field((), alias="from")
    """由哪些单位报；不写为参加的单位。"""
    to: Names = ()
    """报给谁；不写为主持人，没有主持人的为承办的机构。"""
    parts: Names = ()
    """材料须载明的各项；缺项的不能报送。"""


StageTime = Annotated[Stage, Shorthand(lambda phrase: {"within": phrase})]
CollectTime = Annotated[CollectStage, Shorthand(lambda phrase: {"within": phrase})]


class Stages(Rule):
    """各环节的时间。环节没有自己的依据的，用这里写的 clause 或 assumed。"""

    notify: StageTime | None = None
    """通知参加人。"""
    collect: CollectTime | None = None
    """收齐材料；会前的一律提前，不顺延。"""
    brief: StageTime | None = None
    """汇总呈报主持人。"""
    convene: StageTime | None = None
    """召开；写“当天”。"""
    decide: StageTime | None = None
    """下发交办单。"""
    publish: StageTime | None = None
    """通报结果。"""

    def listed(self) -> Iterator[tuple[StageName, Stage]]:
        """The stages that are stated, in the order in which they happen."""
        for name in StageName:
            stage = getattr(self, name)
            if stage is not None:
                yield name, stage


class Covers(PackPart):
    """期次涉及什么。"""

    items: Names = ()
    """涉及哪些督办事项或项目。"""
    topics: Names = ()
    """研究哪些议题。"""


class Observation(Rule):
    """每期督查：在这一期的第一个环节拟一份督查方案，另行批准。写 sample 的从涉及的事项中抽样，写 from 的督查这些单位；
    两样都不写的，照这种督查方式的 draw 抽取单位。"""

    kind: Name
    """督查方式，如 实地督查。"""
    sample: Annotated[int | None, Field(None, ge=1)] = None
    """抽几件事项；不足的全部列入。抽样的种子写在方案里，可以复核。"""
    units: Names = Field((), alias="from")
    """督查哪些单位，写法同会议的参加单位。"""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.sample is not None and self.units:
            raise broken("observe", "每期督查写 sample（抽几件事项）或 from（督查哪些单位），二者取一；请改正。")
        return self


class Authority(NamedTuple):
    """What a date rests on."""

    clause: str | None
    assumed: str | None


class Cycle(Rule):
    """一项周期性工作：什么时候开、谁主持、有哪些环节。"""

    when: Phrase
    """周期，如 每周一上午、每月25日前后。"""
    each: Names = ()
    """按哪些机构或工作逐一举行，各开各的，如各专门机构；不写为只有一个。"""
    chair: Name | None = None
    """主持的岗位。"""
    office: Name | None = None
    """承办的机构；不写的，按机构分别举行的由该机构、其余由第一个机构承办。"""
    attend: Names = ()
    """参加的单位，可以写 groups 中的合称、*镇 这样的尾字，或岗位（通知当日任职的人所在的单位）；
    不写的，有涉及事项的为其责任单位，没有的为全部单位。"""
    covers: Covers | None = None
    """涉及的事项和议题。"""
    stages: Stages = Stages()
    """各环节的时间。"""
    observe: Observation | None = None
    """每期据此拟督查方案；不写为不督查。"""
    bulletin: Name | None = None
    """通报用哪一种通报；不写为由人另选。"""
    flow: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")] = ANY_CYCLE
    """在运行界面中归入哪个流程，如 weekly_meeting、monthly_dispatch、regular_meeting；怎样办不因它而异。
    写错的，检查时列出全部可以写的；不写为通用的周期环节。"""
    missed: MissedPolicy = MissedPolicy.latest
    """停机期间错过的期次怎样处理。"""
    hold: HoldPolicy = HoldPolicy.wait
    """到了日子、当年放假通知仍未公布的怎样处理。"""
    skip: Text | None = None
    """哪个岗位可以决定一期不开；理由留痕。"""

    @property
    def stage_names(self) -> tuple[StageName, ...]:
        """Its stages in the order in which they happen; it always convenes."""
        stated = {name for name, _ in self.stages.listed()} | {StageName.convene}
        return tuple(name for name in StageName if name in stated)

    def names(self, name: str) -> tuple[str, ...]:
        """What its own cycles are called: one, or one for each body or work that it is held for."""
        return tuple(f"{name}·{each}" for each in self.each) or (name,)

    def authority(self, name: StageName) -> Authority:
        """What the date of a stage rests on: its own authority, else that of all stages, else the cycle's clause."""
        if name is StageName.convene:
            return Authority(self.clause, self.assumed)
        stage = getattr(self.stages, name)
        own = stage if stage.clause or stage.assumed else self.stages
        return Authority(own.clause or self.clause, own.assumed)
