"""Many processes number papers at once; some take an issue back, some are killed in the middle and start again."""

import os
import signal
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from time import perf_counter
from typing import NoReturn

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.services.item_desk import Asked
from duban.services.order_draft import draft_order
from duban.services.order_issue import issue
from duban.services.verify import verify
from duban.store.evidence import ACT
from duban.store.orders import ORDER, find_order
from duban.store.unit_of_work import reading, unit_of_work
from tests.crash.killing import KILLED
from tests.factories import ACTOR, MONDAY, at, issued_item, make_ledger, said

GIVES_UP = 10
"""Every tenth issue is taken back first and then done."""
DAYS = (MONDAY, date(2027, 1, 4))
"""Papers are issued on these days by turns: the year changes in the middle, and there are two series."""


@dataclass(frozen=True)
class Plan:
    """So many issuers number so many papers each; so many of them are killed."""

    issuers: int
    papers: int
    kills: int


@dataclass
class Told:
    """What the issuers said while they lived, and how they ended."""

    numbers: dict[int, set[str]] = field(default_factory=dict)
    """The number of each paper as it was acknowledged; a second one would be a fault."""
    said: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    """How many seconds each acknowledged issue took, waiting included."""
    ends: Counter[int] = field(default_factory=Counter)
    """How many processes ended with each exit code."""


def draft_papers(engine: sa.Engine, plan: Plan) -> list[int]:
    """A ledger with that many papers to number; their ids."""
    ids = []
    with unit_of_work(engine) as uow:
        code = issued_item(uow.session, make_ledger(uow.session), on=date(2026, 11, 13))
        for _ in range(plan.issuers):
            ids += [_drafted(uow.session, code) for _ in range(plan.papers)]
            uow.commit()
    return ids


def _drafted(session: Session, code: str) -> int:
    return draft_order(session, "county", "交办单", [code], said(MONDAY)).order_id


def number_at_once(engine: sa.Engine, ids: Sequence[int], plan: Plan) -> Told:
    """All issuers at once. A victim is killed after a few papers, and another one goes through its whole list again."""
    engine.dispose()
    listen, speak = os.pipe()

    doomed = {number: number + 1 for number in range(plan.kills)}

    def start(number: int) -> int:
        child = os.fork()
        return child or _issuer(engine, number, ids[number :: plan.issuers], speak, victim=number in doomed)

    crew = [start(number) for number in range(plan.issuers)]
    told = Told()
    with os.fdopen(listen) as words:
        for line in words:
            number, paper, printed, seconds = line.split()
            told.waits.append(float(seconds))
            told.numbers.setdefault(int(paper), set()).add(printed)
            told.said[int(number)] += 1
            if doomed.get(int(number)) == told.said[int(number)]:
                del doomed[int(number)]
                os.kill(crew[int(number)], signal.SIGKILL)
                told.ends[_end_of(crew[int(number)])] += 1
                crew[int(number)] = start(int(number))
            if not doomed and speak >= 0:
                os.close(speak)
                speak = -1
    told.ends.update(_end_of(child) for child in crew)
    return told


def _end_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _issuer(engine: sa.Engine, number: int, papers: Sequence[int], speak: int, *, victim: bool) -> NoReturn:
    """The whole life of a process that numbers these papers, each under its own key; a victim waits for its end."""
    try:
        for position, paper in enumerate(papers):
            moment = at(DAYS[position % len(DAYS)])
            if (position + number) % GIVES_UP == 0:
                _number(engine, paper, moment, keep=False)
            started = perf_counter()
            printed = _number(engine, paper, moment, keep=True)
            os.write(speak, f"{number} {paper} {printed} {perf_counter() - started:.3f}\n".encode())
        while victim:  # on a busy machine it is done before the signal reaches it
            signal.pause()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(1)


def _number(engine: sa.Engine, paper: int, moment: datetime, *, keep: bool) -> str:
    with unit_of_work(engine) as work:
        issue(work.session, "county", str(paper), Asked(ACTOR, moment, key=f"number {paper}"))
        order = find_order(work.session, "county", str(paper))
        if keep:
            work.commit()
    return str(order["number"]) if order else ""


def faults_after(engine: sa.Engine, ids: Sequence[int], plan: Plan, told: Told) -> list[str]:
    """What is wrong with the ledger, or with what the issuers were told."""
    with reading(engine) as session:
        series = (ORDER.c.year, ORDER.c.serial)
        numbered = sa.select(*series).where(ORDER.c.serial.is_not(None))
        serials = session.execute(numbered.order_by(*series)).all()
        numbers = dict(session.execute(sa.select(ORDER.c.id, ORDER.c.number)).all())
        acts = session.execute(sa.select(sa.func.count()).where(ACT.c.verb == "order_issue")).scalar_one()
        per_year = Counter(year for year, _ in serials)
        wrong = {
            "gap or double": serials != [(year, n) for year in sorted(per_year) for n in range(1, per_year[year] + 1)],
            f"not each paper once: {acts}": acts != len(ids) or len(per_year) != len(DAYS),
            "told otherwise": told.numbers != {paper: {numbers[paper]} for paper in ids},
            f"ended otherwise: {told.ends}": told.ends != {0: plan.issuers, KILLED: plan.kills},
            "verify": not verify(session).ok,
        }
    return [says for says, is_so in wrong.items() if is_so]
