"""Where an item comes from: what decided it, in which words, how it was entered, on which paragraph of the rules."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.institutions.schema import Pack
from duban.institutions.schema.registers import FieldKind
from duban.services.attachments import attachments_of
from duban.services.packs import pack_behind
from duban.services.records_view import cited, local_text, plain_value
from duban.store import item_source as store
from duban.store.items import ITEM
from duban.store.records import acts_on

Told = dict[str, Any]


def source_of(session: Session, item: sa.RowMapping) -> Told:
    """What the ledger keeps of it."""
    pack, entered = pack_behind(session, item).pack, acts_on(session, ITEM, item["id"])[0]
    kind = pack.items[item["item_type"]]
    clause = pack.clauses.get(kind.clause or "")
    rule = {"clause": kind.clause, "cited": cited(pack, kind.clause), "says": clause.says} if clause else None
    return {
        "kinds": list(kind.source),
        "decided_on": plain_value(item["decided_on"]),
        "matters": [*_matters(session, item, pack)],
        "entered": _entered(entered),
        "attachments": attachments_of(session, item["institution"], act_seq=entered["seq"]),
        "rule": rule,
    }


def _matters(session: Session, item: sa.RowMapping, pack: Pack) -> Iterator[Told]:
    """Each record that it came from: the kind of page that it has, its code, its name, its own words."""
    for row in store.meetings_of(session, item["id"]):
        on = row["held_on"] or row["meeting_on"]
        yield _matter("occurrence", row, f"{row['cycle']}（{row['period']}）议定", row["says"], on)
    for row in store.findings_behind(session, item["id"]):
        yield _matter("finding", row, "督查发现的问题", row["says"], None)
    for row in store.instructions_behind(session, item["id"]):
        yield _matter("coordination", row, f"就“{row['title']}”的批示", row["says"], row["dated_on"])
    books = _books_of_items(pack)
    for row in store.entries_naming(session, item["institution"], item["code"], books) if books else ():
        yield _matter(
            "entry", row, f"登记簿“{row['book']}”的登记", _values(json.loads(row["content"])), row["entered_on"]
        )


def _matter(of: str, row: sa.RowMapping, name: str, says: str | None, on: date | None) -> Told:
    return {"of": of, "code": row["code"], "name": name, "says": says, "on": plain_value(on)}


def _books_of_items(pack: Pack) -> Sequence[str]:
    """The registers that name items."""
    kinds = {name: [field.kind for field in book.fields.values()] for name, book in pack.registers.items()}
    return [name for name, found in kinds.items() if FieldKind.item in found]


def _values(content: Mapping[str, str]) -> str:
    return "；".join(f"{name}：{value}" for name, value in content.items())


def _entered(act: sa.RowMapping) -> Told:
    """Who entered it and how; of an import the file's name."""
    who = f"{act['post']}/{act['person']}" if act["post"] else act["os_user"]
    file = json.loads(act["answer"] or "{}").get("file") if act["verb"] == "import" else None
    return {"verb": act["verb"], "by": who, "at": local_text(act["true_at"]), "reason": act["reason"], "file": file}
