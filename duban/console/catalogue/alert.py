"""Every act on alerts, and the checks of the service that people run by hand: the alerts' and the daily sweep."""

from typing import Annotated

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.subjects import ALERT_SUBJECT
from duban.console.catalogue.usual_fields import MaybeDay
from duban.console.permits import OFFICE, OFFICE_AND_LEADERS
from duban.core.clock import local_date
from duban.services import alerts
from duban.services.alert_watch import watch
from duban.services.beginning import Begun
from duban.services.day_round import day_round
from states.alert import AlertEvent


class OnAlert(Fields):
    """An act on one alert."""

    code: Annotated[str, Ask(Widget.line), Field(title="告警编号", description="如 GJ2026-0001")]


class Nothing(Fields):
    """An act that asks for nothing."""


class Sweep(Fields):
    """The day to sweep."""

    day: Annotated[MaybeDay, Field(title="巡检日", description="不写为今天")] = None


def _see(begun: Begun, fields: OnAlert) -> Told:
    alerts.see_alert(begun.session, begun.running.pack.code, fields.code, begun.asked)
    return alerts.show_alert(begun.session, begun.running.pack.code, fields.code, begun.asked)


def _clear(begun: Begun, fields: OnAlert) -> Told:
    alerts.clear_alert(begun.session, begun.running.pack.code, fields.code, begun.asked)
    return alerts.show_alert(begun.session, begun.running.pack.code, fields.code, begun.asked)


def _check(begun: Begun, _fields: Nothing) -> Told:
    found = watch(begun.session, begun.running, now=begun.asked.now, actor=begun.asked.actor)
    return {"raised": found.raised, "settled": found.settled}


def _sweep(begun: Begun, fields: Sweep) -> Told:
    asked = begun.asked
    day = fields.day or local_date(asked.now)
    return day_round(begun.session, begun.running, on=day, now=asked.now, actor=asked.actor).as_json()


ACTS = (
    Act(
        "alert see",
        "记为已查看",
        "记下有人看过了，原因还在处理。",
        OnAlert,
        _see,
        OFFICE_AND_LEADERS,
        ALERT_SUBJECT,
        events=(AlertEvent.see,),
    ),
    Act(
        "alert clear",
        "解除",
        "人工解除；原因还在的，下一次核对会另发新告警。",
        OnAlert,
        _clear,
        OFFICE_AND_LEADERS,
        ALERT_SUBJECT,
        events=(AlertEvent.clear,),
        needs_reason=True,
    ),
    Act(
        "alert check",
        "立即核对告警",
        "该有而没有的发出告警，原因消失的解除；平时由服务每分钟核对一次。",
        Nothing,
        _check,
        OFFICE,
        leads=lambda _told: "/health",
    ),
    Act(
        "sweep",
        "立即巡检",
        "逾期的事项按单位拟文书，送达后升一级；一天一次，当日已巡检过的不改动任何内容。平时由服务每天自动巡检。",
        Sweep,
        _sweep,
        OFFICE,
        confirm="巡检会拟出文书、升级事项。",
        leads=lambda told: "/papers?state=drafted" if told["drafted"] else "/health",
    ),
)
