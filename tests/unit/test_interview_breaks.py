"""Each way to break a pack's rules of interviews: an edit of the county's own, and the finding a clerk gets back."""

import pytest

from tests.unit.breaks import found

pytestmark = pytest.mark.slow  # each loads the whole pack
BREAKS = {
    "unknown post": ("talk:    {by: 组织部部长", "talk:    {by: 人事局长", "post-unknown", "岗位“人事局长”没有"),
    "unknown reader": ("readers: [分管领导]", "readers: [记者]", "post-unknown", "岗位“记者”没有"),
    "own approval": (
        "approve: {by: [县长, 县委书记]",
        "approve: {by: [督查室主任]",
        "approval-self",
        "既提出又批准约谈",
    ),
    "cause of no rung": ("{rung: 督办, assumed", "{rung: 红牌, assumed", "rung-unknown", "“红牌”不是任何阶梯的一级"),
    "cause without ground": ("{rung: 督办, assumed", "{assumed", "interview-cause", "约谈的事由写 rung"),
    "judged before": ("within: 约谈后20个工作日内", "within: 会前3个工作日", "judge-anchor", "不是从约谈起算"),
    "no last day": (
        "answer: {within: 送达后3个工作日内",
        "answer: {within: 送达后3个工作日后",
        "phrase",
        "没有说最迟哪天",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_break_is_found_with_a_remedy(name: str) -> None:
    found(*BREAKS[name])
