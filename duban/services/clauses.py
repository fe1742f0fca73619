"""Which clause is carried out by which rule of a pack, which service does it, and by which command people reach it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from duban.institutions.linter.problem import parts
from duban.institutions.schema import Pack, Rule
from duban.institutions.yamltext import Path

ANY = "*"


@dataclass(frozen=True)
class Carrier:
    """The module that carries a kind of rule out, and the command that reaches it."""

    service: str
    command: str


CARRIERS: dict[tuple[str, ...], Carrier] = {
    ("offices", ANY): Carrier("duban.services.numbering", "order issue"),
    ("series", ANY): Carrier("duban.services.order_assign", "item issue"),
    ("heads",): Carrier("duban.services.item_parts", "item issue"),
    ("names",): Carrier("duban.services.item_parts", "item issue"),
    ("items", ANY, "names"): Carrier("duban.services.item_parts", "item issue"),
    ("nodes",): Carrier("duban.services.item_nodes", "item nodes"),
    ("check",): Carrier("duban.services.items_report", "item check"),
    ("items", ANY): Carrier("duban.services.items", "item draft"),
    ("items", ANY, "approve"): Carrier("duban.services.items", "item approve"),
    ("items", ANY, "issue"): Carrier("duban.services.office_limits", "item issue"),
    ("items", ANY, "feedback"): Carrier("duban.services.items_report", "item feedback"),
    ("items", ANY, "completion"): Carrier("duban.services.items_report", "item feedback"),
    ("items", ANY, "extension"): Carrier("duban.services.items_dates", "item extend"),
    ("items", ANY, "close"): Carrier("duban.services.items", "item close"),
    ("ladders", ANY, ANY): Carrier("duban.services.sweep", "sweep"),
    ("ladders", ANY, ANY, "approval"): Carrier("duban.services.order_approval", "order sign"),
    ("ladders", ANY, ANY, "answer"): Carrier("duban.services.order_issue", "order answer"),
    ("escalation",): Carrier("duban.services.escalation", "item escalate"),
    ("targets",): Carrier("duban.services.targets", "target set"),
    ("targets", "figures", ANY): Carrier("duban.services.target_rules", "target set"),
    ("targets", "steps"): Carrier("duban.services.target_steps", "target plan"),
    ("targets", "warn"): Carrier("duban.services.target_warning", "target record"),
    ("targets", "peers"): Carrier("duban.services.target_peers", "target show"),
    ("targets", "split"): Carrier("duban.services.target_split", "target split"),
    ("targets", "accept"): Carrier("duban.services.targets", "target accept"),
    ("coordination",): Carrier("duban.services.coordination", "coordination raise"),
    ("coordination", "in_turn"): Carrier("duban.services.coordination", "coordination escalate"),
    ("coordination", "levels", ANY): Carrier("duban.services.coordination", "coordination escalate"),
    ("coordination", "levels", ANY, "before"): Carrier("duban.services.coordination_desk", "coordination escalate"),
    ("coordination", "levels", ANY, "instructs"): Carrier("duban.services.coordination_lead", "coordination instruct"),
    ("interview",): Carrier("duban.services.interviews", "interview propose"),
    ("interview", "consent"): Carrier("duban.services.interviews", "interview consent"),
    ("interview", "approve"): Carrier("duban.services.interviews", "interview approve"),
    ("interview", "talk"): Carrier("duban.services.interviews", "interview hold"),
    ("interview", "again"): Carrier("duban.services.interviews", "interview propose"),
    ("interview", "judge"): Carrier("duban.services.interviews", "interview judge"),
    ("interview", "count"): Carrier("duban.services.interview_view", "interview count"),
    ("ladders", ANY, ANY, "points"): Carrier("duban.services.item_points", "item points"),
    ("assessment",): Carrier("duban.services.assessments", "score compute"),
    ("assessment", "events", ANY): Carrier("duban.services.score_events", "score why"),
    ("assessment", "ties"): Carrier("duban.services.score_ranking", "score rank"),
    ("assessment", "bands"): Carrier("duban.services.score_ranking", "score rank"),
    ("assessment", "publish"): Carrier("duban.services.assessments", "score publish"),
    ("assessment", "objection"): Carrier("duban.services.assessments", "score object"),
    ("assessment", "decide"): Carrier("duban.services.assessments", "score decide"),
    ("assessment", "lock"): Carrier("duban.services.assessments", "score lock"),
    ("assessment", "consequences", ANY): Carrier("duban.services.score_consequences", "score consequences"),
    ("cycles", ANY): Carrier("duban.services.calendar", "calendar"),
    ("cycles", ANY, "stages"): Carrier("duban.services.calendar", "calendar"),
    ("registers", ANY): Carrier("duban.services.registers", "register add"),
    ("registers", ANY, "moves"): Carrier("duban.services.registers", "register move"),
    ("registers", ANY, "states"): Carrier("duban.services.register_round", "register overdue"),
    ("exceptions",): Carrier("duban.services.records", "register move"),
    ("registers", ANY, "checks"): Carrier("duban.services.register_checks", "register move"),
    ("registers", ANY, "refuse"): Carrier("duban.services.register_fields", "register add"),
    ("registers", ANY, "quotas"): Carrier("duban.services.register_quotas", "register quota"),
    ("reports", ANY): Carrier("duban.services.report_round", "report open"),
    ("reports", ANY, "accept"): Carrier("duban.services.reports", "report accept"),
    ("reports", ANY, "redate"): Carrier("duban.services.reports", "report redate"),
    ("reports", ANY, "waive"): Carrier("duban.services.reports", "report waive"),
    ("inspections", "kinds", ANY): Carrier("duban.services.inspections", "inspection plan"),
    ("inspections", "kinds", ANY, "barred"): Carrier("duban.services.exceptions", "inspection plan"),
    ("inspections", "kinds", ANY, "approve"): Carrier("duban.services.inspections", "inspection approve"),
    ("inspections", "kinds", ANY, "draw"): Carrier("duban.services.drawing", "inspection plan"),
    ("inspections", "objection"): Carrier("duban.services.findings", "inspection object"),
    ("inspections", "rectify"): Carrier("duban.services.findings", "inspection answer"),
    ("bulletins", ANY): Carrier("duban.services.bulletins", "bulletin issue"),
    ("bulletins", ANY, "sign"): Carrier("duban.services.bulletins", "bulletin sign"),
    ("bulletins", ANY, "check"): Carrier("duban.services.bulletin_checks", "bulletin check"),
    ("alerts",): Carrier("duban.services.alerts", "alert list"),
    ("platform", "动态数据库"): Carrier("duban.services.items_show", "item list"),
    ("platform", "实时调阅"): Carrier("duban.services.items_show", "item show"),
    ("platform", "远程监控"): Carrier("deployments.service", "up"),
    ("platform", "短信提醒"): Carrier("duban.services.outbox", "inbox"),
    ("platform", "逾期预警"): Carrier("duban.services.preview", "preview"),
}
"""Where a rule stands in the pack → what carries it out; the longest fitting place counts."""


@dataclass(frozen=True)
class CarriedRule:
    """One rule that cites a clause."""

    rule: str
    """Where it stands in the pack: items.常务会议议定事项.issue."""
    service: str
    command: str
    assumed: str | None


@dataclass(frozen=True)
class ClauseRow:
    """A clause and the rules that carry it out; none is a gap."""

    clause: str
    at: str
    says: str
    strength: str
    rules: tuple[CarriedRule, ...]

    def as_json(self) -> dict[str, Any]:
        """The row as plain JSON values."""
        return asdict(self)


def clause_rows(pack: Pack) -> list[ClauseRow]:
    """Every clause of the pack in its order, with its rules in theirs."""
    cited: dict[str, list[CarriedRule]] = {clause: [] for clause in pack.clauses}
    for path, rule in cited_rules(pack):
        if rule.clause in cited:
            cited[rule.clause].append(_carried(path, rule))
    return [
        ClauseRow(name, clause.at, clause.says, clause.strength.value, tuple(cited[name]))
        for name, clause in pack.clauses.items()
    ]


def cited_rules(pack: Pack) -> Iterator[tuple[Path, Rule]]:
    """Every rule of the pack that cites a clause, with where it stands."""
    for path, part in parts(pack):
        if isinstance(part, Rule) and part.clause:
            yield path, part


def carrier_of(path: Path) -> Carrier | None:
    """What carries out a rule that stands there; None where nothing does."""
    names = tuple(str(part) for part in path)
    for length in range(len(names), 0, -1):
        for pattern, carrier in CARRIERS.items():
            if len(pattern) == length and all(want in (ANY, name) for want, name in zip(pattern, names, strict=False)):
                return carrier
    return None


def _carried(path: Path, rule: Rule) -> CarriedRule:
    carrier = carrier_of(path) or Carrier("", "")
    return CarriedRule(".".join(map(str, path)), carrier.service, carrier.command, rule.assumed)
