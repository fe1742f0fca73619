"""What every act on a coordination works with: its rules, what was said so far, what the next level still wants."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound
from duban.institutions.projection import local_calendar
from duban.institutions.schema import Coordination, CoordinationLevel, Need, Pack, Precondition
from duban.services.acting import unit_acting
from duban.services.acts import SealedAct
from duban.services.calendar import ledger_calendar
from duban.services.item_desk import Asked
from duban.services.ladders import Clock, clock_of
from duban.services.messages import tell_posts
from duban.services.records import RecordDesk, RecordKind, post_of, step_record
from duban.store.coordinations import COORDINATION, VOICE, voices_of
from duban.store.org import UNIT, name_of
from duban.store.rows import add_rows
from models import VoiceKind
from states.coordination import UNMET as WANTING
from states.coordination import CoordinationEvent, coordination_moves
from states.engine import MoveTable
from states.labels import COORDINATION_EVENT_LABELS, COORDINATION_LABELS

Voices = Sequence[sa.RowMapping]
Facts = Mapping[str, Any]


def rules_of(pack: Pack) -> Coordination:
    """The pack's rules of coordination. Raises NotFound."""
    if pack.coordination is None:
        raise NotFound("层级协调的规定", pack.title, "请在制度中写上 coordination 一节")
    return pack.coordination


def _moves(pack: Pack, row: Mapping[str, Any]) -> MoveTable:
    above = rules_of(pack).levels[row["level"] + 1 :]
    return coordination_moves(max((len(level.before) for level in above), default=0))


def _level_fault(pack: Pack, before: Mapping[str, Any], after: Mapping[str, Any], event: str) -> str | None:
    """Each escalation goes up one level, or more where the pack lets it, and nothing else does."""
    rose = after["level"] - before["level"]
    up = event == CoordinationEvent.escalate
    if rose == up or (up and rose > 1 and rules_of(pack).in_turn is None):
        return None
    return f"“{event}”使它升了 {rose} 级，须逐级呈报"


def level_of(desk: RecordDesk) -> CoordinationLevel:
    """The level that has it."""
    level: int = desk.row["level"]
    return rules_of(desk.pack).levels[level]


def clock_at(desk: RecordDesk, level: int, on: date) -> Clock:
    """By when that level answers what came to it on that day."""
    return level_clock(desk.session, desk.pack, level, on)


def level_clock(session: Session, pack: Pack, level: int, on: date) -> Clock:
    """By when a level answers what came to it on that day."""
    return clock_of(rules_of(pack).period(level), local_calendar(pack, ledger_calendar(session)), on)


def said_at(voices: Voices, kind: VoiceKind, level: int) -> list[sa.RowMapping]:
    """What was said in that way at that level."""
    return [row for row in voices if row["kind"] is kind and row["level"] == level and row["says"] is not None]


def unmet(desk: RecordDesk, to: str | None = None) -> Iterator[tuple[int, str, str | None]]:
    """What the level that it goes to still wants: which of its preconditions, why, on what clause."""
    rules = rules_of(desk.pack)
    ahead = rules.ahead(rules.goes_to(desk.row["level"], to) - 1)
    voices = voices_of(desk.session, desk.row["id"])
    for number, need in enumerate(ahead.before if ahead else ()):
        if why := UNMET[need.needs](desk, need, voices):
            yield number, why, need.clause


def _not_consulted(desk: RecordDesk, _need: Precondition, voices: Voices) -> str | None:
    """C19: whoever asked nobody, or whose units agree, has no case for the leaders."""
    asked = [row for row in voices if row["kind"] is VoiceKind.consult]
    if not asked:
        return "尚未主动同有关单位会商"
    silent = [row["unit"] for row in asked if row["says"] is None]
    if silent and desk.said.on <= (desk.row["due_on"] or desk.said.on):
        return f"{'、'.join(silent)}尚未答复会商，也还没有超过时限"
    if not silent and all(row["agrees"] for row in asked):
        return "有关单位已经协商一致，可以自行化解"
    return None


