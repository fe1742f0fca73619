"""The assessment of 2026 brought to where a test wants it, by commands only."""

from pathlib import Path
from typing import Any

from tests.cli.conftest import At
from tests.papers import written

ASSESSOR, LEADER = "考核办主任", "市委书记"
UNIT, OTHER = "市教育局", "市财政局"


HEADS = {UNIT: "文昌", OTHER: "金实", "东关镇": "关山"}


def scored(city: At, moment: str, unit: str, points: str) -> str:
    """Points put on record by the assessors and confirmed; the entry's code."""
    fields = {"单位": unit, "责任人": HEADS[unit], "加扣分": points, "依据": "见考核档案"}
    fields["情形"] = "落实不力" if points.startswith("-") else "落实得力"
    typed = [word for name, value in fields.items() for word in ("--set", f"{name}={value}")]
    code: str = city(moment, "register", "add", "履责加扣分", *typed, "--by", ASSESSOR)["code"]
    city(moment, "register", "move", code, "确认", "--by", ASSESSOR)
    return code


def published(city: At) -> Any:
    """Two units with points against them, the year computed and published on 4 January."""
    scored(city, "11-23T09:00", UNIT, "-2")
    scored(city, "11-23T09:30", OTHER, "-4")
    city("2027-01-04T09:00", "score", "compute", "2026", "--by", ASSESSOR)
    return city("2027-01-04T10:00", "score", "publish", "2026", "--by", ASSESSOR)


def locked(city: At) -> Any:
    """The same, settled on 12 January."""
    published(city)
    return city("2027-01-12T09:00", "score", "lock", "2026", "--by", LEADER, "--opinion", "同意")


def evidence(folder: Path) -> tuple[str, str]:
    """A paper that bears something out."""
    return ("--attach", str(written(folder, "证明.pdf")))


def rank_of(told: Any, unit: str) -> dict[str, Any]:
    """Where a unit stands."""
    found: dict[str, Any] = next(row for row in told["ranks"] if row["unit"] == unit)
    return found
