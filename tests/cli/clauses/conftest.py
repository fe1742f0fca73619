"""Ledgers of Jieshou, Lichuan and Yichun for the clause tests: packs by code, people from the example sheets."""

from pathlib import Path

import pytest

from duban.cli.main import run
from tests.cli.conftest import EXAMPLES, At, Duban, made_in, timed, working_on

FRIDAY = "2026-02-27T09:00"
"""When the ledger was made, and its clock."""
WITHOUT_PACK = ("calendar", "verify", "inbox", "pack", "rehearse")
"""Commands on all institutions, or that name theirs first."""


@pytest.fixture(scope="session")
def jieshou_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration ledger that holds Jieshou's pack as well, made once and copied for each test."""
    return made_in(tmp_path_factory.mktemp("jieshou"), FRIDAY, "jieshou")


@pytest.fixture
def jieshou(duban: Duban, jieshou_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs a command of Jieshou's at a time of a day of 2026; its document, or what it said when it was refused."""
    working_on(jieshou_file, home, monkeypatch)
    return timed(duban, monkeypatch, "jieshou", WITHOUT_PACK)


LEAP_DAY = "2016-02-29T09:00"
"""When Lichuan's ledger was made, in the year of its document."""


@pytest.fixture(scope="session")
def lichuan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration ledger of 2016 that holds Lichuan's pack as well, made once and copied for each test."""
    return made_in(tmp_path_factory.mktemp("lichuan"), LEAP_DAY, "lichuan")


@pytest.fixture
def lichuan(duban: Duban, lichuan_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs a command of Lichuan's at a time of a day of 2016; its document, or what it said when it was refused."""
    working_on(lichuan_file, home, monkeypatch)
    return timed(duban, monkeypatch, "lichuan", WITHOUT_PACK, year=2016)


@pytest.fixture(scope="session")
def yichun_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration ledger that holds Yichun's pack and that of a district below it, each with its people."""
    folder = tmp_path_factory.mktemp("yichun")
    made = made_in(folder, FRIDAY, "yichun")
    district = str(EXAMPLES / "yuanzhou.yaml")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DUBAN_HOME", str(folder))
        environment.setenv("DUBAN_DATABASE_URL", f"sqlite:///{made}")
        environment.setenv("DUBAN_CLOCK", FRIDAY)
        assert run(["init", "--demo", "--pack", district]) == 0
        assert run(["org", "import", str(EXAMPLES / "yuanzhou-org.csv"), "--pack", "yuanzhou"]) == 0
    return made


@pytest.fixture
def yichun(duban: Duban, yichun_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs a command of Yichun's at a time of a day of 2026; its document, or what it said when it was refused."""
    working_on(yichun_file, home, monkeypatch)
    return timed(duban, monkeypatch, "yichun", WITHOUT_PACK)


@pytest.fixture
def yuanzhou(duban: Duban, yichun: At, monkeypatch: pytest.MonkeyPatch) -> At:
    """The same for the district below, on the same ledger."""
    return timed(duban, monkeypatch, "yuanzhou", WITHOUT_PACK)


@pytest.fixture
def attached(tmp_path: Path) -> str:
    """A small text that is attached."""
    paper = tmp_path / "正文.txt"
    paper.write_text("各县市区人民政府：……", encoding="utf-8")
    return str(paper)
