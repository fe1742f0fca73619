"""Many at once on one ledger: one line of acts, no gap, no duplicate, nobody turned away."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from duban.services.institution import running_institution
from duban.services.item_desk import Asked
from duban.services.items import draft_item
from duban.services.packs import stored_pack
from duban.services.verify import verify
from duban.store.evidence import count_acts
from duban.store.unit_of_work import unit_of_work
from tests.crash.scenarios import NEW
from tests.factories import ACTOR, MONDAY, at, make_ledger

WRITERS, EACH = 20, 3


@pytest.mark.slow
def test_twenty_writers_draft_without_gap_or_duplicate(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        make_ledger(uow.session)
        acts = count_acts(uow.session)
        uow.commit()

    def write(writer: int) -> list[str]:
        codes = []
        for number in range(EACH):
            with unit_of_work(engine) as uow:
                pack = stored_pack(uow.session, running_institution(uow.session, "county").pack_version)
                asked = Asked(ACTOR, at(MONDAY), key=f"{writer}:{number}")
                codes.append(draft_item(uow.session, NEW, asked, pack=pack))
                if (writer + number) % 10 == 0:
                    codes.pop()
                    continue  # leaving without a commit takes the draft back
                uow.commit()
        return codes

    with ThreadPoolExecutor(WRITERS) as pool:
        codes = sorted(code for written in pool.map(write, range(WRITERS)) for code in written)
    assert codes == [f"2026-{number:06d}" for number in range(1, len(codes) + 1)]
    with unit_of_work(engine) as uow:
        assert count_acts(uow.session) == acts + len(codes)
        assert verify(uow.session).ok
