"""Words as they are typed behind an option: `name=value`, choices, days."""

import pytest

from duban.cli import typed
from duban.core.errors import InvalidValue

SHAPE = "登记项=值"


def test_a_sign_in_full_width_parts_name_and_value_once() -> None:
    given = ["项目＝污水厂＝二期", " 进展 = 完成主体 ", "备注="]
    assert typed.pairs(given, "--set", SHAPE) == {"项目": "污水厂＝二期", "进展": "完成主体", "备注": ""}
    assert typed.pair("县财政局＝300", "--part", "单位=目标值") == ("县财政局", "300")


@pytest.mark.parametrize("given", [["项目"], ["=甲"], ["＝"], [""]], ids=";".join)
def test_what_is_no_pair_is_refused(given: list[str]) -> None:
    with pytest.raises(InvalidValue, match="--set"):
        typed.pairs(given, "--set", SHAPE)


@pytest.mark.parametrize("given", ["县财政局", "县财政局=", "=300", " ＝ "])
def test_a_pair_wants_both(given: str) -> None:
    with pytest.raises(InvalidValue, match="请写成“单位=目标值”"):
        typed.pair(given, "--part", "单位=目标值")
