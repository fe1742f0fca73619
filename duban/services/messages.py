"""Who is told of an act. A message says how many matters wait, never what they are."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.institutions.schema import Pack
from duban.institutions.schema.platform import FeatureName
from duban.services.acts import OpenAct
from duban.services.packs import pack_in_force
from duban.store import messages as store
from duban.store.messages import tell_lead_units, tell_posts_of
from duban.store.org import list_units_named
from states.item import ItemEvent
from states.order import OrderEvent

TOLD: dict[str, str] = {
    ItemEvent.issue: "件待签收，请登录督办系统办理。",
    ItemEvent.reassign: "件待签收，请登录督办系统办理。",
    ItemEvent.climb: "件逾期，请登录督办系统查看。",
    OrderEvent.serve: "件已发督办文书，请登录督办系统查看。",
}
"""Event → what the holders of the lead unit's posts are told, after 有N."""


def reminds(session: Session, institution: str) -> bool:
    """Whether anybody is told of anything: the pack may have reminding switched off (C39)."""
    pack = pack_in_force(session, institution)
    return pack is None or pack.offers(FeatureName.messages)


def tell_units(session: Session, act: OpenAct) -> None:
    """Messages of the act that has just moved items; its chain's head is locked."""
    what = TOLD.get(act.draft.event or "")
    if what and reminds(session, act.institution):
        tell_lead_units(session, act.institution, act.seq, local_date(act.draft.true_at), what)


def tell_units_of(session: Session, act: OpenAct, counts: Mapping[int, int], what: str) -> None:
    """Everyone who holds a post of these units that day: 有N`what`; once the chain's head is locked."""
    if counts and reminds(session, act.institution):
        tell_posts_of(session, act.institution, act.seq, on=local_date(act.draft.true_at), counts=counts, what=what)


def tell_posts(session: Session, act: OpenAct, post_ids: Sequence[int], what: str) -> None:
    """Everyone who holds one of these posts that day; once the chain's head is locked."""
    if reminds(session, act.institution):
        on = local_date(act.draft.true_at)
        store.tell_posts(session, act.institution, act.seq, post_ids, on=on, what=what)


def office_units(session: Session, pack: Pack, office: str) -> list[int]:
    """The units of the ledger that are this office."""
    return list_units_named(session, pack.code, pack.units_of(office))
