"""`duban pack diff`: files, packs that ship and versions on record, for people and for scripts."""

from pathlib import Path

import pytest

from tests.cli.conftest import Duban
from tests.factories import county

STRICTER = ("within: 会后半个月内", "within: 会后1周内")


@pytest.fixture
def stricter(tmp_path: Path) -> str:
    """The county's pack with one limit shorter, as a file."""
    file = tmp_path / "新版.yaml"
    file.write_text(county().text.replace(*STRICTER), "utf-8")
    return str(file)


def test_two_packs_are_compared_rule_by_rule_and_day_by_day(duban: Duban, stricter: str) -> None:
    told = duban("pack", "diff", "county", stricter, "--year", "2026", "--json").document
    assert (told["same"], told["clauses"], told["dates"], told["sample_from"]) == (False, ["C25"], [], "2026-03-02")
    change = told["changes"][0]
    assert (change["path"], change["old"], change["new"]) == (
        "items.常务会议议定事项.feedback.within", "会后半个月内", "会后1周内",
    )  # fmt: skip
    assert (change["kind"], change["clause"], change["old_on"], change["new_on"]) == (
        "changed", "C25", "2026-03-17", "2026-03-09",
    )  # fmt: skip
    said = duban("pack", "diff", "county", stricter, "--year", "2026").out
    assert "事项 常务会议议定事项 反馈 时限" in said
    assert "2026年的周期日期没有移动。" in said


def test_scripts_may_ask_for_the_exit_code_of_diff(duban: Duban, stricter: str) -> None:
    assert duban("pack", "diff", "county", stricter).code == 0
    assert duban("pack", "diff", "county", stricter, "--exit-code").code == 1
    same = duban("pack", "diff", "county", "county", "--exit-code")
    assert (same.code, "完全相同" in same.out) == (0, True)


def test_a_file_alone_is_held_against_the_version_that_the_ledger_uses(either: Duban, stricter: str) -> None:
    told = either("pack", "diff", stricter, "--json").document
    assert (told["old"]["name"], told["new"]["name"], told["same"]) == ("county@现行", stricter, False)
    assert either("init", "--pack", stricter).code == 0
    assert either("pack", "diff", stricter, "--json").document["same"] is True
    rows = either("pack", "list", "--installed", "--json").document
    assert [(row["pack"], row["in_force"], row["open_items"]) for row in rows] == [
        ("county", False, 57), ("county", True, 0),
    ]  # fmt: skip
    older = f"county@{rows[0]['version'][:8]}"
    assert either("pack", "diff", older, "county@现行", "--json").document["clauses"] == ["C25"]
    assert "现行" in either("pack", "list", "--installed").out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("county@ffffffff", "county"), 1, "没有制度版本“ffffffff”"),
        (("county@", "county"), 2, "请多写几位"),
        (("nowhere@现行", "county"), 1, "没有已载入的制度“nowhere”"),
        (("nowhere", "county"), 1, "没有制度“nowhere”"),
        (("county", "county", "--year", "26"), 2, "--year"),
        (("county", "county", "--year", "1999"), 1, "没有1999年的法定节假日数据"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(either: Duban, arguments: tuple[str, ...], code: int, says: str) -> None:
    ran = either("pack", "diff", *arguments)
    assert (ran.code, says in ran.err) == (code, True), ran.err
