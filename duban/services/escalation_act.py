"""Escalates a set by a person's decision: one act, the edges of the sweep, one paper for each unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import AlreadyMoved, InvalidValue, ReasonMissing, Refused, TransitionRefused, in_brackets
from duban.services.acts import OpenAct, answered, open_act, seal
from duban.services.attachments import attach
from duban.services.breaches import record_breaches
from duban.services.climb import climb_sets
from duban.services.escalation import (
    Judged,
    Wanted,
    explained,
    judged,
    paper_groups,
    refused_ones,
    request_of,
    told,
)
from duban.services.escalation_papers import draft_papers
from duban.services.institution import RunningInstitution
from duban.services.item_basis import SILENT
from duban.services.item_desk import Asked, check_time
from duban.services.messages import TOLD, tell_units_of
from duban.services.records import post_of
from duban.services.records_view import cited
from duban.services.transition import Move, move_set, record_moved
from duban.store import item_story
from states.engine import Edge
from states.item import ItemEvent
from states.labels import EVENT_LABELS
from states.order import OrderEvent

LABEL = EVENT_LABELS[ItemEvent.escalate]


@dataclass(eq=False)
class SomeRefused(Refused):
    """Not every item of a set may go up, and nobody asked for those alone that may."""

    rung: str
    total: int
    refused: tuple[str, ...]

    def __str__(self) -> str:
        first = "；".join(self.refused[:3]) + ("等" if len(self.refused) > 3 else "")  # noqa: PLR2004 - named in full
        return (
            f"所选 {self.total} 件中有 {len(self.refused)} 件不能提到“{self.rung}”，本次一件也没有提：{first}；"
            f"请先加 --preview 查看，只提可以提的请加 --allowed-only。"
        )


@dataclass(eq=False)
class ChosenAnew(Refused):
    """The items that were confirmed are not those that would go up now."""

    confirmed: int
    now: int

    def __str__(self) -> str:
        return f"确认的是 {self.confirmed} 件，现在可以提的是 {self.now} 件，清单已有变化；本次没有提，请重新预览。"


@dataclass(eq=False)
class NotTheirs(Refused):
    """Somebody else than the pack allows asks to escalate."""

    posts: tuple[str, ...]
    clause: str | None

    def __str__(self) -> str:
        if not self.posts:
            return "不能提级：本制度没有规定谁可以由人提级；确需提级的，请先在制度的 escalation 中写明。"
        cited_as = in_brackets(self.clause)
        return f"不能提级：须由{'、'.join(self.posts)}决定{cited_as}；请用 --by 写明岗位。"


def escalate_items(
    session: Session,
    running: RunningInstitution,
    wanted: Wanted,
    said: Asked,
    *,
    allowed_only: bool = False,
    confirmed: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The items go up, or wait for the papers that take them there; what was done, as it is told.

    A set with an item that may not go up is refused whole, unless `allowed_only`. `confirmed` are the codes that a
    person has seen. Raises NotFound, InvalidValue, ReasonMissing, TransitionRefused, SomeRefused, NotTheirs.
    """
    found = judged(session, running, wanted, said, lock=True)
    rule = running.pack.escalation
    clause = rule.clause if rule else None
    request = {**request_of(wanted), **({"allowed_only": True} if allowed_only else {})}
    draft = said.draft(running.pack.code, "escalate", event=ItemEvent.escalate, clause=clause, request=request)
    if done := answered(session, draft):
        return {**done.answer, "act": _told_act(done.institution, done.seq)}
    _check(session, running, wanted, found, said)
    going = _going(wanted, found, allowed_only=allowed_only, confirmed=confirmed)
    counted = _moved(session, running, going, said)
    changes, papers = draft_papers(session, running, paper_groups(going), said)
    act = open_act(session, draft)
    record_moved(session, act, missed=False)
    changes.record(act.institution, act.seq)
    record_breaches(session, act, [line for paper in papers for line in paper.lines])
    tell_units_of(session, act, counted, TOLD[OrderEvent.serve])
    _attach(session, act, going)
    assumed = rule.assumed if rule else SILENT[ItemEvent.escalate]
    basis = {"clause": clause, "cited": cited(running.pack, clause), "assumed": assumed}
    told_papers = [{**line, **paper.named} for line, paper in zip(told(wanted, going)["papers"], papers, strict=True)]
    answer = {**told(wanted, found), **basis, "papers": told_papers, "preview": False}
    sealed = seal(session, act, answer)
    return {**answer, "act": _told_act(sealed.institution, sealed.seq)}


