"""Every error a person may see: one base, a Chinese sentence, the fields that matter. Edges map them to codes."""

from dataclasses import dataclass
from datetime import date
from typing import Any


class DubanError(Exception):
    """Base of all errors. `str(error)` is one Chinese sentence that says the fact and the remedy."""

    def fields(self) -> dict[str, Any]:
        """The facts behind the sentence, for `--json` and logs."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}


class BadUsage(DubanError):
    """The request itself cannot be read (exit code 2); nothing was done."""


class Refused(DubanError):
    """The request was understood and is not allowed or not possible now (exit code 1); nothing was changed."""


@dataclass(eq=False)
class PhraseNotUnderstood(BadUsage):
    """A time-limit phrase stops making sense at character `at` (0-based); `expected` lists what could stand there."""

    phrase: str
    at: int
    expected: tuple[str, ...]
    hint: str = ""

    def __str__(self) -> str:
        stop = f"第{self.at + 1}个字“{self.phrase[self.at]}”" if self.at < len(self.phrase) else "句末"
        remedy = self.hint or f"此处可用：{'、'.join(self.expected)}。完整写法见 docs/reference/phrases.md"
        return f"时限“{self.phrase}”在{stop}处读不懂；{remedy}。"


@dataclass(eq=False)
class InvalidValue(BadUsage):
    """A field holds a value that cannot be; names the field and the remedy."""

    field: str
    value: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.field}“{self.value}”无效；{self.remedy}。"


@dataclass(eq=False)
class CalendarYearMissing(Refused):
    """No statutory holiday data exists for the year, so no working day in it can be told."""

    year: int
    first_year: int
    last_year: int

    def __str__(self) -> str:
        return (
            f"没有{self.year}年的法定节假日数据（现有{self.first_year}—{self.last_year}年），"
            f"不能推算工作日；请改用有数据的年份，或用 duban workdays load 载入该年的放假通知。"
        )


@dataclass(eq=False)
class NoticeUnreadable(BadUsage):
    """A holiday notice is damaged: `line` (1-based) does not say what a notice says."""

    source: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"放假通知 {self.source} 第{self.line}行：{self.says}；未载入任何内容，请对照原文改正后重试。"


@dataclass(eq=False)
class PackInvalid(BadUsage):
    """A pack has findings of error grade; `findings` are `file:line: sentence`."""

    pack: str
    findings: tuple[str, ...]

    def __str__(self) -> str:
        return f"制度 {self.pack} 有{len(self.findings)}处错误，未启用；第一处：{self.findings[0]}"


@dataclass(eq=False)
class MigrationRefused(Refused):
    """Running items cannot be moved to a version of the rules; `found` are the items that do not fit, each with why."""

    pack: str
    version: str
    says: str
    remedy: str
    found: tuple[str, ...] = ()

    def __str__(self) -> str:
        listed = f"：{'；'.join(self.found)}" if self.found else ""
        return f"不能移到 {self.pack} 的版本 {self.version[:12]}，{self.says}{listed}。{self.remedy}。"


@dataclass(eq=False)
class NotInForce(Refused):
    """The document does not hold then, so nothing new is done under it."""

    title: str
    since: date | None
    until: date | None
    when: str

    def __str__(self) -> str:
        begins = f"{self.since}起施行；" if self.since else ""
        ends = f"有效期至{self.until}；" if self.until else ""
        return f"《{self.title}》{begins}{ends}{self.when}不适用。请改用其间的日期，或载入接续的制度。"


@dataclass(eq=False)
class NotFound(Refused):
    """Something named does not exist."""

    what: str
    name: str
    remedy: str

    def __str__(self) -> str:
        return f"没有{self.what}“{self.name}”；{self.remedy}。"


@dataclass(eq=False)
class NotShown(Refused):
    """Something that only few may read was asked for by somebody else."""

    what: str
    readers: str

    def __str__(self) -> str:
        return f"{self.what}只供{self.readers}查看；请用 --by 写明您的岗位。"


@dataclass(eq=False)
class LedgerUnusable(Refused):
    """The ledger cannot be opened, written or is at another schema version."""

    url: str
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"台账 {self.url} 不可用：{self.says}；{self.remedy}。"


@dataclass(eq=False)
class PortInUse(Refused):
    """A port that the service needs is taken by another process."""

    port: int
    setting: str

    def __str__(self) -> str:
        return f"端口 {self.port} 已被占用；请停掉占用它的程序，或设置环境变量 {self.setting} 换一个端口。"


@dataclass(eq=False)
class TransitionRefused(Refused):
    """The machine has no such move from where the subject stands, or a guard refused it."""

    subject: str
    state: str
    event: str
    reason: str

    def __str__(self) -> str:
        return f"{self.subject}当前为“{self.state}”，不能“{self.event}”：{self.reason}。"


@dataclass(eq=False)
class KeyReused(Refused):
    """An idempotency key that answered one request came back with another one."""

    key: str
    act: str

    def __str__(self) -> str:
        return (
            f"幂等键“{self.key}”已用于另一项请求（行为 {self.act}），本次的内容与那次不同；请换一个键，或照原样重试。"
        )


@dataclass(eq=False)
class JustTaken(Refused):
    """Another operation has just put the same thing on record; nothing of this one was kept."""

    constraint: str
    says: str

    def __str__(self) -> str:
        return f"{self.says}，本次未作任何改动；请重试。"


@dataclass(eq=False)
class AlreadyMoved(Refused):
    """The subject is no longer as the asker saw it."""

    subject: str
    version: int
    seen: int

    def __str__(self) -> str:
        return (
            f"{self.subject}已被别的操作改动（您看到的是第{self.seen}版，现为第{self.version}版）；请重新查看后再办。"
        )


@dataclass(eq=False)
class TimeRefused(Refused):
    """The true time of an act cannot be: it lies in the future or before the subject's last act."""

    on: str
    reason: str

    def __str__(self) -> str:
        return f"发生时间 {self.on} 不成立：{self.reason}；请用 --on 写明真实的时间。"


