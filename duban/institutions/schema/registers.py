"""Registers: simple records of a pack's own making, with fields, states, moves, limits, guards and quotas."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from duban.core.periods import PeriodUnit
from duban.institutions.schema.base import Name, Names, PackPart, Phrase, Rule, Shorthand, Text, broken


class FieldKind(StrEnum):
    """登记项的种类。"""

    text = "text"
    """文字。"""
    date = "date"
    """日期。"""
    number = "number"
    """数字。"""
    unit = "unit"
    """已登记的单位。"""
    post = "post"
    """制度的岗位。"""
    person = "person"
    """已登记的人。"""
    choice = "choice"
    """几项中选一项。"""
    item = "item"
    """督办任务的编号。"""
    institution = "institution"
    """台账中载入的机构，写制度代号。"""


class RegisterField(PackPart):
    """登记项。"""

    kind: FieldKind = FieldKind.text
    """种类：text 文字，date 日期，number 数字，unit 单位，post 岗位，person 人，choice 选一项，item 督办任务，
    institution 台账中载入的机构。"""
    required: bool = False
    """登记时是否必填。"""
    unique: bool = False
    """同一登记簿内是否不得重复。"""
    choices: Names = ()
    """choice 的各个选项。"""
    past: bool = False
    """date 是否须是已经过去的日子：不晚于登记之日；不写为可以登记将来的日期。"""


class RegisterLimit(Rule):
    """一个状态最多停留多久。"""

    within: Phrase | None = None
    """时限，自进入这一状态之日起算，如 登记后5个工作日内；与 set_by 二者取一。"""
    set_by: Name | None = None
    """时限由哪一项日期载明，如 时限；没有填的没有时限。"""
    remind: Name | None = None
    """到期当日起每个工作日提醒谁：一个登记项（单位、岗位或人）的名称；不写为不提醒，只在超时登记中列出。"""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.within is None) == (self.set_by is None):
            raise broken("limit", "时限要么写 within（几日内），要么写 set_by（由哪一项日期载明），二者取一；请改正。")
        return self


class RegisterState(PackPart):
    """登记事项的一个状态；没有时限的可以直接写名称。"""

    state: Name
    """状态名称。"""
    limit: RegisterLimit | None = None
    """最多停留多久；不写为没有时限。"""


class Passing(PackPart):
    """转送：把登记的内容和附件转给另一个机构的登记簿。"""

    to: Name
    """哪一项写收件的机构；该项须是 institution。"""
    book: Name
    """转到对方的哪本登记簿。"""
    fields: Names
    """转哪几项；对方登记簿里同名的项才转，其余的对方看不到。"""


class Taking(PackPart):
    """接收：别的机构转来的，在这里登记；两项都由系统填写，不由人填。"""

    institution: Name
    """哪一项记来件的机构；该项须是 institution。"""
    entry: Name
    """哪一项记来件在对方的登记编号。"""
    office: Name
    """来件告诉哪个机构的人。"""


class RegisterMove(Rule):
    """登记事项的一步。"""

    sources: Names = Field(alias="from")
    """从哪些状态。"""
    target: Name = Field(alias="to")
    """到哪个状态。"""
    by: Names = ()
    """可以办理的岗位；不写为登记的机构经办人即可。"""
    fill: Names = ()
    """办这一步以前必须填写的登记项。"""
    passes: Passing | None = None
    """这一步转送给别的机构；不写为不转送。"""
    receipt: Names = ()
    """收件的机构在它的登记簿里办了哪几步时，由系统走这一步，fill 各项从对方取来；不写为由人办理。"""


class RegisterGuard(Rule):
    """登记的限制：某项填了某值时，责任人必须任某一岗位、单位必须是某几个单位，或必须填写另外几项。"""

    when: dict[Name, Name]
    """哪一项填了什么，如 职责: 负总责。"""
    person: Name | None = None
    """哪一项是责任人；与 holds 或 among 同写。"""
    holds: Names = ()
    """当日须任的岗位，一个或几个；写了 among 的可以不写。"""
    unit: Name | None = None
    """哪一项是单位；与 among 同写。"""
    among: Names = ()
    """单位须是这些单位之一，责任人须在这些单位任职；写法同会议的参加单位。"""
    needs: Names = ()
    """必须填写的登记项，一个或几个。"""

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        whole = bool(self.person) == bool(self.holds or (self.among and not self.unit)) and (
            self.among or not self.unit
        )
        if not whole or not (self.person or self.unit or self.needs):
            says = "登记的限制须写 person 和 holds 或 among（谁须任什么岗位、在哪些单位任职）、unit 和 among"
            raise broken("guard", f"{says}（须是哪些单位），或 needs（必须填写的登记项）。")
        return self


class RegisterCheck(Rule):
    """把关：填成这样的，不得办这几步。约束力随条款：须 一律不办，原则上 可以破例，建议 只作提示。"""

    moves: Names
    """管住哪几步。"""
    when: dict[Name, Name] = Field({})
    """哪一项填了什么，如 能以其他方式解决: 是；几项的须都符合，不写为全部。"""
    number: Name | None = None
    """哪一项的数字；与 at_most 同写。"""
    at_most: float | None = None
    """至多多少；超过的才算。"""
    says: Text
    """为什么不办，或提示什么。"""

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if (self.number is None) != (self.at_most is None) or not (self.when or self.number):
            raise broken("check", "把关须写 when（哪一项填了什么），或 number 和 at_most（哪一项的数字至多多少）。")
        return self


class QuotaSpan(StrEnum):
    """定额按什么期间计。"""

    day = "每日"
    """工作日；休息日登记的照收，不登记的不算不足。"""
    week = "每周"
    month = "每月"
    quarter = "每季度"
    half_year = "每半年"
    year = "每年"

    @property
    def unit(self) -> PeriodUnit | None:
        """The kind of period; None for a day."""
        return None if self is QuotaSpan.day else PeriodUnit(self.name)


class RegisterQuota(Rule):
    """定额：每个单位、岗位或人每一期间至少、至多登记多少。"""

    per: Name
    """按哪一项计，该项须是单位、岗位、人或选项。"""
    every: QuotaSpan
    """按什么期间计。"""
    at_least: float | None = Field(None, gt=0)
    """至少多少；不足的在 duban register quota 中列出。"""
    at_most: float | None = Field(None, gt=0)
    """至多多少；超过的不予登记。"""
    total: Name | None = None
    """把哪一项的数字加起来；不写为数登记的条数。"""
    distinct: Name | None = None
    """数哪一项有几个不同的，如 货主：同一户登记几次只算一户；与 total 不能同写。"""
    dated: Name | None = None
    """按哪一项的日期归入期间；不写为登记之日。"""
    among: Names = ()
    """应当登记的单位，写法同会议的参加单位；按人、岗位计的，指这些单位的全体任职人员。"""
    holding: Names = ()
    """按人、岗位计的，只指 among 各单位中任这些岗位的人，如 局长；不写为全体任职人员。"""
    when: dict[Name, Name] = Field({})
    """只计某项填了某值的登记，如 身份: 镇街区书记；不写为全部。"""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise broken("quota", "定额没有写多少；请写 at_least（至少）或 at_most（至多）。")
        if self.total and self.distinct:
            raise broken("quota", "定额要么写 total（把数字加起来），要么写 distinct（数不同的），二者取一；请改正。")
        return self


class RefusedWords(Rule):
    """不得登记的内容：含有这些字样的一律不收，也不保存。"""

    words: Names
    """字样，如 国家秘密、涉密。"""
    says: Text | None = None
    """拒绝时告诉登记的人：不收的是什么、应当怎么办；不写为“含有不得登记的字样；请删去这一部分再登记”。"""


StateEntry = Annotated[RegisterState, Shorthand(lambda name: {"state": name})]
REGISTERED = (RegisterState(state="已登记"),)
"""The one state of a register that names none."""


class Register(Rule):
    """登记簿：不需要单设状态机的事项，登记哪些项、怎样流转，都由制度规定。"""

    says: Text | None = None
    """登记什么、为什么。"""
    fields: dict[Name, RegisterField]
    """登记项。"""
    states: tuple[StateEntry, ...] = REGISTERED
    """各个状态，第一个是登记时的状态；不写为只有“已登记”。"""
    moves: dict[Name, RegisterMove] = Field({})
    """怎样流转。"""
    by: Names = ()
    """可以登记的岗位；不写为经办人即可。"""
    guards: tuple[RegisterGuard, ...] = ()
    """登记的限制。"""
    takes: Taking | None = None
    """接收别的机构转来的；不写为不接收。"""
    checks: tuple[RegisterCheck, ...] = ()
    """办理时的把关。"""
    refuse: RefusedWords | None = None
    """不得登记的内容；不写为只按密级。"""
    quotas: tuple[RegisterQuota, ...] = ()
    """定额。"""

    def state(self, name: str) -> RegisterState | None:
        """The state of that name."""
        return next((state for state in self.states if state.state == name), None)
