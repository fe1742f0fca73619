"""Raising a problem, consulting the other units, reporting, and passing it up level by level (C10, C18 to C22)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, TransitionRefused
from duban.institutions.schema import Need, Precondition
from duban.services.acting import the_post
from duban.services.acts import OpenAct, SealedAct, record_new
from duban.services.coordination_desk import (
    KIND,
    acts_for,
    add_voices,
    clock_at,
    filled,
    going_up,
    level_clock,
    missing_parts,
    rules_of,
    spoken,
    step,
    tell,
)
from duban.services.item_desk import Asked
from duban.services.item_parts import get_unit
from duban.services.messages import tell_posts
from duban.services.packs import PackOnRecord
from duban.services.records import RecordDesk, open_record, post_of, step_record
from duban.services.transition import get_item
from duban.store.coordinations import VOICE, voices_of
from duban.store.org import UNIT, list_posts_of_units, name_of
from duban.store.rows import add_rows, set_values
from models import VoiceKind
from states.coordination import CoordinationEvent, CoordinationState
from states.item import OVER
from states.labels import state_label

ASKED_TO_CONSULT = "有1件会商待答复，请登录督办系统办理。"
ASKED_FOR_OPINION = "有1件协调事项待签署意见，请登录督办系统办理。"


@dataclass(frozen=True)
class NewProblem:
    """A problem as a unit raises it: with the item it holds up (whose lead unit it then is), or without."""

    title: str
    unit: str | None = None
    item: str | None = None
    consult: tuple[str, ...] = ()
    """Units that are asked at once."""


@dataclass(frozen=True)
class Leader:
    """A leader concerned, and their part where duties cross."""

    post: str
    part: str | None = None


def raise_problem(session: Session, new: NewProblem, said: Asked, *, pack: PackOnRecord) -> str:
    """A unit puts a problem on the table; it tries to solve it itself first (C10, C18). Returns its code.

    Raises NotFound, InvalidValue, TransitionRefused.
    """
    rules, institution = rules_of(pack.pack), pack.pack.code
    item = _open_item(session, institution, new.item) if new.item else None
    unit_id = _unit_of(session, institution, new, item)
    if not acts_for(session, pack.pack, said, unit_id):
        raise InvalidValue("--by", post_of(session, said) or "", "协调由主办单位提出，请写主办单位的岗位")
    others = [get_unit(session, institution, name)["id"] for name in dict.fromkeys(new.consult)]
    if unit_id in others:
        raise InvalidValue("--with", name_of(session, UNIT, unit_id), "主办单位不同自己会商，请写别的单位")
    clock = level_clock(session, pack.pack, 0, said.on)
    columns = {
        "item_id": item["id"] if item else None,
        "unit_id": unit_id,
        "title": filled(new.title, "问题"),
        "state": CoordinationState.consulting,
        "level": 0,
        "level_from_on": said.on,
        "due_on": clock.due_on,
        "due_provisional": clock.provisional,
    }

    def also(act: OpenAct, row_id: int) -> None:
        asked = {"coordination_id": row_id, "kind": VoiceKind.consult, "level": 0, "asked_on": said.on}
        record_new(session, act, VOICE, add_rows(session, VOICE, [{**asked, "unit_id": other} for other in others]))
        posts = list_posts_of_units(session, others)
        if posts:
            tell_posts(session, act, posts, ASKED_TO_CONSULT)

    clause = rules.levels[0].clause or rules.clause
    return open_record(session, KIND, columns, said, pack=pack, clause=clause, also=also, request=asdict(new))


def _open_item(session: Session, institution: str, code: str) -> sa.RowMapping:
    item = get_item(session, institution, code)
    if item["state"] in OVER:
        label = state_label(item["state"], item["rung"])
        raise TransitionRefused(f"督办任务 {code} ", label, "提请协调", "已经了结，不再协调")
    return item


def _unit_of(session: Session, institution: str, new: NewProblem, item: sa.RowMapping | None) -> int:
    if item is not None and new.unit is None:
        return int(item["lead_unit_id"])
    if new.unit is None:
        raise InvalidValue("--unit", "", "请写明哪个单位的问题，或用 --item 写明由哪件督办任务提出")
    return int(get_unit(session, institution, new.unit)["id"])


@dataclass(frozen=True)
class Reply:
    """What a unit that was consulted says; None when it is only asked now."""

    says: str | None = None
    agrees: bool = False


def consult(session: Session, institution: str, code: str, said: Asked, *, unit: str, reply: Reply) -> SealedAct:
    """Another unit is asked, or its answer is recorded (C19)."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        other = get_unit(session, institution, unit)["id"]
        if other == desk.row["unit_id"]:
            raise InvalidValue("--unit", unit, "主办单位不同自己会商，请写别的单位")
        known = [row for row in voices_of(session, desk.row["id"]) if row["unit_id"] == other]
        answer = {**spoken(desk, filled(reply.says, "--says")), "agrees": reply.agrees} if reply.says else {}
        if known and not answer:
            raise InvalidValue("--unit", unit, "已经请它会商，请用 --says 记录它的答复")
        if known:
            desk.changes.changing(VOICE, [known[0]["id"]])
            set_values(session, VOICE, [known[0]["id"]], answer)
            return {}
        add_voices(desk, [{"kind": VoiceKind.consult, "unit_id": other, **answer}])
        tell(desk, [] if answer else list_posts_of_units(session, [other]), ASKED_TO_CONSULT)
        return {}

    request = {"unit": unit, **asdict(reply)}
    return step(
        session, institution, code, CoordinationEvent.consult, said, need=Need.consulted, work=work, request=request
    )


