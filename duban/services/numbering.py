"""Numbers of papers: one gapless series per office, kind and year of signing, taken late and never given twice."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound, Refused
from duban.institutions.schema import Pack
from duban.services.acts import SealedAct, answered, open_act, seal
from duban.services.attachments import attach
from duban.services.item_desk import Asked, check_time
from duban.store import series as store
from duban.store.kept import Changes
from duban.store.rows import add_rows


@dataclass(frozen=True)
class Series:
    """One series in one year. `pattern` is how a number is printed; it has the fields year, n and perhaps office."""

    institution: str
    office: str
    paper: str
    year: int
    pattern: str

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What its counter is found by."""
        return self.institution, self.office, self.paper, self.year

    def number(self, serial: int) -> str:
        """The number as it is printed."""
        return self.pattern.format(year=self.year, n=serial, office=self.office)

    def around(self) -> tuple[str, str]:
        """What is printed before and after the serial."""
        before, _, after = self.pattern.partition("{n}")
        return before.format(year=self.year, office=self.office), after.format(year=self.year, office=self.office)


@dataclass(eq=False)
class SeriesStarted(Refused):
    """A series that has given numbers cannot be started again."""

    series: str
    last: int

    def __str__(self) -> str:
        return f"{self.series}已编到{self.last}号，不能再设起始号；漏登的手写号请以更正说明。"


def numbering_office(pack: Pack, office: str) -> str:
    """The office that numbers the papers of this one: itself, or the one that numbers for it."""
    known = pack.offices.get(office)
    return known.numbered_by if known and known.numbered_by else office


def series_of(pack: Pack, office: str, paper: str, year: int) -> Series:
    """The series of an office's papers of that kind. Raises NotFound."""
    book = pack.series_of(office)
    if book is None or paper not in book.numbers:
        kinds = "、".join(book.numbers) if book else "无"
        raise NotFound(f"“{office}”的编号序列", paper, f"《{pack.title}》中该机构的文书有：{kinds}")
    return Series(pack.code, numbering_office(pack, office), paper, year, book.numbers[paper])


def next_serial(session: Session, series: Series) -> int:
    """The serial that would be taken now. Takes none."""
    counter = store.find_counter(session, *series.key)
    return counter["last"] + 1 if counter else 1


def take(session: Session, changes: Changes, series: Series, count: int = 1) -> int:
    """Takes that many serials and returns the first. Do this after the rows are locked and before the chain's head."""
    counter = _held_counter(session, changes, series)
    store.set_counter(session, counter["id"], first=counter["first"], last=counter["last"] + count)
    return int(counter["last"]) + 1


def _held_counter(session: Session, changes: Changes, series: Series) -> sa.RowMapping:
    """The series' counter, locked and about to change; made with its first number."""
    made = store.add_counter(session, *series.key)
    counter = store.lock_counter(session, *series.key)
    (changes.added if made else changes.changing)(store.COUNTER, [counter["id"]])
    return counter


def start_series(session: Session, series: Series, following: int, asked: Asked) -> SealedAct:
    """The series goes on from `following`; the numbers before it were given by hand and become a historic segment.

    Raises SeriesStarted, InvalidValue, TimeRefused.
    """
    if following <= 1:
        raise InvalidValue("--next", str(following), "起始号从2起；从1号开始的序列不用设置")
    named = {name: value for name, value in asdict(series).items() if name != "pattern"}
    draft = asked.draft(series.institution, "series_start", request={**named, "next": following})
    if done := answered(session, draft):
        return done
    check_time(asked, None)
    changes = Changes(session)
    counter = _held_counter(session, changes, series)
    if counter["last"] >= counter["first"] or counter["first"] > 1:
        raise SeriesStarted(f"{series.office}{series.year}年{series.paper}", counter["last"])
    store.set_counter(session, counter["id"], first=following, last=following - 1)
    segment = {**named, "first": 1, "last": following - 1, "remark": asked.reason}
    changes.added(store.SEGMENT, add_rows(session, store.SEGMENT, [segment]))
    act = open_act(session, draft)
    changes.record(act.institution, act.seq)
    attach(session, act)
    return seal(session, act)
