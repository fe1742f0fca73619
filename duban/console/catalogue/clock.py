"""The clock of a demonstration ledger put forward, to see what comes of a missed limit."""

from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Fields, Told
from duban.console.catalogue.pack import refuse_beside
from duban.console.catalogue.usual_fields import Day
from duban.console.permits import OFFICE
from duban.services.beginning import Begun
from duban.services.clock import advance_clock


class Advance(Fields):
    """The day to go to."""

    to: Annotated[Day, Field(title="拨到哪一天", description="只能往后，时刻不变；最远一个季度，可以再拨")]


def _advance(begun: Begun, fields: Advance) -> Told:
    refuse_beside(begun.asked, "拨快时钟")
    return advance_clock(begun.session, begun.asked, fields.to)


ACTS = (
    Act(
        "clock advance",
        "拨快演示时钟",
        "只在演示台账上有：跳到以后的某一天，看时限过了会怎样。跳过的几天如同停机，漏掉的巡检并入到达的那天。",
        Advance,
        _advance,
        OFFICE,
        confirm="只能拨快，不能拨回；正式台账只用真实时间，不能拨。",
        leads=lambda _told: "/health",
    ),
)
