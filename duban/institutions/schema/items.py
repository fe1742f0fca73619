"""Offices and posts, numbering series, and the item types: who assigns, within what limits, by which ladder."""

from collections.abc import Mapping
from enum import StrEnum
from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from duban.institutions.schema.base import Name, Names, Phrase, Rule, Shorthand, Text, broken

ASSIGNING_OFFICE = "交办机构"
"""Stands for whichever office assigned the item."""
NUMBER_FIELDS = {"year", "n", "office"}


class Office(Rule):
    """交办和督查的机构。"""

    title: Text
    """全称；台账中以机构名称或全称登记的单位就是这个机构，其岗位代表它办理。"""
    numbered_by: Name | None = None
    """由哪个机构代为编号；自行编号的不写。"""
    series: Name | None = None
    """几个机构共用一套编号样式、各自编号的，写样式的名称；样式中须含 {office}。"""


def _number_pattern(value: str) -> str:
    try:
        fields = {field for _, field, _, _ in Formatter().parse(value) if field is not None}
    except ValueError:
        fields = set()
    if not {"year", "n"} <= fields <= NUMBER_FIELDS:
        remedy = "必须含 {year} 和 {n}，可含 {office}，如 县督交〔{year}〕{n}号"
        raise broken("number", f"编号样式“{value}”不对；{remedy}。")
    return value


def _chinese(kind: str) -> str:
    if kind.isascii():
        raise broken("unknown-key", f"编号中没有“{kind}”这一项；文书种类请写中文名称，如“交办单”。")
    return kind


PaperKind = Annotated[str, AfterValidator(_chinese)]
"""A Chinese name, so that a misspelt key is not taken for a kind of paper."""
NumberPattern = Annotated[str, AfterValidator(_number_pattern)]
"""How a paper's number is printed."""


class SeriesBook(Rule):
    """一个机构的编号：每种文书一个序列，按年连续、不重、不漏。"""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[PaperKind, NumberPattern]

    report_to: Name | None = None
    """落实结果上报给哪个机构。"""

    @property
    def numbers(self) -> Mapping[str, str]:
        """Paper kind → number pattern."""
        return self.__pydantic_extra__


class Issue(Rule):
    """交办单的下发。"""

    within: Phrase | None = None
    """下发时限，如 会后3个工作日内；不写为不限。"""
    since: Literal["收到批示件"] | None = None
    """自交办机构收到批示件之日起算，批示的落款日并记；不写为自议定或批示之日起算。"""
    paper: Name = "交办单"
    """用哪种文书交办。"""


class DueLimit(Rule):
    """反馈或办结的时限：within 与 set_by 二者取一。"""

    within: Phrase | None = None
    """时限，如 会后半个月内、送达后5个工作日内。"""
    set_by: Text | None = None
    """时限不由文件统一规定，而由什么载明，如 来文。"""
    to: Name | None = None
    """向哪个机构反馈；不写为交办机构。"""
    statutory: Text | None = None
    """法定期限的依据，如 《信访工作条例》；法定的优先：另定的日期只能早、不能晚，推后须按延期办理。"""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.within is None) == (self.set_by is None):
            raise broken("limit", "时限要么写 within（按文件规定），要么写 set_by（由来文等载明），二者取一；请改正。")
        return self


def _one_or_by_class(value: object) -> str:
    is_one = not isinstance(value, Mapping) or bool(DueLimit.model_fields.keys() & value.keys())
    return "<one>" if is_one else "<by class>"


Limits = Annotated[
    Annotated[DueLimit, Tag("<one>")] | Annotated[dict[Name, DueLimit], Tag("<by class>")],
    Discriminator(_one_or_by_class),
]
"""One limit, or one for each class that `by` speaks of."""


class Extension(Rule):
    """延期。"""

    before: Phrase
    """提出延期的期限，如 到期前；逾期提出的不受理。"""
    decide: Name = ASSIGNING_OFFICE
    """由谁答复并定新的期限。"""
    times: int | None = Field(None, ge=1)
    """同一事项最多延几次；不写为不限。"""
    most: Phrase | None = None
    """一次至多延多久，自现行时限起算，如 30日内；法定时限有上限的照法定的写，不写为不限。"""


class Decision(Rule):
    """立项、销号由谁决定。"""

    by: Names
    """可以决定的岗位，一个或几个。"""


class Approving(Decision):
    """立项的审批。"""

    agree: Names = ()
    """共同立项的，须先由这些岗位一一同意；审批人自己在内的，审批就是同意。不写为不须会商。"""


