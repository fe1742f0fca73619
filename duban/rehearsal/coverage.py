"""Which clauses had an effect in the rehearsed year: dates, papers, refusals, duties, scores, each with its first one.

A clause that only defines something counts through the rule that it shapes: an office through the papers it numbers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.institutions.schema import Pack, Rule
from duban.institutions.schema.platform import FeatureName
from duban.rehearsal.proposals import advised, proposals
from duban.rehearsal.world import Refusal
from duban.services.act_labels import verb_label
from duban.services.institution import RunningInstitution
from duban.store.orders import LISTED
from models import Act, Breach, InboxEntry, Item, Order, table_of

ACT, ITEM, ORDER, INBOX, BREACH = (table_of(model) for model in (Act, Item, Order, InboxEntry, Breach))
CITED = re.compile(r"[A-Z]\d+")


@dataclass(frozen=True)
class Effect:
    """How often something had an effect under a clause, and the first time."""

    clause: str
    kind: str
    """date | paper | refusal | duty | score."""
    on: date
    what: str
    events: int = 1


@dataclass(frozen=True)
class Coverage:
    """Every clause of the pack with its effects."""

    clauses: tuple[str, ...]
    effects: tuple[Effect, ...]

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        found = {clause: [each for each in self.effects if each.clause == clause] for clause in self.clauses}
        missing = [clause for clause, effects in found.items() if not effects]
        return {
            "covered": len(self.clauses) - len(missing),
            "total": len(self.clauses),
            "missing": missing,
            "by_clause": {clause: _told(effects) for clause, effects in found.items()},
        }


def coverage(
    session: Session,
    running: RunningInstitution,
    refusals: Sequence[Refusal],
    scores: Sequence[dict[str, Any]],
) -> Coverage:
    """What the ledger and the refusals show of each clause."""
    pack = running.pack
    sources: tuple[Iterable[Effect], ...] = (
        _acts(session, pack),
        _dates(session, pack),
        _answers(session, pack),
        _papers(session, pack),
        _automatic(session, pack),
        _over_days_off(session, running),
        _overlay(session, pack),
        _features(session, pack),
        _refused(pack, refusals),
        _scored(scores),
        _proposed(session, pack),
        _advised(session, pack),
    )
    known = [each for source in sources for each in source if each.clause in pack.clauses]
    return Coverage(tuple(pack.clauses), tuple(known))


def _told(effects: Sequence[Effect]) -> dict[str, Any]:
    if not effects:
        return {"events": 0, "kinds": {}, "first": None}
    first = min(effects, key=lambda each: (each.on, each.kind, each.what))
    told = {"on": first.on.isoformat(), "kind": first.kind, "what": first.what}
    kinds: Counter[str] = Counter()
    for each in effects:
        kinds[each.kind] += each.events
    return {"events": kinds.total(), "kinds": dict(sorted(kinds.items())), "first": told}


def _acts(session: Session, pack: Pack) -> Iterator[Effect]:
    """Each act on record cites the clause that it carries out."""
    mine = (ACT.c.institution == pack.code, ACT.c.clause.is_not(None))
    query = sa.select(ACT.c.clause, ACT.c.verb, sa.func.count(), sa.func.min(ACT.c.true_at)).where(*mine)
    for clause, verb, count, at in session.execute(query.group_by(ACT.c.clause, ACT.c.verb)):
        yield Effect(clause, "duty", local_date(at), verb_label(verb), count)


def _dates(session: Session, pack: Pack) -> Iterator[Effect]:
    """The limits of items, each by the rule that set it; and what an item had to name before it was issued."""
    names = (ITEM.c.item_type, ITEM.c.item_class)
    columns = (ITEM.c.issue_due_on, ITEM.c.feedback_due_on, ITEM.c.completion_due_on)
    counts = [sa.func.count(column) for column in columns]
    issued = sa.func.min(ITEM.c.issued_at)
    query = sa.select(*names, *counts, issued).where(ITEM.c.institution == pack.code, ITEM.c.issued_at.is_not(None))
    for name, item_class, *numbers, at in session.execute(query.group_by(*names)):
        kind = pack.items[name]
        rules: tuple[Rule | None, ...] = (kind.issue, kind.feedback_for(item_class), kind.completion_for(item_class))
        for rule, number, what in zip(rules, numbers, ("下发时限", "反馈时限", "办结时限"), strict=True):
            if rule and rule.clause and (number or rule is rules[1]):
                yield Effect(rule.clause, "date", local_date(at), f"{name}{item_class or ''}{what}", number or 1)
        for naming in pack.naming_of(kind):
            if naming.clause:
                yield Effect(naming.clause, "duty", local_date(at), f"{name}写明要素", max(numbers))
        if pack.check and pack.check.clause:
            yield Effect(pack.check.clause, "duty", local_date(at), f"{name}由交办机构核查", max(numbers))


def _answers(session: Session, pack: Pack) -> Iterator[Effect]:
    """The days by which units had to answer papers, each by the rule of its rung."""
    limit = (ORDER.c.institution == pack.code, ORDER.c.ladder.is_not(None), ORDER.c.answer_due_on.is_not(None))
    query = sa.select(ORDER.c.ladder, ORDER.c.rung, sa.func.count(), sa.func.min(ORDER.c.served_at)).where(*limit)
    rules = {(name, each.rung): each.answer for name, ladder in pack.ladders.items() for each in ladder}
    for ladder, rung, count, at in session.execute(query.group_by(ORDER.c.ladder, ORDER.c.rung)):
        rule = rules[ladder, rung]
        if rule and rule.clause:
            yield Effect(rule.clause, "date", local_date(at), f"{rung}的答复时限", count)


def _papers(session: Session, pack: Pack) -> Iterator[Effect]:
    """Each numbered paper stands in its office's series; each office that numbers does so under its clause."""
    query = sa.select(ORDER.c.office, ORDER.c.paper, sa.func.count(), sa.func.min(ORDER.c.issued_at))
    mine = (ORDER.c.institution == pack.code, ORDER.c.number.is_not(None))
    for office, paper, count, at in session.execute(query.where(*mine).group_by(ORDER.c.office, ORDER.c.paper)):
        for rule in (pack.series_of(office), pack.offices.get(office)):
            if rule and rule.clause:
                yield Effect(rule.clause, "paper", local_date(at), f"{office}{paper}", count)


