"""`duban calendar` and `duban workdays`: a year on its days, and what a new notice moves."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from docs.generators.calendars import years_of
from duban.institutions.loader import builtin_packs, find_pack, load_pack
from tests.cli.conftest import Duban

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTICE_2027 = EXAMPLES / "holiday-notice-2027-made-up.txt"


def meetings(rows: Sequence[dict[str, Any]], clause: str) -> list[str | None]:
    return [row["date"] for row in rows if row["clause"] == clause and row["stage"] == "convene"]


def test_county_year_is_on_the_right_days(duban: Duban) -> None:
    rows = duban("calendar", "county", "--year", "2026", "--json").document
    assert meetings(rows, "C4") == ["2026-01-20", "2026-04-20", "2026-07-20", "2026-10-20"]
    assert meetings(rows, "C6")[:4] == ["2026-01-26", "2026-02-25", "2026-03-25", "2026-04-24"]
    assert meetings(rows, "C8") == ["2026-06-15", "2026-12-15"]
    weekly = meetings(rows, "C2")
    assert weekly[:2] == ["2026-01-05", "2026-01-12"]
    assert len(weekly) == 52
    assert "2026-02-24" in weekly
    assert "2026-10-08" in weekly


def test_week_of_holidays_is_a_row_without_date(duban: Duban) -> None:
    rows = duban("calendar", "county", "--year", "2026", "--json").document
    off = [row for row in rows if row["status"] == "not_held"]
    assert [(row["cycle"], row["period"], row["date"]) for row in off] == [("每周工作例会", "2026-W08", None)]


@pytest.mark.slow
def test_calendar_file_holds_every_dated_row(duban: Duban, home: Path) -> None:
    rows = duban("calendar", "county", "--year", "2026", "--json").document
    ran = duban("calendar", "county", "--year", "2026", "--ics", str(home / "year.ics"))
    assert ran.code == 0
    feed = (home / "year.ics").read_bytes()
    assert feed.count(b"BEGIN:VEVENT") == sum(row["date"] is not None for row in rows)
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))


def test_year_past_the_horizon_is_provisional_until_its_notice_is_loaded(duban: Duban) -> None:
    assert duban("init").code == 0
    before = duban("calendar", "county", "--year", "2027", "--json").document
    assert all(row["provisional"] for row in before)
    loaded = duban("workdays", "load", str(NOTICE_2027), "--json")
    assert loaded.code == 0
    after = duban("calendar", "county", "--year", "2027", "--json").document
    assert not any(row["provisional"] for row in after if row["date"] and row["date"] < "2028")
    assert all(row["provisional"] for row in after if row["date"] and row["date"] >= "2028")
    assert "2027-02-12" in meetings(after, "C2")
    old, new = ({(row["cycle"], row["period"], row["stage"]): row["date"] for row in rows} for rows in (before, after))
    moved = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    assert moved == {(row["cycle"], row["period"], row["stage"]) for row in loaded.document["cycles"]}
    assert moved


def test_due_uses_the_loaded_notice(duban: Duban) -> None:
    duban("init")
    duban("workdays", "load", str(NOTICE_2027))
    answer = duban("due", "会后3个工作日内", "--from", "2027-02-04", "--json").document
    assert (answer["due"], answer["provisional"]) == ("2027-02-16", False)


@pytest.mark.slow
def test_corrected_notice_and_one_for_a_settled_year_replace_the_earlier(duban: Duban, home: Path) -> None:
    duban("init")
    duban("workdays", "load", str(NOTICE_2027))
    corrected = home / "更正.txt"
    corrected.write_text(
        NOTICE_2027.read_text(encoding="utf-8").replace("2月20日（周六）", "2月21日（周日）"), encoding="utf-8"
    )
    assert duban("workdays", "load", str(corrected), "--json").document["loaded"] is True
    answer = duban("due", "1个工作日内", "--from", "2027-02-19", "--json").document
    assert answer["due"] == "2027-02-21"
    assert duban("workdays", "load", str(EXAMPLES / "holiday-notice-2026.txt"), "--json").code == 0
    assert duban("due", "批示后1个工作日内", "--from", "2026-02-13", "--json").document["due"] == "2026-02-14"


@pytest.mark.slow
def test_dry_run_and_repeated_load_change_nothing(duban: Duban) -> None:
    duban("init")
    assert duban("workdays", "load", str(NOTICE_2027), "--dry-run", "--json").document["loaded"] is False
    assert duban("workdays", "check", "--json").document["horizon"] == "2026-12-31"
    duban("workdays", "load", str(NOTICE_2027))
    again = duban("workdays", "load", str(NOTICE_2027), "--json").document
    assert (again["already"], again["loaded"]) == (True, False)
    assert duban("workdays", "check", "--json").document["horizon"] == "2027-12-31"
    assert duban("verify").code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [("随便写点什么", "标题"), (b"\xff\xfe\x00", "存为 UTF-8 文本")],
)
def test_damaged_notice_is_refused_and_changes_nothing(
    duban: Duban, home: Path, content: str | bytes, says: str
) -> None:
    duban("init")
    damaged = home / "notice.txt"
    damaged.write_bytes(content.encode() if isinstance(content, str) else content)
    ran = duban("workdays", "load", str(damaged))
    assert ran.code == 2
    assert says in ran.err
    assert duban("workdays", "check", "--json").document["horizon"] == "2026-12-31"


def test_loading_without_a_ledger_is_refused_and_leaves_no_file(duban: Duban, home: Path) -> None:
    ran = duban("workdays", "load", str(NOTICE_2027))
    assert ran.code == 1
    assert "请先运行 duban init" in ran.err
    assert list(home.iterdir()) == []


def test_workdays_show_lists_the_year(duban: Duban) -> None:
    shown = duban("workdays", "show", "2026", "--json").document
    assert {"date": "2026-02-14", "kind": "makeup", "name": "春节"} in shown["days"]
    assert duban("workdays", "show", "1999").code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("calendar", "nosuch", "--year", "2026"), 1, "现有制度：county"),
        (("calendar", "county", "--year", "2003"), 1, "没有2003年"),
        (("calendar", "county", "--year", "0"), 2, "四位年份"),
        (("calendar", "county", "--year", "99999"), 2, "四位年份"),
        (("workdays", "show", "99999"), 2, "四位年份"),
        (("calendar", "county", "--year", "两千"), 2, "“--year”的值读不懂"),
        (("calendar", "county"), 2, "缺少“--year”"),
        (("calendar", "county", "--year", "2026", "--ics", "/nowhere/x.ics"), 2, "写不进去"),
    ],
)
def test_calendar_refuses_in_one_sentence(duban: Duban, arguments: tuple[str, ...], code: int, says: str) -> None:
    ran = duban(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err


def days_in_docs(pack: str, year: int) -> dict[str, dict[str, list[str]]]:
    """Cycle → period → the days written in the pack's page of docs/calendars."""
    page = (EXAMPLES.parent / "docs" / "calendars" / f"{pack}.md").read_text(encoding="utf-8")
    written: dict[str, dict[str, list[str]]] = {}
    for part in page.split(f"## {year}年\n")[1].split("\n## ")[0].split("### ")[1:]:
        rows = [line.strip("| ").split(" | ") for line in part.splitlines() if re.match(r"\| \d", line)]
        cycle = re.split(r"[（\n]", part)[0]
        written[cycle] = {row[0]: re.findall(r"\d{4}-\d\d-\d\d", row[1] + row[3]) for row in rows}
    return written


PAGES = [(code, year) for code in builtin_packs() for year in years_of(load_pack(find_pack(code)).pack)]


@pytest.mark.parametrize(("pack", "year"), PAGES)
def test_calendar_in_the_docs_says_what_the_command_says(duban: Duban, pack: str, year: int) -> None:
    written = days_in_docs(pack, year)
    told: dict[str, dict[str, list[str]]] = {}
    for row in duban("calendar", pack, "--year", str(year), "--json").document:
        days = told.setdefault(row["cycle"], {}).setdefault(row["period"], [])
        days += [row["date"]] if row["date"] else []
    assert {cycle.split("·")[0] for cycle in told} == set(written)
    assert [cycle for cycle, periods in told.items() if periods != written[cycle.split("·")[0]]] == []


def test_a_document_that_has_expired_has_no_periods_and_says_so(duban: Duban) -> None:
    ran = duban("calendar", "lichuan", "--year", "2017", "--json")
    assert (ran.code, ran.document) == (0, [])
    assert "《2016年全市重点工作协同推进机制》2016-01-01起施行；有效期至2016-12-31；2017年不适用" in ran.err
