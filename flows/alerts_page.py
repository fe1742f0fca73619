"""The open alerts as a markdown page, for whoever looks at Prefect and not at the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.report import table

COLUMNS = {"code": "编号", "kind_label": "告警", "subject": "对象", "says": "情况和办法", "raised_at": "发出"}


def alerts_page(alerts: Sequence[Mapping[str, Any]]) -> str:
    """What is wrong with the running of the service now, newest first."""
    if not alerts:
        return "# 告警\n\n没有未解除的告警。\n"
    rows = [[alert[name] for name in COLUMNS] for alert in alerts]
    return f"# 告警\n\n{table(list(COLUMNS.values()), rows)}\n\n原因消失的自行解除；查看和解除用 duban alert。\n"
