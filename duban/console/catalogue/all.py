"""The whole catalogue. A new kind of record adds its module to KINDS, and nothing else anywhere."""

from duban.console.catalogue import (
    account,
    alert,
    bulletin,
    clock,
    coordination,
    cycle,
    inspection,
    interview,
    item,
    order,
    org,
    pack,
    register,
    report,
    score,
    sheets,
    target,
    workdays,
)
from duban.console.catalogue.act import Act

KINDS = (
    account,
    item,
    order,
    register,
    report,
    inspection,
    bulletin,
    score,
    pack,
    alert,
    cycle,
    coordination,
    interview,
    sheets,
    org,
    target,
    workdays,
    clock,
)

CATALOGUE: tuple[Act, ...] = tuple(act for kind in KINDS for act in kind.ACTS)


def acts_of(group: str) -> tuple[Act, ...]:
    """The acts of one command group, in their order."""
    return tuple(act for act in CATALOGUE if act.name.split(" ")[0] == group)
