"""A sweep in Chinese for the operator: one sentence, log lines with stable fields, and a markdown page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from duban.core.workdays import Day
from duban.services.institution import RunningInstitution
from duban.services.sweep_report import SweepOutcome, SweepReport

SHOWN_HASH = 16
LOGGED_ITEMS = 50
"""The log names this many items; the page names all that the report lists."""

ITEMS_HEADING = "## 逾期的督办任务"
"""What stands above it is the summary."""


@dataclass(frozen=True)
class Sweeping:
    """A sweep's report with the rules it was done by."""

    report: SweepReport
    by: RunningInstitution

    @property
    def day(self) -> Day:
        """What the swept day is to the office."""
        return self.by.calendar.day(self.report.on)


def in_short(done: Sweeping) -> str:
    """What came of it, in one sentence."""
    report = done.report
    if report.outcome is SweepOutcome.already:
        return f"{report.on} 已巡检过，本次未作任何改动。"
    if report.outcome is SweepOutcome.day_off:
        return f"{report.on} 是休息日（{done.day.says}），不升级。"
    merged = f"；并入漏扫的{len(report.merged_days)}个工作日" if report.merged_days else ""
    waiting = report.total - report.climbed
    climbed = "" if waiting and not report.climbed else f"升级{report.climbed}项"
    drafted = f"逾期待发文{waiting}项，拟单{report.drafted}份" if waiting else ""
    unissued = f"交办机构逾期未下发{report.unissued}项" if report.unissued else ""
    return f"{report.on} 已巡检，{'，'.join(filter(None, (climbed, drafted, unissued)))}{merged}。"


def as_log(done: Sweeping) -> Iterator[str]:
    """The same as log lines: fields `name=value` in a fixed order behind a fixed word."""
    report = done.report
    yield (
        f"巡检 institution={report.institution} on={report.on} outcome={report.outcome.value} total={report.total} "
        f"merged={len(report.merged_days)} act={report.act_seq} hash={(report.act_hash or '')[:SHOWN_HASH]} "
        f"calendar={done.by.calendar.version} provisional={str(done.day.provisional).lower()}"
    )
    for edge in report.edges:
        clause = edge.clause or "assumed"
        yield f"升级 from={edge.source} to={edge.target} count={edge.count} clause={clause} next={edge.next_due_on}"
    for line in report.lines[:LOGGED_ITEMS]:
        yield f"事项 code={line.code} unit={line.unit} from={line.source} to={line.target} limit={line.limit_on}"
    for paper in report.papers[:LOGGED_ITEMS]:
        yield f"文书 id={paper.id} paper={paper.paper} number={paper.number} unit={paper.unit} items={paper.items}"
    yield in_short(done)


def as_markdown(done: Sweeping) -> str:
    """The page that the operator opens."""
    report, pack = done.report, done.by.pack
    facts = [
        ("制度", f"{pack.title}（{report.institution}，版本 {done.by.pack_version[:12]}）"),
        ("日期", f"{report.on}，{done.day.says}"),
        ("结果", in_short(done)),
        ("漏扫并入", "、".join(map(str, report.merged_days)) or "无"),
        ("放假安排", f"版本 {done.by.calendar.version}{_provisional(done.day.provisional)}"),
        ("履历", f"第{report.act_seq}号，{(report.act_hash or '')[:SHOWN_HASH]}"),
    ]
    parts = [f"# {pack.title}·每日巡检·{report.on}", table(("", ""), facts)]
    if report.edges:
        parts += ["## 各级件数", _counts(done)]
    if report.papers:
        parts += ["## 文书", _papers(done)]
    if report.lines:
        parts += [ITEMS_HEADING, _items(done)]
    if len(report.lines) < report.total:
        parts.append(f"只列出前{len(report.lines)}项，共{report.total}项。")
    return "\n\n".join(parts) + "\n"


def _counts(done: Sweeping) -> str:
    rows = [
        (
            f"{edge.source} → {edge.target}",
            edge.count,
            f"{edge.next_due_on or '无'}{_provisional(edge.provisional)}",
            _authority(done, edge.clause, edge.assumed),
        )
        for edge in done.report.edges
    ]
    return table(("升级", "项数", "下一时限", "依据"), rows)


def _papers(done: Sweeping) -> str:
    rows = [(paper.id, paper.paper, paper.number, paper.unit, paper.items, paper.label) for paper in done.report.papers]
    return table(("序号", "文书", "编号", "责任单位", "项数", "状态"), rows)


def _items(done: Sweeping) -> str:
    heads = ("编号", "事项", "责任单位", "升级", "逾期的时限", "下一时限", "依据")
    rows = [
        (
            line.code,
            line.title,
            line.unit,
            f"{line.source} → {line.target}",
            line.limit_on,
            line.next_due_on,
            _authority(done, line.clause, None),
        )
        for line in done.report.lines
    ]
    return table(heads, rows)


def _authority(done: Sweeping, clause: str | None, assumed: str | None) -> str:
    """A clause as a paper cites it: 《…》三-8; what the document leaves open, as the pack's assumption."""
    pack = done.by.pack
    cited = f"《{pack.document.title}》{pack.clauses[clause].at}" if clause and clause in pack.clauses else ""
    return cited + (f"（假定：{assumed}）" if assumed else "")


def _provisional(is_provisional: bool) -> str:
    return "（预估，放假通知未公布）" if is_provisional else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def cell(value: object) -> str:
    """A value inside a markdown table; titles are typed by people and may hold its signs."""
    text = "—" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    for sign in "\\|<>[]`*_":
        text = text.replace(sign, f"\\{sign}") if text != "---" else text
    return " ".join(text.split())
