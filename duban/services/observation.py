"""The inspection that goes with an occurrence: of items drawn by a published seed, of units named or of units drawn."""

from sqlalchemy.orm import Session

from duban.institutions.schema import Covers, Observation
from duban.services.drawing import draw
from duban.services.inspections import Scheme, plan_inspection
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.occurrence_desk import OCCURRENCE_KIND, cycle_of
from duban.services.packs import pack_behind
from duban.services.records import RecordDesk, record_desk
from duban.services.unit_names import units_meant
from duban.store.occurrences import items_covered


def draw_observation(session: Session, running: RunningInstitution, code: str, stage: str, said: Asked) -> str | None:
    """Plans the inspection of an occurrence whose first stage this is; its code, or None where none is to be planned.

    An inspection by lot is drawn by the end of the chain at that moment, which nobody knew before.
    """
    desk = record_desk(session, OCCURRENCE_KIND, code, said, institution=running.pack.code, lock=False)
    cycle = cycle_of(desk.pack, desk.row["cycle"])
    if cycle.observe is None or desk.row["meeting_on"] is None or stage != cycle.stage_names[0]:
        return None
    by_lot = cycle.observe.sample is None and not cycle.observe.units
    scheme = (
        _of_items(desk, cycle.observe, cycle.covers) if cycle.observe.sample else _of_units(desk, cycle.observe, by_lot)
    )
    if scheme is None:
        return None
    pack = pack_behind(session, desk.row)
    return plan_inspection(session, scheme, said, pack=pack)


def _of_units(desk: RecordDesk, rule: Observation, by_lot: bool) -> Scheme | None:
    """The units that the pack names, all of them; `by_lot`: none yet, for the kind of inspection draws them itself."""
    code, on = desk.row["code"], desk.row["meeting_on"]
    units = tuple(unit["name"] for unit in units_meant(desk.session, desk.pack, rule.units, on))
    topic = f"{desk.row['cycle']}抽取的单位" if by_lot else f"{desk.row['cycle']}所列的{len(units)}个单位"
    return Scheme(rule.kind, code, units, topic, "听取汇报、查阅台账、实地查看", on) if units or by_lot else None


def _of_items(desk: RecordDesk, rule: Observation, covers: Covers | None) -> Scheme | None:
    """Some of the items that it covers, drawn by lot, and the units that answer for them."""
    institution, code = desk.row["institution"], desk.row["code"]
    covered = items_covered(desk.session, institution, covers.items if covers else ())
    seed = f"{institution}:{code}"
    drawn = draw(covered, rule.sample or 0, seed)
    if not drawn:
        return None
    return Scheme(
        kind=rule.kind,
        title=f"{code}抽查",
        units=tuple(dict.fromkeys(row["unit"] for row in drawn)),
        what="、".join(row["code"] for row in drawn),
        how=f"从{len(covered)}件涉及的事项中抽取{len(drawn)}件，抽样种子“{seed}”，可以复核",
        from_on=desk.row["meeting_on"],
    )
