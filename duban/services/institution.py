"""An institution as it runs now: the newest pack on record and the calendar with the pack's own days."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from duban.core.errors import NotFound
from duban.core.workdays import WorkCalendar
from duban.institutions.projection import local_calendar
from duban.institutions.schema import Pack
from duban.services.calendar import ledger_calendar
from duban.services.packs import PackOnRecord, remember_pack, stored_pack
from duban.store.calendar import list_newest_packs


@dataclass(frozen=True)
class RunningInstitution:
    """What every act of an institution needs to know of its rules."""

    on_record: PackOnRecord
    calendar: WorkCalendar

    @property
    def pack(self) -> Pack:
        """The rules."""
        return self.on_record.pack

    @property
    def pack_version(self) -> str:
        """Which version of them."""
        return self.on_record.version


def running_institution(session: Session, code: str) -> RunningInstitution:
    """The institution by its pack's code. Raises NotFound when no such pack is on record."""
    newest = {row["institution"]: row["version"] for row in list_newest_packs(session)}
    if code not in newest:
        remedy = (
            f"台账里有：{'、'.join(newest)}；其他制度请用 duban init --pack 载入"
            if newest
            else "请先运行 duban init 载入制度"
        )
        raise NotFound("已载入的制度", code, remedy)
    on_record = stored_pack(session, newest[code])
    return RunningInstitution(on_record, local_calendar(on_record.pack, ledger_calendar(session)))


def running_again(session: Session, known: RunningInstitution | None, code: str) -> RunningInstitution:
    """The same where it was read a moment ago in another session: nothing is read again. Raises NotFound."""
    if known is None:
        return running_institution(session, code)
    remember_pack(session, known.on_record)
    return known