def _check(session: Session, running: RunningInstitution, wanted: Wanted, found: Sequence[Judged], said: Asked) -> None:
    """Authority, reason, version and time. Raises."""
    rule = running.pack.escalation
    if rule is None or post_of(session, said) not in rule.by:
        raise NotTheirs(rule.by if rule else (), rule.clause if rule else None)
    if not said.reason:
        raise ReasonMissing(LABEL)
    if said.version is not None:
        if len(found) > 1 or wanted.by_filter:
            raise InvalidValue("--version", str(said.version), "一次提几件的，不写版本")
        if said.version != found[0].item["version"]:
            raise AlreadyMoved(f"督办任务 {found[0].item['code']} ", found[0].item["version"], said.version)
    check_time(said, None)
    for each in found if said.at < said.now else ():
        check_time(said, item_story.last_act_at(session, each.item["id"]))


def _going(
    wanted: Wanted, found: Sequence[Judged], *, allowed_only: bool, confirmed: Sequence[str] | None
) -> list[Judged]:
    """Those that go up. Raises TransitionRefused, SomeRefused, ChosenAnew."""
    refused = list(refused_ones(found))
    going = [each for each in found if isinstance(each.way, Edge)]
    if refused and (not allowed_only or not going):
        if len(found) == 1:
            raise TransitionRefused(f"督办任务 {found[0].item['code']} ", found[0].label, LABEL, explained(found[0]))
        says = tuple(f"{each.item['code']} {each.label}，{explained(each)}" for each in refused)
        raise SomeRefused(wanted.rung, len(found), says)
    if confirmed is not None and sorted(confirmed) != sorted(each.item["code"] for each in going):
        raise ChosenAnew(len(confirmed), len(going))
    return going


def _moved(session: Session, running: RunningInstitution, going: Sequence[Judged], said: Asked) -> dict[int, int]:
    """Moves the set as the sweep does; how many of each unit's items climbed at once."""
    groups: dict[tuple[Any, ...], list[Judged]] = {}
    for each in going:
        groups.setdefault((each.item["pack_version_id"], each.item["ladder"], each.way), []).append(each)
    moves = [_move(running, group, said) for group in groups.values()]
    at_once = any(group[0].at_once for group in groups.values())
    move_set(session, moves, climb_sets(running.calendar, at_once=at_once))
    counted: dict[int, int] = {}
    for each in going:
        if each.at_once:
            counted[each.item["lead_unit_id"]] = counted.get(each.item["lead_unit_id"], 0) + 1
    return counted


def _move(running: RunningInstitution, group: Sequence[Judged], said: Asked) -> Move:
    first, ids = group[0], tuple(each.item["id"] for each in group)
    rung, moves = first.rung, first.plan.moves
    if first.at_once and isinstance(first.way, Edge):
        return Move(first.way, {}, clock=first.plan.clock_at(rung.rung, running.calendar, said.on), ids=ids)
    both = zip(moves.edges(ItemEvent.escalate), moves.edges(ItemEvent.put_forward), strict=True)
    waits = next(waiting for climbing, waiting in both if climbing == first.way)
    return Move(waits, {}, clock=None, awaits=rung.rung, ids=ids)


def _attach(session: Session, act: OpenAct, going: Sequence[Judged]) -> None:
    """The files hang on the item where it is one, else on the act."""
    attach(session, act, **({"item_id": going[0].item["id"]} if len(going) == 1 else {}))


def _told_act(institution: str, seq: int) -> dict[str, Any]:
    return {"institution": institution, "seq": seq}
