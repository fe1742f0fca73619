"""`duban rehearse`: a whole year lived through the services, on a ledger of its own that verifies afterwards."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from duban.cli.comparing import Compared, Other, tell_compared
from duban.institutions.loader import find_pack, load_pack
from duban.rehearsal.effects import Difference, Dimension
from tests.cli.conftest import Duban

SMALL = ("--year", "2026", "--items", "31", "--seed", "1")


@pytest.mark.slow
def test_a_year_is_lived_and_its_ledger_verifies(duban: Duban, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = home / "kept.db"
    ran = duban("rehearse", "county", *SMALL, "--keep", str(kept), "--json")
    assert (ran.code, ran.err) == (0, "")
    told = ran.document
    assert list(told) == [
        "pack", "version", "year", "seed", "items", "states", "papers", "interviews", "scores", "violations",
        "clause_coverage",
    ]  # fmt: skip
    assert (told["items"], sum(told["states"].values()), told["violations"]) == (31, 31, [])
    assert told["papers"]["交办单"] > 0
    assert told["clause_coverage"]["by_clause"]["C25"]["first"]["kind"] == "date"
    assert sorted(path.name for path in home.iterdir() if path.name.startswith("kept")) == ["kept.db"]
    with closing(sqlite3.connect(kept)) as ledger:
        assert ledger.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert ledger.execute("SELECT max(swept_on) FROM sweep_day").fetchone() == ("2027-01-31",)
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{kept}")
    assert duban("verify", "--json").document["ok"]
    again = duban("rehearse", "county", *SMALL, "--json")
    assert again.out == ran.out, "the same seed tells the same, to the byte"
    other = duban("rehearse", "county", *SMALL[:-1], "2", "--json").document
    assert other["clause_coverage"]["by_clause"] != told["clause_coverage"]["by_clause"]


@pytest.mark.slow
def test_a_clause_is_carried_out_where_its_absence_changes_something(duban: Duban, tmp_path: Path) -> None:
    text = find_pack("county").read_text("utf-8").replace("within: 会后半个月内", "within: 会后1个月内")
    other = tmp_path / "other.yaml"
    other.write_text(text, "utf-8")
    tiny = ("--year", "2026", "--items", "1", "--without", "C25", "--against", str(other))
    gone, moved = duban("rehearse", "county", *tiny, "--json").document["differences"]
    assert (gone["without"], gone["verdict"], moved["against"], moved["verdict"]) == (
        "C25", "carried_out", "county", "compared",
    )  # fmt: skip
    assert [each["dimension"] for each in gone["dimensions"]][:1] == ["dates"]


def test_what_a_clause_changes_is_told_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    loaded = load_pack(find_pack("county"))
    first = "常务会议议定事项“招商落地”反馈时限：原为2026-04-30，现为无"
    changed = Compared(Other(loaded, "C25"), (Difference(Dimension.dates, 14, 0, first),))
    tell_compared([changed, Compared(Other(loaded, "C33"), ()), Compared(Other(loaded), ())])
    told = capsys.readouterr().out
    assert "C25“常务会的落实情况在会后半个月内向督查室反馈”得到执行：没有它，上列各项就不同。" in told
    assert "C33“批转公文需调查论证或调研的，20个工作日内上报办理结果”在这次演练中只是引用" in told
    assert "两份制度演练的结果没有不同。" in told


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("county", *SMALL, "--without", "C99"), "没有条款“C99”"),
        (("county", *SMALL, "--against", "nowhere"), "没有制度“nowhere”"),
        (("nowhere", *SMALL), "没有制度“nowhere”"),
        (("county", "--year", "26"), "--year"),
        (("county", "--year", "2026", "--items", "0"), "--items“0”无效；请写1到20000之间的整数"),
        (("county", "--year", "1999", "--items", "5"), "没有1999年的法定节假日数据"),
        (("county",), "缺少“--year”"),
    ],
    ids=["clause", "against", "pack", "year", "items", "calendar", "missing"],
)
def test_bad_input_is_refused_in_a_sentence(duban: Duban, arguments: tuple[str, ...], says: str) -> None:
    ran = duban("rehearse", *arguments)
    assert ran.code in (1, 2)
    assert says in ran.err


def test_a_file_that_is_there_is_not_written_over(duban: Duban, home: Path) -> None:
    kept = home / "kept.db"
    kept.write_text("mine")
    assert "已经有这个文件" in duban("rehearse", "county", *SMALL, "--keep", str(kept)).err
    assert kept.read_text() == "mine"
