"""The half-year observation (现场观摩): items drawn by a published seed, and the inspection scheme made of them."""

from sqlalchemy.orm import Session

from duban.services.drawing import draw
from duban.services.inspections import Scheme, plan_inspection
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.occurrence_desk import OCCURRENCE_KIND, cycle_of
from duban.services.packs import stored_pack
from duban.services.records import record_desk
from duban.store.items import pack_version_of
from duban.store.occurrences import items_covered


def draw_observation(session: Session, running: RunningInstitution, code: str, said: Asked) -> str | None:
    """Plans the inspection that goes with the occurrence and returns its code; None where there is none to plan."""
    desk = record_desk(session, OCCURRENCE_KIND, code, said, institution=running.pack.code, lock=False)
    cycle = cycle_of(desk.pack, desk.row["cycle"])
    if cycle.observe is None or desk.row["meeting_on"] is None:
        return None
    covered = items_covered(session, running.pack.code, cycle.covers.items if cycle.covers else ())
    seed = f"{running.pack.code}:{code}"
    drawn = draw(covered, cycle.observe.sample, seed)
    if not drawn:
        return None
    scheme = Scheme(
        kind=cycle.observe.kind,
        title=f"{code}抽查",
        units=tuple(dict.fromkeys(row["unit"] for row in drawn)),
        what="、".join(row["code"] for row in drawn),
        how=f"从{len(covered)}件涉及的事项中抽取{len(drawn)}件，抽样种子“{seed}”，可以复核",
        from_on=desk.row["meeting_on"],
    )
    pack = stored_pack(session, pack_version_of(session, desk.row["pack_version_id"]))
    return plan_inspection(session, scheme, said, pack=pack)
