"""What every act on an interview works with: its rules, who takes which step, who may read it, whom it tells."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import NotFound, NotShown
from duban.institutions.schema import Interview, InterviewStep, Pack
from duban.services.acts import SealedAct
from duban.services.item_desk import Asked
from duban.services.messages import tell_posts
from duban.services.records import RecordDesk, RecordKind, post_of, step_record, who_acts
from duban.store.interviews import INTERVIEW, approved_without_consent, consents_of
from duban.store.messages import find_posts
from states.engine import MoveTable
from states.interview import INTERVIEW_EVENT_LABELS, INTERVIEW_LABELS, Hands, InterviewEvent, interview_moves
from states.record_guards import Deciders


def interview_rules(pack: Pack) -> Interview:
    """The pack's rules of interviews. Raises NotFound."""
    if pack.interview is None:
        raise NotFound("约谈的规定", pack.title, "请在制度中写上 interview 一节")
    return pack.interview


def table_of_interview(rules: Interview, *, again: bool) -> MoveTable:
    """The machine of a first talk, or of the second."""

    def hands(step: InterviewStep) -> Deciders:
        return Deciders(step.by, step.clause)

    talk = hands(rules.again if again else rules.talk)
    judge = hands(rules.judge)
    return interview_moves(Hands(hands(rules.propose), hands(rules.consent), hands(rules.approve), talk, judge))


def _moves(pack: Pack, row: Mapping[str, Any]) -> MoveTable:
    return table_of_interview(interview_rules(pack), again=row.get("first_id") is not None)


def _wrong(session: Session) -> list[tuple[str, str]]:
    return [(f"interview {code}", "没有经有关单位一一同意就批准了") for code in approved_without_consent(session)]


def silent_and_against(desk: RecordDesk) -> dict[str, list[str]]:
    """Which of the joint offices have not spoken, and which do not agree."""
    rows = consents_of(desk.session, desk.row["id"])
    silent = [row["post"] for row in rows if row["agrees"] is None]
    return {"silent": silent, "against": [row["post"] for row in rows if row["agrees"] is False]}


KIND = RecordKind(
    name="约谈",
    prefix="YT",
    table=INTERVIEW,
    moves=_moves,
    labels=INTERVIEW_LABELS,
    event_labels={"open": "提出约谈", **INTERVIEW_EVENT_LABELS},
    by_itself=frozenset({InterviewEvent.lapse}),
    wrong=_wrong,
    known=lambda desk, event: silent_and_against(desk) if event == InterviewEvent.approve else {},
)


def may_read(session: Session, pack: Pack, said: Asked) -> bool:
    """Whether the acting post is one of the few that may read interviews."""
    return post_of(session, said) in interview_rules(pack).may_read


def require_reader(session: Session, pack: Pack, said: Asked) -> None:
    """Raises NotShown unless the acting post is one of the few that may read interviews."""
    if not may_read(session, pack, said):
        raise NotShown("约谈的内容", "、".join(interview_rules(pack).may_read))


def step_of(pack: Pack, row: Mapping[str, Any], event: InterviewEvent) -> InterviewStep:
    """The pack's step that an event belongs to."""
    rules = interview_rules(pack)
    steps = {
        InterviewEvent.consent: rules.consent,
        InterviewEvent.approve: rules.approve,
        InterviewEvent.refuse: rules.approve,
        InterviewEvent.hold: rules.talk if row["first_id"] is None else rules.again,
        InterviewEvent.find_effective: rules.judge,
        InterviewEvent.find_ineffective: rules.judge,
    }
    return steps.get(event, rules.propose)


def post_ids(session: Session, institution: str, names: Sequence[str]) -> list[int]:
    """The posts of these names that the ledger has."""
    return [row["id"] for name in names for row in find_posts(session, institution, name)]


def tell(desk: RecordDesk, posts: Sequence[str], what: str) -> None:
    """Tells the holders of these posts that something waits for them; never what it is about."""
    ids = post_ids(desk.session, desk.row["institution"], posts)
    if ids:
        desk.after.append(lambda act: tell_posts(desk.session, act, ids, what))


def step(
    session: Session,
    institution: str,
    code: str,
    event: InterviewEvent,
    said: Asked,
    *,
    facts: Callable[[RecordDesk], Mapping[str, Any]] = lambda _desk: {},
    work: Callable[[RecordDesk], Mapping[str, Any]] = lambda _desk: {},
    request: Mapping[str, Any] | None = None,
) -> SealedAct:
    """The interview takes an edge; the act cites what the pack's step rests on."""
    return step_record(
        session,
        KIND,
        code,
        event,
        said,
        institution=institution,
        facts=lambda desk: {**who_acts(desk), **facts(desk)},
        work=work,
        clause=lambda desk: step_of(desk.pack, dict(desk.row), event).clause,
        request=request,
    )
