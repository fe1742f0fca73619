"""Acts on accounts: opened, locked and given passwords by the system's administrator, granted by the security's."""

from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Subject, Told, Widget
from duban.console.catalogue.choices import own_posts, people
from duban.console.catalogue.usual_fields import Day
from duban.console.permits import ALL_WHO_ACT, SECURITY, SYSTEM
from duban.services import accounts, org_delegate
from duban.services.acts import SealedAct
from duban.services.beginning import Begun
from duban.services.org_delegate import Deputy
from duban.store.accounts import find_account
from models import Grant

ACCOUNT_SUBJECT = Subject(
    kind="账号",
    field="name",
    sees=lambda at, name, _sight: find_account(at.session, name) is not None,
    page=lambda _name: "/accounts",
)
Name = Annotated[str, Field(title="账号", max_length=accounts.LONGEST_NAME)]
LOCK, UNLOCK = "lock", "unlock"
"""What can be done to an account one way only: to one that may be used, and to one that may not."""
GRANTS = [(kind.value, label) for kind, label in accounts.GRANT_LABELS.items()]


class Add(Fields):
    """Who is to sign in."""

    new_name: Annotated[Name, Field(title="账号", description="登录时写的名称，如 冉小波")]
    person: Annotated[
        str | None,
        Ask(Widget.suggest, people),
        Field(title="给谁用", description="已登记任职的姓名；管理员可不写。角色随本人的任职，不另授予"),
    ] = None
    title: Annotated[str | None, Field(title="怎样称呼", description="不写为姓名")] = None


class OfAccount(Fields):
    """An act on one account that asks for nothing else."""

    name: Name


class Granted(Fields):
    """What is granted or taken back."""

    name: Name
    kind: Annotated[Grant, Ask(Widget.choice, lambda _looked, _sight: GRANTS), Field(title="授权")]


class Delegate(Fields):
    """Who deputises, and for how long."""

    post: Annotated[str, Ask(Widget.suggest, own_posts), Field(title="岗位", description="您担任的岗位")]
    person: Annotated[str, Ask(Widget.suggest, people), Field(title="由谁代理")]
    since: Annotated[Day, Field(title="自哪一天起", description="不追溯，最早为今天")]
    until: Annotated[Day, Field(title="到哪一天（含当日）")]


class EndDelegation(Fields):
    """Which delegation ends."""

    post: Annotated[str, Ask(Widget.suggest, own_posts), Field(title="岗位", description="您担任的岗位")]
    person: Annotated[str, Ask(Widget.suggest, people), Field(title="代理人")]


def _told(act: SealedAct, **told: object) -> Told:
    return {**told, "act": {"institution": act.institution, "seq": act.seq, "hash": act.hash}}


def _add(begun: Begun, fields: Add) -> Told:
    new = accounts.NewAccount(fields.new_name, begun.running.pack.code, fields.person, fields.title)
    opened = accounts.open_account(begun.session, new, begun.asked)
    return _told(opened.act, name=opened.name, password=opened.password)


def _password(begun: Begun, fields: OfAccount) -> Told:
    opened = accounts.reset_password(begun.session, fields.name, begun.asked)
    return _told(opened.act, name=opened.name, password=opened.password)


def _delegate(begun: Begun, fields: Delegate) -> Told:
    deputy = Deputy(fields.post, fields.person, fields.since, fields.until)
    return _told(org_delegate.delegate(begun.session, begun.running.pack.code, deputy, begun.asked))


def _end(begun: Begun, fields: EndDelegation) -> Told:
    code = begun.running.pack.code
    return _told(org_delegate.end_delegation(begun.session, code, fields.post, fields.person, begun.asked))


ACTS = (
    Act(
        "account add",
        "开设账号",
        "开设账号；初始口令只显示一次，第一次登录须改。",
        Add,
        _add,
        SYSTEM,
        shows="password_once",
    ),
    Act(
        "account password",
        "重设口令",
        "重设为一次性的初始口令，登录着的全部退出。",
        OfAccount,
        _password,
        SYSTEM,
        ACCOUNT_SUBJECT,
        confirm="原来的口令立即失效，登录着的全部退出。",
        shows="password_once",
    ),
    Act(
        "account lock",
        "停用账号",
        "停用账号，登录着的全部退出；任职和办过的事不变。",
        OfAccount,
        lambda begun, fields: _told(accounts.lock_account(begun.session, fields.name, begun.asked)),
        SYSTEM,
        ACCOUNT_SUBJECT,
        events=(LOCK,),
        needs_reason=True,
    ),
    Act(
        "account unlock",
        "恢复账号",
        "恢复停用的账号；口令连续输错被锁的也用它解锁。",
        OfAccount,
        lambda begun, fields: _told(accounts.unlock_account(begun.session, fields.name, begun.asked)),
        SYSTEM,
        ACCOUNT_SUBJECT,
        events=(UNLOCK,),
    ),
    Act(
        "account grant",
        "授权",
        "授予审计或一种管理员；系统、安全、审计三种管理员一个账号只能任一种。",
        Granted,
        lambda begun, fields: _told(accounts.grant(begun.session, fields.name, fields.kind, begun.asked)),
        SECURITY,
        ACCOUNT_SUBJECT,
        needs_reason=True,
    ),
    Act(
        "account revoke",
        "收回授权",
        "收回授予的；岗位带来的角色随任职终止，不在这里收回。",
        Granted,
        lambda begun, fields: _told(accounts.revoke(begun.session, fields.name, fields.kind, begun.asked)),
        SECURITY,
        ACCOUNT_SUBJECT,
        needs_reason=True,
    ),
    Act(
        "org delegate",
        "委托代理",
        "您不在时由别人代理您的岗位，期满自动失效；代理人可以办这个岗位的一切，办理时注明代理。",
        Delegate,
        _delegate,
        ALL_WHO_ACT,
        leads=lambda _told: "/my",
    ),
    Act(
        "org end-delegation",
        "结束代理",
        "提前结束代理：自次日起失效。",
        EndDelegation,
        _end,
        ALL_WHO_ACT,
        leads=lambda _told: "/my",
    ),
)
