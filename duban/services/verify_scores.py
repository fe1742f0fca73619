"""What `duban verify` checks of yearly assessments: ranks follow from the entries, entries from their facts."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.packs import pack_behind
from duban.services.score_desk import Group, grouped, standings_of, told_standing
from duban.services.score_events import ScoreFact, score_facts
from duban.services.score_ranking import written
from duban.services.verify_items import FOLD, UNREADABLE, Fault
from duban.store.scores import entries_of, list_assessments, ranks_of, row_exists, row_of

DAMAGED = (*UNREADABLE, ArithmeticError)
SAME = ("unit_id", "rule", "happened_on", "clause", "assumed", "pack_version_id")
"""What a correction takes over from what it corrects."""


def score_faults(session: Session) -> Iterator[Fault]:
    """Everything that is wrong with assessments beside their steps."""
    for row in list_assessments(session):
        try:
            yield from _faults(session, row)
        except DAMAGED:
            yield FOLD, f"assessment {row['id']}", "有一条加减分的内容读不出来"


def _faults(session: Session, row: sa.RowMapping) -> Iterator[Fault]:
    pack = pack_behind(session, row)
    groups = grouped(entries_of(session, row["id"]))
    facts = {fact.key: fact for fact in score_facts(session, pack, row["year"])}
    for group in groups:
        for says in (*_unlike_fact(session, group, facts.get(group.key)), *_astray(group)):
            yield FOLD, f"score_entry {group.root['id']}", says
    ranks = {rank["unit_id"]: rank for rank in ranks_of(session, row["id"])}
    for standing in standings_of(pack.pack, list(ranks), groups):
        rank = ranks[standing.unit_id]
        wrong = [name for name, value in told_standing(standing).items() if rank[name] != value]
        if wrong:
            says = f"{rank['unit']}记为第{rank['rank']}名{rank['score']}分，按各条应为第{standing.rank}名"
            yield FOLD, f"unit_rank {rank['id']}", f"{says}{written(standing.score)}分"
    for unit_id in {group.root["unit_id"] for group in groups} - ranks.keys():
        yield FOLD, f"assessment {row['id']}", f"单位 {unit_id} 有加减分而没有名次"


def _unlike_fact(session: Session, group: Group, fact: ScoreFact | None) -> Iterator[str]:
    """An entry says what its fact says; a fact that was changed since is at least still a row of the ledger."""
    root = group.root
    if fact is None:
        if not row_exists(session, *row_of(root["event"])):
            yield "所依据的事实不在台账中"
        return
    told: Mapping[str, Any] = {
        "unit_id": fact.unit_id,
        "points": written(fact.points),
        "clause": fact.clause,
        "pack_version_id": fact.pack_version_id,
    }
    if any(root[name] != value for name, value in told.items()):
        yield f"记为{root['points']}分，按所依据的事实和规则应为{written(fact.points)}分"


def _astray(group: Group) -> Iterator[str]:
    """A correction is of the same rule and unit as what it corrects."""
    if group.root["corrects_id"] is not None:
        yield "所更正的一条不在同一年度"
    for row in group.rows[1:]:
        if any(row[name] != group.root[name] for name in SAME):
            yield f"第{row['place']}条与它所更正的不是同一单位、同一规则"
