"""`duban inbox`: what the demonstration county was told."""

from tests.cli.conftest import Duban


def test_messages_arrive_and_are_listed_by_post(demo: Duban) -> None:
    demo("sweep")
    assert demo("inbox", "list", "--json").document == []
    delivered = demo("inbox", "deliver", "--json").document
    assert delivered["sent"] > 0
    assert delivered["parked"] == []
    every = demo("inbox", "list", "--json").document
    unit = every[0]["unit"]
    own = demo("inbox", "list", "--by", f"{unit}局长", "--json").document
    assert own
    assert {(row["unit"], row["post"]) for row in own} == {(unit, "局长")}
    assert "没有待投递的消息" in demo("inbox", "deliver").out
    assert "件" in demo("inbox", "list").out
    assert demo("verify", "--json").document["ok"] is True


def test_an_unknown_or_ambiguous_post_is_refused(demo: Duban) -> None:
    assert "没有岗位“乡长”" in demo("inbox", "list", "--by", "乡长").err
    assert "请写上单位" in demo("inbox", "list", "--by", "局长").err
