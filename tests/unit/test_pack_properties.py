"""What holds for any pack text: the version depends on values alone, and no text makes the loader fall over."""

import json
import random
from contextlib import suppress
from copy import deepcopy
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from duban.core.errors import PackInvalid
from duban.institutions.loader import builtin_packs, examine_text, load_pack_text
from duban.institutions.schema import Pack
from duban.institutions.yamltext import Path, read_tree

SMALL = FilePath(__file__).parents[2] / "examples" / "three-colours.yaml"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in (SMALL, builtin_packs()["county"])}
TREES = {name: read_tree(text)[0] for name, text in TEXTS.items()}
VERSIONS = {name: load_pack_text(text, f"{name}.yaml").version for name, text in TEXTS.items()}
each_pack = pytest.mark.parametrize("name", [SMALL.stem, pytest.param("county", marks=pytest.mark.slow)])
OTHER_VALUES = ("会后9个工作日内", "会前9个工作日", "每月9日前后", "09:09", "C48", "逐期补办", "不合并")
YAML_SIGNS = ("\n", "  ", "- ", ": ", "{", "]", "&a ", "*a", "!", "'", "#", "? ")


def leaves(value: Any, path: Path = ()) -> list[Path]:
    """The paths of all values of a pack that are not themselves groups."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for index, inner in enumerate(value) for leaf in leaves(inner, (*path, index))]
    return [path]


def shuffled(value: Any, dice: random.Random) -> Any:
    """The same data with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        dice.shuffle(keys)
        return {key: shuffled(value[key], dice) for key in keys}
    return [shuffled(inner, dice) for inner in value] if isinstance(value, list) else value


@each_pack
@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.integers(0, 6))
def test_version_is_blind_to_the_order_of_keys_and_to_style(name: str, dice: random.Random, indent: int) -> None:
    text = json.dumps(shuffled(TREES[name], dice), ensure_ascii=False, indent=indent)
    assert load_pack_text(text, "json.yaml").version == VERSIONS[name]


@each_pack
@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0), st.sampled_from(["", "# 注", "      # clause: C99"])), max_size=30))
def test_version_is_blind_to_comments_and_blank_lines(name: str, inserted: list[tuple[int, str]]) -> None:
    lines = TEXTS[name].splitlines()
    for at, text in inserted:
        lines.insert(at % (len(lines) + 1), text)
    assert load_pack_text("\n".join(lines), "commented.yaml").version == VERSIONS[name]


@each_pack
@settings(max_examples=300)
@given(st.data())
def test_version_changes_with_any_value(name: str, data: st.DataObject) -> None:
    tree = deepcopy(TREES[name])
    *above, last = data.draw(st.sampled_from(leaves(tree)))
    group: Any = tree
    for step in above:
        group = group[step]
    old = group[last]
    group[last] = data.draw(st.sampled_from([*OTHER_VALUES, f"{old}甲", f"{old}x", 7]))
    assume(group[last] != old)
    try:
        changed = Pack.model_validate_json(json.dumps(tree))
    except ValidationError:
        assume(condition=False)
    assert changed.version() != VERSIONS[name]


@st.composite
def mutated_texts(draw: st.DrawFn, text: str) -> str:
    """That text after a few cuts, copies and insertions."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        upto = min(len(text), at + draw(st.integers(0, 60)))
        inserted = draw(st.one_of(st.text(max_size=8), st.sampled_from(YAML_SIGNS)))
        text = text[:at] + draw(st.sampled_from([inserted, text[at:upto] * 2])) + text[upto:]
    return text


@each_pack
@settings(max_examples=120)
@given(st.data())
def test_no_mutation_makes_the_loader_fall_over(name: str, data: st.DataObject) -> None:
    text = data.draw(mutated_texts(TEXTS[name]))
    with suppress(PackInvalid):
        assert load_pack_text(text, "mutated.yaml").text == text


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_make_the_loader_fall_over(raw: bytes) -> None:
    examined = examine_text(raw, "any.yaml")
    assert examined.findings
    assert examined.pack is None
