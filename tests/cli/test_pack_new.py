"""`duban pack new`: from answers, typed or in a file, to a pack that is checked, projected and loaded."""

import io
from pathlib import Path

import pytest

from duban.institutions.loader import load_pack
from tests.cli.conftest import EXAMPLES, Duban

ANSWERS = EXAMPLES / "street-answers.yaml"
CYCLE = "  月调度会:\n    时间: 每月25日前后 @五-1\n    主持: 街道主任"
TYPED = """\
Street
street
街道督查工作制度

街道办事处
督查室=街道督查室
主任、副主任、督查员

主任办公会议定事项
主任办公会

会后三天左右
会后1周内
无
主任办公会议定事项
主任办公会

会后2个工作日内 @三-1
一般=会后1周内 @三-2、加急=会后2个工作日内
无

催办、督办、约谈
送达后3个工作日内 @四-1
主任、书记
督查员、主任
月调度会
每月25日前后 @五


走访登记
社区、日期

"""
"""What a person types, line by line; the code and two answers are wrong first."""


def test_answers_in_a_file_become_a_pack_without_findings(duban: Duban, tmp_path: Path) -> None:
    file = tmp_path / "street.yaml"
    ran = duban("pack", "new", str(file), "--answers", str(ANSWERS))
    assert (ran.code, "0 处错误，0 处提醒" in ran.out) == (0, True), ran.err
    assert "没有问题" in duban("pack", "check", str(file)).out
    pack = load_pack(file).pack
    assert (pack.code, list(pack.offices), list(pack.registers)) == ("street", ["督查室", "党政办"], ["走访登记"])
    assert pack.items["公文办理"].classes == ("一般", "加急")
    assert [rung.paper for rung in pack.ladders["催办-督办"]] == ["催办单", "督办单"]
    assert pack.clauses["S3"].says == "主要领导批示事项送达后1个月内办结"
    rows = duban("calendar", str(file), "--year", "2026", "--json").document
    assert len([row for row in rows if row["stage"] == "convene"]) == 12


@pytest.mark.slow
def test_a_new_pack_is_loaded_revised_and_rehearsed_from_either_database(real: Duban, tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.yaml" for name in ("street-answers", "street-answers-revised")}
    for name, file in files.items():
        assert real("pack", "new", str(file), "--answers", str(EXAMPLES / f"{name}.yaml")).code == 0
        assert real("init", "--pack", str(file)).code == 0
    rows = [row for row in real("pack", "list", "--installed", "--json").document if row["pack"] == "street"]
    assert [row["in_force"] for row in rows] == [False, True]
    older = f"street@{rows[0]['version'][:8]}"
    assert real("pack", "diff", older, "street@现行", "--json").document["clauses"] == ["S2", "S4", "S9"]
    year = ("--year", "2026", "--items", "4", "--json")
    told = real("rehearse", older, *year, "--against", "street@现行").document
    (compared,) = told["differences"]
    assert (told["version"], compared["version"]) == (rows[0]["version"], rows[1]["version"])
    assert (compared["verdict"], told["violations"]) == ("compared", [])


def test_a_person_is_asked_again_until_the_answer_can_be_read(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "asked.yaml"
    monkeypatch.setattr("sys.stdin", io.StringIO(TYPED))
    ran = duban("pack", "new", str(file))
    assert ran.code == 0, ran.err
    for says in ("代号“Street”无效", "“会后三天左右”", "审批“主任、书记”无效"):
        assert says in ran.err
    pack = load_pack(file).pack
    kind = pack.items["主任办公会议定事项"]
    assert (kind.issue and kind.issue.clause, kind.classes) == ("S1", ("一般", "加急"))
    assert [rung.paper for rung in pack.ladders["催办-督办-约谈"]] == ["催办单", "督办单", "约谈通知书"]
    approval = pack.ladders["催办-督办-约谈"][0].approval
    assert (approval.propose, approval.agree, approval.sign) == ("督查员", None, "主任")
    assert pack.cycles["月调度会"].chair == "主任"


def test_whoever_stops_answering_leaves_no_file(duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("street\n"))
    ran = duban("pack", "new", str(tmp_path / "left.yaml"))
    assert (ran.code, list(tmp_path.glob("*.yaml"))) == (1, [])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("代号: street", "代号: 街道", "代号“街道”无效"),
        ("名称: 城东街道督查工作制度", "名字: 城东", "回答“名字”无效；可以写的有：代号、名称"),
        ("机关: 城东街道党工委、办事处", "机关: 12", "机关“12”无效"),
        ("会后2个工作日内 @二-1", "会后2个工作日内 @", "@ 后面是文件中的位置"),
        ("会后1周内 @二-2", "签收后1周内", "时限一律自送达起算"),
        ("会后1周内 @二-2", "尽快", "时限“尽快”"),
        ("机构: 党政办", "机构: 综治办", "请从督查室、党政办中选"),
        ("主持: 街道主任", "主持: 书记", "请从街道主任、分管副主任、督查室主任中选"),
        ("时间: 每月25日前后", "时间: 会后3个工作日内", "请写成每周、每月"),
        ("审批: 督查室主任、分管副主任、街道主任", "审批: 街道主任", "请从岗位"),
        ("阶梯: 催办、督办", "阶梯: 催办、催办", "不重复"),
        (CYCLE, "  月调度会: 每月25日前后", "请写成“名称: {…}”"),
    ],
)
def test_answers_that_cannot_be_are_refused_by_their_question(
    duban: Duban, tmp_path: Path, old: str, new: str, says: str
) -> None:
    text = ANSWERS.read_text("utf-8")
    assert old in text
    answers, file = tmp_path / "answers.yaml", tmp_path / "x.yaml"
    answers.write_text(text.replace(old, new), "utf-8")
    ran = duban("pack", "new", str(file), "--answers", str(answers))
    assert (ran.code, file.exists(), says in ran.err) == (2, False, True), ran.err


def test_a_file_that_is_there_is_not_written_over(duban: Duban, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine", "utf-8")
    assert "已经有这个文件" in duban("pack", "new", str(file), "--answers", str(ANSWERS)).err
    assert file.read_text("utf-8") == "mine"
    assert "写不进去" in duban("pack", "new", str(tmp_path / "no" / "x.yaml"), "--answers", str(ANSWERS)).err
    assert "读不到" in duban("pack", "new", str(tmp_path / "x.yaml"), "--answers", str(tmp_path / "none")).err
