"""Compiles a pack into what Prefect serves: names, texts, forms and schedules, all taken from the pack."""

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from duban.core.clock import SHANGHAI, Clock, instant_at, local_date, speed_of
from duban.institutions.flow_names import ANY_CYCLE
from duban.institutions.schema import Pack
from duban.institutions.schema.base import Rule
from duban.institutions.schema.cycles import STAGE_NAMES
from duban.services.bell import institution_tag
from flows.catalogue import (
    CYCLE_FLOWS,
    CYCLE_TAG,
    DAILY_SWEEP,
    DELIVER_OUTBOX,
    ESCALATE_BY_HAND,
    HANDLE_PERIOD,
    LEVER_TAG,
    MESSAGES_TAG,
    SWEEP_TAG,
    CatalogueEntry,
)

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Schedule

A_DAY = timedelta(days=1)
BANNED = str.maketrans(dict.fromkeys("/%&<>", "－"))
"""Prefect refuses these characters in names; a pack's title may hold them."""


@dataclass(frozen=True)
class PlannedDeployment:
    """One deployment as the pack wants it, before Prefect is loaded."""

    flow: CatalogueEntry
    name: str
    description: str
    tags: tuple[str, ...]
    parameters: Mapping[str, Any]
    version: str
    at: time = time(0)
    """The first ring of a day, in Asia/Shanghai."""
    every: timedelta | None = None
    """A whole day, or what divides an hour; None where the planner or a person asks for each run."""
    slug: str = ""
    """Names the schedule, so that a redeployment changes it in place."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field → what a person may choose in the form, where the pack says so."""

    @property
    def cron(self) -> str:
        """When it rings, for Prefect and for people."""
        if self.every is None:
            return ""
        if self.every == A_DAY:
            return f"{self.at.minute} {self.at.hour} * * *"
        return f"*/{self.every // timedelta(minutes=1)} * * * *"

    def rings_after(self, instant: datetime) -> datetime:
        """The first ring after the instant."""
        begun = instant_at(local_date(instant), self.at)
        if self.every is None:
            raise ValueError(self.name)
        return begun + ((instant - begun) // self.every + 1) * self.every

    @property
    def address(self) -> str:
        """How Prefect's API names it: flow/deployment."""
        return f"{self.flow.name}/{self.name}"


DELIVERY = PlannedDeployment(
    flow=DELIVER_OUTBOX,
    name="台账·消息投递",
    description=(
        "每半小时把行为产生的提醒送到收件人的收件箱：只说有几件，不含事项内容。\n\n"
        "- 同一条消息只送达一次；\n- 没送出的逐次延后重试，多次失败即搁置待查（duban inbox deliver 可见）。"
    ),
    tags=(MESSAGES_TAG,),
    parameters={},
    at=time(0),
    every=timedelta(minutes=30),
    slug="deliver-outbox",
    version="1",
)


def plan(packs: Iterable[Pack]) -> list[PlannedDeployment]:
    """Every deployment that the packs ask for, and the one that sends what their acts tell; sweeps first."""
    listed = list(packs)
    sweeps = [_daily_sweep(pack) for pack in listed]
    cycles = [
        _cycle(pack, base, name) for pack in listed for base, each in pack.cycles.items() for name in each.names(base)
    ]
    levers = [lever for pack in listed for lever in (_handling(pack), _escalating(pack)) if lever]
    return [*sweeps, DELIVERY, *levers, *cycles] if sweeps else []


def to_prefect(planned: PlannedDeployment, clock: Clock) -> "RunnerDeployment":
    """The same as a Prefect object, to be registered by the runner."""
    from prefect.deployments.runner import RunnerDeployment
    from prefect.types.entrypoint import EntrypointType

    flow = cast("Flow[..., Any]", getattr(importlib.import_module(planned.flow.module), planned.flow.function))
    deployment = RunnerDeployment.from_flow(
        flow,
        name=planned.name,
        schedule=_schedule(planned, clock) if planned.every else None,
        parameters=dict(planned.parameters),
        description=planned.description,
        tags=list(planned.tags),
        version=planned.version,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    _name_fields(deployment, planned)
    return deployment


def _schedule(planned: PlannedDeployment, clock: Clock) -> "Schedule":
    """Prefect knows the machine's time only: where the clock runs faster, its rings come closer together."""
    from prefect.schedules import Cron, Interval

    speed = speed_of(clock)
    if speed is None:
        return Cron(planned.cron, timezone=SHANGHAI.key, slug=planned.slug)
    first = clock.real_time(planned.rings_after(clock.now()))
    return Interval((planned.every or A_DAY) / speed, anchor_date=first, slug=planned.slug)


def _daily_sweep(pack: Pack) -> PlannedDeployment:
    at = pack.sweep.at
    return PlannedDeployment(
        flow=DAILY_SWEEP,
        name=f"{pack.title}·{DAILY_SWEEP.name}".translate(BANNED),
        description=_describe_sweep(pack),
        tags=(SWEEP_TAG, institution_tag(pack.code)),
        parameters={"institution": pack.code},
        at=at,
        every=A_DAY,
        slug="daily-sweep",
        version=pack.version()[:12],
    )


def _cycle(pack: Pack, base: str, name: str) -> PlannedDeployment:
    cycle = pack.cycles[base]
    return PlannedDeployment(
        flow=CYCLE_FLOWS[cycle.flow if cycle.flow in CYCLE_FLOWS else ANY_CYCLE],
        name=f"{pack.title}·{name}".translate(BANNED),
        description=_describe_cycle(pack, base),
        tags=(CYCLE_TAG, institution_tag(pack.code)),
        parameters={"institution": pack.code, "cycle": name},
        version=pack.version()[:12],
    )


def _describe_cycle(pack: Pack, base: str) -> str:
    cycle = pack.cycles[base]
    stages = "\n".join(f"- {STAGE_NAMES[name]}：{stage.within}" for name, stage in cycle.stages.listed())
    chair = f"主持：{cycle.chair}。" if cycle.chair else ""
    return (
        f"{cycle.when}。{chair}{_authority(cycle)}\n\n{stages}\n\n"
        f"今后各环节已按工作日排在 Upcoming，放假通知改了日子就跟着移动。错过的期次：{cycle.missed.value}。\n"
        f"Custom run 可以现在就办一个环节；办过的不会再办。"
    )


def _authority(rule: Rule) -> str:
    return "依据：" + "；".join(
        filter(None, (rule.clause and f"条款 {rule.clause}", rule.assumed and f"假定：{rule.assumed}"))
    )


def _describe_sweep(pack: Pack) -> str:
    return (
        f"每天 {pack.sweep.at:%H:%M}（北京时间）巡检一次《{pack.document.title}》下的全部督办任务："
        f"到期未反馈的按督办阶梯升级，逐项注明依据。\n\n"
        f"- 休息日不升级，运行后即说明当天休息；\n"
        f"- 同一天重复运行不改变台账；\n"
        f"- 停机漏掉的日子并入恢复后的第一次巡检。\n\n"
        f"巡检时刻的{_authority(pack.sweep)}"
    )


def _handling(pack: Pack) -> PlannedDeployment | None:
    """The form for what a person decides about a period; None where the pack has no cycles."""
    cycles = tuple(name for base, each in pack.cycles.items() for name in each.names(base))
    return _lever(pack, HANDLE_PERIOD, HANDLING, {"cycle": cycles}) if cycles else None


def _escalating(pack: Pack) -> PlannedDeployment | None:
    """The form for escalation by a person; None where the pack lets nobody."""
    rungs = tuple(dict.fromkeys(rung.rung for ladder in pack.ladders.values() for rung in ladder))
    if not (rungs and pack.escalation):
        return None
    choices = {"rung": rungs, "item_type": tuple(pack.items), "office": tuple(pack.offices)}
    says = f"{ESCALATING}\n\n可以提级的岗位：{'、'.join(pack.escalation.by)}。{_authority(pack.escalation)}"
    return _lever(pack, ESCALATE_BY_HAND, says, choices)


def _lever(pack: Pack, entry: CatalogueEntry, says: str, choices: Mapping[str, tuple[str, ...]]) -> PlannedDeployment:
    return PlannedDeployment(
        flow=entry,
        name=f"{pack.title}·{entry.name}".translate(BANNED),
        description=says,
        tags=(LEVER_TAG, institution_tag(pack.code)),
        parameters={"institution": pack.code},
        version=pack.version()[:12],
        choices=choices,
    )


HANDLING = (
    "一期的处置，由人决定并写明理由，记入履历：现在就办或再办一个环节，定日子，这一期不开，补办错过的一期，"
    "不等放假通知照常召开。\n\n不能办的，运行以 Failed 结束，说明和报告里写明原因，不改台账。"
)
ESCALATING = (
    "不待时限届满，把督办任务提到阶梯所通的上一级：写编号，或按单位、类型、级次、逾期天数、交办机构圈定一批。"
    "文书按单位合并，照常审批。\n\n"
    "- 先只预览：看哪些会提、拟哪些单、哪些不能提和依据；\n- 越级和阶梯不通的，说明条款，不改台账。"
)


def _name_fields(deployment: "RunnerDeployment", planned: PlannedDeployment) -> None:
    """Prefect titles a form's fields with the Python names and offers no other way; the schema is amended."""
    properties = deployment._parameter_openapi_schema.properties
    for name, shown in planned.flow.fields.items():
        properties[name] |= {"title": shown.title, "description": shown.says}
    for name, choices in planned.choices.items():
        properties[name] = _choosing(properties[name], choices)


def _choosing(schema: Mapping[str, Any], choices: tuple[str, ...]) -> dict[str, Any]:
    """The field with these choices and no others; one that may be left empty stays so."""
    empty = ("",) if schema.get("default") == "" else ()
    return {**schema, "type": "string", "enum": [*empty, *choices]}
