"""What `duban verify` checks of targets: acceptances follow from their figures, corrections and parts fit."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy.orm import Session

from duban.services.target_judging import RANKS, is_additive, judge, sums_up
from duban.services.target_rules import OUTCOME_LABELS, goal_from
from duban.services.verify_items import FOLD, UNREADABLE, Fault
from duban.store import targets as store
from models.target import Comparison
from states.item import ItemState

UNSUMMED = (*RANKS, Comparison.grade, Comparison.zero_tolerance)


DAMAGED = (*UNREADABLE, ArithmeticError)
"""What reading a damaged figure or word may end in."""


def target_faults(session: Session) -> Iterator[Fault]:
    """Everything that is wrong with targets."""
    for table, found in (("target_acceptance", _outcomes), ("target_actual", _corrections), ("target", _unsummed)):
        try:
            yield from found(session)
        except DAMAGED:
            yield FOLD, table, "有一行的内容读不出来"


def _outcomes(session: Session) -> Iterator[Fault]:
    """Acceptances that rest on another target's figure, or found otherwise than it says."""
    for row in store.acceptances_with_figures(session):
        where = f"target_acceptance {row['acceptance_id']}"
        if row["figure_of"] != row["id"]:
            yield FOLD, where, "所据的实际值属于另一个目标"
            continue
        try:
            judged = judge(goal_from(row), row["actual"])
        except DAMAGED:
            yield FOLD, where, "目标值或实际值读不出来"
            continue
        if judged is not row["outcome"]:
            says = f"记为“{OUTCOME_LABELS[row['outcome']]}”，按所据的实际值应为“{OUTCOME_LABELS[judged]}”"
            yield FOLD, where, says


def _corrections(session: Session) -> Iterator[Fault]:
    for row_id in store.corrections_astray(session):
        yield FOLD, f"target_actual {row_id}", "更正的不是同一目标同一天的实际值"


def _unsummed(session: Session) -> Iterator[Fault]:
    """Wholes that their parts, where they add up and none was withdrawn, do not make up."""
    for whole_id, parts in groupby(store.parts_with_wholes(session), key=lambda row: row["whole_id"]):
        listed = list(parts)
        goal = goal_from({**listed[0], "value": listed[0]["whole"]})
        withdrawn = any(row["state"] is ItemState.withdrawn for row in listed)
        if withdrawn or goal.comparison in UNSUMMED or not is_additive(goal.measure):
            continue
        if not sums_up(goal, [row["part"] for row in listed]):
            yield FOLD, f"target {whole_id}", "分解出的各份之和与它不符"