def missing_parts(need: Precondition, voices: Voices) -> list[str]:
    """Which parts of the report are not written."""
    written = {row["part"] for row in voices if row["kind"] is VoiceKind.report}
    return [part for part in need.parts if part not in written]


def _report_wanting(_desk: RecordDesk, need: Precondition, voices: Voices) -> str | None:
    missing = missing_parts(need, voices)
    return f"书面报告没有载明{'、'.join(missing)}" if missing else None


def _no_proposal(desk: RecordDesk, _need: Precondition, voices: Voices) -> str | None:
    level = desk.row["level"]
    decided = said_at(voices, VoiceKind.decision, level) or said_at(voices, VoiceKind.instruction, level)
    return None if decided else f"{level_of(desk).level}尚未先行协调并提出决策建议"


def _no_opinion(desk: RecordDesk, _need: Precondition, voices: Voices) -> str | None:
    asked = [row for row in voices if row["kind"] is VoiceKind.opinion and row["level"] == desk.row["level"]]
    silent = [row["post"] for row in asked if row["says"] is None] or ([] if asked else list(level_of(desk).post))
    return f"{'、'.join(silent)}尚未签署明确具体的意见" if silent else None


def _not_sorted(desk: RecordDesk, need: Precondition, voices: Voices) -> str | None:
    return None if said_at(voices, VoiceKind.sorting, desk.row["level"]) else f"尚未经{'、'.join(need.by)}梳理"


UNMET: Mapping[Need, Callable[[RecordDesk, Precondition, Voices], str | None]] = {
    Need.consulted: _not_consulted,
    Need.report: _report_wanting,
    Need.proposal: _no_proposal,
    Need.opinion: _no_opinion,
    Need.sorting: _not_sorted,
}
"""Why a precondition is not met; None where it is."""


def acts_for(session: Session, pack: Pack, said: Asked, unit_id: int) -> bool:
    """Whether whoever acts is of that unit, or enters it for the unit at an office or under the account alone."""
    acting = unit_acting(session, said.actor)
    if acting in (None, unit_id):
        return True
    offices = {name for office in pack.offices for name in pack.units_of(office)}
    return name_of(session, UNIT, acting) in offices


def going_up(desk: RecordDesk, to: str | None) -> dict[str, Any]:
    """The facts about the level that it goes to, the next one unless another is named."""
    rules = rules_of(desk.pack)
    ahead = rules.ahead(rules.goes_to(desk.row["level"], to) - 1)
    order = (rules.in_turn.clause if rules.in_turn else None) or rules.clause
    return {"ahead": ahead.level if ahead else None, "to": to, "order_clause": order, WANTING: list(unmet(desk, to))}


def _known(desk: RecordDesk, event: str) -> Mapping[str, Any]:
    rules = rules_of(desk.pack)
    own = acts_for(desk.session, desk.pack, desk.said, desk.row["unit_id"])
    if event == CoordinationEvent.settle:
        return {"own": own or post_of(desk.session, desk.said) in level_of(desk).post}
    if event == CoordinationEvent.escalate:
        return going_up(desk, None) if rules.in_turn else {}
    if event in SPEAKERS:
        return SPEAKERS[CoordinationEvent(event)](desk)
    return {"own": own}


def _speaks_in_opinion(desk: RecordDesk) -> Facts:
    """The leaders who are asked, else those of the level."""
    posts = [row["post"] for row in asked_leaders(desk)] or level_of(desk).post
    return who_speaks(desk, posts, rules_of(desk.pack).clause_of(Need.opinion))


def _speaks_in_sorting(desk: RecordDesk) -> Facts:
    """Whoever the next level wants it sorted by; nobody where it does not."""
    ahead = rules_of(desk.pack).ahead(desk.row["level"])
    wanted = next((need for need in (ahead.before if ahead else ()) if need.needs is Need.sorting), None)
    return who_speaks(desk, wanted.by if wanted else (), wanted.clause if wanted else None)


