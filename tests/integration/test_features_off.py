"""Reminding and warning are what the document asks of the platform (C39): a pack may have them switched off."""

import pytest
import sqlalchemy as sa

from duban.core.errors import NotFound
from duban.institutions.loader import LoadedPack
from duban.institutions.without import loaded_without
from duban.services.institution import running_institution
from duban.services.preview import preview
from duban.store.messages import MESSAGE
from duban.store.unit_of_work import unit_of_work
from tests.factories import ACTOR, MONDAY, county, issued_item, make_ledger

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("loaded", "told"), [(county(), True), (loaded_without(county(), "C39"), False)])
def test_nobody_is_told_where_reminding_is_off(engine: sa.Engine, loaded: LoadedPack, told: bool) -> None:
    with unit_of_work(engine) as uow:
        issued_item(uow.session, make_ledger(uow.session, loaded), on=MONDAY)
        assert bool(uow.session.execute(sa.select(MESSAGE)).all()) is told


def test_a_preview_is_refused_where_warning_is_off(engine: sa.Engine) -> None:
    with unit_of_work(engine) as uow:
        make_ledger(uow.session, loaded_without(county(), "C39"))
        running = running_institution(uow.session, "county")
        with pytest.raises(NotFound, match="制度在 platform 中停用了这项功能"):
            preview(uow.session, running, first=MONDAY, days=3, actor=ACTOR)
