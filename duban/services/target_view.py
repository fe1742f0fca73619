"""What the ledger says of targets, for people, scripts and sheets. Decides nothing."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SHANGHAI, local_date
from duban.institutions.schema import Pack
from duban.services.acts import SealedAct
from duban.services.packs import pack_behind
from duban.services.records_view import cited
from duban.services.target_desk import DEEDS, due_of
from duban.services.target_judging import Goal, Plan, forecast, judge, light
from duban.services.target_peers import told_peers
from duban.services.target_rules import (
    COMPARISON_LABELS,
    OUTCOME_LABELS,
    authority,
    bounds_of,
    goal_from,
    plan_from,
    target_rules,
)
from duban.services.target_split import parts_of
from duban.store.records import acts_on
from duban.store.targets import (
    TARGET,
    ChosenTargets,
    acceptances_of,
    actuals_of,
    list_targets,
    nodes_by_target,
    nodes_of,
    stream_targets,
)
from models.target import Comparison, Outcome
from states.item import OVER, ItemState
from states.light import Light

Told = dict[str, Any]
LIGHT_LABELS: dict[Light, str] = {Light.green: "绿", Light.yellow: "黄", Light.red: "红"}
WANTED = {
    Comparison.rank: "前{value}名",
    Comparison.outside: "退出前{value}名",
    Comparison.grade: "{value}（{grades}）",
    Comparison.zero_tolerance: "零容忍",
}
"""How goals are worded that are no amounts."""
PLACES = 2


def targets_listed(session: Session, institution: str, chosen: ChosenTargets, on: date) -> Iterator[Told]:
    """The chosen targets as they stand on that day, one by one."""
    nodes = nodes_by_target(session, institution, chosen)
    for row in stream_targets(session, institution, chosen):
        yield _told(session, row, nodes.get(row["id"], []), on)


def target_story(session: Session, institution: str, row: sa.RowMapping, on: date) -> Told:
    """Everything on record of one target."""
    nodes = [(node["due_on"], node["value"]) for node in nodes_of(session, row["id"])]
    pack = pack_behind(session, row).pack
    goal = goal_from(row)
    parts = [_told(session, part, [], on) for part in parts_of(session, institution, row["id"])]
    return {
        **_told(session, row, nodes, on),
        "actuals": [_figure(each) for each in actuals_of(session, row["id"])],
        "acceptances": [
            {"outcome": found.value, "label": OUTCOME_LABELS[found], "on": _day(accepted_at)}
            for found, accepted_at in acceptances_of(session, row["id"])
        ],
        "parts": parts,
        "peers": told_peers(session, pack, row, on),
        "has_plan": plan_from(row, nodes, due_of(row)) is not None,
        "light_assumed": target_rules(pack).assumed,
        "kind": "序时进度" if goal.is_planned else "不用序时进度，到期对照目标值",
        "set_under": cited(pack, authority(target_rules(pack), "set").clause),
        "history": [_act(each) for each in acts_on(session, TARGET, row["id"])],
    }


def told_of_target_act(session: Session, code: str, act: SealedAct, deed: str, on: date) -> Told:
    """One act on a target: what was done, under what, and how the target stands."""
    institution, chosen = act.institution, ChosenTargets(item=code)
    row = next(row for row in list_targets(session, institution, chosen) if row["indicator"] == act.answer["indicator"])
    pack = pack_behind(session, row).pack
    basis = authority(target_rules(pack), deed)
    return {
        "does": DEEDS[deed],
        **target_story(session, institution, row, on),
        "items": act.answer.get("items", []),
        "warned_under": _warned(pack, act),
        "act": {"institution": institution, "seq": act.seq, "hash": act.hash},
        "clause": basis.clause,
        "cited": cited(pack, basis.clause),
        "basis_assumed": basis.assumed,
    }


def _warned(pack: Pack, act: SealedAct) -> str | None:
    """What the early warning rests on that this act gave."""
    rule = target_rules(pack).warn
    return (rule.clause or rule.assumed) if rule and act.answer.get("warned") else None


def wanted_text(row: sa.RowMapping) -> str:
    """What a target must come to, in words: 不低于1000万人."""
    measure = row["measure"] or ""
    if row["comparison"] is Comparison.about:
        most = Decimal(row["value"]) + Decimal(row["tolerance"])
        bounds = f"不高于{most:f}" if row["capped"] else f"上下{row['tolerance']}"
        return f"约{row['value']}{measure}（{bounds}{measure}）"
    if row["comparison"] is Comparison.rise:
        return f"由第{row['base']}名晋升{row['value']}位（前{int(row['base']) - int(row['value'])}名）"
    if words := WANTED.get(row["comparison"]):
        return words.format(**row)
    return f"{COMPARISON_LABELS[row['comparison']]}{row['value']}{measure}"


def _told(session: Session, row: sa.RowMapping, nodes: list[tuple[date, str]], on: date) -> Told:
    due_on, goal = due_of(row), goal_from(row)
    plan = plan_from(row, nodes, due_on)
    judged = _judged(goal, row["actual"], passed=on >= due_on)
    shown = _light(session, row, plan, on)
    return {
        "item": row["code"],
        "title": row["title"],
        "unit": row["unit"],
        "indicator": row["indicator"],
        "comparison": goal.comparison.value,
        "comparison_label": COMPARISON_LABELS[goal.comparison],
        "value": row["value"],
        "measure": row["measure"],
        "wanted": wanted_text(row),
        "tolerance": row["tolerance"],
        "capped": row["capped"],
        "grades": row["grades"],
        "base": row["base"],
        "from_on": row["from_on"].isoformat(),
        "due_on": due_on.isoformat(),
        "own_due_on": row["due_on"].isoformat() if row["due_on"] else None,
        "nodes": [{"due_on": node_on.isoformat(), "value": value} for node_on, value in nodes],
        "planned": _number(plan.reached_by(on)) if plan else None,
        "actual": row["actual"],
        "forecast": _forecast(plan, row),
        "as_of_on": row["as_of_on"].isoformat() if row["as_of_on"] else None,
        "source": row["source"],
        "light": shown.value if shown else None,
        "light_label": LIGHT_LABELS[shown] if shown else None,
        "judged": judged.value if judged else None,
        "judged_label": OUTCOME_LABELS[judged] if judged else None,
        "outcome": row["outcome"].value if row["outcome"] else None,
        "outcome_label": OUTCOME_LABELS[row["outcome"]] if row["outcome"] else None,
        "accepted_on": _day(row["accepted_at"]),
        "accepted_on_old_figure": row["outcome"] is not None and row["accepted_actual_id"] != row["actual_id"],
        "assumed": row["assumed"],
        "is_part": row["parent_id"] is not None,
    }


def _judged(goal: Goal, actual: str | None, *, passed: bool) -> Outcome | None:
    """What an acceptance would find today; what is short may still be reached until its day."""
    found = judge(goal, actual) if actual is not None else None
    return None if found is Outcome.short and not passed else found


def _light(session: Session, row: sa.RowMapping, plan: Plan | None, on: date) -> Light | None:
    """The light of a target whose item still runs, or of one that has a figure."""
    actual = (row["as_of_on"], row["actual"]) if row["actual"] is not None else None
    if row["state"] is ItemState.withdrawn or (actual is None and row["state"] in OVER):
        return None
    bounds = bounds_of(target_rules(pack_behind(session, row).pack))
    return light(goal_from(row), plan, actual, on, bounds=bounds, due_on=due_of(row))


def _figure(row: sa.RowMapping) -> Told:
    return {
        "as_of_on": row["as_of_on"].isoformat(),
        "value": row["value"],
        "source": row["source"],
        "reason": row["reason"],
        "stands": bool(row["stands"]),
        "is_correction": row["corrects_id"] is not None,
        "recorded_at": row["recorded_at"].astimezone(SHANGHAI).isoformat(timespec="minutes"),
    }


def _act(row: sa.RowMapping) -> Told:
    deed = DEEDS.get(row["verb"].removeprefix("target_"), "导入" if row["verb"] == "import" else row["verb"])
    who = f"{row['post']}/{row['person']}" if row["post"] else row["os_user"]
    return {"seq": row["seq"], "does": deed, "by": who, "on": _day(row["true_at"]), "reason": row["reason"]}


def _day(instant: Any) -> str | None:
    return local_date(instant).isoformat() if instant else None


def _forecast(plan: Plan | None, row: sa.RowMapping) -> str | None:
    """What it comes to by its day where it goes on as it did up to its last figure."""
    found = forecast(plan, row["as_of_on"], row["actual"]) if plan and row["actual"] else None
    return None if found is None else _number(found)


def _number(value: Fraction) -> str:
    """A planned figure as people read it: rounded, without idle zeros."""
    text = f"{float(round(value, PLACES)):.{PLACES}f}"
    return text.rstrip("0").rstrip(".")
