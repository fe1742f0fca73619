"""The pack: one place's published rules, whole."""

import hashlib
import json
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from duban.institutions.schema.alerts import Alerts
from duban.institutions.schema.base import ClauseId, Day, Moment, Name, Names, PackPart, Rule, Text, broken
from duban.institutions.schema.bulletins import BulletinKind
from duban.institutions.schema.clauses import Clause, Document
from duban.institutions.schema.coordination import Coordination
from duban.institutions.schema.cycles import MATERIALS, Cycle, StageName
from duban.institutions.schema.inspections import Inspections
from duban.institutions.schema.interview import Interview
from duban.institutions.schema.items import Check, Heads, ItemType, Naming, Namings, NodeRule, Office, SeriesBook
from duban.institutions.schema.ladders import Escalation, Rung
from duban.institutions.schema.platform import Feature, FeatureName
from duban.institutions.schema.registers import Register
from duban.institutions.schema.reports import ReportType
from duban.institutions.schema.scores import Assessment
from duban.institutions.schema.targets import TargetRules


class Overlay(Rule):
    """本地的放假和调休上班，加在国务院办公厅的放假通知之上。"""

    off: dict[Day, Text] = Field({})
    """放假的日期和名称。"""
    work: dict[Day, Text] = Field({})
    """上班的日期和名称。"""


def _has_rungs(ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
    if not ladder:
        raise broken("empty-ladder", "阶梯至少要有一级；请写上，或删去这个阶梯。")
    return ladder


class Exceptions(Rule):
    """破例：条款写“原则上”“一般”的，谁可以决定不照办；决定的人和理由留痕。"""

    by: Names
    """可以破例的岗位，一个或几个。"""


Ladder = Annotated[tuple[Rung, ...], AfterValidator(_has_rungs)]
"""Rungs from the lowest up."""


class Pack(PackPart):
    """一地一份的制度：文件怎么写，这里就怎么写。"""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{1,30}$")] = Field(alias="pack")
    """制度代号，小写英文，如 county。"""
    title: Text
    """制度名称。"""
    document: Document
    """所依据的文件。"""
    cutoff: Moment
    """每天的截止时刻；期限打印为“X日17:30前（含当日）”。"""
    sweep: Moment
    """每个工作日巡检的时刻。"""
    clauses: dict[ClauseId, Clause]
    """文件的全部条款。"""
    offices: dict[Name, Office] = Field({})
    """交办和督查的机构。"""
    posts: dict[Name, Text] = Field({})
    """岗位和它的说明。"""
    heads: Heads | None = None
    """各单位主要负责同志的岗位；不写为不区分，约谈谁由提出人写明。"""
    groups: dict[Name, Names] = Field({})
    """单位的合称，如 乡镇街道: ["*乡", "*镇", "*街道"]；* 开头的是尾字，机构须写名称。"""
    exceptions: Exceptions | None = None
    """谁可以对“原则上”的规定破例；不写为不得破例。"""
    series: dict[Name, SeriesBook] = Field({})
    """各机构各种文书的编号。"""
    names: Namings | None = None
    """交办须明确的要素，依据不同的分条写；不写为不作要求。"""
    nodes: NodeRule | None = None
    """关键节点（时序进度的各步）；不写为只列日期，不亮灯、不记逾期。"""
    check: Check | None = None
    """反馈由谁核查；不写为不作限制。"""
    items: dict[Name, ItemType] = Field({})
    """督办事项的类型。"""
    targets: TargetRules | None = None
    """目标任务、序时进度和照单验收的规定；不写的按缺省。"""
    ladders: dict[Name, Ladder] = Field({})
    """督办阶梯，由低到高。"""
    escalation: Escalation | None = None
    """谁可以不待时限届满由人提级；不写为不得由人提级。"""
    coordination: Coordination | None = None
    """层级协调；不写为不在系统里协调。"""
    interview: Interview | None = None
    """约谈；不写为不在系统里约谈。"""
    cycles: dict[Name, Cycle] = Field({})
    """周期性工作。"""
    platform: dict[FeatureName, Feature] = Field({})
    """文件要求督查平台具备的功能。"""
    registers: dict[Name, Register] = Field({})
    """登记簿。"""
    inspections: Inspections | None = None
    """督查：方式、批准、异议和整改期限。"""
    bulletins: dict[Name, BulletinKind] = Field({})
    """通报：期号、签发、核实。"""
    reports: dict[Name, ReportType] = Field({})
    """应报材料：各单位按期或逐件报送的书面材料。"""
    assessment: Assessment | None = None
    """年度考核；不写为不在系统里考核，阶梯的分值只作建议。"""
    alerts: Alerts | None = None
    """运行告警告诉谁；不写为只在告警清单中列出。"""
    overlay: Overlay | None = None
    """本地放假和上班安排。"""

    def cycle_named(self, name: str) -> Cycle | None:
        """The cycle of which an occurrence is one, by its own name or by the body that it is held for."""
        found = self.cycles.get(name)
        if found and not found.each:
            return found
        return next((cycle for base, cycle in self.cycles.items() if cycle.each and name in cycle.names(base)), None)

    def report_named(self, name: str) -> ReportType | None:
        """A kind of report, or the materials that the units hand in for a meeting."""
        if name in self.reports:
            return self.reports[name]
        cycle = self.cycle_named(name.removesuffix(MATERIALS)) if name.endswith(MATERIALS) else None
        if cycle is None or cycle.stages.collect is None:
            return None
        clause, assumed = cycle.authority(StageName.collect)
        collect, own = cycle.stages.collect, self.office_of_cycle(name.removesuffix(MATERIALS)) or ""
        to = collect.to or (cycle.chair or own,)
        owed = ReportType(when=collect.within, to=to, parts=collect.parts, clause=clause, assumed=assumed)
        return owed.model_copy(update={"units": collect.units})

    def office_of_cycle(self, name: str) -> str | None:
        """The office that prepares a cycle's meetings: the one named, the body that it is held for, or the first."""
        cycle, body = self.cycle_named(name), name.rpartition("·")[2]
        if cycle and cycle.office:
            return cycle.office
        return body if body in self.offices else next(iter(self.offices), None)

    def series_of(self, office: str) -> SeriesBook | None:
        """The book that an office's papers are numbered in: its own, a pattern that it shares, or its numberer's."""
        known = self.offices.get(office)
        if known and known.numbered_by:
            return self.series.get(known.numbered_by)
        return self.series.get(known.series if known and known.series else office)

    def units_of(self, office: str) -> tuple[str, ...]:
        """What the unit that is this office may be called in the ledger: its short name, or its title."""
        known = self.offices.get(office)
        return (office, known.title) if known else (office,)

    def members_of(self, name: str) -> tuple[str, ...]:
        """Whom a group of units means; a name that is no group means itself."""
        return self.groups.get(name, (name,))

    def offers(self, feature: FeatureName) -> bool:
        """Whether the platform does that: it does unless the pack switches it off."""
        return feature not in self.platform or self.platform[feature].on

    def naming_of(self, kind: ItemType) -> tuple[Naming, ...]:
        """What an item of that type must name before it is issued, rule by rule."""
        rules = kind.names or self.names or ()
        return (rules,) if isinstance(rules, Naming) else rules

    def canonical(self) -> str:
        """The model as canonical JSON. What was left at its default is left out, so that a later release of Duban,
        which adds fields, does not change the version of a pack that does not use them."""
        data: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def version(self) -> str:
        """sha256 of the canonical JSON: comments, spacing and the order of keys do not change it."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()
