"""Moving running items to another version of their rules: who is affected and how, first told, then put on record."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import MigrationRefused, NotFound, ReasonMissing
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import Pack
from duban.services.acts import SealedAct, answered, open_act, seal
from duban.services.calendar import ledger_calendar
from duban.services.item_desk import Asked
from duban.services.ladders import LadderPlan, ladder_plan
from duban.services.messages import tell_units_of
from duban.services.migration_dates import Moved, Moving, Rules
from duban.services.pack_versions import IN_FORCE, SHORT, version_row
from duban.services.packs import stored_pack
from duban.store import evidence
from duban.store import pack_versions as store
from duban.store.items import ITEM, pack_version_of, set_dates
from states.item import ItemEvent, place_of, state_at
from states.labels import LIMIT_LABELS, standing_label

VERB = "migrate_pack"
TOLD = "件的时限随制度新版本改动，请登录督办系统查看。"
BACK = "移回旧版"
SHOWN = 10
"""How many items that do not fit a refusal names."""


@dataclass(frozen=True)
class Wanted:
    """Which items are to be moved, and to which version; `only` empty: all that run under another."""

    to: str = IN_FORCE
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemMove:
    """One item with what the new version makes of it."""

    item: sa.RowMapping
    old_version: str
    moved: Moved

    @property
    def dated(self) -> bool:
        """Whether it comes to another date."""
        return any(not each.stays for each in self.moved.limits)

    def as_json(self) -> dict[str, Any]:
        """As the command prints it: the limits whose rule is another one."""
        limits = [
            {
                "limit": LIMIT_LABELS[each.limit],
                "from": each.old and each.old.isoformat(),
                "to": each.new and each.new.isoformat(),
                "stays": each.stays,
                "clause": each.clause,
                "reason": each.why,
            }
            for each in self.moved.limits
        ]
        told = {name: self.item[name] for name in ("code", "title", "unit", "item_type")}
        return {**told, "label": standing_label(self.item), "old_version": self.old_version, "limits": limits}


@dataclass(frozen=True)
class Migration:
    """A move of running items, told before it is made."""

    institution: str
    version_id: int
    version: str
    title: str
    moves: tuple[ItemMove, ...]
    left: tuple[str, ...] = field(default=())
    """The codes of the items that a person leaves where they are."""

    @property
    def dated(self) -> int:
        """How many items come to another date."""
        return sum(move.dated for move in self.moves)

    def digest(self) -> str:
        """What a person agreed to: equal exactly where the same items would be set alike."""
        told = [[move.item["code"], move.item["version"], move.moved.sets] for move in self.moves]
        return hashlib.sha256(json.dumps([self.version, told], default=str, sort_keys=True).encode()).hexdigest()


def plan_migration(session: Session, institution: str, asked: Asked, wanted: Wanted) -> Migration:
    """Who would move to that version, and what of their dates. Raises MigrationRefused, NotFound, ReasonMissing."""
    row = version_row(session, institution, wanted.to)
    newest = version_row(session, institution)
    if row["id"] != newest["id"] and not asked.reason:
        raise ReasonMissing(BACK)
    _check_in_time(institution, row, asked.on)
    items = store.items_of_other_versions(session, institution, row["id"], lock=False)
    chosen = _chosen(items, wanted)
    if not chosen:
        says = "没有要移的在办事项" if items else "在办事项都已经按这一版办理"
        remedy = "新版请先用 duban init --pack 文件 载入；载入过的版本见 duban pack list --installed"
        raise MigrationRefused(institution, row["version"], says, remedy)
    planning = _Planning(session, institution, stored_pack(session, row["version"]).pack, asked.on)
    misfits = [says for item in chosen for says in planning.misfits(item)]
    if misfits:
        more = (f"等共 {len(misfits)} 处",) if len(misfits) > SHOWN else ()
        remedy = "请在新版中保留它们，或等这些事项离开现在的状态，或用 --except 编号 让它们按旧版办完"
        raise MigrationRefused(
            institution, row["version"], "有的事项在新版里没有位置", remedy, (*misfits[:SHOWN], *more)
        )
    codes = {item["code"] for item in chosen}
    left = tuple(item["code"] for item in items if item["code"] not in codes)
    moves = tuple(planning.move(item) for item in chosen)
    return Migration(institution, row["id"], row["version"], row["title"], moves, left)


def migrate(session: Session, institution: str, asked: Asked, wanted: Wanted, *, agreed: str | None) -> SealedAct:
    """Moves them under one act, locked and looked at again first; each unit is told how many of its dates moved.

    `agreed` is the digest of what a person was shown. Raises MigrationRefused where it is no longer so.
    """
    draft = asked.draft(institution, VERB, request=asdict(wanted))
    version_id = version_row(session, institution, wanted.to)["id"]
    store.items_of_other_versions(session, institution, version_id, lock=True)
    if done := answered(session, draft):
        return done
    plan = plan_migration(session, institution, asked, wanted)
    if agreed not in (None, plan.digest()):
        remedy = "请重新预览后再办"
        raise MigrationRefused(institution, plan.version, "预览以后台账又有改动", remedy)
    sets = {move.item["id"]: {**move.moved.sets, "pack_version_id": plan.version_id} for move in plan.moves}
    touched = evidence.touch(session, ITEM, list(sets))
    set_dates(session, sets)
    act = open_act(session, draft)
    evidence.add_history(session, institution, act.seq, ITEM, touched)
    counts = Counter(move.item["lead_unit_id"] for move in plan.moves if move.dated)
    tell_units_of(session, act, counts, TOLD)
    return seal(session, act)


def _check_in_time(institution: str, row: sa.RowMapping, on: date) -> None:
    """Nobody moves into rules that are over, or that do not apply yet."""
    if row["expires_on"] and row["expires_on"] < on:
        says, remedy = f"它已于 {row['expires_on']} 失效", "请载入仍有效的版本后再移"
        raise MigrationRefused(institution, row["version"], says, remedy)
    if row["effective_on"] and row["effective_on"] > on:
        says = f"它自 {row['effective_on']} 起施行"
        raise MigrationRefused(institution, row["version"], says, "请到施行之日再移")


def _chosen(items: Sequence[sa.RowMapping], wanted: Wanted) -> list[sa.RowMapping]:
    known = {item["code"] for item in items}
    for code in (*wanted.only, *wanted.but):
        if code not in known:
            raise NotFound("要移的督办任务", code, "只有在办的、按别的版本办理的事项可以移；不带编号预览即可看到")
    listed = [item for item in items if not wanted.only or item["code"] in wanted.only]
    return [item for item in listed if item["code"] not in wanted.but]


class _Planning:
    """What is the same for many items: the packs, their ladders, requests and pauses, each read once."""

    def __init__(self, session: Session, institution: str, new: Pack, on: date) -> None:
        self._session, self._new, self._on = session, new, on
        self._calendar: WorkCalendar = ledger_calendar(session)
        self._asked = store.open_requests(session, institution)
        self._paused = store.open_pauses(session, institution)
        self._rules: dict[tuple[int | None, str], Rules] = {}

    def misfits(self, item: sa.RowMapping) -> Iterator[str]:
        """Where the item stands that the new version does not know."""
        kind = self._new.items.get(item["item_type"])
        named = f"{item['code']}（{standing_label(item)}）"
        if kind is None:
            yield f"{named}新版没有事项类型“{item['item_type']}”"
            return
        if kind.classes and item["item_class"] not in kind.classes:
            yield f"{named}新版的“{item['item_type']}”没有{kind.by or '办理类别'}“{item['item_class'] or ''}”"
        plan = ladder_plan(self._new, kind.ladder)
        rungs = [each.rung for each in plan.rungs]
        lost = [rung for rung in dict.fromkeys((item["rung"], item["back_rung"], item["awaits"])) if rung]
        for rung in lost:
            if rung not in rungs:
                yield f"{named}新版的阶梯“{kind.ladder or '无'}”没有“{rung}”这一级"
        if item["awaits"] in rungs and not _may_be_served(plan, item):
            yield f"{named}按新版的次序到不了在途文书的“{item['awaits']}”"

    def move(self, item: sa.RowMapping) -> ItemMove:
        """What becomes of an item that fits."""
        version_id, name = item["pack_version_id"], item["item_type"]
        version = pack_version_of(self._session, version_id)
        old = self._of(version_id, name, stored_pack(self._session, version).pack)
        asked = frozenset({self._asked[item["id"]]} if item["id"] in self._asked else ())
        since = self._paused.get(item["id"], self._on)
        new = self._of(None, name, self._new)
        return ItemMove(item, version[:SHORT], Moving(item, old, new, self._on, since, asked).moved())

    def _of(self, version_id: int | None, name: str, pack: Pack) -> Rules:
        key = (version_id, name)
        if key not in self._rules:
            self._rules[key] = Rules.of(pack, name, self._calendar)
        return self._rules[key]


def _may_be_served(plan: LadderPlan, item: sa.RowMapping) -> bool:
    """Whether the paper on its way can take the item up by the new ladder."""
    here, awaited = place_of(item["state"], item["rung"]), item["awaits"]
    edges = plan.moves.edges(ItemEvent.paper)
    return any(edge.source == here and state_at(edge.target)[1] in (awaited, None) for edge in edges)
