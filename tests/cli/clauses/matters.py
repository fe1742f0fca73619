"""Items as the clause tests need them: named in full, drafted and issued by commands."""

from typing import Any

from tests.cli.conftest import At

OFFICE, DIRECTOR, LEADER = "督查室主任", "办公室主任", "分管领导"
UNIT, CO = "县水务局", "县财政局"
HEAD, LIAISON = f"{UNIT}局长", f"{UNIT}联络员"
NAMED = (
    *("--leader", LEADER, "--responsible", "局长 向永江"),
    *("--requirement", "全县农村供水达标", "--node", "2026-12-31 完成选址"),
)
APPROVAL = (("propose", "分管副主任"), ("agree", LEADER), ("sign", DIRECTOR))


def drafted(at: At, moment: str, kind: str, *options: str, title: str = "供水保障", unit: str = UNIT) -> str:
    """An item of that type with all that it must name; its code."""
    code: str = at(moment, "item", "draft", kind, title, "--unit", unit, *NAMED, *options, "--by", OFFICE)["code"]
    return code


def issued(at: At, moment: str, kind: str, *options: str, unit: str = UNIT) -> str:
    """The same, issued and signed for."""
    code = drafted(at, moment, kind, *options, unit=unit)
    at(moment, "item", "issue", code, "--by", OFFICE)
    at(moment, "item", "receive", code, "--by", f"{unit}联络员")
    return code


def limits(told: Any) -> dict[str, tuple[str, str | None]]:
    """Each limit's day and who gets the report."""
    return {each["kind"]: (each["on"], each["to"]) for each in told["limits"]}


def breaches(at: At, moment: str, code: str) -> list[tuple[str, str]]:
    """The limits that were missed."""
    return [(each["limit_kind"], each["limit_on"]) for each in at(moment, "item", "show", code)["breaches"]]
