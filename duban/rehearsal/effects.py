"""What happened in a ledger, citations aside: dates, papers, refusals, duties, scores; and where two ledgers differ.

Names stand for keys (an item is its type and title, a paper its kind and unit), instants for their days: what two
ledgers were told at another minute, or number otherwise, is no difference. Clauses, reasons and hashes are not read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.rehearsal.effect_names import NAMED_BY, NOT_COMPARED, date_labels, table_label, word
from duban.rehearsal.proposals import advised, proposals
from duban.rehearsal.world import Refusal
from duban.services.institution import running_institution
from duban.services.item_points import proposed_points
from duban.services.packs import pack_behind
from models import metadata


class Dimension(StrEnum):
    """In what two ledgers may differ."""

    dates = "dates"
    papers = "papers"
    refusals = "refusals"
    duties = "duties"
    scores = "scores"


DIMENSION_LABELS = {
    Dimension.dates: "日期",
    Dimension.papers: "文书",
    Dimension.refusals: "不予办理",
    Dimension.duties: "应办",
    Dimension.scores: "分值",
}
ASKING = ("report_due", "order_step", "coordination_voice", "interview_consent", "bulletin_unit", "inspection_unit")
ASKING_TOO = ("occurrence_stage", "attendance", "alert", "register_entry")
"""Tables of which each row asks somebody for something, or is what somebody was asked for."""
LIMIT = "时限"
PAPERS = {"order": "number", "bulletin": "number", "inspection": "plate"}
"""Tables of papers, with the column of the number."""


@dataclass(frozen=True, order=True)
class Line:
    """One thing that happened: to what, in which respect, and how."""

    subject: str
    aspect: str
    value: str
    says: str = field(default="", compare=False)
    """More of it for a reader."""


@dataclass(frozen=True)
class Effects:
    """All that happened, by dimension."""

    lines: Mapping[Dimension, Counter[Line]]

    def digest(self) -> str:
        """One hash over all of it: equal exactly where nothing differs."""
        text = "\n".join(
            f"{dimension}|{line.subject}|{line.aspect}|{line.value}|{count}"
            for dimension in Dimension
            for line, count in sorted(self.lines[dimension].items())
        )
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """How two ledgers differ in one dimension: how many lines are gone and how many are new, and the first."""

    dimension: Dimension
    gone: int
    new: int
    first: str

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {"dimension": self.dimension.value, "gone": self.gone, "new": self.new, "first": self.first}


def effects(session: Session, institution: str, refusals: Sequence[Refusal] = ()) -> Effects:
    """Everything that happened in an institution's ledger, with what was refused on the way."""
    told = _Told(session)
    points: Counter[str] = Counter()
    for line in proposed_points(session, institution):
        points[line["unit"]] += line["points"]
    found: dict[Dimension, Iterable[Line]] = {
        Dimension.dates: told.dates(),
        Dimension.papers: told.papers(),
        Dimension.refusals: (Line(each.deed, "不予办理", each.on.isoformat(), each.says) for each in refusals),
        Dimension.duties: chain(told.duties(), _said(session, institution)),
        Dimension.scores: chain(
            (Line(unit, "建议分值", f"{total:g}分") for unit, total in points.items()), told.scores()
        ),
    }
    return Effects({dimension: Counter(lines) for dimension, lines in found.items()})


def differences(before: Effects, after: Effects) -> list[Difference]:
    """Where the second differs from the first; nothing where they are the same."""
    found = []
    for dimension in Dimension:
        gone, new = before.lines[dimension] - after.lines[dimension], after.lines[dimension] - before.lines[dimension]
        if gone or new:
            found.append(Difference(dimension, gone.total(), new.total(), _first(gone, new)))
    return found


def _first(gone: Counter[Line], new: Counter[Line]) -> str:
    """The earliest thing that is otherwise, a limit before others, with what it was and what it is."""
    line = min((*gone, *new), key=lambda each: (not each.aspect.endswith(LIMIT), each.value, each.subject, each.aspect))
    about = (line.subject, line.aspect)
    was = min((each.value for each in gone if (each.subject, each.aspect) == about), default="无")
    now = min((each.value for each in new if (each.subject, each.aspect) == about), default="无")
    if line.says:
        return f"{line.value} {'不再拒绝' if line in gone else '新的拒绝'}：{line.says}"
    return f"{line.subject}{line.aspect}：原为{was}，现为{now}"


