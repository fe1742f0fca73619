"""Offices reorganised: what one unit did goes to another."""

from typing import Annotated, Any
from urllib.parse import quote

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Widget
from duban.console.catalogue.choices import units
from duban.console.permits import OFFICE
from duban.services.beginning import Begun
from duban.services.org_transfer import transfer_unit


class Succession(Fields):
    """The unit whose open items go, and the one that takes them."""

    old: Annotated[str, Ask(Widget.choice, units), Field(title="原单位")]
    new: Annotated[str, Ask(Widget.choice, units), Field(title="承接单位", description="须先登记：单位和岗位，导入")]


def _transfer(begun: Begun, fields: Succession) -> dict[str, Any]:
    act = transfer_unit(begun.session, begun.running.pack.code, fields.old, fields.new, begun.asked)
    return {**act.answer, "act": {"institution": act.institution, "seq": act.seq}}


ACTS = (
    Act(
        "org transfer",
        "机构改革划转",
        "原单位全部未办结的事项划转给承接单位，时限不变；已编号的文书不变，未编号的改发承接单位。先看结果，再办理。",
        Succession,
        _transfer,
        OFFICE,
        confirm="划转后不能一步收回，只能再划转回来。",
        needs_reason=True,
        begets=True,
        leads=lambda told: f"/units/{quote(told['to'])}",
    ),
)
