"""What an operator decides about a period, as a form: the same as `duban cycle run|fix|skip|catch-up|release`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from duban.core.clock import named_value, parse_day
from duban.core.errors import InvalidValue
from duban.services.acts import SealedAct
from duban.services.occurrence_levers import StageInput, run_by_hand
from duban.services.occurrence_people import fix, release, skip, take_up
from duban.services.occurrence_view import find_code, show_occurrence
from flows.answering import Begun, Page, answered, begun, words_of
from flows.catalogue import HANDLE_PERIOD
from flows.cycles import Stage, StageOrNone
from flows.occurrence_page import as_markdown
from flows.report import cell

Action = Literal["办环节", "再办一次", "定日子", "不开", "补办", "照常召开"]
STAGED: tuple[Action, ...] = ("办环节", "再办一次")
WHOLE: dict[str, Callable[..., SealedAct]] = {"不开": skip, "补办": take_up, "照常召开": release}


def run_name() -> str:
    """institution · cycle · period · what is to be done."""
    given = flow_run.parameters
    names = [given[name] for name in ("institution", "cycle", "period")]
    return "·".join([*names, given.get("stage") or given["action"]])


@flow(name=HANDLE_PERIOD.name, flow_run_name=run_name)
def handle_period(  # noqa: PLR0917 - each is one field of the form
    institution: str,
    cycle: str,
    period: str,
    action: Action,
    reason: str,
    by: str = "",
    stage: StageOrNone = "",
    absent: str = "",
    items: str = "",
    bulletin: str = "",
    none: str = "",
    day: str = "",
) -> State[Any]:
    """One decision about one period, recorded with who, why and on which clause; a refusal changes nothing."""
    given = StageInput(_pairs(absent), words_of(items), bulletin.strip() or None, none.strip() or None)
    deed = partial(_handled, (institution, cycle, period, action, stage or None), day, (by or None, reason), given)
    return answered(f"handle-period-{institution}", f"{cycle}·{period}·{action}", deed)


@dataclass(frozen=True)
class PeriodAsked:
    """Which period, and what is to become of it."""

    institution: str
    cycle: str
    period: str
    action: Action
    stage: Stage | None = None
    day: date | None = None


def handled(asked: PeriodAsked, who: tuple[str | None, str], given: StageInput) -> Page:
    """The decision on record, and the period as it stands then; `who`: the post and the reason. Raises DubanError."""
    with begun(asked.institution, *who) as desk:
        session = desk.work.session
        code = find_code(session, desk.running.pack, asked.cycle, asked.period)
        act = _staged(desk, code, asked, given) if asked.action in STAGED else _whole(desk, code, asked)
        told = show_occurrence(session, asked.institution, code, desk.said)
        desk.work.commit()
    label = asked.stage if asked.stage and asked.action in STAGED else asked.action
    short = f"{code} {label}：已记录（{act.institution}#{act.seq}），现为“{told['label']}”。"
    return Page(short, f"**{cell(short)}**\n\n{as_markdown(told)}")


def _whole(desk: Begun, code: str, asked: PeriodAsked) -> SealedAct:
    """A decision about the period as a whole, by the service that a command calls too."""
    if asked.action != "定日子":
        return WHOLE[asked.action](desk.work.session, desk.running.pack.code, code, desk.said)
    if asked.day is None:
        raise InvalidValue("日子", "", "“定日子”须写明定在哪一天")
    return fix(desk.work.session, desk.running, code, desk.said, to=asked.day)


def _staged(desk: Begun, code: str, asked: PeriodAsked, given: StageInput) -> SealedAct:
    """One stage, now or once more."""
    if asked.stage is None:
        raise InvalidValue("环节", "", f"“{asked.action}”须选择环节")
    again = asked.action == "再办一次"
    return run_by_hand(desk.work.session, desk.running, code, asked.stage, desk.said, given=given, again=again)


def _handled(
    what: tuple[str, str, str, Action, Stage | None], day: str, who: tuple[str | None, str], given: StageInput
) -> Page:
    """The form's words read; a day that is none is refused like anything else."""
    asked = PeriodAsked(*what, parse_day(day, field="日子") if day.strip() else None)
    return handled(asked, who, given)


def _pairs(text: str) -> dict[str, str | None]:
    """单位=原因, one to a line or behind a semicolon; the reason may be left out."""
    return dict(named_value(each) for each in re.split(r"[\n;；]", text) if each.strip())
