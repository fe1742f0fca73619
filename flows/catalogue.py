"""The flows by their names for people, without importing Prefect: what deployment, form and probe must agree on."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One parameter of a flow as a person sees it in a form."""

    title: str
    says: str


@dataclass(frozen=True)
class CatalogueEntry:
    """Where a flow lives and how it and its parameters are called."""

    module: str
    function: str
    name: str
    fields: Mapping[str, Field]


DAILY_SWEEP = CatalogueEntry(
    module="flows.daily_sweep",
    function="daily_sweep",
    name="每日巡检",
    fields={
        "institution": Field("制度代号", "按哪一套制度巡检，例如 county。"),
        "on": Field("巡检日期", "留空为运行当天；不能早于最近一次巡检日，也不能晚于今天。"),
    },
)

DELIVER_OUTBOX = CatalogueEntry(module="flows.deliver_outbox", function="deliver_outbox", name="消息投递", fields={})
