"""Acts on bulletins: facts frozen in a draft, checked by whom they name, scoped, signed, numbered and sent."""

from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.record_parts import of_pack, shown
from duban.console.catalogue.record_subjects import BULLETIN_SUBJECT
from duban.console.catalogue.usual_fields import MaybeSays, Secrecy, Unit, Units
from duban.console.permits import ALL_WHO_ACT, OFFICE, OFFICE_AND_LEADERS, Permit
from duban.services import bulletin_checks, bulletins
from duban.services.acts import SealedAct
from duban.services.beginning import Begun
from models import Reply
from states.bulletin import BulletinEvent

Code = Annotated[str, Field(title="通报编号", description="如 TB2026-0001")]
To = Annotated[Units, Field(title="送哪些单位", description="一行一个；也可写制度的合称，如 全市")]


class Draft(Fields):
    """Which items it names, what it says of them, and for whom."""

    kind: Annotated[str, Ask(Widget.choice, of_pack(lambda pack: list(pack.bulletins))), Field(title="通报种类")]
    title: Annotated[str, Field(title="标题", min_length=1)]
    items: Annotated[
        list[str], Ask(Widget.lines), Field(title="列入的督办任务", description="一行一个编号，如 2026-000001")
    ] = []
    late: Annotated[bool, Ask(Widget.tick), Field(title="列入全部逾期的督办任务")] = False
    says: Annotated[MaybeSays, Field(title="正文")] = None
    to: To = []
    secrecy: Secrecy = None


class Scope(Fields):
    """Whom it goes to, said anew."""

    code: Code
    to: To = []


class Resolve(Fields):
    """What becomes of a unit's objection."""

    code: Code
    unit: Annotated[Unit, Field(title="哪个单位的异议")]
    strike: Annotated[
        list[str], Ask(Widget.lines), Field(title="删去哪些督办任务", description="一行一个编号；不写为维持")
    ] = []


class OnBulletin(Fields):
    """An act on one bulletin that asks for nothing else."""

    code: Code


def _draft(begun: Begun, fields: Draft) -> Told:
    new = bulletins.NewBulletin(
        fields.kind, fields.title, tuple(fields.items), fields.late, fields.says, tuple(fields.to), fields.secrecy
    )
    code = bulletins.draft_bulletin(begun.session, new, begun.asked, pack=begun.pack)
    return shown(begun, bulletins.show_bulletin, code)


def _scope(begun: Begun, fields: Scope) -> Told:
    bulletins.scope_bulletin(begun.session, begun.running.pack.code, fields.code, begun.asked, to=fields.to)
    return shown(begun, bulletins.show_bulletin, fields.code)


def _check(begun: Begun, fields: OnBulletin) -> Told:
    institution, calendar = begun.running.pack.code, begun.running.calendar
    bulletin_checks.send_to_check(begun.session, institution, fields.code, begun.asked, calendar=calendar)
    return shown(begun, bulletins.show_bulletin, fields.code)


def _answer(reply: Reply) -> Callable[[Begun, OnBulletin], Told]:
    def run(begun: Begun, fields: OnBulletin) -> Told:
        said, institution = begun.asked, begun.running.pack.code
        act = bulletin_checks.answer_check(begun.session, institution, fields.code, said, reply=reply, says=said.reason)
        return {"code": fields.code, "reply": reply.value, "act": {"seq": act.seq, "hash": act.hash}}

    return run


def _resolve(begun: Begun, fields: Resolve) -> Told:
    institution = begun.running.pack.code
    bulletin_checks.resolve_objection(
        begun.session, institution, fields.code, begun.asked, unit=fields.unit, strike=fields.strike
    )
    return shown(begun, bulletins.show_bulletin, fields.code)


def _plain(deed: Callable[..., SealedAct]) -> Callable[[Begun, OnBulletin], Told]:
    def run(begun: Begun, fields: OnBulletin) -> Told:
        deed(begun.session, begun.running.pack.code, fields.code, begun.asked)
        return shown(begun, bulletins.show_bulletin, fields.code)

    return run


def _step(
    event: BulletinEvent,
    title: str,
    says: str,
    run: Callable[[Begun, OnBulletin], Told],
    permit: Permit,
    *,
    confirm: str | None = None,
    because: bool = False,
) -> Act:
    name = f"bulletin {event.value}"
    return Act(
        name, title, says, OnBulletin, run, permit, BULLETIN_SUBJECT, confirm=confirm, events=(event,),
        needs_reason=because, aside=because,
    )  # fmt: skip


ACTS = (
    Act(
        "bulletin draft",
        "拟通报",
        "所列事项此刻的情况就此冻结；以后台账怎样变动，都不影响。",
        Draft,
        _draft,
        OFFICE_AND_LEADERS,
        begets=True,
        leads=lambda told: BULLETIN_SUBJECT.page(told["code"]),
    ),
    _step(
        BulletinEvent.check, "送核", "把所列事实送所涉单位核实；到期不答复的视为无误。", _check, OFFICE_AND_LEADERS
    ),
    _step(
        BulletinEvent.confirm, "核实无误", "所涉单位核实无误。", _answer(Reply.confirmed), ALL_WHO_ACT
    ),
    _step(
        BulletinEvent.object, "提出异议", "所涉单位在核实期限内提出异议，须写明理由。", _answer(Reply.objected),
        ALL_WHO_ACT, because=True,
    ),
    Act(
        "bulletin resolve",
        "处理异议",
        "维持，或删去有误的事实，须写明理由。",
        Resolve,
        _resolve,
        OFFICE_AND_LEADERS,
        BULLETIN_SUBJECT,
        events=(BulletinEvent.resolve,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "bulletin scope",
        "定通报范围",
        "确定送哪些单位，以这一次写的为准。",
        Scope,
        _scope,
        OFFICE_AND_LEADERS,
        BULLETIN_SUBJECT,
        events=(BulletinEvent.scope,),
    ),
    _step(
        BulletinEvent.sign, "签发", "签发；拟稿人不能签发自己的通报。", _plain(bulletins.sign_bulletin),
        OFFICE_AND_LEADERS,
    ),
    _step(
        BulletinEvent.issue, "编号印发", "编号印发，只送范围内的单位。", _plain(bulletins.issue_bulletin), OFFICE,
        confirm="印发后不再收回，期号不再使用第二次。",
    ),
    _step(
        BulletinEvent.withdraw, "撤回通报", "撤回没有印发的通报，须写明理由。", _plain(bulletins.withdraw_bulletin),
        OFFICE_AND_LEADERS, confirm="撤回后不能恢复。", because=True,
    ),
)  # fmt: skip
