"""The machine of a report due as a table: every state answers every event, and what each step asks for."""

import pytest

from states.engine import Edge, Refusal
from states.record_guards import Deciders
from states.report import REPORT_EVENT_LABELS, REPORT_LABELS, Contents, ReportEvent, ReportState, report_moves

TABLE = report_moves(Deciders(("督查室主任",)), Deciders(("县长",)), Deciders(("办公室主任",)), Contents())
ANYONE = report_moves(Deciders(), Deciders(), Deciders(), Contents())
READY = {"own_unit": True, "something": "进展", "post": None, "person_id": 2, "submitter_id": 1}
EXPECTED = {
    **{(state, "submit"): "submitted" for state in ("due", "sent_back")},
    **{(state, "waive"): "waived" for state in ("due", "sent_back")},
    **{(state, event): state for state in ("due", "sent_back") for event in ("redate", "chase")},
    ("submitted", "accept"): "accepted",
    ("submitted", "send_back"): "sent_back",
}
REFUSALS: dict[str, tuple[str, str, dict[str, object], str]] = {
    "of another unit": ("due", "submit", {"own_unit": False}, "应由应报单位报送"),
    "of nothing": ("sent_back", "submit", {"something": None}, "没有材料"),
    "taken by anyone": ("submitted", "accept", {}, "这一步由督查室主任办理"),
    "taken by who submitted": ("submitted", "accept", {"post": "督查室主任", "submitter_id": 2}, "报送人不能自己收件"),
    "redated by anyone": ("due", "redate", {}, "这一步由县长办理"),
    "waived by anyone": ("due", "waive", {"post": "县长"}, "这一步由办公室主任办理"),
}


@pytest.mark.parametrize("event", ReportEvent)
@pytest.mark.parametrize("state", ReportState)
def test_every_state_answers_every_event(state: ReportState, event: ReportEvent) -> None:
    answer = ANYONE.fire(state, event, READY)
    came = answer.target if isinstance(answer, Edge) else None
    assert came == EXPECTED.get((state.value, event.value))


@pytest.mark.parametrize("name", REFUSALS)
def test_a_step_asks_for_what_it_needs(name: str) -> None:
    state, event, lacks, says = REFUSALS[name]
    answer = TABLE.fire(state, event, {**READY, **lacks})
    assert isinstance(answer, Refusal)
    assert says in answer.reason


def test_every_word_is_there() -> None:
    assert set(REPORT_LABELS) == set(ReportState)
    assert set(REPORT_EVENT_LABELS) == set(ReportEvent)
