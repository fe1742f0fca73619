"""What is done to a target: it is set, its plan stated, its figures recorded, and it is accepted against them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound
from duban.services.acting import unit_acting
from duban.services.acts import SealedAct, open_or_answer, record_new, seal
from duban.services.item_desk import Asked, check_time
from duban.services.packs import PackOnRecord
from duban.services.target_desk import TargetDesk, due_of, take_target
from duban.services.target_judging import figure, judge, valued
from duban.services.target_rules import NewTarget, authority, checked_nodes, goal_from, target_row, target_rules
from duban.services.target_split import parts_of
from duban.services.target_steps import Parts, stepped
from duban.services.target_warning import light_of, warn
from duban.store.rows import add_rows, set_values
from duban.store.targets import ACCEPTANCE, ACTUAL, NODE, TARGET, ChosenTargets, actuals_of, all_nodes, list_targets
from models import Outcome, Post, table_of
from states.item import ItemState

POST = table_of(Post)
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


@dataclass(frozen=True)
class NewActual:
    """A figure that was reached, the day of which it speaks, and where it comes from."""

    value: str
    source: str
    as_of_on: date | None = None
    indicator: str | None = None


@dataclass(frozen=True)
class NewPlan:
    """What must have been reached by which days, or how much in each quarter; neither: even progress."""

    nodes: tuple[tuple[date, str], ...] = ()
    quarters: tuple[str, ...] = ()
    indicator: str | None = None
    parts: Parts | None = None
    """Or how much in each part of one period: the months of a quarter, the weeks of a month."""


def set_target(session: Session, institution: str, code: str, asked: Asked, new: NewTarget) -> SealedAct:
    """An indicator and what it must come to. Setting it otherwise says why; what was accepted stays as it is."""
    desk = take_target(session, institution, code, asked, deed="set", indicator=new.indicator.strip())
    request = asdict(new)
    if done := desk.begin(request):
        return done
    row = target_row(new, desk.item["completion_due_on"], desk.rules, desk.calendar)
    if desk.target is None:
        act = desk.open(request)
        record_new(session, act, TARGET, add_rows(session, TARGET, [{**row, "item_id": desk.item["id"]}]))
        return seal(session, act, {"indicator": row["indicator"]})
    if desk.standing()["outcome"]:
        raise desk.refusal("已经验收，不再改动")
    if desk.target["parent_id"] or parts_of(session, institution, desk.target["id"]):
        raise desk.refusal("已经分解的目标不再改动；请先撤销分解出的事项")
    desk.require_reason("改动目标")
    if figures := [each for each in actuals_of(session, desk.target["id"]) if each["stands"]]:
        valued(goal_from(row), figures[-1]["value"])  # a figure that the new goal cannot be held against
    desk.changes.changing(TARGET, [desk.target["id"]])
    set_values(session, TARGET, [desk.target["id"]], row)
    return seal(session, desk.open(request), {"indicator": row["indicator"]})


def plan_target(session: Session, institution: str, code: str, asked: Asked, new: NewPlan) -> SealedAct:
    """States the way to the target; the way stated before is changed with a reason."""
    desk = take_target(session, institution, code, asked, deed="plan", indicator=new.indicator)
    request = asdict(new)
    if done := desk.begin(request):
        return done
    nodes: Sequence[tuple[date, str]] = new.nodes
    if new.parts:
        nodes = stepped(desk, new.parts)
    elif any(new.quarters):
        nodes = _quarterly(desk, new.quarters)
    wanted = checked_nodes(desk.row, desk.due_on, nodes)
    known = {node["due_on"]: node for node in all_nodes(session, desk.row["id"])}
    gone = [node for on, node in known.items() if node["value"] is not None and wanted.get(on) != node["value"]]
    if gone:
        desk.require_reason("改动序时进度")
    moved = [(known[on]["id"], wanted.get(on)) for on in known if wanted.get(on) != known[on]["value"]]
    desk.changes.changing(NODE, [node_id for node_id, _ in moved])
    for node_id, value in moved:
        set_values(session, NODE, [node_id], {"value": value})
    fresh = [{"target_id": desk.row["id"], "due_on": on, "value": v} for on, v in wanted.items() if on not in known]
    desk.changes.added(NODE, add_rows(session, NODE, fresh))
    if not (moved or fresh):
        raise desk.refusal("与现行的计划相同")
    return seal(session, desk.open(request), {"indicator": desk.row["indicator"]})


def record_actual(session: Session, institution: str, code: str, asked: Asked, new: NewActual) -> SealedAct:
    """A figure and where it comes from. One for the same day as another corrects that one, and says why."""
    desk = take_target(session, institution, code, asked, deed="record", indicator=new.indicator)
    request = asdict(new)
    if done := desk.begin(request):
        return done
    if not new.source.strip():
        raise InvalidValue("--source", "", "请写明实际值从哪里来")
    as_of_on = new.as_of_on or asked.on
    if as_of_on > asked.on:
        raise InvalidValue("--as-of", str(as_of_on), f"实际值的日期不能晚于 {asked.on}")
    value = valued(goal_from(desk.row), new.value)
    wrong = [row for row in actuals_of(session, desk.row["id"]) if row["stands"] and row["as_of_on"] == as_of_on]
    if wrong:
        desk.require_reason(f"更正 {as_of_on} 的实际值")
    row = {
        "target_id": desk.row["id"],
        "as_of_on": as_of_on,
        "value": value,
        "source": new.source.strip(),
        "reason": asked.reason,
        "corrects_id": wrong[0]["id"] if wrong else None,
        "recorded_at": asked.now,
    }
    act = desk.open(request)
    record_new(session, act, ACTUAL, add_rows(session, ACTUAL, [row]))
    warned = warn(desk, act, light_of(desk, (as_of_on, value)))
    return seal(session, act, {"indicator": desk.row["indicator"], **({"warned": True} if warned else {})})


def accept_target(session: Session, institution: str, code: str, asked: Asked, indicator: str | None) -> SealedAct:
    """The office accepts the target against its last figure: over, met or short; short only when its day has come.

    The unit that answers for it does not accept it itself.
    """
    desk = take_target(session, institution, code, asked, deed="accept", indicator=indicator)
    request = {"indicator": indicator}
    if done := desk.begin(request):
        return done
    if unit_acting(session, asked.actor) == desk.item["lead_unit_id"]:
        raise desk.refusal("责任单位不能验收自己的目标，由交办机构验收")
    standing = desk.standing()
    if standing["actual"] is None:
        raise NotFound("实际值", desk.row["indicator"], "请先用 duban target record 登记")
    if standing["actual_id"] == standing["accepted_actual_id"]:
        raise desk.refusal("已按这个实际值验收")
    outcome = judge(goal_from(desk.row), standing["actual"])
    if outcome is Outcome.short and asked.on < desk.due_on:
        raise desk.refusal(f"{desk.due_on} 才到期，未达到的到期后再验收")
    act = desk.open(request)
    record_new(session, act, ACCEPTANCE, add_rows(session, ACCEPTANCE, [_acceptance(standing, outcome, asked)]))
    return seal(session, act, {"indicator": desk.row["indicator"]})


def accept_all(session: Session, pack: PackOnRecord, asked: Asked) -> SealedAct | None:
    """Accepts in one act every target with a figure that it was not accepted on yet; None where there is none."""
    institution = pack.pack.code
    clause = authority(target_rules(pack.pack), "accept").clause
    check_time(asked, None)
    act = open_or_answer(session, asked.draft(institution, "target_accept", clause=clause, request={"all": True}))
    if isinstance(act, SealedAct):
        return act
    rows = []
    for row in list_targets(session, institution, ChosenTargets()):
        fresh = row["actual"] is not None and row["actual_id"] != row["accepted_actual_id"]
        if fresh and row["state"] is not ItemState.withdrawn:
            outcome = judge(goal_from(row), row["actual"])
            if outcome is not Outcome.short or asked.on >= due_of(row):
                rows.append(_acceptance(row, outcome, asked))
    if not rows:
        return None
    record_new(session, act, ACCEPTANCE, add_rows(session, ACCEPTANCE, rows))
    return seal(session, act, {"accepted": len(rows)})


def _acceptance(row: sa.RowMapping, outcome: Outcome, asked: Asked) -> dict[str, Any]:
    return {"target_id": row["id"], "actual_id": row["actual_id"], "outcome": outcome, "accepted_at": asked.at}


def _quarterly(desk: TargetDesk, quarters: Sequence[str]) -> list[tuple[date, str]]:
    """The nodes at the ends of the quarters of the target's last year. Raises InvalidValue."""
    row, year = desk.row, desk.due_on.year
    if len(quarters) != len(QUARTER_ENDS):
        raise InvalidValue("--quarters", ",".join(quarters), "请写四个季度的数，如 200,250,250,300")
    each = [Decimal(figure(text, field="--quarters", measure=row["measure"])) for text in quarters]
    if sum(each) != Decimal(row["value"]):
        raise InvalidValue("--quarters", f"合计{sum(each):f}", f"四个季度之和须为目标值 {row['value']}")
    ends = [date(year, *end) for end in QUARTER_ENDS]
    return [(end, f"{total:f}") for end, total in zip(ends, accumulate(each), strict=True) if end < desk.due_on]
