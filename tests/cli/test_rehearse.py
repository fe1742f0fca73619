"""`duban rehearse`: a whole year lived through the services, on a ledger of its own that verifies afterwards."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere", *SMALL), "没有制度“nowhere”"),
        (("county", "--year", "26"), "--year"),
        (("county", "--year", "2026", "--items", "0"), "--items“0”无效；请写1到20000之间的整数"),
        (("county", "--year", "1999", "--items", "5"), "没有1999年的法定节假日数据"),
        (("county",), "缺少“--year”"),
    ],
    ids=["pack", "year", "items", "calendar", "missing"],
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