class _Told:
    """The rows of a ledger, each by its name."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.rows: dict[str, Sequence[sa.RowMapping]] = {}
        self.names: dict[str, dict[int, str]] = {}
        for table in metadata.sorted_tables:
            if table.name not in NOT_COMPARED:
                self.rows[table.name] = session.execute(sa.select(table)).mappings().all()
        titles = {row["item_id"]: row["title"] for row in self.rows["item_text"]}
        for name, rows in self.rows.items():
            table = metadata.tables[name]
            self.names[name] = {row["id"]: self._name(table, row, titles) for row in rows}
        self.acts = _days_of_acts(session)

    def _name(self, table: sa.Table, row: sa.RowMapping, titles: Mapping[int, str]) -> str:
        """What a row is called: its kind, and the words and rows that NAMED_BY or its keys name; no people."""
        if table.name == "item":
            return f"{row['item_type']}“{titles.get(row['id'], row['code'])}”"
        said = []
        for column in table.columns:
            if row[column.name] is None:
                continue
            if column.name in NAMED_BY:
                said.append(word(row[column.name]))
            elif column.foreign_keys:
                target = next(iter(column.foreign_keys)).column.table.name
                said.append("" if target == "person" else self.names.get(target, {}).get(row[column.name], ""))
        return table_label(table.name) + "·".join(filter(None, said))

    def dates(self) -> Iterator[Line]:
        """Every day of every row."""
        for name, rows in self.rows.items():
            labels = date_labels(metadata.tables[name])
            for row in rows:
                subject = self.names[name][row["id"]]
                for column, label in labels.items():
                    if row[column]:
                        yield Line(subject, label, _day(row[column]))

    def papers(self) -> Iterator[Line]:
        """Every paper with its number, whom it goes to, and what it lists."""
        listed: dict[int, list[str]] = {}
        for row in self.rows["order_item"]:
            listed.setdefault(row["order_id"], []).append(self.names["item"][row["item_id"]])
        for name, number in PAPERS.items():
            for row in self.rows[name]:
                if not row[number] and name != "order":
                    continue
                subject = self.names[name][row["id"]]
                yield Line(subject, "编号", row[number] or "未编号")
                for what in sorted(listed.get(row["id"], ())) if name == "order" else ():
                    yield Line(subject, "所列事项", what)
                if name == "order" and row["copies"]:
                    yield Line(subject, "抄送", row["copies"])
        for row in self.rows["bulletin_unit"]:
            yield Line(self.names["bulletin_unit"][row["id"]], "发至", "是" if row["reads"] else "否")

    def duties(self) -> Iterator[Line]:
        """Everything that somebody is asked for, everyone who is told, and who has to assign what."""
        for row in self.rows["item"]:
            pack = pack_behind(self.session, row).pack
            yield Line(self.names["item"][row["id"]], "交办", pack.items[row["item_type"]].office)
        for name in (*ASKING, *ASKING_TOO):
            for row_id in self.names[name].values():
                yield Line(row_id, "办理", "应办")
        for row in self.rows["order"]:
            if row["answer_due_on"]:
                yield Line(self.names["order"][row["id"]], "答复", "应办")
        for row in self.rows["message"]:
            on = self.acts.get((row["institution"], row["act_seq"]), "")
            yield Line(self.names["post"][row["post_id"]], f"收到“{row['text']}”", on)

    def scores(self) -> Iterator[Line]:
        """What was put down in a year's assessment, and the ranks that it makes."""
        for row in self.rows["score_entry"]:
            yield Line(self.names["score_entry"][row["id"]], "分值", "不计" if row["struck_at"] else row["points"])
        for row in self.rows["unit_rank"]:
            yield Line(self.names["unit_rank"][row["id"]], "名次", f"{row['rank']}{row['band'] or ''}")


def _said(session: Session, institution: str) -> Iterator[Line]:
    """What follows from talks that were one too many, and what people were advised of."""
    pack = running_institution(session, institution).pack
    for on, told in proposals(session, pack):
        yield Line(f"{told['unit']}主要负责人", told["proposal"]["says"], on.isoformat())
    for row, check in advised(session, pack):
        yield Line(f"登记{row['book']}", f"提示“{check.says}”", row["entered_on"].isoformat())


def _days_of_acts(session: Session) -> dict[tuple[str, int], str]:
    act = metadata.tables["act"]
    query = sa.select(act.c.institution, act.c.seq, act.c.true_at)
    return {(row.institution, row.seq): _day(row.true_at) for row in session.execute(query)}


def _day(moment: Any) -> str:
    """The day of a date or of an instant."""
    return str((local_date(moment) if hasattr(moment, "astimezone") else moment).isoformat())