def _speaks_in_instruction(desk: RecordDesk) -> Facts:
    level = level_of(desk)
    rests_on = level.instructs.clause if level.instructs else None
    return {**who_speaks(desk, level.post, rests_on), "instructs": level.instructs, "level_name": level.level}


SPEAKERS: Mapping[CoordinationEvent, Callable[[RecordDesk], Facts]] = {
    CoordinationEvent.opinion: _speaks_in_opinion,
    CoordinationEvent.decide: lambda desk: who_speaks(
        desk, level_of(desk).post, rules_of(desk.pack).clause_of(Need.proposal)
    ),
    CoordinationEvent.sort: _speaks_in_sorting,
    CoordinationEvent.instruct: _speaks_in_instruction,
    CoordinationEvent.pause: lambda desk: who_speaks(desk, level_of(desk).post, None),
}
"""Who may do what leaders and their office do, on which clause."""


def asked_leaders(desk: RecordDesk) -> list[sa.RowMapping]:
    """The leaders who are asked at the level that has it."""
    voices = voices_of(desk.session, desk.row["id"])
    return [row for row in voices if row["kind"] is VoiceKind.opinion and row["level"] == desk.row["level"]]


KIND = RecordKind(
    name="协调",
    prefix="XT",
    table=COORDINATION,
    moves=_moves,
    labels={state.value: label for state, label in COORDINATION_LABELS.items()},
    event_labels={"open": "提出", **{event.value: label for event, label in COORDINATION_EVENT_LABELS.items()}},
    by_itself=frozenset({CoordinationEvent.lapse}),
    step_fault=_level_fault,
    known=_known,
)


def add_voices(desk: RecordDesk, rows: Sequence[Mapping[str, Any]]) -> None:
    """What is asked or said now, at the level that has it unless it says another."""
    mine = {"coordination_id": desk.row["id"], "level": desk.row["level"], "asked_on": desk.said.on}
    desk.changes.added(VOICE, add_rows(desk.session, VOICE, [{**mine, **row} for row in rows]))


def spoken(desk: RecordDesk, says: str) -> dict[str, Any]:
    """The columns of something said now, by whoever acts."""
    return {"says": says.strip(), "answered_at": desk.said.at, "person_id": desk.said.actor.person_id}


def who_speaks(desk: RecordDesk, posts: Sequence[str], clause: str | None) -> dict[str, Any]:
    """The facts about who speaks and who may."""
    vague = rules_of(desk.pack).vague
    return {"post": post_of(desk.session, desk.said), "posts": posts, "vague": vague, "clause": clause}


def tell(desk: RecordDesk, post_ids: Sequence[int], what: str) -> None:
    """Tells the holders of these posts that something waits for them, once the act is open."""
    if post_ids:
        desk.after.append(lambda act: tell_posts(desk.session, act, post_ids, what))


def beside(said: Asked, verb: str) -> Asked:
    """The same, as a second act in the same transaction asks for it."""
    return replace(said, key=f"{said.key}/{verb}" if said.key else None, version=None, exception=False)


def filled(value: str, option: str) -> str:
    """Words that are there. Raises InvalidValue."""
    if not value.strip():
        raise InvalidValue(option, value, "请写明内容")
    return value.strip()


def step(
    session: Session,
    institution: str,
    code: str,
    event: CoordinationEvent,
    said: Asked,
    *,
    need: Need | None = None,
    facts: Callable[[RecordDesk], Mapping[str, Any]] = lambda _desk: {},
    work: Callable[[RecordDesk], Mapping[str, Any]] = lambda _desk: {},
    request: Mapping[str, Any] | None = None,
) -> SealedAct:
    """The problem takes an edge, on the clause that asks for `need`, else on the one that the whole rests on.

    No clause says that a clock stops: that rests on the leader's word.
    """

    def clause(desk: RecordDesk) -> str | None:
        rules = rules_of(desk.pack)
        if event is CoordinationEvent.pause:
            return None
        return rules.clause_of(need) if need else rules.clause

    return step_record(
        session,
        KIND,
        code,
        event,
        said,
        institution=institution,
        facts=facts,
        work=work,
        clause=clause,
        request=request,
    )
