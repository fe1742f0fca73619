"""`duban rehearse`: a whole year lived through the services, on a ledger of its own that verifies afterwards."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from duban.cli.comparing import Compared, Other, tell_compared
from duban.institutions.loader import find_pack, load_pack
from duban.rehearsal.beside import Figure
from duban.rehearsal.effects import Difference, Dimension
from tests.cli.conftest import EXAMPLES, Duban

SMALL = ("--year", "2026", "--items", "40", "--seed", "1")
KEYS = [
    "pack",
    "version",
    "year",
    "seed",
    "items",
    "states",
    "papers",
    "interviews",
    "scores",
    "surprises",
    "violations",
]
PROGRAM = "from duban.cli.main import main; main()"
WEEKS = 50
ENOUGH = 44
"""Clauses that so few items reach at least; a thousand reach them all."""


@dataclass(frozen=True)
class Years:
    """A county's year, lived three times at once by processes that order sets otherwise."""

    home: Path
    told: str
    again: str
    other: str

    @property
    def document(self) -> dict[str, Any]:
        """What the first of them told."""
        document: dict[str, Any] = json.loads(self.told)
        return document


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Years:
    """The same seed twice, and another one."""
    home = tmp_path_factory.mktemp("rehearsed")
    keep = ("--keep", str(home / "kept.db"))
    begun = [
        _begin(home, number, *arguments)
        for number, arguments in enumerate(((*SMALL, *keep), SMALL, (*SMALL[:-1], "2")))
    ]
    try:
        ended = [process.communicate(timeout=840) for process in begun]
    finally:
        for process in begun:
            process.kill()
    assert [(process.returncode, err) for process, (_, err) in zip(begun, ended, strict=True)] == [(0, "")] * 3
    return Years(home, *(out for out, _ in ended))


def _begin(home: Path, hashing: int, *arguments: str) -> "subprocess.Popen[str]":
    env = {**os.environ, "DUBAN_HOME": str(home), "PYTHONHASHSEED": str(hashing)}
    command = [sys.executable, "-c", PROGRAM, "rehearse", "county", *arguments, "--json"]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_a_year_is_lived_and_its_ledger_verifies(years: Years, duban: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    told = years.document
    assert list(told) == [*KEYS, "clause_coverage"]
    assert (told["items"], sum(told["states"].values()), told["violations"]) == (40, 40, [])
    assert told["papers"]["交办单"] > 0
    assert sorted(path.name for path in years.home.iterdir() if path.name.startswith("kept")) == ["kept.db"]
    kept = years.home / "kept.db"
    with closing(sqlite3.connect(kept)) as ledger:
        assert ledger.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert ledger.execute("SELECT max(swept_on) FROM sweep_day").fetchone() == ("2027-01-31",)
    monkeypatch.setenv("DUBAN_HOME", str(years.home))
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{kept}")
    assert duban("verify", "--json").document["ok"]


@pytest.mark.slow
def test_clauses_are_covered_by_effects_of_every_kind(years: Years) -> None:
    coverage = years.document["clause_coverage"]
    by_clause = coverage["by_clause"]
    assert coverage["total"] == len(by_clause) == 48
    assert coverage["covered"] == 48 - len(coverage["missing"]) >= ENOUGH
    assert [name for name, each in by_clause.items() if not each["events"]] == coverage["missing"]
    first = [each["first"] for each in by_clause.values() if each["first"]]
    kinds = [each["kinds"] for each in by_clause.values()]
    assert set().union(*kinds) == {"date", "paper", "duty", "refusal", "score"}
    assert all(sum(each["kinds"].values()) == each["events"] for each in by_clause.values())
    assert all("2026-01-01" <= each["on"] <= "2027-01-31" for each in first)


@pytest.mark.slow
def test_the_same_seed_tells_the_same_to_the_byte_and_another_one_does_not(years: Years) -> None:
    assert years.again == years.told
    assert json.loads(years.other)["clause_coverage"] != years.document["clause_coverage"]


@pytest.mark.slow
def test_a_clause_is_carried_out_where_its_absence_changes_something(duban: Duban, tmp_path: Path) -> None:
    text = find_pack("county").read_text("utf-8").replace("within: 会后半个月内", "within: 会后1个月内")
    other = tmp_path / "other.yaml"
    other.write_text(text, "utf-8")
    chart = tmp_path / "chart.svg"
    tiny = ("--year", "2026", "--items", "1", "--without", "C25", "--against", str(other), "--chart", str(chart))
    told = duban("rehearse", "county", *tiny, "--json").document
    gone, moved = told["differences"]
    assert (gone["without"], gone["verdict"], moved["against"], moved["verdict"]) == (
        "C25", "carried_out", "county", "compared",
    )  # fmt: skip
    assert [each["dimension"] for each in gone["dimensions"]][:1] == ["dates"]
    assert "figures" not in gone
    before = {each["name"]: each["before"] for each in moved["figures"] if each["group"] == "编号的文书"}
    assert before == told["papers"]
    assert "编号的文书 交办单：" in chart.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pack", "year", "items"),
    [
        ("jieshou", "2026", "60"),
        ("implementation", "2026", "60"),
        ("lichuan", "2016", "60"),
        ("yichun", "2026", "60"),
    ],
)
def test_a_small_year_of_a_shorter_document_reaches_every_clause(
    pack: str, year: str, items: str, duban: Duban
) -> None:
    told = duban("rehearse", pack, "--year", year, "--items", items, "--seed", "1", "--json").document
    assert (told["clause_coverage"]["missing"], told["violations"]) == ([], [])


