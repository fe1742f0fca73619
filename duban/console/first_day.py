"""A first day: what somebody does first in each role, one after another, and which of it they have done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from duban.console.visits import Reader
from duban.services.acts import LEDGER_CHAIN
from duban.services.roles import ROLE_LABELS, Role
from duban.store.evidence import verbs_lately

LATELY = 2_000
"""So many of the newest acts are looked through for what somebody has done: a first day is among them."""


@dataclass(frozen=True)
class Step:
    """One thing to do: where, why, and the verbs of the acts that show it was done; none where it is only looked at."""

    title: str
    says: str
    path: str
    verbs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Guided:
    """The steps of one role; `done` are those that this person has taken."""

    role: str
    steps: tuple[Step, ...]
    done: frozenset[Step]

    @property
    def finished(self) -> bool:
        """Whether everything that leaves an act was done."""
        return all(step in self.done for step in self.steps if step.verbs)


def _step(title: str, says: str, path: str, *verbs: str) -> Step:
    return Step(title, says, path, frozenset(verbs))


STEPS: Mapping[Role, tuple[Step, ...]] = {
    Role.operator: (
        _step("核对单位和岗位", "文书由谁提出、同意、签发都按岗位；缺了任职的，请系统管理员登记。", "/org"),
        _step(
            "把事项放进来",
            "一件一件拟办，或者导入表格：先校验，有问题指明哪一行，全部可用才载入。",
            "/import",
            "draft",
            "import",
        ),
        _step("下发", "核对时限以后下发，交办单编号送达，时限从送达起算。", "/items?state=拟办", "issue"),
        _step(
            "看灯",
            "红的已过时限，黄的三个工作日内到期；电话催一句，比发文书快。",
            "/items?light=red&light=yellow&sort=due",
        ),
        _step("核查反馈", "认可，或者写明理由退回重办。", "/items?state=待核查", "check"),
        _step(
            "送走文书",
            "巡检拟出的催办单、督办单，提出、签发以后编号送达。",
            "/papers",
            "order_propose",
            "order_issue",
            "order_serve",
        ),
        _step("销号", "核查认可办结的，由有权的人销号；台账上留着全过程。", "/items?state=待销号", "close"),
    ),
    Role.leader: (
        _step(
            "审批文书",
            "办公桌上列着等您同意、签发的文书；可以勾选几份，核对清单以后一并办理。",
            "/",
            "order_propose",
            "order_agree",
            "order_sign",
        ),
        _step("看今后十个工作日", "哪些时限到期、开哪些会；没有人办的话，哪天会拟哪些文书。", "/coming"),
        _step("挂图作战", "每个单位、每项目标在图上，落后的排在前面；大屏上会自动更新。", "/wall"),
        _step("单位为什么是这个分", "点单位看每一条加扣分，以及它出自哪一件事、哪一条制度。", "/scores"),
    ),
    Role.liaison: (
        _step(
            "签收",
            "打开交给本单位的任务，看清时限再签收；不属于本单位的，说明理由退办。",
            "/items?state=待签收",
            "receive",
            "return",
        ),
        _step("反馈", "写办理情况，可以附件；每5秒自动存草稿，退出再登录还在。", "/items?state=办理中", "feedback"),
        _step("来不及就先申请延期", "在到期以前申请才有效；过了时限，巡检会拟催办单。", "/items?light=yellow&sort=due"),
        _step("看收件箱", "发给本单位的提醒、通报和文书都在这里。", "/inbox"),
        _step("看本单位的得分", "每一分都点得开；不服的可以提异议。", "/scores"),
    ),
    Role.auditor: (
        _step("核验证据链", "从头到尾重算每个行为的哈希；改动过一行都会指出来。", "/audit/verify"),
        _step("查一个行为", "按人、按时间、按办理查；点开看它动了哪几行，前后各是什么。", "/audit"),
        _step("对照制度", "每条条文由什么执行、管到了哪些任务。", "/rules"),
    ),
    Role.system_admin: (
        _step("建账号", "给每个要用的人建账号，初始口令只显示一次。", "/act/account/add", "open_account"),
        _step("看账号", "停用离任的人；谁能做什么由岗位和授权定，不由您定。", "/accounts"),
    ),
    Role.security_admin: (
        _step("授权", "审计和三类管理员由您授权；管理员一人只能任一类。", "/act/account/grant", "grant"),
    ),
    Role.audit_admin: (_step("看管理员做了什么", "建账号、授权、停用，每一步都在行为审计里。", "/audit"),),
}


def first_day(session: Session, me: Reader) -> list[Guided]:
    """The steps of each role that somebody has."""
    chains = (me.institution, LEDGER_CHAIN)
    verbs = {verb for chain in chains for verb in verbs_lately(session, chain, f"{me.name}@console", LATELY)}
    return [_guided(role, verbs) for role in STEPS if role in me.roles]


def _guided(role: Role, verbs: Iterable[str]) -> Guided:
    known = frozenset(verbs)
    return Guided(ROLE_LABELS[role], STEPS[role], frozenset(step for step in STEPS[role] if step.verbs & known))
