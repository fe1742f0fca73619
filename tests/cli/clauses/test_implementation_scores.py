"""L12, L13, L18 to L20, L23: points from the ledger, ranks, objections, the last two, files, rewards."""

from pathlib import Path

import pytest

from tests.cli.clauses.scoring import ASSESSOR, LEADER, OTHER, UNIT, evidence, locked, published, rank_of, scored
from tests.cli.conftest import At

pytestmark = pytest.mark.slow


def test_l12_points_follow_from_what_the_ledger_holds_and_cite_their_clause(city: At) -> None:
    scored(city, "11-23T09:00", UNIT, "-2")
    refused = city("12-01T09:00", "score", "compute", "2026", "--by", "效能办主任", refused=True)
    assert "由考核办主任计算，请用 --by 写明岗位" in refused
    told = city("12-01T09:00", "score", "compute", "2026", "--by", ASSESSOR)
    assert (told["label"], told["acts"][-1]["clause"]) == ("计算中", "L20")
    why = city("12-01T10:00", "score", "why", UNIT, "2026")
    assert [(row["points"], row["clause"], row["person"], row["rule"]) for row in why["rows"]] == [
        ("-2", "L12", "文昌", "履责加扣分")
    ]
    assert (why["score"], why["rank"], why["of"]) == ("98", why["of"], why["of"])
    again = city("12-02T09:00", "score", "compute", "2026", "--by", ASSESSOR)
    assert again["entries"] == 1
    assert city("12-02T10:00", "verify")["ok"]


def test_l20_units_are_banded_ranked_and_settled_by_a_main_leader(city: At) -> None:
    told = published(city)
    assert (told["label"], told["objection_due_on"], told["lock_due_on"]) == ("已公布", "2027-01-11", "2027-01-29")
    assert rank_of(told, OTHER) == {
        "rank": len(told["ranks"]), "unit": OTHER, "score": "96", "bonus": "0", "deducted": "-4", "band": "较差"
    }  # fmt: skip
    lock = ("score", "lock", "2026", "--by")
    assert "异议期到2027-01-11为止" in city("2027-01-11T09:00", *lock, LEADER, refused=True)
    assert "由市委书记、市长办理" in city("2027-01-12T09:00", *lock, ASSESSOR, refused=True)
    refused = city("2027-01-12T09:00", *lock, LEADER, "--opinion", " ", refused=True)
    assert "须写明年度考核意见（L20）" in refused
    told = city("2027-01-12T09:00", *lock, LEADER, "--opinion", "同意")
    assert (told["label"], told["opinion"], told["acts"][-1]["clause"]) == ("已锁定", "同意", "L20")
    assert "现在可以：更正" in city("2027-01-12T10:00", "score", "compute", "2026", "--by", ASSESSOR, refused=True)
    assert city("2027-01-12T11:00", "verify")["ok"]


def test_l20_people_are_ranked_for_the_assessors_alone(city: At) -> None:
    published(city)
    assert "责任人的名次只供考核办主任、市委书记、市长查看" in city(
        "2027-01-05T09:00", "score", "people", "2026", refused=True
    )
    rows = city("2027-01-05T09:00", "score", "people", "2026", "--by", ASSESSOR)
    assert [(row["person"], row["unit"], row["score"]) for row in rows[-2:]] == [
        ("文昌", UNIT, "98"),
        ("金实", OTHER, "96"),
    ]


def test_l13_the_last_two_are_asked_for_a_self_criticism_and_a_talk(city: At) -> None:
    assert "没有年度考核“2026年度”" in city("2027-01-04T09:00", "score", "consequences", "2026", refused=True)
    locked(city)
    rows = city("2027-01-12T10:00", "score", "consequences", "2026")
    last = [row for row in rows if row["consequence"] == "排名后两位"]
    assert [(row["unit"], row["person"], row["clause"]) for row in last] == [
        (UNIT, "文昌", "L13"),
        (OTHER, "金实", "L13"),
    ]
    due = city("2027-01-12T10:00", "report", "list", "书面检查")
    assert {row["unit"]: row["due_on"] for row in due} == dict.fromkeys((UNIT, OTHER), "2027-01-26")
    talk = ("interview", "propose", "年度考核后两位", "--cause", "年度考核排名后两位", "--by", "效能办副主任")
    refused = city("2027-01-13T09:00", *talk, "--person", "关山", "--unit", "东关镇", refused=True)
    assert "2026年度考核没有把它列入“年度考核排名后两位”" in refused
    told = city("2027-01-13T09:00", *talk, "--person", "金实", "--unit", OTHER)
    assert (told["cause"], told["acts"][-1]["clause"]) == ("年度考核排名后两位", "L13")
    done = [row["done"] for row in city("2027-01-13T10:00", "score", "consequences", "2026") if row["unit"] == OTHER]
    assert done == [["书面检查 BG2027-0002（待报）", "约谈 YT2027-0001（待批准）"]]


