"""The bell's runs as pages show them beside the ledger. Where it does not answer, a page says so and goes on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duban.console.visits import Visit
from duban.core.errors import InvalidValue, NotFound, ServiceFailed
from duban.services.bell import Bell, BellRun, institution_tag
from duban.services.health import told_run
from duban.services.occurrence_levers import stage_named

NOBODY = "这里没有接上运行服务，看不到各环节的运行情况；台账不受影响。"
SILENT = "运行服务没有回答，看不到各环节的运行情况；台账不受影响，稍后刷新再看。"
MOST = 200


@dataclass(frozen=True)
class Rung:
    """Runs by what they are shown beside, and what to say where there is no answer."""

    runs: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    says: str | None = None


def runs_of_stages(visit: Visit, cycle: str, period: str) -> Rung:
    """The runs of each stage of one occurrence, those that began last first."""
    institution = visit.me.institution
    start = f"{institution}·{cycle}·{period}·"
    answered = _asked(visit, lambda bell: bell.list_runs(institution, cycle=cycle, most=MOST))
    if isinstance(answered, str):
        return Rung(says=answered)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for run in answered:
        if run.name.startswith(start) and (stage := _stage(run.name.removeprefix(start))):
            found.setdefault(stage, []).append(told_run(run))
    return Rung(found)


def runs_coming(visit: Visit, most: int) -> Rung:
    """The runs that are planned, and the last that began."""
    institution = visit.me.institution
    coming = _asked(visit, lambda bell: bell.list_coming(institution, most=most))
    begun = coming if isinstance(coming, str) else _asked(visit, lambda bell: bell.list_runs(institution, most=most))
    if isinstance(coming, str) or isinstance(begun, str):
        return Rung(says=str(begun))
    return Rung({"coming": [told_run(run) for run in coming], "begun": [told_run(run) for run in begun]})


def bell_here(visit: Visit, what: str) -> Bell:
    """Whoever rings here. Raises NotFound where nobody does."""
    if visit.console.bell is None:
        raise NotFound("运行", what, NOBODY)
    return visit.console.bell


def run_here(visit: Visit, run: str) -> tuple[Bell, BellRun]:
    """A run of the reader's institution. Raises NotFound, ServiceFailed."""
    bell = bell_here(visit, run)
    found = bell.get_run(run)
    if institution_tag(visit.me.institution) not in found.tags:
        raise NotFound("运行", run, "没有这次运行，或不属您的单位")
    return bell, found


def _asked(visit: Visit, question: Callable[[Bell], Sequence[BellRun]]) -> Sequence[BellRun] | str:
    if visit.console.bell is None:
        return NOBODY
    try:
        return question(visit.console.bell)
    except ServiceFailed:
        return SILENT


def _stage(text: str) -> str | None:
    try:
        return stage_named(text).value
    except InvalidValue:
        return None