def report(session: Session, institution: str, code: str, said: Asked, *, parts: Mapping[str, str]) -> SealedAct:
    """The written report says how it was consulted, where views differ and what is proposed (C20)."""

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        wanted = next(_reports(desk), None)
        named = wanted.parts if wanted else ()
        for part in parts:
            if named and part not in named:
                raise InvalidValue("--part", part, f"书面报告须载明的是：{'、'.join(named)}")
        voices = voices_of(session, desk.row["id"])
        known = {row["part"]: row["id"] for row in voices if row["kind"] is VoiceKind.report}
        for part, says in parts.items():
            answer = spoken(desk, filled(says, f"--part {part}"))
            if part in known:
                desk.changes.changing(VOICE, [known[part]])
                set_values(session, VOICE, [known[part]], answer)
            else:
                add_voices(desk, [{"kind": VoiceKind.report, "part": part, **answer}])
        missing = missing_parts(wanted, voices_of(session, desk.row["id"])) if wanted else []
        if missing:
            why = f"书面报告还须载明{'、'.join(missing)}（{wanted.clause}）" if wanted else ""
            raise desk.refused(CoordinationEvent.report, why)
        return {}

    event, need, request = CoordinationEvent.report, Need.report, {"parts": dict(parts)}
    return step(session, institution, code, event, said, need=need, work=work, request=request)


def _reports(desk: RecordDesk) -> Iterator[Precondition]:
    levels = rules_of(desk.pack).levels
    return (need for level in levels for need in level.before if need.needs is Need.report)


def _ask_leaders(desk: RecordDesk, level: int, leaders: Sequence[Leader]) -> None:
    """Each leader of that level who is concerned is asked for an opinion; nobody named: the first one."""
    may = rules_of(desk.pack).levels[level].post
    asked = {}
    for leader in leaders or (Leader(may[0]),):
        post = the_post(desk.session, desk.pack.code, leader.post)
        if post["post"] not in may:
            raise InvalidValue("--leader", leader.post, f"这一级由{'、'.join(may)}协调")
        asked[post["id"]] = leader.part
    rows = [{"post_id": post_id, "part": part} for post_id, part in asked.items()]
    add_voices(desk, [{"kind": VoiceKind.opinion, "level": level, **row} for row in rows])
    tell(desk, list(asked), ASKED_FOR_OPINION)


def escalate(
    session: Session, institution: str, code: str, said: Asked, *, leaders: Sequence[Leader] = (), to: str | None = None
) -> SealedAct:
    """It goes up to the next level, past none where they go in turn (C10, C18).

    Each leader concerned is asked for their part (C22).
    """

    def facts(desk: RecordDesk) -> Mapping[str, Any]:
        rules = rules_of(desk.pack)
        if to is not None and rules.level_named(to) is None:
            raise NotFound("协调的一级", to, f"各级是：{'、'.join(level.level for level in rules.levels)}")
        return going_up(desk, to)

    def work(desk: RecordDesk) -> Mapping[str, Any]:
        level = rules_of(desk.pack).goes_to(desk.row["level"], to)
        _ask_leaders(desk, level, leaders)
        clock = clock_at(desk, level, said.on)
        return {
            "level": level,
            "level_from_on": said.on,
            "due_on": clock.due_on,
            "due_provisional": clock.provisional,
        }

    def clause(desk: RecordDesk) -> str | None:
        rules = rules_of(desk.pack)
        ahead = rules.ahead(rules.goes_to(desk.row["level"], to) - 1)
        return (ahead.clause if ahead else None) or rules.clause

    return step_record(
        session,
        KIND,
        code,
        CoordinationEvent.escalate,
        said,
        institution=institution,
        facts=facts,
        work=work,
        clause=clause,
        request={"leaders": [asdict(leader) for leader in leaders], "to": to},
    )