@dataclass(eq=False)
class ClockRefused(Refused):
    """The clock of a ledger that is no demonstration was to be put forward."""

    def __str__(self) -> str:
        return "这不是演示台账，只用真实时间，时钟不能拨快；要试用请在演示台账上办（duban --demo）。"


@dataclass(eq=False)
class ReasonMissing(BadUsage):
    """An act that must say why does not."""

    event: str

    def __str__(self) -> str:
        return f"“{self.event}”须写明理由；请用 --reason 写明。"


@dataclass(eq=False)
class EvidenceMissing(BadUsage):
    """An act that must be borne out by a file comes without one."""

    event: str

    def __str__(self) -> str:
        return f"“{self.event}”须附证明材料（签批件扫描件、来文、照片等）；请用 --attach 附上至少一个文件。"


@dataclass(eq=False)
class FileRefused(Refused):
    """A file cannot be taken in or handed out."""

    file: str
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"附件“{self.file}”{self.says}；{self.remedy}。"


@dataclass(eq=False)
class ClassifiedMatter(Refused):
    """Matter marked above 内部 must not enter this ledger."""

    secrecy: str

    def __str__(self) -> str:
        return (
            f"密级为“{self.secrecy}”的事项不能录入：本台账不是涉密信息系统，只收公开和内部事项；"
            f"请按保密规定在涉密载体上办理，不要在此写标题、内容或摘要。"
        )


@dataclass(eq=False)
class DeliveryFailed(Refused):
    """A channel did not take a message; it will be tried again."""

    channel: str
    says: str

    def __str__(self) -> str:
        return f"消息没有送出（{self.channel}）：{self.says}；稍后会自动重试。"


@dataclass(eq=False)
class SweepBackwards(Refused):
    """A sweep was asked for a day before the last swept one."""

    asked_on: date
    last_on: date

    def __str__(self) -> str:
        return f"{self.asked_on} 早于最近一次巡检日 {self.last_on}；请改用 {self.last_on} 或以后的日期。"


@dataclass(eq=False)
class ServiceFailed(Refused):
    """A part of the running service did not start, stop or answer as it must."""

    part: str
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.part}：{self.says}；{self.remedy}。"


@dataclass(eq=False)
class ClaimLost(Refused):
    """A worker wants to write what it did although its claim ran out or another has taken over."""

    what: str
    fence: int

    def __str__(self) -> str:
        return f"{self.what} 的领办（第{self.fence}次）已经失效，本次什么也没有写；请看它现在由谁办理。"


def in_brackets(clause: str | None) -> str:
    """（C36）, to end a refusal with the clause that it rests on; nothing where there is none."""
    return f"（{clause}）" if clause else ""
