"""One stage of one occurrence as a flow does it: asks the ledger, claims, does, shows what came of it."""

from typing import Any

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from duban.core.errors import DubanError
from duban.core.settings import Settings
from duban.institutions.schema.cycles import stage_label
from duban.services.acts import this_account
from duban.services.clock import ledger_clock
from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.occurrence_levers import stage_named
from duban.services.occurrence_view import find_code, find_stage_told, show_occurrence
from duban.store.opening import open_ledger
from duban.store.unit_of_work import reading
from flows.answering import refused
from flows.occurrence_page import as_markdown
from flows.ringing import Ringer


def stage_run_name() -> str:
    """institution · cycle · period · stage."""
    given = flow_run.parameters
    return f"{given['institution']}·{given['cycle']}·{given['period']}·{given['stage']}"


def do_stage(institution: str, cycle: str, period: str, stage: str, *, planned: bool) -> State[Any]:
    """Does the stage; with `planned` only if its time has come by the ledger's clock. A refusal ends as failed."""
    try:
        says = _do(institution, cycle, period, stage, planned=planned)
    except DubanError as error:
        return refused(f"refused-{institution}", f"{cycle}·{period}·{stage}", error)
    get_run_logger().info(says)
    return Completed(message=says)


def _do(institution: str, cycle: str, period: str, stage: str, *, planned: bool) -> str:
    settings = Settings()
    ledger = open_ledger(settings.database_url)
    with reading(ledger) as session:
        clock = ledger_clock(session, settings.clock)
    ringer = Ringer(ledger, institution, clock, f"flow {flow_run.id}")
    ringer.reconcile()
    with reading(ledger) as session:
        running = running_institution(session, institution)
        code = find_code(session, running.pack, cycle, period)
        told = find_stage_told(session, institution, code, stage_named(stage))
    due_at = told["due_at"]
    if planned and (due_at is None or due_at > clock.now()):
        return f"{code} {stage}：按台账还没到日子（{told['due_on'] or '日子未定'}），本次没有改动。"
    done = ringer.do_stage(told["id"])
    with reading(ledger) as session:
        shown = show_occurrence(session, institution, code, Asked(this_account(), clock.now()))
        standing = find_stage_told(session, institution, code, stage_named(stage))
    create_markdown_artifact(as_markdown(shown), key=f"occurrence-{standing['occurrence_id']}", description=code)
    label = stage_label(standing["stage"])
    return f"{code} {label}：{done.result}。" if done else f"{code} {label}：{standing['label']}，本次没有改动。"
