"""`duban verify`: recomputes every chain and compares every row with its history. Changes nothing."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.workdays import ONE_DAY
from duban.services.anchors import anchor_faults
from duban.services.attachments import attachment_faults
from duban.services.packs import pack_behind
from duban.services.record_kinds import RECORD_KINDS
from duban.services.verify_bulletins import bulletin_faults
from duban.services.verify_items import UNREADABLE, item_faults
from duban.services.verify_orders import order_faults
from duban.services.verify_periods import period_faults
from duban.services.verify_records import record_faults
from duban.services.verify_scores import score_faults
from duban.services.verify_targets import target_faults
from duban.store import evidence, messages
from duban.store import verify as store
from duban.store.anchors import AnchorBook
from duban.store.attachment_files import AttachmentFolder

NUMBER_OF = {"periods": 3, "rungs": 5, "history": 6, "messages": 7, "keys": 8, "files": 12}
"""What is checked → the invariant's number in the design."""


@dataclass(frozen=True)
class Violation:
    """One thing that must not be: which invariant, where, and a Chinese sentence."""

    invariant: int
    where: str
    says: str


@dataclass(frozen=True)
class VerifyReport:
    """The outcome: how many acts stand on the chains, where each chain ends, and what is wrong."""

    acts: int
    head: Mapping[str, Mapping[str, Any]]
    violations: tuple[Violation, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        found = [asdict(violation) for violation in self.violations]
        return {"ok": self.ok, "acts": self.acts, "head": dict(self.head), "violations": found}


def verify(session: Session, book: AnchorBook | None = None, folder: AttachmentFolder | None = None) -> VerifyReport:
    """Checks the whole ledger, with its anchors and its attachments' files where they are given."""
    heads = {name: evidence.get_head(session, name) for name in evidence.list_chains(session)}
    violations = (
        *(fault for name in heads for fault in _chain(session, name)),
        *_history(session),
        *_rows(session),
        *_readable("sweep_day", _days(session)),
        *_messages(session),
        *_anchors(session, book),
        *_files(session, folder),
        *_lives(session),
    )
    ends = {name: {"seq": head.seq, "hash": head.hash} for name, head in heads.items()}
    return VerifyReport(evidence.count_acts(session), ends, violations)


def _lives(session: Session) -> Iterator[Violation]:
    """What is wrong with the lives of items, papers and records, and with targets."""
    told = {
        "item": item_faults(session),
        "order": order_faults(session),
        **{kind.table.name: record_faults(session, [kind]) for kind in RECORD_KINDS},
        "bulletin_fact": bulletin_faults(session),
        "target": target_faults(session),
        "score_entry": score_faults(session),
        "occurrence_stage": period_faults(session),
    }
    for table, faults in told.items():
        yield from _readable(table, (Violation(*fault) for fault in faults))


def _readable(table: str, found: Iterator[Violation]) -> Iterator[Violation]:
    """The violations found, and one more where a value cannot even be read."""
    try:
        yield from found
    except UNREADABLE:
        yield Violation(NUMBER_OF["history"], table, "有一行的内容读不出来")


def _chain(session: Session, institution: str) -> Iterator[Violation]:
    """The acts of one institution: gapless, each sealed onto the one before, each covering its history rows."""
    prev, digests = evidence.Head(0, evidence.START), evidence.digests(session, institution)
    for act in evidence.list_seals(session, institution):
        where = f"act {institution}#{act['seq']}"
        for says in _act_faults(act, prev, digests.get(act["seq"], evidence.NO_HISTORY)):
            yield Violation(NUMBER_OF["history"], where, says)
        if (act["idempotency_key"] is None) != (act["request_hash"] is None):
            yield Violation(NUMBER_OF["keys"], where, "幂等键与它的请求不成对")
        prev = evidence.Head(act["seq"], act["hash"])
    if prev != evidence.get_head(session, institution):
        says = f"链的末端与最后一个行为（{prev.seq}）不一致"
        yield Violation(NUMBER_OF["history"], f"act_head {institution}", says)


def _act_faults(act: sa.RowMapping, prev: evidence.Head, digest: tuple[int, str]) -> Iterator[str]:
    if act["seq"] != prev.seq + 1:
        yield f"行为序号不连续，前一个是{prev.seq}"
    if act["prev_hash"] != prev.hash:
        yield "没有接在前一个行为之后"
    if act["text"] != act["content"]:
        yield "行为的内容与封存的文本不一致"
    if act["hash"] != evidence.seal_of(act["prev_hash"], act["text"]):
        yield "行为的封印与文本不一致"
    if (act["rows"], act["digest"]) != digest:
        yield "行为的摘要与它名下的履历不一致"


def _history(session: Session) -> Iterator[Violation]:
    for row in store.history_without_act(session):
        yield Violation(NUMBER_OF["history"], f"history {row.id}", f"{row.table_name} {row.row_id} 的履历没有行为")
    for row in store.history_torn(session):
        yield Violation(NUMBER_OF["history"], f"history {row.id}", f"{row.table_name} {row.row_id} 的履历前后不接")
    for twice in store.touched_twice(session):
        where = f"act {twice.institution}#{twice.act_seq}"
        number = NUMBER_OF["rungs" if twice.table_name == "item" else "history"]
        yield Violation(number, where, f"{twice.table_name} {twice.row_id} 在同一行为中改动了不止一次")


def _rows(session: Session) -> Iterator[Violation]:
    for table in store.business_tables():
        for row_id in store.rows_unlike_history(session, table):
            yield Violation(NUMBER_OF["history"], f"{table.name} {row_id}", "与最后一条履历不一致，或没有履历")
        for row_id in store.rows_gone(session, table):
            yield Violation(NUMBER_OF["history"], f"{table.name} {row_id}", "有履历而记录已不在")
    for item_id in store.words_unlike_text(session):
        yield Violation(NUMBER_OF["history"], f"item_words {item_id}", "供检索的文字与事项的题目、要求不一致")


def _messages(session: Session) -> Iterator[Violation]:
    """Each message's id is its own, and what was sent has arrived. That its cause exists, its history shows."""
    number = NUMBER_OF["messages"]
    for row_id in messages.wrong_uids(session):
        yield Violation(number, f"message {row_id}", "编号不是由行为、收件人和渠道得出的")
    for row_id in messages.unlike_deliveries(session):
        yield Violation(number, f"message {row_id}", "投递记录与收件箱不一致")
    for row_id in messages.without_message(session):
        yield Violation(number, f"message {row_id}", "有投递记录而消息已不在")


def _anchors(session: Session, book: AnchorBook | None) -> Iterator[Violation]:
    for where, says in anchor_faults(session, book) if book else ():
        yield Violation(NUMBER_OF["history"], where, says)


def _files(session: Session, folder: AttachmentFolder | None) -> Iterator[Violation]:
    for where, says in attachment_faults(session, folder) if folder else ():
        yield Violation(NUMBER_OF["files"], where, says)


def _days(session: Session) -> Iterator[Violation]:
    """The sweep's days: one row for each since the first, and no item moved on a day off."""
    for institution, days in groupby(store.sweep_days(session), key=lambda day: day["institution"]):
        listed = list(days)
        for day, after in pairwise(listed):
            if after["swept_on"] != day["swept_on"] + ONE_DAY:
                says = f"{day['swept_on']} 之后缺少巡检日记录"
                yield Violation(NUMBER_OF["periods"], f"sweep_day {institution}", says)
    for (institution, on, kind), count in Counter(_off_duty(session)).items():
        says = f"休息日自动升级了{count}件“{kind}”"
        yield Violation(NUMBER_OF["rungs"], f"sweep_day {institution} {on}", says)


def _off_duty(session: Session) -> Iterator[tuple[str, date, str]]:
    """What the sweeps of days off moved though the rules of that time exempt no such item."""
    for moved in store.moved_on_days_off(session):
        item = json.loads(moved["after"])
        pack = pack_behind(session, item).pack
        kind = pack.items.get(item["item_type"])
        if kind is None or not kind.on_duty(item.get("item_class")):
            yield moved["institution"], moved["swept_on"], item["item_type"]
