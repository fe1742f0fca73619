"""What cannot be done now stands on the page with the guard's own reason and its clause; the act says the same."""

import re
from html import unescape

from tests.console.conftest import Browse, Browser
from tests.console.test_cycles import CODE as MEETING
from tests.console.test_records import MINE, OTHERS, entered, told


def why_not(somebody: Browser, page: str) -> dict[str, str]:
    """Act → why it cannot be done, as its page says."""
    listed = re.findall(r'<details class="why-not">(.*?)</details>', somebody.get(page), re.DOTALL)
    found = re.findall(r"<li><strong>([^<]+)</strong>：(.*?)</li>", "".join(listed), re.DOTALL)
    return {name: unescape(re.sub("<[^>]+>", "", says)) for name, says in found}


def test_a_problem_says_what_the_next_level_still_wants(browse: Browse) -> None:
    liaison = browse("liaison")
    code = told(liaison.call("coordination/raise", title="管线迁改资金没有着落", unit=MINE, consult_with=[OTHERS]))[
        "code"
    ]
    shown = why_not(liaison, f"/coordinations/{code}")["呈报上一级"]
    assert shown.startswith(f"{OTHERS}尚未答复会商")
    assert "《" in shown
    assert shown.partition("。")[0] in liaison.call("coordination/escalate", code=code).json()["error"]


def passed_up(browse: Browse, **of: str) -> str:
    """A problem that the leader in charge has."""
    liaison, other = browse("liaison"), browse("other")
    raised = liaison.call("coordination/raise", title="管线迁改资金没有着落", consult_with=[OTHERS], **of)
    code = str(told(raised)["code"])
    told(other.call("coordination/consult", code=code, unit=OTHERS, says="预算已无余量"))
    parts = ["会商协调过程=会商一次", "意见分歧=资金由谁承担", "办理建议=由预备费垫付"]
    told(liaison.call("coordination/report", code=code, part=parts))
    told(liaison.call("coordination/escalate", code=code))
    return code


def test_a_problem_with_a_leader_is_acted_on_by_its_own_posts_and_says_so_to_others(browse: Browse) -> None:
    item = next(row["code"] for row in browse("liaison").json("/api/items") if row["unit"] == MINE)
    page = f"/coordinations/{passed_up(browse, item=item)}"
    office, leader, director = (why_not(browse(name), page) for name in ("operator", "leader", "director"))
    assert office["签署意见"].startswith("须由分管领导办理。《")
    assert office["梳理"].startswith("须由办公室主任办理。《")
    assert office["暂停事项计时"].startswith("须由分管领导、常务副县长办理。")
    assert not {"签署意见", "暂停事项计时"} & leader.keys()
    assert "梳理" not in director
    for shown in (office, leader, director):
        assert shown["批示"].startswith("现在由分管领导协调，主要领导的批示才生成新的督办事项。")


def test_a_problem_of_no_item_has_no_clock_to_stop_and_one_with_the_main_leader_is_not_sorted(browse: Browse) -> None:
    leader, director = browse("leader"), browse("director")
    code = passed_up(browse, unit=MINE)
    page = f"/coordinations/{code}"
    assert why_not(leader, page)["暂停事项计时"].startswith("它不是由督办任务提出的，没有计时可停")
    told(leader.call("coordination/decide", code=code, says="先由预备费垫付三百万元"))
    told(director.call("coordination/sort", code=code, says="两家同意先垫付"))
    told(leader.call("coordination/escalate", code=code))
    assert why_not(director, page)["梳理"].startswith("呈报下一级不须梳理")
    assert "呈报下一级不须梳理" in director.call("coordination/sort", code=code, says="再梳理").json()["error"]


def test_an_inspection_is_not_approved_by_who_has_no_say_in_it(browse: Browse) -> None:
    office, leader = browse("operator"), browse("leader")
    scheme = {"kind": "实地督查", "title": "看校车", "what": "校车", "method": "现场", "units": [MINE]}
    days = {"start": "2026-11-24", "end": "2026-11-25"}
    code = told(office.call("inspection/plan", **scheme, **days))["code"]
    refused = why_not(office, f"/inspections/{code}")["批准方案"]
    assert "由办公室主任、分管领导办理" in refused
    assert "请用" not in refused
    assert "批准方案" not in why_not(leader, f"/inspections/{code}")


def test_a_paper_is_approved_by_its_own_post_and_says_so_to_others(browse: Browse) -> None:
    office = browse("operator")
    waits = next(row for row in office.json("/api/papers") if row["state"] in ("proposed", "agreed"))
    told_paper = office.json(f"/api/papers/{waits['id']}")
    (step,) = [each for each in told_paper["approval"] if each["step"] in told_paper["next"]]
    title = {"propose": "提出", "agree": "同意", "sign": "签发"}[step["step"]]
    page = f"/papers/{waits['id']}"
    assert "没有这一步" in why_not(office, page)["送达"]
    shown = {name: why_not(browse(name), page).get(title, "") for name in ("operator", "leader", "director", "deputy")}
    own = [name for name, says in shown.items() if not says]
    assert len(own) == 1, shown
    assert all(f"须由{step['post']}办理" in says for name, says in shown.items() if name not in own), shown


def test_a_register_names_the_moves_that_cannot_be_made_yet(browse: Browse) -> None:
    office = browse("operator")
    code = entered(office)
    steps = why_not(office, f"/registers/{code}")
    assert "现为" in steps["解决"]
    assert "发现问题" not in steps
    assert re.findall(
        r'<a class="(btn[^"]*)" href="/act/register/move[^"]*step=', office.get(f"/registers/{code}")
    ) == ["btn btn-primary"]


def test_a_meeting_that_was_not_held_has_nothing_to_assign_yet(browse: Browse) -> None:
    assert "没有这一步" in why_not(browse("operator"), f"/occurrences/{MEETING}")["交办议定事项"]
