"""约谈, which the county's document has not: assumed, after L10, L11 and L14 of the implementation document."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.clauses.matters import APPROVAL, OFFICE
from tests.cli.conftest import At
from tests.papers import written

pytestmark = pytest.mark.slow

ITEM, CODE, AGAIN = "2026-000061", "YT2026-0002", "YT2026-0003"
PROPOSE = ("interview", "propose", "管线迁改未动", "--person", "吴秀兰", "--item", ITEM, "--by", "督查室主任")
UNANSWERED = (*PROPOSE, "--cause", "督办未答复")
CONSENT = ("interview", "consent", CODE)
JOINT = ("县委办公室主任", "办公室主任", "作风办主任")
APPROVE = ("interview", "approve", CODE)
NOTICE = ("interview", "notice", CODE, "--by", "督查室主任", "--meet", "2026-12-01")
HOLD = ("interview", "hold", CODE, "--rectify-by", "2026-12-25")
JUDGE = ("interview", "judge", CODE, "--says", "仍未开工", "--by", "督查室主任")
SHOW = ("interview", "show", CODE)


@pytest.fixture(autouse=True)
def item(at: At) -> None:
    """An item of 县教育局 that has not answered its 督办单 in time: the sweep has drafted the notice."""
    new = ("公文办理", "会办管线迁改", "--unit", "县教育局", "--class", "一个部门职权内")
    assert at("11-23T09:00", "item", "draft", *new)["code"] == ITEM
    at("11-23T09:00", "item", "issue", ITEM)
    at("11-23T09:00", "item", "receive", ITEM)
    for rung in ("催办", "督办"):
        raised = at("11-23T09:00", "item", "escalate", ITEM, "--to", rung, "--reason", "县长批示", "--by", OFFICE)
        for verb, post in (*APPROVAL, ("issue", OFFICE), ("serve", OFFICE)):
            at("11-23T09:00", "order", verb, str(raised["papers"][0]["id"]), "--by", post)
    at("11-27T08:40", "sweep", "--on", "2026-11-27")


def notice_paper(at: At) -> str:
    """The drafted notice goes through its approval and is numbered; its handle."""
    papers = at("11-27T10:00", "order", "list", "--state", "drafted")
    paper = next(str(each["id"]) for each in papers if (each["paper"], each["unit"]) == ("约谈通知书", "县教育局"))
    for verb, post in (("propose", "分管副主任"), ("agree", "分管领导"), ("sign", "县长"), ("issue", "督查室主任")):
        at("11-27T10:00", "order", verb, paper, "--by", post)
    return paper


def approved(at: At) -> Any:
    """Proposed, consented to by each office, and approved."""
    at("11-27T09:00", *UNANSWERED)
    for post in JOINT:
        at("11-27T09:10", *CONSENT, "--agree", "--by", post)
    return at("11-27T09:20", *APPROVE, "--by", "县长")


def held(at: At, folder: Path) -> Any:
    """The notice was served and the talk was held, with minutes."""
    approved(at)
    at("11-27T11:00", *NOTICE, "--order", notice_paper(at))
    return at("12-01T15:00", *HOLD, "--by", "组织部部长", "--attach", str(written(folder, "纪要.pdf")))


def test_it_is_proposed_on_a_cause_that_holds(at: At) -> None:
    assert "须由督查室主任、分管副主任提出" in at("11-27T09:00", *UNANSWERED[:-4], *UNANSWERED[-2:], refused=True)
    assert "请从督办未答复、" in at("11-27T09:00", *PROPOSE, "--cause", "不听话", refused=True)
    other = [word if word != ITEM else "2026-000007" for word in UNANSWERED]
    assert "须已在“督办”一级，且到期没有答复" in at("11-27T09:00", *other, refused=True)
    stranger = [word if word != "吴秀兰" else "陈国庆" for word in UNANSWERED]
    assert "没有在该单位任职的人“陈国庆”；当日任职的是吴秀兰、郑文博" in at("11-27T09:00", *stranger, refused=True)
    ranked = at("11-27T09:00", *PROPOSE, "--cause", "考核排名靠后", refused=True)
    assert "须附证明材料" in ranked
    made = at("11-27T09:00", *UNANSWERED)
    assert (made["unit"], made["person"], made["item"]) == ("县教育局", "吴秀兰", ITEM)
    assert made["assumed"] == "督办单到期没有答复，视为经督查仍无明显进展"
    assert "已有进行中的约谈 YT2026-0002" in at("11-27T09:01", *UNANSWERED, refused=True)


def test_it_may_rest_on_an_inspection_that_has_come_to_a_conclusion(at: At) -> None:
    inspected = (*PROPOSE, "--cause", "督查后仍无明显进展")
    assert "须写明哪一次督查" in at("11-27T09:00", *inspected, refused=True)
    assert "没有督查“DC2026-0009”" in at("11-27T09:00", *inspected, "--inspection", "DC2026-0009", refused=True)


def test_every_joint_office_consents_before_a_leader_approves(at: At) -> None:
    at("11-27T09:00", *UNANSWERED)
    refused = at("11-27T09:05", *APPROVE, "--by", "县长", refused=True)
    assert "县委办公室主任、办公室主任、作风办主任尚未会商同意" in refused
    assert "请用 --by 写明岗位" in at("11-27T09:05", *CONSENT, "--agree", "--by", "县财政局局长", refused=True)
    for post in JOINT[:-1]:
        at("11-27T09:10", *CONSENT, "--agree", "--by", post)
    assert "不同意的请写明理由" in at("11-27T09:10", *CONSENT, "--differ", "--by", "作风办主任", refused=True)
    at("11-27T09:10", *CONSENT, "--differ", "--says", "先督促", "--by", "作风办主任")
    assert "作风办主任不同意" in at("11-27T09:15", *APPROVE, "--by", "县长", refused=True)
    at("11-27T09:20", *CONSENT, "--agree", "--by", "作风办主任")
    assert "请用 --by 写明岗位" in at("11-27T09:25", *APPROVE, "--by", "督查室主任", refused=True)
    assert at("11-27T09:25", *APPROVE, "--by", "县委书记")["label"] == "已批准"
    at("11-27T09:30", "inbox", "deliver")
    inbox = at("11-27T09:30", "inbox", "list", "--by", "县长")
    waits = "有1件约谈建议待批准，请登录督办系统办理。"
    assert [each["text"] for each in inbox] == [waits, waits]  # the demonstration's own, and this one


def test_whoever_proposed_does_not_approve(at: At) -> None:
    at("11-27T09:00", *UNANSWERED)
    for post in JOINT:
        at("11-27T09:10", *CONSENT, "--agree", "--by", post)
    refused = at("11-27T09:20", "interview", "refuse", CODE, "--by", "县长", refused=True)
    assert "须写明理由" in refused
    closed = at("11-27T09:20", "interview", "refuse", CODE, "--by", "县长", "--reason", "先由分管领导督促")
    assert (closed["label"], closed["result"]) == ("未批准", "先由分管领导督促")


def test_serving_the_notice_takes_the_item_to_the_rung_of_talks(at: At) -> None:
    at("11-27T09:00", *UNANSWERED)
    paper = notice_paper(at)
    assert "约谈尚未批准" in at("11-27T10:30", "order", "serve", paper, refused=True)
    for post in JOINT:
        at("11-27T10:40", *CONSENT, "--agree", "--by", post)
    at("11-27T10:50", *APPROVE, "--by", "县长")
    assert "须先签发、编号约谈通知书" in at("11-27T11:00", *NOTICE, refused=True)
    assert "没有单“999”" in at("11-27T11:00", *NOTICE, "--order", "999", refused=True)
    early = (*NOTICE[:-1], "2026-11-26", "--order", paper)
    assert "约谈的日期不能早于" in at("11-27T11:00", *early, refused=True)
    told = at("11-27T11:00", *NOTICE, "--order", paper)
    assert (told["label"], told["notice"], told["meet_on"]) == ("已通知", "县督约〔2026〕1号", "2026-12-01")
    assert at("11-27T11:00", "item", "show", ITEM)["label"] == "已约谈"
    assert at("11-27T11:00", "order", "show", paper)["state"] == "served"
    assert at("11-27T11:00", "verify")["ok"]


def test_it_is_held_in_person_with_signed_minutes_and_judged_on_its_day(at: At, tmp_path: Path) -> None:
    approved(at)
    at("11-27T11:00", *NOTICE, "--order", notice_paper(at))
    assert "须用 --attach 附上双方签字的约谈纪要" in at("12-01T15:00", *HOLD, "--by", "组织部部长", refused=True)
    minutes = ("--attach", str(written(tmp_path, "纪要.pdf")))
    assert "由组织部部长办理" in at("12-01T15:00", *HOLD, "--by", "县长", *minutes, refused=True)
    past = ("interview", "hold", CODE, "--rectify-by", "2026-12-01", "--by", "组织部部长", *minutes)
    assert "整改期限须晚于约谈当日" in at("12-01T15:00", *past, refused=True)
    told = at("12-01T15:00", *HOLD, "--by", "组织部部长", *minutes)
    assert (told["talker"], told["rectify_on"], told["judge_on"]) == ("何静", "2026-12-25", "2026-12-29")
    assert "评判日是2026-12-29，还没有到" in at("12-28T15:00", *JUDGE, "--effective", refused=True)
    assert at("12-29T15:00", "interview", "list", "--late", "--by", "督查室主任") == []
    late = at("12-30T15:00", "interview", "list", "--late", "--by", "督查室主任")
    assert [each["code"] for each in late] == [CODE]
    judged = at("12-30T16:00", *JUDGE, "--effective")
    assert (judged["label"], judged["result"]) == ("成效明显", "仍未开工")
    again = ("interview", "propose", "再谈", "--after", CODE, "--by", "督查室主任")
    assert "评判为成效不明显的，才再次约谈" in at("12-30T16:10", *again, refused=True)


def test_a_second_talk_by_a_main_leader_makes_a_proposal_and_never_acts(at: At, tmp_path: Path) -> None:
    told = held(at, tmp_path)
    assert (told["count"]["times"], told["count"]["proposal"]) == (1, None)
    at("12-30T15:00", *JUDGE, "--ineffective")
    again = ("interview", "propose", "仍未开工", "--after", CODE, "--by", "督查室主任")
    made = at("12-30T15:10", *again)
    assert (made["code"], made["first"], made["cause"]) == (AGAIN, CODE, "约谈后成效仍不明显")
    assert "已经提出过再次约谈" in at("12-30T15:20", *again, refused=True)
    for post in JOINT:
        at("12-30T15:30", "interview", "consent", AGAIN, "--agree", "--by", post)
    at("12-30T15:40", "interview", "approve", AGAIN, "--by", "县委书记")
    paper = str(written(tmp_path, "通知.pdf"))
    at("12-30T15:50", "interview", "notice", AGAIN, "--by", "督查室主任", "--meet", "2026-12-31", "--attach", paper)
    hold = ("interview", "hold", AGAIN, "--rectify-by", "2027-01-29", "--attach", paper)
    assert "由县长、县委书记办理" in at("12-31T15:00", *hold, "--by", "组织部部长", refused=True)
    told = at("12-31T15:00", *hold, "--by", "县长")
    assert told["count"]["times"] == 2
    counted = at("12-31T16:00", "interview", "count", "--by", "组织部部长", "--person", "吴秀兰")[0]
    assert counted["proposal"]["says"] == "建议调整单位主要负责人岗位，由有权机关研究决定"
    assert [talk["code"] for talk in counted["talks"]] == [AGAIN, CODE]
    later = at("2027-12-02T09:00", "interview", "count", "--by", "组织部部长")[0]
    assert (later["times"], later["proposal"]) == (1, None)
    holders = [row for row in at("12-31T16:00", "org", "list") if row["person"] == "吴秀兰"]
    assert [row["to_on"] for row in holders] == [None]
    assert at("12-31T16:00", "verify")["ok"]


def test_only_a_few_read_what_it_is_about(at: At, tmp_path: Path) -> None:
    held(at, tmp_path)
    ours = {"code": "YT2026-0001", "unit": "县住房和城乡建设局", "label": "已批准"}  # the demonstration's
    this = {"code": CODE, "unit": "县教育局", "label": "已约谈"}
    assert at("12-02T09:00", "interview", "list") == [this, ours]
    assert at("12-02T09:00", "interview", "list", "--by", "分管领导")[0]["person"] == "吴秀兰"
    for who in ((), ("--by", "县财政局局长"), ("--by", "县教育局局长")):
        assert "约谈的内容只供" in at("12-02T09:00", *SHOW, *who, refused=True)
        assert "约谈的内容只供" in at("12-02T09:00", "interview", "count", *who, refused=True)
    shown = at("12-02T09:00", *SHOW, "--by", "组织部部长")
    handle = str(shown["attachments"][0]["id"])
    to = ("--to", str(tmp_path / "导出.pdf"))
    assert at("12-02T09:00", "attachment", "list") == []
    assert "只供少数岗位查看" in at("12-02T09:00", "attachment", "get", handle, *to, refused=True)
    minutes = ("interview", "minutes", CODE, handle, *to)
    assert "约谈的内容只供" in at("12-02T09:00", *minutes, refused=True)
    assert at("12-02T09:00", *minutes, "--by", "组织部部长")["written"].endswith("导出.pdf")


def test_an_item_that_ends_or_a_withdrawal_ends_it_before_the_talk(at: At) -> None:
    approved(at)
    at("11-28T09:00", "item", "withdraw", ITEM, "--reason", "会议决定不再办")
    told = at("11-28T10:00", *SHOW, "--by", "督查室主任")
    assert (told["label"], told["next"]) == ("已失效", [])
    assert "已经了结，不再变动" in at(
        "11-28T10:00", "interview", "withdraw", CODE, "--by", "督查室主任", "--reason", "x", refused=True
    )
    assert at("11-28T10:00", "verify")["ok"]


def test_it_is_withdrawn_by_who_proposes(at: At) -> None:
    at("11-27T09:00", *UNANSWERED)
    withdraw = ("interview", "withdraw", CODE, "--reason", "已经整改")
    assert "由督查室主任、分管副主任办理" in at("11-27T10:00", *withdraw, "--by", "县长", refused=True)
    assert at("11-27T10:00", *withdraw, "--by", "督查室主任")["label"] == "已撤回"
