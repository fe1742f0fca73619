"""`duban alert`: a sweep that did not come, seen by the office, gone when it was made up for."""

from typing import Any

import pytest

from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow
LATE = 5
"""Stages of that week's meetings whose days were over before anybody rang: an alert each."""


def test_a_silent_sweep_is_told_seen_and_gone(at: At) -> None:
    at("11-23T09:00", "sweep")
    assert at("11-24T09:10", "alert", "check") == {"raised": LATE, "settled": 0}
    assert {each["kind"] for each in at("11-24T09:10", "alert", "list")} == {"stage_late"}
    assert at("11-24T09:40", "alert", "check") == {"raised": 1, "settled": 0}
    (alert,) = silent(at("11-24T09:41", "alert", "list"))
    code = alert["code"]
    assert (code, alert["kind_label"], alert["label"]) == (f"GJ2026-{LATE + 1:04d}", "没有巡检", "待查看")
    assert "2026-11-24 08:30 应巡检而没有巡检" in alert["says"]
    at("11-24T09:42", "inbox", "deliver")
    told = at("11-24T09:42", "inbox", "list", "--by", "督查室主任")
    assert "有1条告警：没有巡检（每日巡检），请用 duban alert list 查看。" in [each["text"] for each in told]
    seen = at("11-24T09:43", "alert", "see", code, "--by", "督查室主任")
    assert seen["label"] == "已查看"
    assert "须写明理由" in at("11-24T09:44", "alert", "clear", code, "--by", "督查室主任", refused=True)
    at("11-24T09:45", "sweep")
    assert at("11-24T09:46", "alert", "check") == {"raised": 0, "settled": 1}
    assert silent(at("11-24T09:46", "alert", "list")) == []
    (gone,) = silent(at("11-24T09:46", "alert", "list", "--all"))
    assert (gone["label"], gone["seen_name"], gone["cleared_name"]) == ("已解除", "张正", None)
    assert "没有告警“GJ2026-9999”" in at("11-24T09:47", "alert", "show", "GJ2026-9999", refused=True)
    assert at("11-24T09:47", "verify")["ok"]


def silent(alerts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those about sweeps that did not come; meetings whose notice came late have theirs."""
    return [each for each in alerts if each["kind"] == "sweep_silent"]


def test_people_read_tables(demo: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    assert demo("alert", "list").out == "没有告警。\n"
    demo("sweep")
    monkeypatch.setenv("DUBAN_CLOCK", "2026-11-24T10:00")
    assert f"新发告警 {LATE + 1} 条" in demo("alert", "check").out
    assert "每日巡检" in demo("alert", "list").out
    assert f"另有 {LATE + 1} 条运行告警没有解除" in demo("inbox", "list").out
    done = demo("alert", "clear", "GJ2026-0001", "--by", "督查室主任", "--reason", "停电检修").out
    assert done.startswith("GJ2026-0001：解除，督查室主任/张正，2026-11-24 10:00，依据《高效运行机制完善工作意见》")
    assert "停电检修" in demo("alert", "show", "GJ2026-0001").out
