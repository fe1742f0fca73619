"""Each way to break a pack's rules of coordination: an edit of the county's own, and the finding a clerk gets back."""

import pytest

from tests.unit.breaks import found

pytestmark = pytest.mark.slow  # each loads the whole pack
BREAKS = {
    "level of nobody": ("post: 县委书记\n", "post: []\n", "level-nobody", "“县委主要领导”没有写由谁协调"),
    "unit with a post": (
        "- level: 责任部门\n",
        "- level: 责任部门\n      post: 县长\n",
        "level-nobody",
        "第一级“责任部门”是责任部门自己",
    ),
    "unknown post": ("post: 县委书记\n", "post: 县委副书记\n", "post-unknown", "岗位“县委副书记”没有在 posts 中列明"),
    "unknown sorter": ("needs: 梳理, by: 办公室主任", "needs: 梳理, by: 秘书", "post-unknown", "岗位“秘书”没有"),
    "sorted by nobody": ("needs: 梳理, by: 办公室主任", "needs: 梳理", "need-empty", "梳理没有写由谁"),
    "report without parts": ("parts: [会商协调过程, 意见分歧, 办理建议], ", "", "need-empty", "没有写须载明哪几项"),
    "instruction as nothing": (
        "{item: 主要领导批示事项, clause",
        "{item: 批示, clause",
        "item-unknown",
        "“批示”没有在",
    ),
    "same level twice": ("level: 县委主要领导", "level: 分管领导", "levels", "各级名称不同"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_break_is_found_with_a_remedy(name: str) -> None:
    found(*BREAKS[name])
