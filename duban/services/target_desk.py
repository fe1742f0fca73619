"""A target taken up for one act: its item, locked, its rules, and what it is held against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import AlreadyMoved, InvalidValue, NotFound, ReasonMissing, TransitionRefused
from duban.core.workdays import WorkCalendar
from duban.institutions.projection import local_calendar
from duban.institutions.schema import Authority, Pack, TargetRules
from duban.services.acts import ActDraft, OpenAct, SealedAct, answered, open_act
from duban.services.attachments import attach
from duban.services.calendar import ledger_calendar
from duban.services.item_desk import Asked, check_time
from duban.services.packs import pack_behind
from duban.services.target_judging import Plan
from duban.services.target_rules import OUTCOME_LABELS, Columns, authority, plan_from, target_rules
from duban.services.transition import get_item
from duban.store.kept import Changes
from duban.store.records import acts_on
from duban.store.targets import TARGET, ChosenTargets, list_targets, nodes_of, targets_of
from states.item import ENDED, ItemState
from states.labels import state_label

DEEDS = {"set": "设定目标", "plan": "排定序时进度", "record": "登记实际值", "accept": "照单验收", "split": "分解"}
"""What is done to a target."""


@dataclass
class TargetDesk:
    """One item's target on the desk (`target` None: it is about to be set), and what the act changes beside it."""

    session: Session
    deed: str
    item: sa.RowMapping
    target: sa.RowMapping | None
    pack: Pack
    asked: Asked
    changes: Changes

    @property
    def rules(self) -> TargetRules:
        """What the pack says of targets."""
        return target_rules(self.pack)

    @property
    def calendar(self) -> WorkCalendar:
        """The working days, the pack's own among them."""
        return local_calendar(self.pack, ledger_calendar(self.session))

    @property
    def basis(self) -> Authority:
        """What the act rests on."""
        return authority(self.rules, self.deed)

    @property
    def row(self) -> sa.RowMapping:
        """The target. Raises NotFound where the item has none."""
        if self.target is None:
            raise NotFound("目标", self.item["code"], "请先用 duban target set 设定")
        return self.target

    @property
    def due_on(self) -> date:
        """The day on which the target must be reached."""
        return due_of({**self.row, "completion_due_on": self.item["completion_due_on"]})

    def plan(self) -> Plan | None:
        """The plan that holds."""
        nodes = [(node["due_on"], node["value"]) for node in nodes_of(self.session, self.row["id"])]
        return plan_from(self.row, nodes, self.due_on)

    def standing(self) -> sa.RowMapping:
        """The target with the figure and the acceptance that hold."""
        listed = list_targets(self.session, self.item["institution"], ChosenTargets(item=self.item["code"]))
        return next(row for row in listed if row["id"] == self.row["id"])

    def refusal(self, reason: str) -> TransitionRefused:
        """A refusal of this act."""
        found = self.standing()["outcome"] if self.target else None
        state = OUTCOME_LABELS[found] if found else state_label(self.item["state"], self.item["rung"])
        name = f"“{self.target['indicator']}”" if self.target else ""
        return TransitionRefused(f"督办任务 {self.item['code']} 的目标{name}", state, DEEDS[self.deed], reason)

    def draft(self, request: Mapping[str, Any]) -> ActDraft:
        """The act that is asked for."""
        asked = {**request, "item": self.item["code"]}
        return self.asked.draft(
            self.item["institution"], f"target_{self.deed}", clause=self.basis.clause, request=asked
        )

    def begin(self, request: Mapping[str, Any]) -> SealedAct | None:
        """The act that answered the same request before; else checks that it may be done now."""
        if done := answered(self.session, self.draft(request)):
            return done
        if self.asked.version not in (None, self.item["version"]):
            raise AlreadyMoved(f"督办任务 {self.item['code']} ", self.item["version"], self.asked.version or 0)
        over = (ItemState.withdrawn,) if self.deed in ("record", "accept") else ENDED
        if self.item["state"] in over:
            raise self.refusal("事项已经了结")
        acts = acts_on(self.session, TARGET, self.target["id"]) if self.target else []
        check_time(self.asked, max((act["true_at"] for act in acts), default=None))
        return None

    def open(self, request: Mapping[str, Any]) -> OpenAct:
        """The open act, with its files and with what was about to change on record under it."""
        act = open_act(self.session, self.draft(request))
        self.changes.record(act.institution, act.seq)
        attach(self.session, act, item_id=self.item["id"])
        return act

    def require_reason(self, why: str) -> None:
        """Raises ReasonMissing unless the act says why."""
        if not self.asked.reason:
            raise ReasonMissing(why)


def take_target(
    session: Session, institution: str, code: str, asked: Asked, *, deed: str, indicator: str | None = None
) -> TargetDesk:
    """The item's target, its only one where none is named. Raises NotFound, InvalidValue."""
    item = get_item(session, institution, code)
    pack = pack_behind(session, item).pack
    found = targets_of(session, item["id"])
    if deed == "set":
        mine = next((row for row in found if row["indicator"] == indicator), None)
        return TargetDesk(session, deed, item, mine, pack, asked, Changes(session))
    return TargetDesk(session, deed, item, _only(found, code, indicator), pack, asked, Changes(session))


def one_target(session: Session, institution: str, code: str, indicator: str | None) -> sa.RowMapping:
    """A target to look at, the item's only one where none is named. Raises NotFound, InvalidValue."""
    return _only(list_targets(session, institution, ChosenTargets(item=code)), code, indicator)


def _only(found: Sequence[sa.RowMapping], code: str, indicator: str | None) -> sa.RowMapping:
    named = [row for row in found if indicator in (None, row["indicator"])]
    if not named:
        has = f"现有：{'、'.join(row['indicator'] for row in found)}" if found else "请先用 duban target set 设定"
        raise NotFound("目标", indicator or code, has)
    if len(named) > 1:
        names = "、".join(row["indicator"] for row in named)
        raise InvalidValue("--indicator", "", f"这件事项有几个目标，请写明是{names}中的哪一个")
    return named[0]


def due_of(row: Columns) -> date:
    """The day on which a target must be reached: its own, its item's completion limit, else the end of its year."""
    found: date = row["due_on"] or row["completion_due_on"] or row["from_on"].replace(month=12, day=31)
    return found
