"""What the acts on an item have in common: the item's field, the usual fields, and how one act is done and told."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from duban.console.catalogue.act import Ask, Fields, Told, Widget
from duban.console.catalogue.choices import posts, units
from duban.services.acts import SealedAct
from duban.services.beginning import Begun
from duban.services.items_show import told_of_act

Code = Annotated[str, Ask(Widget.line), Field(title="事项编号", description="如 2026-000001")]
Unit = Annotated[str, Ask(Widget.suggest, units)]
Day = Annotated[date | None, Ask(Widget.day)]
Text = Annotated[str | None, Ask(Widget.text)]
Leader = Annotated[
    str | None,
    Ask(Widget.suggest, posts),
    Field(title="牵头领导", description="岗位、岗位/姓名 或 姓名"),
]
Responsible = Annotated[str | None, Field(title="责任人", description="如 局长 向永江")]
CoUnits = Annotated[list[str], Ask(Widget.lines, units), Field(title="协办单位", description="一行一个")]
Exception_ = Annotated[
    bool, Ask(Widget.tick), Field(title="破例", description="只能由制度允许的岗位决定，所破的条款记在案")
]
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
