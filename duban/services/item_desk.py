"""An item taken up for one act: its row, locked, its rules, and whether it may be acted on as asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import SHANGHAI, instant_at, local_date
from duban.core.errors import AlreadyMoved, EvidenceMissing, ReasonMissing, TimeRefused, TransitionRefused, in_brackets
from duban.institutions.schema import Authority, Decision, ItemType, Pack
from duban.services.acting import unit_acting
from duban.services.acts import ActDraft, Actor, OpenAct, SealedAct, answered
from duban.services.attachments import attach
from duban.services.item_basis import basis_of
from duban.services.ladders import Clock, LadderPlan, ladder_plan
from duban.services.packs import pack_behind
from duban.services.transition import Step, fire, get_item, missed_by, move_one
from duban.store import item_story
from duban.store.attachment_files import KeptFile
from duban.store.items import UNIT
from duban.store.kept import Changes
from duban.store.rows import find_row
from states.engine import Edge
from states.item import ItemEvent, LimitKind
from states.labels import EVENT_LABELS, state_label


@dataclass(frozen=True)
class Asked:
    """How one act was asked for. `true_at` is when it happened where that is not now; `version` what was seen.

    `files` came with it and are on the disk already.
    """

    actor: Actor
    now: datetime
    true_at: datetime | None = None
    reason: str | None = None
    key: str | None = None
    version: int | None = None
    files: tuple[KeptFile, ...] = ()
    exception: bool = False
    """Whether a rule (原则上) is to be set aside for this act; the reason then says so."""

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.true_at or self.now

    @property
    def on(self) -> date:
        """The day on which it happened."""
        return local_date(self.at)

    def draft(
        self,
        institution: str,
        verb: str,
        *,
        event: str | None = None,
        clause: str | None = None,
        request: Mapping[str, Any] | None = None,
    ) -> ActDraft:
        """The act that is asked for."""
        return ActDraft(
            institution,
            verb,
            self.actor,
            self.at,
            self.now,
            event=event,
            clause=clause,
            reason=f"破例：{self.reason}" if self.exception else self.reason,
            key=self.key,
            request=request or {},
            files=self.files,
        )


@dataclass(frozen=True)
class Desk:
    """An item on the desk of whoever acts. `done` is the act that answered the same request before."""

    session: Session
    item: sa.RowMapping
    pack: Pack
    plan: LadderPlan
    asked: Asked
    draft: ActDraft
    basis: Authority
    done: SealedAct | None

    @property
    def kind(self) -> ItemType:
        """The item's type by the pack version it was issued under."""
        return self.pack.items[self.item["item_type"]]

    @property
    def event(self) -> ItemEvent:
        """The event of this act."""
        return ItemEvent(self.draft.event or "")

    def cutoff(self, on: date) -> datetime:
        """The last instant of that day's business."""
        return instant_at(on, self.pack.cutoff.at)

    def post_name(self) -> str | None:
        """The name of the post that acts; None for the account itself."""
        post_id = self.asked.actor.post_id
        post = find_row(self.session, item_story.POST, id=post_id) if post_id else None
        return post["name"] if post else None

    def unit_id(self) -> int | None:
        """The unit whose post acts; None for the account itself."""
        return unit_acting(self.session, self.asked.actor)

    def unit_name(self) -> str | None:
        """The name of the unit whose post acts; None for the account itself."""
        acting = self.unit_id()
        unit = find_row(self.session, UNIT, id=acting) if acting else None
        return unit["name"] if unit else None

    def refusal(self, reason: str) -> TransitionRefused:
        """A refusal of this act in the words of the machine."""
        label = state_label(self.item["state"], self.item["rung"])
        subject = f"督办任务 {self.item['code']} "
        return TransitionRefused(subject, label, EVENT_LABELS[self.event], reason + in_brackets(self.basis.clause))

    def step(self, sets: Mapping[str, Any], *, clock: Clock, facts: Mapping[str, Any]) -> Step:
        """What the item is to do under an act over several. Raises TransitionRefused."""
        known = {"clause": self.basis.clause, "on": self.asked.on, **facts}
        edge = fire(self.plan, self.item, self.event, known)
        return Step(self.item["id"], edge, sets, clock=clock, missed=missed_by(edge))

    def move(
        self,
        sets: Mapping[str, Any],
        *,
        clock: Clock | Callable[[Edge], Clock] | None = None,
        facts: Mapping[str, Any] | None = None,
        missed: LimitKind | None = None,
        beside: Callable[[], Changes] | None = None,
        also: Callable[[OpenAct], None] | None = None,
    ) -> SealedAct:
        """The item takes the edge; the clock that runs afterwards counts where `sets` restarts it."""
        known = {"clause": self.basis.clause, "on": self.asked.on, **(facts or {})}

        def record(act: OpenAct) -> None:
            if also:
                also(act)
            attach(self.session, act, item_id=self.item["id"])

        return move_one(
            self.session,
            self.item,
            self.event,
            plan=self.plan,
            draft=self.draft,
            sets=sets,
            facts=known,
            clock=clock if callable(clock) else lambda _edge: clock or Clock(),
            missed=missed,
            beside=beside,
            also=record,
        )


def take_up(
    session: Session,
    institution: str,
    code: str,
    asked: Asked,
    event: ItemEvent,
    *,
    verb: str | None = None,
    request: Mapping[str, Any] | None = None,
    why: bool = False,
) -> Desk:
    """The item, ready for the act. `why`: the act must say why. Raises NotFound, AlreadyMoved, TimeRefused."""
    item = get_item(session, institution, code)
    pack = pack_behind(session, item).pack
    basis = basis_of(pack.items[item["item_type"]], item["item_class"], event)
    request = {**(request or {}), "item": code}
    draft = asked.draft(institution, verb or event.value, event=event, clause=basis.clause, request=request)
    done = answered(session, draft)
    desk = Desk(session, item, pack, ladder_plan(pack, item["ladder"]), asked, draft, basis, done)
    if done is None:
        _check(desk, why=why)
    return desk


def deciding(desk: Desk, decision: Decision | None) -> dict[str, Any]:
    """The facts about who decides: the posts that may, and the post that acts."""
    return {"posts": decision.by if decision else (), "post": desk.post_name()}


def _check(desk: Desk, *, why: bool) -> None:
    asked, item = desk.asked, desk.item
    if asked.version not in (None, item["version"]):
        raise AlreadyMoved(f"督办任务 {item['code']} ", item["version"], asked.version or 0)
    check_time(asked, item_story.last_act_at(desk.session, item["id"]))
    if why and not asked.reason:
        raise ReasonMissing(EVENT_LABELS[desk.event])


def check_time(asked: Asked, last_at: datetime | None) -> None:
    """The true time is not in the future, not before the last act by a person; a past day says why and proves it."""
    said = f"{asked.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if asked.at > asked.now:
        raise TimeRefused(said, f"晚于现在 {asked.now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    if last_at and asked.at < last_at:
        raise TimeRefused(said, f"早于上一次操作 {last_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    if asked.on < local_date(asked.now):
        entered = f"补录 {asked.on} 的操作"
        if not asked.reason:
            raise ReasonMissing(entered)
        if not asked.files:
            raise EvidenceMissing(entered)
