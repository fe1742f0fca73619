"""A stage run by hand: the same for a command, a form of Prefect and the console."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue
from duban.institutions.schema import StageName
from duban.institutions.schema.cycles import STAGE_NAMES
from duban.services.acts import SealedAct
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.occurrence_people import convene, decide, publish, rerun
from duban.services.occurrence_stages import perform


@dataclass(frozen=True)
class StageInput:
    """What a person says with a stage: who did not come, what was decided, what was published, or why nothing was."""

    absent: Mapping[str, str | None] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    bulletin: str | None = None
    none: str | None = None


def stage_named(text: str) -> StageName:
    """A stage by its Chinese or its short name. Raises InvalidValue."""
    for name, label in STAGE_NAMES.items():
        if text in (name.value, label):
            return name
    raise InvalidValue("环节", text, f"请写成：{'、'.join(STAGE_NAMES.values())}")


def run_by_hand(
    session: Session,
    running: RunningInstitution,
    code: str,
    stage: str,
    said: Asked,
    *,
    given: StageInput,
    again: bool = False,
) -> SealedAct:
    """Runs one stage now, before its time or after it; `again` does one that is done once more, with a reason."""
    name = stage_named(stage)
    if again:
        return rerun(session, running.pack.code, code, name, said)
    if name is StageName.convene:
        return convene(session, running, code, said, absent=given.absent)
    if name is StageName.decide:
        return decide(session, running, code, said, items=given.items, none=given.none)
    if name is StageName.publish:
        return publish(session, running, code, said, bulletin=given.bulletin, none=given.none)
    return perform(session, running, code, name, said).act
