"""A new version of an institution's pack: what is wrong with its text, what it says otherwise, and putting it in force.

The text that a person uploads is nobody's version until it is put in force; what is compared is what will be loaded.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, Refused
from duban.core.periods import whole_year
from duban.institutions.comparison import Change, Comparison, MovedDay, compare
from duban.institutions.comparison_words import KINDS, place_in_words
from duban.institutions.findings import LEVEL_NAMES, Finding, errors_in
from duban.institutions.loader import LoadedPack, examine_text, load_pack_text
from duban.institutions.schema import stage_label
from duban.services.calendar import ledger_calendar
from duban.services.institution import RunningInstitution, running_institution
from duban.services.item_desk import Asked
from duban.services.occurrence_plan import plan_periods
from duban.services.pack_versions import SHORT, load_version
from duban.services.packs import PACK_VERSION, load_pack_version
from duban.store.evidence import find_act
from duban.store.rows import find_row


@dataclass(eq=False)
class ActivationRefused(Refused):
    """A version cannot be put in force as things stand."""

    version: str
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"没有启用版本 {self.version[:SHORT]}：{self.says}；{self.remedy}。"


@dataclass(frozen=True)
class Draft:
    """A pack's text as somebody handed it in, and the name of its file."""

    text: str
    name: str

    @property
    def lines(self) -> str:
        """The text as it is kept: a browser sends every line end as CR LF."""
        return self.text.replace("\r\n", "\n")


def examine_draft(session: Session, running: RunningInstitution, draft: Draft, year: int) -> dict[str, Any]:
    """Everything found in the text by line and, where it could be put in force, what it says otherwise."""
    examined = examine_text(draft.lines.encode(), draft.name)
    errors = errors_in(examined.findings)
    told = {
        "name": draft.name,
        "ok": not errors and examined.pack is not None,
        "errors": len(errors),
        "findings": [_finding(each) for each in examined.findings],
        "over": running.pack_version,
    }
    if errors or examined.pack is None:
        return told
    loaded = load_pack_text(draft.lines, draft.name)
    known = find_row(session, PACK_VERSION, version=loaded.version) is not None
    alike = loaded.version == running.pack_version
    named = {"pack": loaded.pack.code, "title": loaded.pack.title, "version": loaded.version}
    told |= named | {"known": known, "same": alike, "foreign": loaded.pack.code != running.pack.code}
    return told if alike or told["foreign"] else told | differences(session, running, loaded, year)


def differences(session: Session, running: RunningInstitution, loaded: LoadedPack, year: int) -> dict[str, Any]:
    """What that version says otherwise than the one in force, rule by rule, with the days of a sample year."""
    whole_year(year, field="年份")
    found = compare(running.pack, loaded.pack, ledger_calendar(session), year)
    return told_differences(found, year)


def told_differences(found: Comparison, year: int) -> dict[str, Any]:
    """A comparison, for people and programs."""
    return {
        "year": year,
        "sample_from": found.sample_on.isoformat(),
        "clauses": list(found.clauses),
        "changes": [_change(each) for each in found.changes],
        "dates": [_moved(each) for each in found.days],
    }


def compare_versions(session: Session, institution: str, old: str, new: str, year: int) -> dict[str, Any]:
    """Two versions on record, one beside the other. Raises NotFound, InvalidValue."""
    whole_year(year, field="年份")
    before, after = (load_version(session, institution, each) for each in (old, new))
    found = compare(before.pack, after.pack, ledger_calendar(session), year)
    return {"old": before.version, "new": after.version, **told_differences(found, year)}


def put_in_force(session: Session, institution: str, asked: Asked, draft: Draft, over: str) -> dict[str, Any]:
    """Loads the version and plans its periods; what runs keeps its version. Raises PackInvalid, ActivationRefused.

    `over` is the version in force that the person compared it with. The same version again changes nothing.
    """
    running = running_institution(session, institution)
    loaded = load_pack_text(draft.lines, draft.name)
    if loaded.pack.code != institution:
        remedy = f"请上传代号为 {institution} 的制度；另一个机关的制度用 duban init --pack 载入"
        raise InvalidValue("制度", loaded.pack.code, remedy)
    if loaded.version != running.pack_version:
        _check_current(session, running, loaded, over)
        reason = asked.reason or f"启用新版本 {loaded.version[:SHORT]}"
        load_pack_version(session, loaded, now=asked.now, actor=asked.actor, reason=reason)
        plan_periods(session, running_institution(session, institution), asked)
    act = find_act(session, institution, f"pack:{loaded.version}")
    told = {"pack": institution, "title": loaded.pack.title, "version": loaded.version}
    return told | {"act": {"institution": institution, "seq": act["seq"]} if act else None}


def _check_current(session: Session, running: RunningInstitution, loaded: LoadedPack, over: str) -> None:
    if over != running.pack_version:
        says = f"比较以后现行的又换成了 {running.pack_version[:SHORT]}"
        raise ActivationRefused(loaded.version, says, "请重新上传比较")
    if find_row(session, PACK_VERSION, version=loaded.version) is not None:
        says = "这一版以前载入过，已被后来的版本取代"
        raise ActivationRefused(loaded.version, says, "要恢复旧的规定，请在新文件里改回并写明说明，再上传")


def _finding(each: Finding) -> dict[str, Any]:
    plain = {"line": each.line, "level": each.level.value, "code": each.code, "says": each.says}
    return {**plain, "level_label": LEVEL_NAMES[each.level]}


def _change(each: Change) -> dict[str, Any]:
    days = {name: day and day.isoformat() for name, day in (("old_on", each.old_on), ("new_on", each.new_on))}
    return {**each.as_json(), **days, "where": place_in_words(each), "kind_label": KINDS[each.kind]}


def _moved(each: MovedDay) -> dict[str, Any]:
    days = {name: day and day.isoformat() for name, day in (("old", each.old), ("new", each.new))}
    return {**vars(each), **days, "stage_label": stage_label(each.stage)}
