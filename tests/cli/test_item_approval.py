"""`duban item approve`: where the pack wants an item approved before it is issued, by commands alone."""

from pathlib import Path

import pytest

from benchmarks.postgres import disposing
from duban.institutions.loader import load_pack_text
from duban.services.packs import load_pack_version
from duban.store.engine import ledger_engine
from duban.store.unit_of_work import unit_of_work
from tests.cli.conftest import Duban
from tests.factories import ACTOR, MONDAY, at, county

APPROVED = "    approve: {by: [办公室主任, 分管副主任], assumed: 文件未规定，按惯例由办公室立项}\n    by: 办理类别\n"
DRAFT = ("item", "draft", "公文办理", "答复供水请示", "--unit", "县水务局", "--class", "一个部门职权内")


@pytest.fixture
def approving(demo: Duban, home: Path) -> Duban:
    """Commands on the demonstration ledger after the county decided that 公文办理 is approved before it is issued."""
    text = county().text.replace("    by: 办理类别\n", APPROVED)
    with disposing(ledger_engine(f"sqlite:///{home / 'demo.db'}")) as engine, unit_of_work(engine) as uow:
        load_pack_version(uow.session, load_pack_text(text, "county.yaml"), now=at(MONDAY, 8), actor=ACTOR)
        uow.commit()
    return demo


@pytest.mark.slow
def test_an_item_is_approved_by_another_person_before_it_is_issued(approving: Duban) -> None:
    code = approving(*DRAFT, "--by", "办公室主任", "--json").document["code"]
    refused = (
        (("issue",), "不能“下发”：须先立项审批"),
        (("approve",), "立项须由办公室主任、分管副主任决定，请用 --by 写明"),
        (("approve", "--by", "督查室主任"), "立项须由办公室主任、分管副主任决定"),
        (("approve", "--by", "办公室主任"), "拟办人不能审批自己的拟办"),
    )
    for (verb, *how), says in refused:
        ran = approving("item", verb, code, *how)
        assert (ran.code, says in ran.err) == (1, True), ran.err
    approved = approving("item", "approve", code, "--by", "分管副主任", "--json").document
    assert (approved["label"], approved["assumed"]) == ("已立项", "文件未规定，按惯例由办公室立项")
    assert "现在可以：下发" in approving("item", "approve", code, "--by", "分管副主任").err
    assert approving("item", "issue", code, "--json").document["label"] == "待签收"
    story = approving("item", "show", code, "--json").document
    assert [(step["does"], step["person"]) for step in story["history"]][:2] == [("拟办", "李维民"), ("立项", "王海燕")]
    assert approving("verify").code == 0