def _automatic(session: Session, pack: Pack) -> Iterator[Effect]:
    """A paper that goes out by itself has no step of a person that would cite its rung."""
    query = sa.select(ORDER.c.ladder, ORDER.c.rung, sa.func.count(), sa.func.min(ORDER.c.issued_at))
    mine = (ORDER.c.institution == pack.code, ORDER.c.number.is_not(None), ORDER.c.rung.is_not(None))
    for ladder, name, count, at in session.execute(query.where(*mine).group_by(ORDER.c.ladder, ORDER.c.rung)):
        rung = next(each for each in pack.ladders[ladder] if each.rung == name)
        if rung.approval.automatic:
            for clause in dict.fromkeys(rule.clause for rule in (rung, rung.approval) if rule.clause):
                yield Effect(clause, "paper", local_date(at), f"{name}·{rung.paper}", count)


def _over_days_off(session: Session, running: RunningInstitution) -> Iterator[Effect]:
    """Papers drafted on a day off, of what is chased on such days as well."""
    listed = ORDER.join(LISTED, LISTED.c.order_id == ORDER.c.id).join(ITEM, ITEM.c.id == LISTED.c.item_id)
    columns = (ITEM.c.item_type, ITEM.c.item_class, ORDER.c.paper, ORDER.c.drafted_on)
    mine = (ORDER.c.institution == running.pack.code, ORDER.c.rung.is_not(None))
    for name, item_class, paper, on in session.execute(sa.select(*columns).select_from(listed).where(*mine)):
        kind = running.pack.items[name]
        if kind.duty and kind.duty.clause and kind.on_duty(item_class) and not running.calendar.is_workday(on):
            yield Effect(kind.duty.clause, "date", on, f"{name}{item_class or ''}休息日拟{paper}")


def _overlay(session: Session, pack: Pack) -> Iterator[Effect]:
    """The days of the rehearsed year that are off or worked by the document alone."""
    if pack.overlay is None or not pack.overlay.clause:
        return
    first, last = session.execute(sa.select(sa.func.min(ACT.c.true_at), sa.func.max(ACT.c.true_at))).one()
    for days, says in ((pack.overlay.off, "放假"), (pack.overlay.work, "上班")):
        for on, name in days.items():
            if local_date(first) <= on <= local_date(last):
                yield Effect(pack.overlay.clause, "date", on, f"{name}{says}")


def _features(session: Session, pack: Pack) -> Iterator[Effect]:
    """What the platform did: messages that arrived, limits that it found missed."""
    counted = {FeatureName("短信提醒"): INBOX.c.arrived_at, FeatureName("逾期预警"): BREACH.c.recorded_at}
    for name, moment in counted.items():
        count, at = session.execute(sa.select(sa.func.count(), sa.func.min(moment))).one()
        if name in pack.platform and count:
            yield Effect(pack.platform[name].clause or "", "duty", local_date(at), name.value, count)


def _refused(pack: Pack, refusals: Sequence[Refusal]) -> Iterator[Effect]:
    """A refusal names its clause."""
    counted: Counter[str] = Counter()
    first: dict[str, Refusal] = {}
    for refusal in refusals:
        for clause in dict.fromkeys(CITED.findall(refusal.says)):
            if clause in pack.clauses:
                counted[clause] += 1
                first.setdefault(clause, refusal)
    for clause, count in counted.items():
        yield Effect(clause, "refusal", first[clause].on, first[clause].says, count)


def _scored(scores: Sequence[dict[str, Any]]) -> Iterator[Effect]:
    """Points that were proposed, or put down in the year's assessment."""
    for line in scores:
        if line["clause"]:
            yield Effect(
                line["clause"], "score", date.fromisoformat(line["limit_on"]), f"{line['unit']}{line['points']}分"
            )


def _proposed(session: Session, pack: Pack) -> Iterator[Effect]:
    """Talks that were one too many in a year make a proposal."""
    for on, told in proposals(session, pack):
        yield Effect(told["proposal"]["clause"] or "", "duty", on, told["proposal"]["says"])


def _advised(session: Session, pack: Pack) -> Iterator[Effect]:
    """What people were advised of when they entered something."""
    for row, check in advised(session, pack):
        yield Effect(check.clause or "", "duty", row["entered_on"], f"提示：{check.says}")
