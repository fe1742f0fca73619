"""A holiday notice loaded: provisional dates are computed again by it."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Told, Widget
from duban.console.catalogue.pack import refuse_beside
from duban.console.permits import OFFICE
from duban.core.notices import read_notice
from duban.institutions.schema import stage_label
from duban.services.acts import LEDGER_CHAIN
from duban.services.beginning import Begun
from duban.services.calendar import DATE_NAMES, ledger_calendar, load_notice, moved_cycles
from duban.store.audit import ChosenActs, list_acts


class Load(Fields):
    """A notice as it was published."""

    text: Annotated[
        str,
        Ask(Widget.text),
        Field(title="通知全文", min_length=1, max_length=20_000, description="国务院办公厅关于节假日安排的通知，原样"),
    ]
    name: str = Field("放假通知.txt", title="文件名", max_length=200)


def _load(begun: Begun, fields: Load) -> Told:
    refuse_beside(begun.asked, "载入放假通知")
    return loaded(begun, fields.text, fields.name)


def loaded(begun: Begun, text: str, name: str) -> dict[str, Any]:
    """Loads the notice in the caller's transaction; what moves in the reader's own institution."""
    plain = text.replace("\r\n", "\n")
    notice = read_notice(plain, name)
    session, pack = begun.session, begun.running.pack
    before = ledger_calendar(session)
    report = load_notice(session, notice, plain, now=begun.asked.now, actor=begun.asked.actor)
    cycles = moved_cycles([pack], before, ledger_calendar(session), notice)[pack.code]
    moved = report.moved.get(pack.code, ())
    told = {
        "year": report.year,
        "already": report.already,
        "cycles": [{**_days(asdict(each)), "stage_label": stage_label(each.stage)} for each in cycles],
        "items": [{**each.as_json(), "label": DATE_NAMES[each.field]} for each in moved],
    }
    if report.already:
        return told
    last = list_acts(session, LEDGER_CHAIN, ChosenActs(verb="load_notice"), 1)[0]
    return told | {"act": {"institution": LEDGER_CHAIN, "seq": last["seq"]}}


def _days(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, **{name: row[name] and row[name].isoformat() for name in ("old", "new")}}


ACTS = (
    Act(
        "workdays load",
        "载入放假通知",
        "载入一年的放假通知，按它重新推算预估的日期。",
        Load,
        _load,
        OFFICE,
        confirm="载入后，各机关预估的日期都按它重新推算。",
        leads=lambda told: f"/workdays?year={told['year']}",
    ),
)
