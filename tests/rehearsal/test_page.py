"""The page of a pack's clauses: what was found of each, in how many runs."""

from duban.rehearsal.effects import Difference, Dimension
from duban.rehearsal.year import Script
from tests.rehearsal.ablation import Ablated, rows_of
from tests.rehearsal.page import page


def test_a_clause_is_carried_out_only_where_every_run_says_so() -> None:
    runs = [Script(2026, 100, 1), Script(2026, 100, 2)]
    changed = Difference(Dimension.dates, 3, 1, "某事项下发时限：原为2026-02-14，现为无")
    refused = Difference(Dimension.refusals, 1, 0, "2026-03-02 不再拒绝：须在到期前提出。")
    results = [Ablated("C14", run, (changed, refused)) for run in runs]
    results += [Ablated("C30", runs[0], (refused,)), Ablated("C30", runs[1], ()), Ablated("C39", runs[0], ())]
    told = page("县制度", rows_of("county", results), "python -m tests.rehearsal.ablation")
    assert told.startswith("# 县制度的条款：")
    assert "3 条中 1 条在每次演练中都得到执行。" in told
    rows = [line.split(" | ")[2:4] for line in told.splitlines() if line.startswith("| C")]
    assert rows == [["得到执行", "日期、不予办理"], ["1/2 次得到执行", "不予办理"], ["只是引用", ""]]
    assert str(results[-1]) == "C39 2026年种子1：只是引用"
