"""Anchoring the chains, and proving that they still extend every anchor."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from duban.services.acts import LEDGER_CHAIN
from duban.store import evidence
from duban.store.anchors import Anchor, AnchorBook, hashes_at, place_of_ledger


def is_new(session: Session) -> bool:
    """Whether nothing was ever put on record here."""
    return _birth(session) is None


def anchor(session: Session, book: AnchorBook, *, now: datetime, begins: bool = False) -> bool:
    """Writes down where every chain ends; False when the last anchor says so already. Raises ServiceFailed.

    `begins` marks a ledger that was created just now: anchors of one that stood in the same place before end here.
    """
    place, heads = place_of_ledger(session.get_bind().engine), {}
    for chain in evidence.list_chains(session):
        head = evidence.get_head(session, chain)
        heads[chain] = {"seq": head.seq, "hash": head.hash, "count": evidence.count_acts(session, chain)}
    known = [line.entry for line in book.read() if line.entry.get("place") == place]
    if known and known[-1].get("heads") == heads:
        return False
    at = now.astimezone(UTC).isoformat()
    book.append({"at": at, "place": place, "ledger": _birth(session), "begins": begins, "heads": heads})
    return True


def anchor_faults(session: Session, book: AnchorBook) -> Iterator[tuple[str, str]]:
    """Where (an anchor's line, or an act) and what: lines that were touched, chains that do not extend an anchor."""
    lines = book.read()
    if lines and not any(line.sound for line in lines):
        yield str(book.path), f"没有一行能用密钥 {book.key_path} 核对：密钥不在或不是原来的"
        return
    for line in lines:
        if not line.sound:
            yield f"{book.path}:{line.line}", "这一行的 MAC 不符：它或它前一行被改动、删除或插入过"
    mine = _mine(session, [line for line in lines if line.sound])
    for chain in sorted({chain for line in mine for chain in line.entry["heads"]}):
        yield from _chain_faults(session, chain, [line for line in mine if chain in line.entry["heads"]])


def _mine(session: Session, lines: Sequence[Anchor]) -> list[Anchor]:
    """This ledger's anchors: those of its place since it was created there; of its birth when it was moved here."""
    place = place_of_ledger(session.get_bind().engine)
    here: list[Anchor] = []
    for line in lines:
        if line.entry["place"] == place:
            here = [line] if line.entry["begins"] else [*here, line]
    born = _birth(session)
    return here or [line for line in lines if line.entry["ledger"] == born]


def _chain_faults(session: Session, chain: str, lines: Sequence[Anchor]) -> Iterator[tuple[str, str]]:
    """The first anchor that the chain does not extend, if there is one."""
    held = hashes_at(session, chain, [line.entry["heads"][chain]["seq"] for line in lines])
    for line in lines:
        head, at = line.entry["heads"][chain], line.entry["at"]
        where = f"act {chain}#{head['seq']}"
        if head["seq"] not in held:
            yield where, f"{at} 的锚记着这个行为，现在没有了：链尾被截断，或恢复了旧备份"
            return
        if held[head["seq"]] != head["hash"]:
            yield where, f"与 {at} 的锚不同：锚下之后链被重写过"
            return
        if evidence.count_acts(session, chain, head["seq"]) != head["count"]:
            yield where, f"到这里的行为数与 {at} 的锚不同"
            return


def _birth(session: Session) -> str | None:
    """The seal of the ledger's very first act, which names the ledger wherever it is kept."""
    return hashes_at(session, LEDGER_CHAIN, [1]).get(1)
