"""The summary (汇总) of one period's reports: who reported what, whose came late, who did not, who need not."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.institutions.schema import Pack
from duban.services.records_view import cited
from duban.services.reports import report_rule, told_reports
from states.report import ReportState

Told = dict[str, Any]
CAME = (ReportState.submitted, ReportState.accepted)
"""Where a report has come in."""
ONLY_FILES = "见附件"


def summary_of(session: Session, pack: Pack, name: str, period: str, on: date) -> Told:
    """What the office that collects a report puts together of one period, as it stands that day. Raises NotFound."""
    rule = report_rule(pack, name)
    rows = told_reports(session, pack.code, on, report=name, period=period)
    if not rows:
        raise NotFound("已列出的期次", f"{name} {period}", "请用 duban report list 查看，或先用 duban report open 列出")
    parts = {
        "came": [row for row in rows if row["state"] in CAME],
        "missing": [row for row in rows if row["state"] not in (*CAME, ReportState.waived)],
        "waived": [row for row in rows if row["state"] == ReportState.waived],
    }
    told: Told = {
        "report": name,
        "period": period,
        "to": list(rule.to),
        "on": on.isoformat(),
        "due_on": rows[0]["due_on"],
        "clause": rule.clause,
        "cited": cited(pack, rule.clause) or None,
        "owed": len(rows),
        "late": sum(row["late"] for row in parts["came"]),
        **{key: list(map(_line, found)) for key, found in parts.items()},
    }
    return {**told, "text": text_of(told)}


def text_of(told: Mapping[str, Any]) -> str:
    """The summary as it is handed over."""
    came, missing, waived = told["came"], told["missing"], told["waived"]
    head = f"{told['report']}汇总（{told['period']}，截至{told['on']}）"
    counted = f"应报{told['owed']}个单位，已报{len(came)}个（其中逾期{told['late']}个），未报{len(missing)}个"
    counted += f"，免报{len(waived)}个。" if waived else "。"
    lines = [head, counted, *_numbered(came)]
    lines += [f"未报：{_named(missing)}。"] if missing else []
    lines += [f"免报：{_named(waived)}。"] if waived else []
    lines += [f"依据：{told['cited']}（{told['clause']}）。"] if told["cited"] else []
    return "\n".join(lines)


def _line(row: Mapping[str, Any]) -> Told:
    return {name: row[name] for name in ("code", "unit", "label", "late", "submitted_at", "says")}


def _numbered(came: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"{number}. {row['unit']}{'（逾期报送）' if row['late'] else ''}：{row['says'] or ONLY_FILES}"
        for number, row in enumerate(came, 1)
    ]


def _named(rows: Sequence[Mapping[str, Any]]) -> str:
    return "、".join(f"{row['unit']}{'（逾期）' if row['late'] else ''}" for row in rows)
