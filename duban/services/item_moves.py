"""What the machine of an item lets happen to it now, and on which clause each act rests."""

from typing import Any

from sqlalchemy.orm import Session

from duban.services.item_basis import SILENT, basis_of
from duban.services.ladders import ladder_plan
from duban.services.packs import stored_pack
from duban.services.records_view import cited
from duban.services.transition import look_up_item
from duban.store.items import pack_version_of
from states.item import ItemEvent, place_of


def moves_of(session: Session, institution: str, code: str) -> dict[str, Any]:
    """The events that are possible, and of every event what it rests on. Raises NotFound."""
    item = look_up_item(session, institution, code)
    pack = stored_pack(session, pack_version_of(session, item["pack_version_id"])).pack
    moves = ladder_plan(pack, item["ladder"]).moves
    rests = {}
    for event in ItemEvent:
        basis = basis_of(pack.items[item["item_type"]], item["item_class"], event) if event in SILENT else None
        clause = cited(pack, basis.clause) if basis else ""
        rests[event.value] = clause or (f"推定：{basis.assumed}" if basis and basis.assumed else "")
    return {"possible": list(moves.events_at(place_of(item["state"], item["rung"]))), "basis": rests}
