"""The document's own data: what is unknown must be assumed openly; dates must be in order."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem
from duban.institutions.schema import Pack

UNKNOWN = {"number": "文号", "dated": "成文日期", "effective": "施行日期"}


def unknown_without_assumption(pack: Pack) -> Iterator[Problem]:
    """A document without number or dates says how that is taken."""
    unknown = [label for field, label in UNKNOWN.items() if getattr(pack.document, field) is None]
    if unknown and not pack.document.assumed:
        says = f"文件的{'、'.join(unknown)}没有写；请补上，或在 assumed 中说明不详、怎样假定。"
        yield Problem(("document",), "document-unknown", says)


def expiry_before_effective(pack: Pack) -> Iterator[Problem]:
    """A document does not expire before it holds."""
    effective, expires = pack.document.effective, pack.document.expires
    if effective and expires and expires < effective:
        says = f"有效期至{expires}，早于施行日期{effective}；请核对两个日期。"
        yield Problem(("document", "expires"), "expiry", says)


def contradicting_overlay(pack: Pack) -> Iterator[Problem]:
    """A local day is off or worked, not both."""
    if pack.overlay:
        for day in pack.overlay.off.keys() & pack.overlay.work.keys():
            says = f"{day} 既写了放假又写了上班；请删去一处。"
            yield Problem(("overlay", "work", day.isoformat()), "overlay", says)


document_checks = (unknown_without_assumption, expiry_before_effective, contradicting_overlay)
