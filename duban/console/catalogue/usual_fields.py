"""The fields that many acts ask for: a day, words, units, who answers for it, how secret it is."""

from datetime import date
from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Ask, Widget
from duban.console.catalogue.choices import posts, same, units
from duban.services.items import MARKINGS

Day = Annotated[date, Ask(Widget.day)]
MaybeDay = Annotated[date | None, Ask(Widget.day)]
Says = Annotated[str, Ask(Widget.text)]
MaybeSays = Annotated[str | None, Ask(Widget.text)]
Unit = Annotated[str, Ask(Widget.suggest, units)]
Units = Annotated[list[str], Ask(Widget.lines, units)]
CoUnits = Annotated[Units, Field(title="协办单位", description="一行一个")]
Leader = Annotated[
    str | None,
    Ask(Widget.suggest, posts),
    Field(title="牵头领导", description="岗位、岗位/姓名 或 姓名"),
]
Responsible = Annotated[str | None, Field(title="责任人", description="如 局长 向永江")]
Secrecy = Annotated[
    str | None,
    Ask(Widget.choice, lambda _looked, _sight: same(list(MARKINGS))),
    Field(title="密级", description="只收公开和内部；涉密事项不得录入"),
]
Exceptional = Annotated[
    bool,
    Ask(Widget.tick),
    Field(title="破例", description="由制度允许的岗位突破“原则上”的规定，须写明理由，所破的条款记在案"),
]
