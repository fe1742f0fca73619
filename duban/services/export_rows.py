"""What goes out as a table: items and targets, under the headings that an import knows. Decides nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.import_columns import COLUMNS, TOLD, YES_OR_NO
from duban.services.items import MARKING_WORDS
from duban.services.target_view import targets_listed
from duban.store.item_side import co_units_of
from duban.store.item_story import Chosen, list_items
from duban.store.org import PERSON, name_of
from duban.store.targets import ChosenTargets
from models.target import Comparison
from states.labels import state_label

MOST = 1_000_000
CHUNK = 2_000
DAYS = ("completion", "decided", "start", "due", "as_of", "feedback_due_on")
FIGURES = ("value", "tolerance", "base", "actual", "planned")
WIDE = ("title", "requirement", "assumed", "nodes")
NAMED = ("leader", "responsible", "co_units")
OF_ITEMS = ("title", "unit", *NAMED, "item_type", "item_class", "requirement", "completion", "decided", "secrecy")
OF_TARGETS = tuple(column.key for column in COLUMNS if column.key not in (*OF_ITEMS, "number"))
_HEADINGS = {column.key: column.heading for column in COLUMNS} | TOLD
_WORDS = {value: word for word, value in YES_OR_NO.items()}


@dataclass(frozen=True)
class OutColumn:
    """A column that goes out: its name in a row, its heading, and what kind of value it holds."""

    name: str
    heading: str
    kind: str
    is_wide: bool


def columns_of(what: str) -> list[OutColumn]:
    """The columns of `items` or `targets`."""
    mine: tuple[str, ...] = (*OF_ITEMS, "state", "feedback_due_on")
    if what == "targets":
        mine = (*OF_ITEMS, *OF_TARGETS, "state", "planned", "light_label", "outcome_label", "assumed")
    return [OutColumn(name, _HEADINGS[name], _kind(name), name in WIDE) for name in ("code", *mine)]


def rows_of(what: str, session: Session, institution: str, chosen: Chosen, on: date) -> Iterator[dict[str, Any]]:
    """The chosen items, or the targets of the chosen items, as they stand on that day."""
    items = list_items(session, institution, chosen, MOST)
    named = _Named(session, items)
    if what == "items":
        yield from ({**_item(item), **named.of(item)} for item in items)
        return
    known = {item["code"]: item for item in items}
    for told in targets_listed(session, institution, ChosenTargets(unit=chosen.unit), on):
        if told["item"] in known:
            item = known[told["item"]]
            yield {**_item(item), **named.of(item), **_target(told)}


class _Named:
    """Whom the items name beside their lead units, looked up some items at a time."""

    def __init__(self, session: Session, items: Sequence[sa.RowMapping]) -> None:
        self._leader_of = cache(lambda person_id: name_of(session, PERSON, person_id))
        self._helping: dict[int, list[str]] = {}
        for start in range(0, len(items), CHUNK):
            for row in co_units_of(session, [item["id"] for item in items[start : start + CHUNK]]):
                self._helping.setdefault(row["item_id"], []).append(row["unit"])

    def of(self, item: sa.RowMapping) -> dict[str, Any]:
        """The leader, who is responsible, and the units that help."""
        return {
            "leader": self._leader_of(item["leader_id"]) if item["leader_id"] else None,
            "responsible": item["responsible"],
            "co_units": "、".join(self._helping.get(item["id"], [])) or None,
        }


def _item(row: sa.RowMapping) -> dict[str, Any]:
    return {
        "code": row["code"],
        "title": row["title"],
        "unit": row["unit"],
        "item_type": row["item_type"],
        "item_class": row["item_class"],
        "requirement": row["requirement"],
        "completion": row["completion_due_on"],
        "decided": row["decided_on"],
        "secrecy": MARKING_WORDS.get(row["secrecy"]),
        "state": state_label(row["state"], row["rung"]),
        "feedback_due_on": row["feedback_due_on"],
    }


def _target(told: Mapping[str, Any]) -> dict[str, Any]:
    about = told["comparison"] == Comparison.about
    same = ("indicator", "value", "measure", "tolerance", "grades", "base", "actual", "source")
    return {
        **{name: told[name] for name in same},
        "comparison": told["comparison_label"],
        "capped": _WORDS[bool(told["capped"])] if about else None,
        "start": told["from_on"],
        "due": told["own_due_on"],
        "as_of": told["as_of_on"],
        "nodes": "；".join(f"{node['due_on']}={node['value']}" for node in told["nodes"]) or None,
        **{name: told[name] for name in ("planned", "light_label", "outcome_label", "assumed")},
    }


def _kind(name: str) -> str:
    if name in DAYS:
        return "day"
    if name in FIGURES:
        return "figure"
    return "light" if name == "light_label" else "text"
