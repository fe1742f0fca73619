"""Every act on an item rests on a clause of the pack or on a stated assumption."""

import pytest

from duban.services.item_basis import basis_of
from states.item import BY_ITSELF, ItemEvent
from tests.factories import FIVE_DAYS, county


@pytest.mark.parametrize("event", ["draft", *(event for event in ItemEvent if event not in BY_ITSELF)])
@pytest.mark.parametrize("item_type", county().pack.items)
def test_every_act_has_a_clause_or_an_assumption(item_type: str, event: str) -> None:
    pack = county().pack
    kind = pack.items[item_type]
    basis = basis_of(kind, FIVE_DAYS if kind.classes else None, event)
    assert basis.clause in pack.clauses or basis.assumed
