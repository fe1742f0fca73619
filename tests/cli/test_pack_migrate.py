"""`duban pack migrate`: a preview that changes nothing, the move on record, and what is refused."""

import io
from pathlib import Path

import pytest

from tests.cli.conftest import Duban
from tests.factories import county

SHORTER = ("一个部门职权内: {within: 送达后5个工作日内", "一个部门职权内: {within: 送达后3个工作日内")


@pytest.fixture
def renewed(either: Duban, tmp_path: Path) -> Duban:
    """The demonstration ledger on each database, into which a stricter version of the county's pack was loaded."""
    file = tmp_path / "新版.yaml"
    file.write_text(county().text.replace(*SHORTER), "utf-8")
    assert either("init", "--pack", str(file)).code == 0
    return either


@pytest.mark.slow
def test_items_keep_their_version_until_they_are_moved(renewed: Duban) -> None:
    before = renewed("pack", "list", "--installed", "--json").document
    preview = renewed("pack", "migrate", "county", "--json").document
    assert (preview["recorded"], len(preview["items"])) == (False, before[0]["open_items"])
    assert "只是预览" in renewed("pack", "migrate", "county").out
    assert renewed("pack", "list", "--installed", "--json").document == before
    done = renewed("pack", "migrate", "county", "--by", "督查室主任", "--yes", "--json").document
    assert (done["recorded"], done["items"], done["dated"]) == (True, preview["items"], preview["dated"])
    after = renewed("pack", "list", "--installed", "--json").document
    assert [row["open_items"] for row in after] == [0, before[0]["open_items"]]
    moved = next(item for item in done["items"] if any(not limit["stays"] for limit in item["limits"]))
    limit = moved["limits"][0]
    assert limit["clause"] == "C31"
    last = renewed("item", "show", moved["code"], "--json").document["history"][-1]
    assert (last["does"], last["by"], last["changed"]["feedback_due_on"]) == (
        "移到制度新版", "督查室主任", [limit["from"], limit["to"]],
    )  # fmt: skip
    assert renewed("verify", "--json").document["ok"] is True
    assert "都已经按这一版办理" in renewed("pack", "migrate", "county").err
    assert "须写明理由" in renewed("pack", "migrate", "county", "--to", before[0]["version"][:8]).err


def test_the_preview_names_each_item_and_why(renewed: Duban) -> None:
    told = renewed("pack", "migrate", "county").out
    assert "送达后5个工作日内 → 送达后3个工作日内" in told
    assert "C31" in told


class Terminal(io.StringIO):
    """Where a person sits and types."""

    def isatty(self) -> bool:
        return True


def test_a_person_is_asked_after_the_preview(renewed: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    for typed, says in (("n\n", "只是预览，什么也没有改动"), ("y\n", "已移 "), ("y\n", "都已经按这一版办理")):
        monkeypatch.setattr("sys.stdin", Terminal(typed))
        ran = renewed("pack", "migrate", "county")
        assert says in ran.out + ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nowhere",), 1, "没有已载入的制度“nowhere”"),
        (("county", "--to", "ffff"), 1, "没有制度版本“ffff”"),
        (("county", "--except", "2026-999999"), 1, "没有要移的督办任务“2026-999999”"),
        (("county", "--by", "没有的岗位"), 1, "没有的岗位"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(renewed: Duban, arguments: tuple[str, ...], code: int, says: str) -> None:
    ran = renewed("pack", "migrate", *arguments)
    assert (ran.code, says in ran.err) == (code, True), ran.err
