"""What the acts on an item have in common: the item's field, its nodes, and how one act is done and told."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from duban.console.catalogue.act import Ask, Fields, Told, Widget
from duban.services.acts import SealedAct
from duban.services.beginning import Begun
from duban.services.items_show import told_of_act

Code = Annotated[str, Ask(Widget.line), Field(title="事项编号", description="如 2026-000001")]
Nodes = Annotated[
    list[str],
    Ask(Widget.lines),
    Field(title="时序进度", description="一行一步，写作“日期 内容”，如 2026-12-31 完成选址"),
]


class OnItem(Fields):
    """An act on one item that asks for nothing else."""

    code: Code


def done(begun: Begun, code: str, deed: Callable[..., SealedAct], *, dated: bool = False, **given: Any) -> Told:
    """One act on one item, and how it left it; `dated`: it counts days, and wants the calendar."""
    institution, calendar = begun.running.pack.code, begun.running.calendar
    wanted = {**given, "calendar": calendar} if dated else given
    act = deed(begun.session, institution, code, begun.asked, **wanted)
    return told_of_act(begun.session, institution, code, act, calendar)


def plain(deed: Callable[..., SealedAct], *, dated: bool = False) -> Callable[[Begun, OnItem], Told]:
    """An act that needs nothing but the item and who acts."""
    return lambda begun, fields: done(begun, fields.code, deed, dated=dated)
