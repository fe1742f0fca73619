"""The bulletin on what a meeting decided: drafted from facts that are frozen on the day on which it is due."""

from sqlalchemy.orm import Session

from duban.services.bulletin_facts import NEVER_ISSUED
from duban.services.bulletins import NewBulletin, draft_bulletin
from duban.services.institution import RunningInstitution
from duban.services.item_desk import Asked
from duban.services.occurrence_desk import OCCURRENCE_KIND, cycle_of
from duban.services.packs import pack_behind
from duban.services.records import record_desk
from duban.store.occurrences import attendance_of, decisions_of
from states.item import ItemState


def draft_results(session: Session, running: RunningInstitution, code: str, said: Asked) -> str | None:
    """Drafts it for the units that were asked to the meeting, and returns its code.

    None where the pack names no kind of bulletin for the cycle, or nothing was decided that may be published.
    """
    desk = record_desk(session, OCCURRENCE_KIND, code, said, institution=running.pack.code)
    kind = cycle_of(desk.pack, desk.row["cycle"]).bulletin
    untold = (*NEVER_ISSUED, ItemState.withdrawn)
    decided = [row["code"] for row in decisions_of(session, desk.row["id"]) if row["state"] not in untold]
    if kind is None or not decided:
        return None
    readers = tuple(row["unit"] for row in attendance_of(session, desk.row["id"]))
    new = NewBulletin(kind, f"{code}议定事项", tuple(decided), to=readers)
    pack = pack_behind(session, desk.row)
    return draft_bulletin(session, new, said, pack=pack)
