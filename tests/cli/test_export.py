"""`duban export`: sheets of items and targets, filtered, empty, unwritable; what went out comes in again elsewhere."""

from pathlib import Path

import pytest

from duban.services.import_sheet import read_sheet
from tests.cli.conftest import At, Duban
from tests.cli.test_import import LOADING, SAMPLE

pytestmark = pytest.mark.slow


def test_items_go_out_by_state_and_unit(demo: Duban, tmp_path: Path) -> None:
    out = tmp_path / "事项.xlsx"
    everything = demo("export", "items", str(out), "--json").document
    assert everything == {"file": str(out), "rows": 60}
    assert demo("export", "items", str(out), "--state", "办理中", "--unit", "县财政局").code == 0
    rows = read_sheet(out, ["工作任务"]).rows
    assert {(row.cells["状态"], row.cells["牵头单位"]) for row in rows} == {("办理中", "县财政局")}
    assert f"已导出 {len(rows)} 行" in demo("export", "items", str(out), "--state", "办理中", "--unit", "县财政局").out


def test_what_went_out_comes_in_again_on_another_ledger(
    at: At, demo: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at("11-23T09:00", "import", str(SAMPLE), *LOADING)
    at("11-23T09:00", "target", "accept", "--all")
    first, again = tmp_path / "目标.xlsx", tmp_path / "再导出.xlsx"
    assert demo("export", "targets", str(first), "--state", "历史存档").code == 0
    assert "台账里已有" in demo("import", str(first), *LOADING).err
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    monkeypatch.delenv("DUBAN_CLOCK")
    assert demo("init").code == 0
    done = demo("import", str(first), *LOADING, "--json").document
    assert [done[name] for name in ("items", "historic", "targets", "actuals", "notes")] == [21, 21, 21, 15, []]
    assert demo("target", "accept", "--all").code == 0
    assert demo("export", "targets", str(again)).code == 0
    sheets = [[row.cells for row in read_sheet(file, ["工作任务"]).rows] for file in (first, again)]
    for row in sheets[0] + sheets[1]:
        del row["事项编号"]
        row.pop("推定", None)
    assert sheets[0] == sheets[1]
    assert demo("verify").code == 0


def test_an_empty_or_impossible_export_is_told(demo: Duban, tmp_path: Path) -> None:
    out = tmp_path / "目标.xlsx"
    assert "没有符合条件的目标" in demo("export", "targets", str(out), "--unit", "县教育局").out
    assert "可用：拟办" in demo("export", "targets", str(out), "--state", "忙").err
    assert "文件名须以 .xlsx 结尾" in demo("export", "targets", str(tmp_path / "目标.xls")).err
    assert "没有这个文件夹" in demo("export", "targets", str(tmp_path / "没有" / "目标.xlsx")).err