def test_l23_whoever_did_well_is_suggested_for_reward_and_promotion(city: At) -> None:
    scored(city, "11-24T09:00", "东关镇", "3")
    locked(city)
    rows = city("2027-01-12T10:00", "score", "consequences", "2026")
    best = [row for row in rows if row["clause"] == "L23"]
    assert (best[0]["unit"], best[0]["person"], best[0]["band"]) == ("东关镇", "关山", "优秀")
    assert best[0]["done"] == ["建议列入奖励和任用建议"]
    fields = {"人员": "关山", "单位": "东关镇", "建议": "优先提拔重用", "实绩": "年度考核第1名"}
    typed = [word for name, value in fields.items() for word in ("--set", f"{name}={value}")]
    city("2027-01-13T09:00", "register", "add", "奖励和任用建议", *typed, "--by", ASSESSOR)
    rows = city("2027-01-13T10:00", "score", "consequences", "2026")
    assert next(row for row in rows if row["unit"] == "东关镇")["done"] == ["奖励和任用建议 DJ2027-0001（已建议）"]


def test_l12_a_unit_objects_in_time_and_the_ranks_follow_the_answer(city: At) -> None:
    published(city)
    head = ("--by", f"{UNIT}局长")
    mine = ("score", "object", "2026", "1", *head)
    assert "须写明理由" in city("2027-01-05T09:00", *mine, refused=True)
    assert "这一条不是本单位的" in city(
        "2027-01-05T09:00", "score", "object", "2026", "2", *head, "--reason", "不属实", refused=True
    )
    assert "异议期到2027-01-11为止，已经过了" in city("2027-01-12T09:00", *mine, "--reason", "不属实", refused=True)
    city("2027-01-06T09:00", *mine, "--reason", "受雨季影响")
    assert "已经提出过异议" in city("2027-01-06T10:00", *mine, "--reason", "再说一次", refused=True)
    assert "第1条的异议还没有答复" in city("2027-01-12T09:00", "score", "lock", "2026", "--by", LEADER, refused=True)
    decide = ("score", "decide", "2026", "1", "--by", ASSESSOR)
    assert "请从 --keep、--strike、--points 中写一个" in city(
        "2027-01-12T09:10", *decide, "--reason", "属实", refused=True
    )
    told = city("2027-01-12T09:20", *decide, "--points", "-0.5", "--reason", "部分属实")
    assert rank_of(told, UNIT)["score"] == "99.5"
    why = city("2027-01-12T09:30", "score", "why", UNIT, "2026")
    assert [(row["points"], row["correction"]) for row in why["rows"]] == [("-2", False), ("1.5", True)]
    assert why["rows"][0]["resolution"] == "部分属实"
    city("2027-01-12T10:00", "score", "lock", "2026", "--by", LEADER, "--opinion", "同意")
    assert city("2027-01-12T11:00", "verify")["ok"]


def test_l12_what_is_corrected_after_the_lock_leaves_its_trace(city: At, tmp_path: Path) -> None:
    locked(city)
    correct = ("score", "correct", "2026", "2", "--points", "0", "--by", ASSESSOR, "--reason", "报表系误传")
    assert "须用 --attach 附上更正所据的材料" in city("2027-02-01T09:00", *correct, refused=True)
    before = city("2027-02-01T09:00", "score", "rank", "2026", "--if", "2=0")
    told = city("2027-02-01T09:10", *correct, *evidence(tmp_path))
    assert told["ranks"] == city("2027-02-01T09:20", "score", "rank", "2026")["ranks"]
    assert [(each["unit"], each["rank"]) for each in told["ranks"]] == [(e["unit"], e["rank"]) for e in before["ranks"]]
    assert {OTHER, UNIT} <= {each["unit"] for each in before["moved"]}
    rows = city("2027-02-01T09:30", "score", "why", OTHER, "2026")["rows"]
    assert [(row["place"], row["points"], row["state"]) for row in rows] == [(2, "-4", "计分"), (3, "4", "计分")]
    assert rows[1]["says"] == "更正第2条：报表系误传"
    same = city("2027-02-01T10:00", *correct, *evidence(tmp_path), refused=True)
    assert "与现在计的分相同" in same
    assert city("2027-02-01T11:00", "verify")["ok"]


def test_l18_the_file_of_a_matter_holds_its_whole_story_and_its_points(city: At) -> None:
    fixed = ("--responsible", "局长 文昌", "--requirement", "见方案", "--complete-by", "2026-12-31")
    new = ("长期性重要工作", "学校扩建", "--unit", UNIT, "--class", "跟踪督办", *fixed, "--by", "效能办主任")
    code = city("11-23T08:30", "item", "draft", *new)["code"]
    city("11-23T08:35", "item", "issue", code, "--by", "效能办主任")
    city("11-23T08:40", "item", "receive", code, "--by", f"{UNIT}局长")
    fields = {"督办任务": code, "单位": UNIT, "责任人": "文昌", "进度情况": "主体封顶"}
    typed = [word for name, value in fields.items() for word in ("--set", f"{name}={value}")]
    city("11-24T09:00", "register", "add", "考核档案", *typed)
    city("12-01T09:00", "sweep")
    city("12-02T09:00", "score", "compute", "2026", "--by", ASSESSOR)
    told = city("12-02T10:00", "score", "archive", code)
    assert [(row["register"], row["content"]["进度情况"]) for row in told["registers"]] == [("考核档案", "主体封顶")]
    assert [(row["points"], row["person"], row["clause"]) for row in told["entries"]] == [("-1", "文昌", "L12")]
    assert (told["story"]["code"], told["papers"][0]["paper"]) == (code, "督办单")
    assert "没有督办任务“2026-000999”" in city("12-02T10:00", "score", "archive", "2026-000999", refused=True)