@pytest.mark.slow
def test_bulletins_and_inspections_come_as_often_as_their_cycles_say(duban: Duban, tmp_path: Path) -> None:
    kept = tmp_path / "port.db"
    port = (str(EXAMPLES / "port" / "pack.yaml"), "--year", "2026", "--items", "100", "--seed", "1")
    told = duban("rehearse", *port, "--keep", str(kept), "--json").document
    assert (told["clause_coverage"]["missing"], told["violations"]) == ([], [])
    with closing(sqlite3.connect(kept)) as ledger:
        assert ledger.execute("SELECT count(*) FROM bulletin WHERE state = 'issued'").fetchone()[0] > WEEKS * 0.8
        drawn = ledger.execute("SELECT title, announced FROM inspection WHERE how LIKE '%抽样种子%' ORDER BY title")
        assert drawn.fetchall() == [(f"季度夜查·2026-Q{quarter}", 0) for quarter in (1, 2, 3, 4)]
        assert ledger.execute("SELECT count(*) FROM inspection").fetchone() == (4,)


def test_what_a_clause_changes_is_told_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    loaded = load_pack(find_pack("county"))
    first = "常务会议议定事项“招商落地”反馈时限：原为2026-04-30，现为无"
    changed = Compared(Other(loaded, "C25"), (Difference(Dimension.dates, 14, 0, first),))
    beside = (Figure("编号的文书", "催办单", 12, 15), Figure("约谈", "约谈", 1, 1))
    tell_compared([changed, Compared(Other(loaded, "C33"), ()), Compared(Other(loaded, name="新版.yaml"), (), beside)])
    told = capsys.readouterr().out
    assert "逐项对照：改后为 新版.yaml" in told
    assert "+3" in told
    assert "C25“常务会的落实情况在会后半个月内向督查室反馈”得到执行：没有它，上列各项就不同。" in told
    assert "C33“批转公文需调查论证或调研的，20个工作日内上报办理结果”在这次演练中只是引用" in told
    assert "两份制度演练的结果没有不同。" in told


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("county", *SMALL, "--without", "C99"), "没有条款“C99”"),
        (("county", *SMALL, "--against", "nowhere"), "没有制度“nowhere”"),
        (("county", *SMALL, "--chart", "chart.svg"), "请加 --against"),
        (("county@现行", *SMALL), "duban init"),
        (("nowhere", *SMALL), "没有制度“nowhere”"),
        (("county", "--year", "26"), "--year"),
        (("county", "--year", "2026", "--items", "0"), "--items“0”无效；请写1到20000之间的整数"),
        (("county", "--year", "1999", "--items", "5"), "没有1999年的法定节假日数据"),
        (("county",), "缺少“--year”"),
    ],
    ids=["clause", "against", "chart", "ledger", "pack", "year", "items", "calendar", "missing"],
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
