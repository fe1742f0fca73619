"""The audit browser: acts on their chains, one act with every row that it touched, and the check of the whole chain."""

from datetime import date, time
from typing import Annotated, Any

from fastapi import Path, Query
from fastapi.responses import Response
from pydantic import BaseModel

from duban.console.permits import AUDIT, Screen
from duban.console.visits import Visiting
from duban.core.clock import instant_at
from duban.core.errors import InvalidValue
from duban.core.workdays import ONE_DAY
from duban.services.act_labels import known_verbs
from duban.services.audit_view import chains_of, listed, shown
from duban.services.verify import verify
from duban.store.anchors import AnchorBook
from duban.store.attachment_files import AttachmentFolder
from duban.store.audit import ChosenActs
from duban.store.rows import read_id
from duban.store.unit_of_work import reading

SCREEN = Screen()
PAGE = 100
Seq = Annotated[int, Path(ge=1, le=2**62)]
Before = Annotated[int | None, Query(ge=1, le=2**62)]
MIDNIGHT = time()


class AskedActs(BaseModel):
    """Which acts are to be listed, as a form asks for them."""

    chain: str = ""
    verb: str = ""
    person: str = ""
    since: str = ""
    until: str = ""
    before: str = ""

    def chosen(self) -> ChosenActs:
        """The same for the query. Raises InvalidValue."""
        return ChosenActs(
            verb=self.verb or None,
            person=self.person or None,
            since=_midnight(self.since, "自"),
            until=_midnight(self.until, "至", days=1),
            before=read_id(self.before) if self.before else None,
        )


@SCREEN.get("/audit", permit=AUDIT)
def acts(visit: Visiting, asked: Annotated[AskedActs, Query()]) -> Response:
    """The list, a page at a time, the last act first."""
    with reading(visit.console.engine) as session:
        chain = asked.chain or visit.me.institution
        rows, chains = listed(session, chain, asked.chosen(), PAGE), chains_of(session)
    kept = {**asked.model_dump(exclude={"before"}), "chain": chain}
    onward = rows[-1]["seq"] if len(rows) == PAGE else None
    return visit.page("audit", rows=rows, chains=chains, asked=kept, onward=onward, verbs=known_verbs())


@SCREEN.get("/audit/acts/{chain}/{seq}", permit=AUDIT)
def act(visit: Visiting, chain: str, seq: Seq) -> Response:
    """One act."""
    with reading(visit.console.engine) as session:
        told = shown(session, chain, seq)
    return visit.page("audit_act", act=told)


@SCREEN.get("/audit/verify", permit=AUDIT)
def verify_page(visit: Visiting) -> Response:
    """What the check does, and the button that begins it."""
    return visit.page("audit_verify", report=None)


@SCREEN.post("/audit/verify", permit=AUDIT)
def verified(visit: Visiting) -> Response:
    """Every chain recomputed, every row compared with its history, anchors and files with the chain."""
    return visit.page("audit_verify", report=_report(visit))


@SCREEN.get("/api/audit/acts", permit=AUDIT, tags=["audit"], summary="行为清单")
def acts_json(visit: Visiting, chain: str = "", verb: str = "", before: Before = None) -> list[dict[str, Any]]:
    """证据链上的行为，新的在前；before 从这一号之前接着列。"""
    with reading(visit.console.engine) as session:
        return listed(session, chain or visit.me.institution, ChosenActs(verb=verb or None, before=before), PAGE)


@SCREEN.get("/api/audit/acts/{chain}/{seq}", permit=AUDIT, tags=["audit"], summary="一个行为")
def act_json(visit: Visiting, chain: str, seq: Seq) -> dict[str, Any]:
    """一个行为和它动过的每一行，前后对照。"""
    with reading(visit.console.engine) as session:
        return shown(session, chain, seq)


@SCREEN.post("/api/audit/verify", permit=AUDIT, tags=["audit"], summary="核对证据链")
def verify_json(visit: Visiting) -> dict[str, Any]:
    """核对整个台账；只读，不改动任何内容。"""
    report: dict[str, Any] = _report(visit).as_json()
    return report


def _report(visit: Visiting) -> Any:
    home = visit.console.settings.home
    with reading(visit.console.engine) as session:
        return verify(session, AnchorBook(home), AttachmentFolder(home))


def _midnight(text: str, field: str, days: int = 0) -> Any:
    if not text:
        return None
    try:
        return instant_at(date.fromisoformat(text) + ONE_DAY * days, MIDNIGHT)
    except ValueError:
        raise InvalidValue(field, text, "请写成 2026-11-23") from None
