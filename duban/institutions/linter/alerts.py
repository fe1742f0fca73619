"""Alerts: told to offices that exist."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import Pack


def alerts_to_nobody(pack: Pack) -> Iterator[Problem]:
    """Whoever is told of an alert is a declared office."""
    for office in pack.alerts.to if pack.alerts else ():
        if office not in pack.offices:
            says = f"机构“{office}”没有在 offices 中列明；{known(pack.offices)}。请补列或改正名称。"
            yield Problem(("alerts", "to"), "office-unknown", says)


alert_checks = (alerts_to_nobody,)
"""What is wrong with whom a pack's alerts are told."""
