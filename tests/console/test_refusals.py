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
