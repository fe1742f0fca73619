"""Edits that break a pack, and how the finding is looked for: shared by the tables of breaks."""

from typing import NamedTuple

import pytest

from duban.core.errors import PackInvalid
from duban.institutions.loader import builtin_packs, examine_text, load_pack_text

COUNTY = builtin_packs()["county"].read_text(encoding="utf-8")


class Break(NamedTuple):
    """`old` becomes `new`; the finding stands at the line where `at` is then found."""

    name: str
    old: str
    new: str
    at: str
    code: str
    says: str


def edited(old: str, new: str, text: str = COUNTY) -> str:
    """A pack's text, the county's unless another is given, with one thing written otherwise."""
    assert old in text, old
    return text.replace(old, new, 1)


def refused_at_its_line(broken: Break) -> None:
    """The broken pack is refused, with the finding at its line and a remedy."""
    text = edited(broken.old, broken.new)
    expected_line = text.count("\n", 0, text.index(broken.at)) + 1
    with pytest.raises(PackInvalid) as refused:
        load_pack_text(text, "broken.yaml")
    matching = [line for line in refused.value.findings if broken.says in line]
    assert matching, refused.value.findings
    assert matching[0].startswith(f"broken.yaml:{expected_line}: ")
    assert broken.code in {finding.code for finding in examine_text(text.encode(), "broken.yaml").findings}


def sound(text: str) -> None:
    """Nothing is found in the pack as it stands, so that what is found later is the break."""
    assert [str(finding) for finding in examine_text(text.encode(), "broken.yaml").findings] == []


def found(old: str, new: str, code: str, says: str, text: str = COUNTY) -> None:
    """The broken pack has such a finding."""
    findings = examine_text(edited(old, new, text).encode(), "broken.yaml").findings
    assert any(each.code == code and says in each.says for each in findings), [str(each) for each in findings]
