"""What the chains alone cannot show, the anchors do: a cut tail, an old backup, a ledger re-hashed from one end on."""

import json
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import ServiceFailed
from duban.services.anchors import anchor, is_new
from duban.services.org import NewHolder, add_holders
from duban.services.verify import verify
from duban.store.anchors import AnchorBook
from duban.store.canonical import canonical_row
from duban.store.evidence import ACT, HEAD, HISTORY, START, digest, get_head, seal_of
from duban.store.prepared import rows_like
from duban.store.unit_of_work import unit_of_work
from models import metadata
from tests.factories import ACTOR, MONDAY, at, issued_item, make_ledger


@pytest.fixture
def book(tmp_path: Path) -> AnchorBook:
    return AnchorBook(tmp_path / "home")


@pytest.fixture
def anchored(engine: sa.Engine, book: AnchorBook) -> Iterator[Session]:
    """A ledger that was anchored when it was made and again after some business."""
    with unit_of_work(engine) as uow:
        assert is_new(uow.session)
        pack = make_ledger(uow.session)
        anchor(uow.session, book, now=at(MONDAY), begins=True)
        issued_item(uow.session, pack, on=MONDAY)
        grow(uow.session)
        anchor(uow.session, book, now=at(MONDAY, 10))
        if engine.dialect.name == "sqlite":
            uow.session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        else:
            uow.session.execute(sa.text("SET session_replication_role = replica"))
        yield uow.session


def grow(session: Session, title: str = "局长") -> None:
    """One more act, which names the head of a unit that was not there before."""
    number = get_head(session, "county").seq
    holder = NewHolder(f"县{number}局", title, f"{number}局长", MONDAY)
    add_holders(session, "county", [holder], now=at(MONDAY), actor=ACTOR)


def cut(session: Session, *, to: int) -> None:
    """Strikes the county's last acts with everything they did to items, and sets the head back."""
    session.execute(sa.delete(HISTORY).where(HISTORY.c.institution == "county", HISTORY.c.act_seq > to))
    session.execute(sa.delete(ACT).where(ACT.c.institution == "county", ACT.c.seq > to))
    sealed = session.execute(sa.select(ACT.c.hash).where(ACT.c.institution == "county", ACT.c.seq == to)).scalar_one()
    session.execute(sa.update(HEAD).where(HEAD.c.institution == "county").values(seq=to, hash=sealed))


def cut_tail(session: Session) -> None:
    """The last act never was."""
    for name in ("holding", "person", "post", "unit"):
        table = metadata.tables[name]
        session.execute(sa.delete(table).where(table.c.id == sa.select(sa.func.max(table.c.id)).scalar_subquery()))
    cut(session, to=get_head(session, "county").seq - 1)


def rehash(session: Session) -> None:
    """Another account drafted it all: every act is rewritten and sealed again from the first on."""
    for chain in ("county", "ledger"):
        prev = START
        for act in rows_like(session, ACT, {"institution": chain}).mappings().all():
            count, found = digest(session, chain, act["seq"])
            row = {**act, "os_user": "nobody", "rows": count, "digest": found, "prev_hash": prev}
            text = canonical_row(ACT, row)
            prev = seal_of(prev, text)
            own = (ACT.c.institution == chain, ACT.c.seq == act["seq"])
            values = {"os_user": "nobody", "prev_hash": row["prev_hash"], "text": text, "hash": prev}
            session.execute(sa.update(ACT).where(*own).values(**values))
        session.execute(sa.update(HEAD).where(HEAD.c.institution == chain).values(hash=prev))


ATTACKS: dict[str, tuple[Callable[[Session], None], str]] = {
    "a cut tail": (cut_tail, "链尾被截断，或恢复了旧备份"),
    "a full re-hash": (rehash, "链被重写过"),
}


def test_a_ledger_that_only_grew_extends_its_anchors(anchored: Session, book: AnchorBook) -> None:
    assert verify(anchored, book).ok
    assert not anchor(anchored, book, now=at(MONDAY, 11))
    grow(anchored)
    assert verify(anchored, book).ok
    assert anchor(anchored, book, now=at(MONDAY, 13))
    entry = book.read()[-1].entry
    head = get_head(anchored, "county")
    assert entry["heads"]["county"] == {"seq": head.seq, "hash": head.hash, "count": head.seq}


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_only_the_anchor_shows_it(anchored: Session, book: AnchorBook, name: str) -> None:
    attack, says = ATTACKS[name]
    attack(anchored)
    assert verify(anchored).ok, "the chain alone is consistent"
    found = [each for each in verify(anchored, book).violations if each.invariant == 6]
    assert any(says in each.says and each.where.startswith("act county#") for each in found)


def test_a_cut_tail_is_found_after_new_acts_have_grown_over_it(anchored: Session, book: AnchorBook) -> None:
    cut_tail(anchored)
    for _ in range(3):
        grow(anchored, "副局长")
    anchor(anchored, book, now=at(MONDAY, 13))
    assert verify(anchored, book).violations[0].says.endswith("链被重写过")


TOUCHED: dict[str, Callable[[list[str]], list[str]]] = {
    "a byte": lambda lines: [lines[0], lines[1].replace('"count": ', '"count": 1', 1)],
    "a line left out": lambda lines: lines[1:],
    "a line that is no JSON": lambda lines: [*lines, "x"],
    "an anchor made without the key": lambda lines: [*lines, lines[-1]],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TOUCHED)
def test_a_touched_anchor_is_found(anchored: Session, book: AnchorBook, name: str) -> None:
    lines = book.path.read_text(encoding="utf-8").splitlines()
    book.path.write_text("\n".join(TOUCHED[name](lines)) + "\n", encoding="utf-8")
    report = verify(anchored, book)
    assert not report.ok
    assert all("anchors.jsonl" in each.where for each in report.violations)


def test_the_key_is_private_and_missed(anchored: Session, book: AnchorBook) -> None:
    assert stat.S_IMODE(book.key_path.stat().st_mode) == 0o600
    assert book.key_path.read_text() not in book.path.read_text(encoding="utf-8")
    book.key_path.unlink()
    assert "密钥" in verify(anchored, book).violations[0].says
    grow(anchored)
    with pytest.raises(ServiceFailed, match=r"anchor\.key 不在"):
        anchor(anchored, book, now=at(MONDAY, 13))


def test_anchors_of_another_ledger_are_not_held_against_this_one(
    anchored: Session, book: AnchorBook, sqlite_template: Path, tmp_path: Path
) -> None:
    from benchmarks.postgres import disposing
    from duban.store.engine import ledger_engine

    other = tmp_path / "other.db"
    other.write_bytes(sqlite_template.read_bytes())
    with disposing(ledger_engine(f"sqlite:///{other}")) as engine, unit_of_work(engine) as uow:
        make_ledger(uow.session, on=MONDAY - timedelta(days=1))
        assert verify(uow.session, book).ok
        anchor(uow.session, book, now=at(MONDAY), begins=True)
        assert verify(uow.session, book).ok
    assert verify(anchored, book).ok
    assert {json.loads(line)["begins"] for line in book.path.read_text(encoding="utf-8").splitlines()} == {True, False}
