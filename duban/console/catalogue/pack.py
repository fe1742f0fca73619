"""What is done with the rules: a new version put in force, running items moved to it, a holiday notice loaded."""

from typing import Annotated, Any

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.permits import OFFICE
from duban.core.errors import InvalidValue
from duban.services.beginning import Begun
from duban.services.item_desk import Asked
from duban.services.migration import Migration, Wanted, migrate
from duban.services.pack_renewal import Draft, put_in_force
from duban.services.pack_versions import IN_FORCE

VERSION = r"^[0-9a-f]{64}$"


class Activate(Fields):
    """A new version of the pack, in full."""

    text: Annotated[str, Ask(Widget.text), Field(title="制度全文", min_length=1, max_length=500_000)]
    name: str = Field("制度.yaml", title="文件名", max_length=200)
    over: str = Field(
        title="比较时的现行版本", pattern=VERSION, description="“上传新版”页比较时的现行版本号；以后又换过的，拒绝启用"
    )


class Migrate(Fields):
    """Which running items move to which version."""

    to: str = Field(IN_FORCE, title="移到哪一版", description="现行，或版本的前几位", max_length=64)
    only: Annotated[list[str], Ask(Widget.lines), Field([], title="只移这些事项", description="一行一件")]
    but: Annotated[list[str], Ask(Widget.lines), Field([], title="不移这些事项", description="一行一件；照旧版办完")]
    agreed: str = Field(
        title="预览的核对码", pattern=VERSION, description="“移到新版”页预览时给出；预览以后台账又有改动的，拒绝办理"
    )

    @property
    def wanted(self) -> Wanted:
        """The same for the service."""
        return Wanted(self.to, tuple(self.only), tuple(self.but))


def refuse_beside(asked: Asked, what: str) -> None:
    """What cannot be done for another day, and keeps no files. Raises InvalidValue."""
    if asked.true_at:
        raise InvalidValue("--on", "", f"{what}只能现在办，请不要填")
    if asked.files:
        raise InvalidValue("附件", asked.files[0].name, f"{what}不留附件，请去掉")


def _activate(begun: Begun, fields: Activate) -> Told:
    refuse_beside(begun.asked, "启用制度")
    draft = Draft(fields.text, fields.name)
    return put_in_force(begun.session, begun.running.pack.code, begun.asked, draft, fields.over)


def _migrate(begun: Begun, fields: Migrate) -> Told:
    refuse_beside(begun.asked, "移到新版")
    code = begun.running.pack.code
    act = migrate(begun.session, code, begun.asked, fields.wanted, agreed=fields.agreed)
    return {"act": {"institution": code, "seq": act.seq}}


def told_migration(plan: Migration) -> dict[str, Any]:
    """What a move would do, for people and programs; `agreed` is what the act is asked with."""
    moves = [move.as_json() for move in plan.moves]
    told = {"pack": plan.institution, "title": plan.title, "version": plan.version, "items": moves}
    return told | {"dated": plan.dated, "left": list(plan.left), "agreed": plan.digest()}


ACTS = (
    Act(
        "pack activate",
        "启用新版",
        "把上传的制度作为新版启用：此后新办的事项按新版；在办的照旧版，直到移到新版。",
        Activate,
        _activate,
        OFFICE,
        confirm="启用后立即作为现行制度，不能撤回；只能再上传一版取代它。",
        begets=True,
        leads=lambda _told: "/rules/versions",
        command="init",
    ),
    Act(
        "pack migrate",
        "移到新版",
        "把在办事项移到制度的另一版，时限按新版重新推算；已届满的、人定的时限和已送达文书的答复时限不动。",
        Migrate,
        _migrate,
        OFFICE,
        confirm="时限将按预览改动，各单位会收到通知；两次移动都留在履历里。",
        begets=True,
        leads=lambda _told: "/rules/versions",
    ),
)
