"""What the document asks of the platform itself (C39), each by the command that `duban clauses` names for it."""

import pytest

from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow


def test_c39_every_feature_of_the_platform_is_reached_by_its_command(at: At, demo: Duban) -> None:
    rows = {row["clause"]: row for row in at("11-23T08:00", "clauses", "--pack", "county")}
    named = [rule["rule"].partition(".")[::2] for rule in rows["C39"]["rules"]]
    assert {name for section, name in named if section == "platform"} == {
        "动态数据库",
        "实时调阅",
        "远程监控",
        "短信提醒",
        "逾期预警",
    }
    listed = at("11-23T08:00", "item", "list")
    assert at("11-23T08:00", "item", "show", listed[0]["code"])["history"]
    assert any(day["limits"] for day in at("11-23T08:00", "preview", "--days", "3"))
    at("11-23T08:30", "sweep")
    at("11-23T08:40", "inbox", "deliver")
    assert at("11-23T08:41", "inbox", "list")
    assert demo("up", "--help").code == 0


def test_c39_a_message_never_carries_what_an_item_says(at: At) -> None:
    at("11-23T08:30", "sweep")
    titles = [item["title"] for item in at("11-23T08:40", "item", "list")]
    at("11-23T08:40", "inbox", "deliver")
    entries = at("11-23T08:41", "inbox", "list")
    assert entries
    assert not [title for title in titles if any(title in str(entry) for entry in entries)]
    assert at("11-23T08:40", "item", "show", "2026-999999", refused=True)
