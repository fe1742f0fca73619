"""Finding, loading and versioning packs."""

from pathlib import Path

import pytest

from duban.core.errors import InvalidValue, NotFound, PackInvalid
from duban.institutions.findings import report
from duban.institutions.loader import (
    builtin_packs,
    examine_pack,
    examine_text,
    find_pack,
    load_pack,
    load_pack_text,
    load_stored_text,
)
from duban.institutions.schema import Strength

COUNTY = builtin_packs()["county"]


def test_county_is_built_in_and_found_by_its_code() -> None:
    assert find_pack("county") == COUNTY
    assert load_pack(COUNTY).pack.code == "county"


def test_unknown_pack_says_which_exist() -> None:
    with pytest.raises(NotFound, match="没有制度“xian”；现有制度：county"):
        find_pack("xian")


@pytest.mark.parametrize("name", ["", "\0", "x" * 5000, "no/such/file.yaml"])
def test_odd_names_are_not_found(name: str) -> None:
    with pytest.raises(NotFound):
        find_pack(name)


def test_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="没有制度文件"):
        load_pack(tmp_path / "none.yaml")


def test_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="读不出来"):
        load_pack(tmp_path)


def test_file_elsewhere_is_loaded_and_named_in_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "mine.yaml"
    copy.write_text("pack: mine\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert examine_pack(find_pack(str(copy))).name == "mine.yaml"
    with pytest.raises(PackInvalid, match=r"第一处：mine\.yaml:1: 制度缺少“clauses”"):
        load_pack(copy)


def test_loaded_text_is_the_text_as_written() -> None:
    text = COUNTY.read_text(encoding="utf-8")
    loaded = load_pack(COUNTY)
    assert loaded.text == text
    assert load_pack_text(loaded.text, "ledger").version == loaded.version


def test_county_states_every_clause_and_the_weaker_ones_as_such() -> None:
    clauses = load_pack(COUNTY).pack.clauses
    assert list(clauses) == [f"C{number}" for number in range(1, 49)]
    weaker = {name for name, clause in clauses.items() if clause.strength is not Strength.must}
    assert weaker == {"C1", "C2", "C4", "C19", "C21"}
    assert clauses["C14"].at == "三-4"


def test_county_office_without_its_own_series_is_numbered_by_another() -> None:
    pack = load_pack(COUNTY).pack
    book = pack.series_of("办公室")
    assert book is not None
    assert book.numbers["交办单"] == "县督交〔{year}〕{n}号"
    assert pack.series_of("没有的机构") is None


def test_a_body_numbers_for_itself_by_the_pattern_that_the_bodies_share() -> None:
    pack = load_pack(COUNTY).pack
    bodies = [name for name, office in pack.offices.items() if office.series]
    assert len(bodies) == 8
    assert all(pack.series_of(body) is pack.series["专门机构"] for body in bodies)
    assert pack.series["专门机构"].report_to == "督查室"


def test_a_type_that_is_like_another_says_only_what_differs() -> None:
    items = load_pack(COUNTY).pack.items
    told, whole = items["国资委议定事项"], items["投融资领导小组议定事项"]
    assert (told.office, told.issue, told.feedback, told.close) == ("国资委", whole.issue, whole.feedback, whole.close)
    assert "国资委会议" in told.source


def test_limits_are_told_by_class() -> None:
    items = load_pack(COUNTY).pack.items
    papers, meeting = items["公文办理"], items["常务会议议定事项"]
    assert papers.classes == ("一个部门职权内", "多部门会办", "调查论证或调研", "尽快办理", "有明确时限")
    several = papers.feedback_for("多部门会办")
    assert several is not None
    assert (str(several.within), several.clause) == ("送达后7个工作日内", "C32")
    assert papers.feedback_for() is None
    assert (meeting.feedback_for(), meeting.completion_for()) == (meeting.feedback, None)


def test_unused_clauses_are_folded_into_one_line() -> None:
    assert load_pack(COUNTY).findings == ()
    text = COUNTY.read_text(encoding="utf-8").split("\nplatform:")[0]
    text = text.replace("clauses:\n", "clauses:\n  C49: {at: 六, says: 另立的一条}\n", 1)
    findings = load_pack_text(text, "x.yaml").findings
    lines = list(report(findings))
    assert len(lines) == 1
    assert "另有2条条款尚无规则引用" in lines[0]


def test_errors_are_reported_with_grade_file_and_line() -> None:
    examined = examine_pack(COUNTY)
    text = examined.text.replace("climb: {unanswered: 催办}", "climb: {}")
    with pytest.raises(PackInvalid) as refused:
        load_pack_text(text, "x.yaml")
    assert str(refused.value).startswith("制度 x.yaml 有1处错误，未启用；第一处：x.yaml:")
    graded = [line for line in report(examine_text(text.encode(), "x.yaml").findings) if "错误" in line]
    assert graded == [refused.value.findings[0].replace(": “督办”", ": 错误：“督办”")]


def test_a_copy_in_the_ledger_stays_readable_when_it_is_found_fault_with_later() -> None:
    text = COUNTY.read_text("utf-8").replace("flow: executive_meeting", "flow: village_meeting")
    with pytest.raises(PackInvalid):
        load_pack_text(text, "county.yaml")
    assert load_stored_text(text, "county@1", "1").pack.cycles["县政府常务会议"].flow == "village_meeting"
