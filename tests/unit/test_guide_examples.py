"""Every example of the guide for newcomers, put into the pack that the guide begins with: it loads without errors."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from duban.institutions.findings import errors_in
from duban.institutions.loader import examine_text
from duban.institutions.newpack.answers import read_answers
from duban.institutions.newpack.writing import pack_text
from duban.institutions.yamltext import read_tree

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "manual" / "new-pack.md").read_text("utf-8")
EXAMPLES = re.findall(r"\*\*(.+?)\*\*\n\n```yaml\n(.+?)```", GUIDE, re.DOTALL)


def street() -> dict[str, Any]:
    """The pack that the guide's answers make."""
    answers, _ = read_tree((ROOT / "examples" / "street-answers.yaml").read_text("utf-8"))
    return read_tree(pack_text(read_answers(answers)))[0]


def merged(base: Any, more: Any) -> Any:
    """The example's parts beside those of the pack, or in their place."""
    if isinstance(base, dict) and isinstance(more, dict):
        return {**base, **{key: merged(base.get(key), value) for key, value in more.items()}}
    return more


@pytest.mark.parametrize("example", [text for _, text in EXAMPLES], ids=[f"{n}" for n in range(len(EXAMPLES))])
def test_example_is_a_pack_that_can_be_used(example: str) -> None:
    tree = merged(street(), read_tree(example)[0])
    examined = examine_text(json.dumps(tree, ensure_ascii=False).encode(), "guide.yaml")
    assert [str(finding) for finding in errors_in(examined.findings)] == []


def test_every_yaml_block_of_the_guide_is_tried() -> None:
    assert len(EXAMPLES) == GUIDE.count("```yaml") > 10