class Check(Rule):
    """反馈的核查：承办单位不核查自己的反馈。"""

    by: Name = ASSIGNING_OFFICE
    """由谁核查。"""


class Duty(Rule):
    """值班办理的事项：休息日也照常升级。"""

    classes: Names = ()
    """哪些办理类别；不写为这一类型的全部事项。"""


class Named(StrEnum):
    """交办时可以要求写明的要素。"""

    head = "第一责任人"
    """责任单位当日登记有主要负责同志，岗位见 heads。"""
    leader = "牵头领导"
    unit = "责任单位"
    co_units = "协办单位"
    """主办（牵头）单位以外的责任单位，至少一个。"""
    responsible = "责任人"
    requirement = "目标任务"
    schedule = "时序进度"
    """办结日期，或分步的日期。"""


class Heads(Rule):
    """单位主要负责同志：本单位的第一责任人，也是约谈的对象。"""

    posts: Names
    """各单位主要负责同志的岗位，一个或几个，如 局长、党委书记；以当日任职的为准。"""


class NodeRule(Rule):
    """关键节点：每个节点各有时限、各亮各的灯；到期没有报完成的记录在案，告诉责任单位。"""

    soon: int = Field(7, ge=0)
    """到期前几天以内亮黄灯。"""


class Naming(Rule):
    """交办须明确的要素；没有写明的不得下发。"""

    must: Annotated[tuple[Named, ...], Shorthand(lambda name: [name])]
    """哪些要素，如 第一责任人、牵头领导、责任单位、协办单位、责任人、目标任务、时序进度。"""
    held: bool = False
    """责任人是否须是当日在责任单位任职的人；不写为写明即可。"""


def _one_or_several(value: object) -> str:
    return "<several>" if isinstance(value, list | tuple) else "<one>"


Namings = Annotated[
    Annotated[Naming, Tag("<one>")] | Annotated[tuple[Naming, ...], Tag("<several>")],
    Discriminator(_one_or_several),
]
"""What must be named: one rule, or several where each rests on a clause of its own."""


class ItemType(Rule):
    """一类督办事项：从哪里来、谁交办、什么时限、走哪个阶梯。"""

    like: Name | None = None
    """与另一类事项相同的各项不必重写：写那一类的名称，只写不同的项。"""
    source: Names = Field(alias="from")
    """事项来源，一个或几个，如 常务会议。"""
    office: Name
    """交办并负责督查的机构。"""
    approve: Approving | None = None
    """下发前由谁审批立项；不写为不必审批。"""
    issue: Issue | None = None
    """下发时限。"""
    names: Namings | None = None
    """这一类事项交办须明确的要素，依据不同的分条写；不写的按全制度的 names。"""
    by: Name | None = None
    """同类事项时限有几种的，按什么分，如 办理类别；此时 feedback 或 completion 分类列出。"""
    feedback: Limits | None = None
    """反馈时限：何时向谁报告进展。"""
    completion: Limits | None = None
    """办结时限：何时办完；随事项逐件确定的不写。"""
    extension: Extension | None = None
    """延期的办法；不写为不得延期。"""
    close: Decision | None = None
    """核查认可后由谁销号；不写为交办机构经办人即可。"""
    duty: Duty | None = None
    """休息日也照常升级的，如不过夜的急件；不写为休息日不升级。"""
    ladder: Name | None = None
    """督办阶梯的名称；不写为只亮灯、不发催办督办文书。"""

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that `by` distinguishes, in the pack's order; empty where one limit serves all."""
        limits = (self.feedback, self.completion)
        return tuple(dict.fromkeys(name for limit in limits if isinstance(limit, dict) for name in limit))

    def on_duty(self, item_class: str | None) -> bool:
        """Whether such an item climbs on a day off as well."""
        return self.duty is not None and (not self.duty.classes or item_class in self.duty.classes)

    def feedback_for(self, item_class: str | None = None) -> DueLimit | None:
        """The feedback limit of an item of that class."""
        return _of_class(self.feedback, item_class)

    def completion_for(self, item_class: str | None = None) -> DueLimit | None:
        """The completion limit of an item of that class; None where it comes with the item."""
        return _of_class(self.completion, item_class)


def _of_class(limits: DueLimit | dict[str, DueLimit] | None, item_class: str | None) -> DueLimit | None:
    if isinstance(limits, dict):
        return limits.get(item_class) if item_class else None
    return limits
