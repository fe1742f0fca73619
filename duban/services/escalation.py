"""Escalation by a person (手工提级): which items are meant, which of them the ladder lets up, and by which papers.

Changes nothing; `escalation_act` does what is told here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound
from duban.institutions.schema import Pack
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.item_parts import get_unit
from duban.services.ladders import LadderPlan, RungPlan, ladder_plan
from duban.services.numbering import numbering_office
from duban.services.packs import stored_pack
from duban.services.records_view import cited
from duban.services.transition import no_such_item
from duban.store.escalation import Filter, list_chosen
from duban.store.items import list_versions
from states.engine import Edge, Refusal
from states.item import REMEMBERING, ItemEvent, place_of, state_at
from states.labels import standing_label, state_label


@dataclass(frozen=True)
class Wanted:
    """Which items are to go to which rung: codes alone, or any of the others together."""

    rung: str
    codes: tuple[str, ...] = ()
    unit: str | None = None
    item_type: str | None = None
    on_rung: str | None = None
    """The rung where they stand; “无” for those on none yet."""
    overdue_days: int | None = None
    """For at least so many working days one of their limits has passed."""
    office: str | None = None

    @property
    def by_filter(self) -> bool:
        """Whether no item was named."""
        return not self.codes


@dataclass(frozen=True)
class Judged:
    """One item that was meant, and whether it may go up: by which edge, or why not."""

    item: sa.RowMapping
    pack: Pack
    plan: LadderPlan
    way: Edge | Refusal

    @property
    def rung(self) -> RungPlan:
        """The rung that it goes to."""
        if not isinstance(self.way, Edge):
            raise TypeError(self.way)
        return self.plan.rung_plan(state_at(self.way.target)[1] or "")

    @property
    def at_once(self) -> bool:
        """Whether it climbs now, not when people have approved the paper."""
        return self.rung.paper.automatic

    @property
    def label(self) -> str:
        """Where it stands, as people say."""
        return standing_label(self.item)


@dataclass(frozen=True)
class PaperGroup:
    """Items that go on one paper, merged as the sweep would merge them."""

    office: str
    items: tuple[Judged, ...]

    @property
    def first(self) -> Judged:
        """One of them: what they have in common stands on it."""
        return self.items[0]


def judged(session: Session, running: RunningInstitution, wanted: Wanted, said: Asked, *, lock: bool) -> list[Judged]:
    """Every item that is meant, judged by its own ladder. Raises NotFound, InvalidValue."""
    rows = _chosen(session, running, wanted, said, lock=lock)
    versions = {row["id"]: row["version"] for row in list_versions(session, running.pack.code)}
    packs = {key: stored_pack(session, versions[key]).pack for key in {row["pack_version_id"] for row in rows}}
    plans = {key: ladder_plan(packs[key[0]], key[1]) for key in {_ladder(row) for row in rows}}
    return [
        Judged(row, packs[row["pack_version_id"]], plans[_ladder(row)], _way(plans[_ladder(row)], row, wanted.rung))
        for row in rows
    ]


def paper_groups(found: Sequence[Judged]) -> list[PaperGroup]:
    """The papers of those that may go up: one for each unit, as their rung says, and its leaders in charge."""
    gathered: dict[tuple[Any, ...], list[Judged]] = {}
    for each in found:
        if isinstance(each.way, Edge):
            gathered.setdefault(_merge_key(each), []).append(each)
    return [PaperGroup(_office(group[0]), tuple(group)) for group in gathered.values()]


def told(wanted: Wanted, found: Sequence[Judged]) -> dict[str, Any]:
    """What would be done, as people and scripts read it."""
    lines = [_told_item(each, wanted.rung) for each in found]
    allowed = [line for line in lines if line["allowed"]]
    papers = [_told_paper(group) for group in paper_groups(found)]
    counts = {"total": len(lines), "allowed": len(allowed), "refused": len(lines) - len(allowed)}
    return {"to": wanted.rung, **counts, "items": lines, "papers": papers}


def preview_escalation(session: Session, running: RunningInstitution, wanted: Wanted, said: Asked) -> dict[str, Any]:
    """The same for items as they stand now, with who may do it and by which clause. Writes nothing."""
    rule = running.pack.escalation
    basis = {"by": list(rule.by), "clause": rule.clause, "assumed": rule.assumed} if rule else {"by": []}
    return {**told(wanted, judged(session, running, wanted, said, lock=False)), "authority": basis, "preview": True}


def explained(each: Judged) -> str:
    """Why an item may not go up, with the clause as its pack cites it."""
    refusal = each.way
    if not isinstance(refusal, Refusal):
        return ""
    return refusal.reason + (f"（{cited(each.pack, refusal.clause)}，{refusal.clause}）" if refusal.clause else "")


def _chosen(
    session: Session, running: RunningInstitution, wanted: Wanted, said: Asked, *, lock: bool
) -> Sequence[sa.RowMapping]:
    filters = (wanted.unit, wanted.item_type, wanted.on_rung, wanted.overdue_days, wanted.office)
    named = any(value is not None for value in filters)
    if wanted.codes and named:
        raise InvalidValue("事项编号", wanted.codes[0], "写了编号就不再写单位、类型等条件，二者取一")
    if not wanted.codes and not named:
        raise InvalidValue("事项编号", "", "请写明编号，或用 --unit、--type、--rung、--overdue、--office 圈定范围")
    rows = list_chosen(session, running.pack.code, _filter(session, running, wanted, said), lock=lock)
    missing = sorted(set(wanted.codes) - {row["code"] for row in rows})
    if missing:
        raise no_such_item(missing[0])
    if not rows:
        raise NotFound("符合条件的督办任务", f"提到{wanted.rung}", "请放宽单位、类型、级次、逾期天数等条件")
    return rows


def _filter(session: Session, running: RunningInstitution, wanted: Wanted, said: Asked) -> Filter:
    if wanted.codes:
        return Filter(tuple(sorted(set(wanted.codes))))
    if wanted.unit:
        get_unit(session, running.pack.code, wanted.unit)
    days = wanted.overdue_days
    if days is not None and days < 1:
        raise InvalidValue("逾期天数", str(days), "至少写1个工作日")
    due_by = running.calendar.shift(said.on, -days) if days else None
    rung = "" if wanted.on_rung == "无" else wanted.on_rung
    return Filter(unit=wanted.unit, types=_types(running.pack, wanted), rung=rung, due_by=due_by)


def _types(pack: Pack, wanted: Wanted) -> tuple[str, ...] | None:
    """The item types that are meant, None where it does not matter. Raises NotFound."""
    if wanted.item_type is not None and wanted.item_type not in pack.items:
        raise NotFound("事项类型", wanted.item_type, f"《{pack.title}》的事项类型有：{'、'.join(pack.items)}")
    if wanted.office is not None and wanted.office not in pack.offices:
        raise NotFound("机构", wanted.office, f"《{pack.title}》的机构有：{'、'.join(pack.offices)}")
    if wanted.item_type is None and wanted.office is None:
        return None
    kinds = pack.items.items()
    by_office = (name for name, kind in kinds if wanted.office in (None, kind.office))
    return tuple(name for name in by_office if wanted.item_type in (None, name))


def _ladder(row: sa.RowMapping) -> tuple[int, str | None]:
    return row["pack_version_id"], row["ladder"]


def _way(plan: LadderPlan, item: sa.RowMapping, rung: str) -> Edge | Refusal:
    """The edge that takes the item there, or why none does: its ladder leads elsewhere, or it is not free to go."""
    if rung not in (each.rung for each in plan.rungs):
        names = "、".join(each.rung for each in plan.rungs)
        return Refusal(f"它的阶梯上没有“{rung}”，只有{names}" if names else "这类事项不走督办阶梯")
    here = place_of(item["state"], item["rung"])
    ways = [edge for edge in plan.moves.edges(ItemEvent.escalate) if edge.source == here]
    way = next((edge for edge in ways if state_at(edge.target)[1] == rung), None)
    if way is None:
        return Refusal(_elsewhere(plan, item, ways, rung), plan.rung_plan(rung).clause)
    if way.guard and not way.guard.holds(dict(item), {}):
        return Refusal(way.transition.otherwise, plan.rung_plan(rung).clause)
    return way


def _elsewhere(plan: LadderPlan, item: sa.RowMapping, ways: Sequence[Edge], rung: str) -> str:
    """Why the ladder does not lead from where the item stands to that rung."""
    order = [each.rung for each in plan.rungs]
    if item["rung"] and order.index(rung) <= order.index(item["rung"]):
        return f"已经是“{state_label(item['state'], item['rung'])}”"
    if ways:
        next_rungs = "、".join(dict.fromkeys(str(state_at(edge.target)[1]) for edge in ways))
        return f"现在只能提到“{next_rungs}”，不能越级"
    return "反馈正在核查或已暂停计时" if item["state"] in REMEMBERING else "尚未下发，或已经了结"


def _merge_key(each: Judged) -> tuple[Any, ...]:
    item, paper = each.item, each.rung.paper
    shared = (item["pack_version_id"], item["ladder"], _office(each), item["lead_unit_id"])
    if not paper.merges:
        return (*shared, item["id"])
    return (*shared, item["leader_id"]) if paper.by_leader else shared


def _office(each: Judged) -> str:
    return numbering_office(each.pack, each.pack.items[each.item["item_type"]].office)


def _told_item(each: Judged, rung: str) -> dict[str, Any]:
    names = {name: each.item[name] for name in ("code", "title", "unit")}
    line = {**names, "from": each.label, "allowed": isinstance(each.way, Edge)}
    if isinstance(each.way, Refusal):
        clause = each.way.clause
        refused = {"reason": each.way.reason, "clause": clause, "cited": cited(each.pack, clause)}
        return {**line, "to": None, "paper": None, **refused}
    comes = f"已{rung}" if each.at_once else f"待{rung}"
    basis = {"clause": each.rung.clause, "cited": cited(each.pack, each.rung.clause)}
    return {**line, "to": comes, "paper": each.rung.paper.kind, "reason": None, **basis}


def _told_paper(group: PaperGroup) -> dict[str, Any]:
    first, paper = group.first, group.first.rung.paper
    approval = [post for _, post in paper.steps]
    unit, leader = first.item["unit"], first.item["leader"] if paper.by_leader else None
    codes = [each.item["code"] for each in group.items]
    basis = {"clause": paper.clause, "cited": cited(first.pack, paper.clause)}
    named = {"paper": paper.kind, "office": group.office, "unit": unit, "leader": leader}
    return {**named, "items": codes, "approval": approval, **basis}


def refused_ones(found: Sequence[Judged]) -> Iterator[Judged]:
    """Those that may not go up."""
    return (each for each in found if isinstance(each.way, Refusal))


def request_of(wanted: Wanted) -> Mapping[str, Any]:
    """What a retry under one idempotency key has in common with the first try."""
    named = {"codes": sorted(set(wanted.codes))} if wanted.codes else {}
    filters = ("unit", "item_type", "on_rung", "overdue_days", "office")
    return {"rung": wanted.rung, **named, **{name: getattr(wanted, name) for name in filters if getattr(wanted, name)}}
