"""Texts that are no readable YAML, or more YAML than a pack may use: one finding, its line, no English."""

import re
from pathlib import Path

import pytest

from duban.core.errors import PackInvalid
from duban.institutions.loader import builtin_packs, examine_text, load_pack_text, load_stored_text
from duban.institutions.yamltext import MAX_BYTES, read_tree

ENGLISH = re.compile(r"\b(?!duban|pack|show)[A-Za-z]{2,} [A-Za-z]{2,}")
"""Two English words in a row, other than a command to type."""

DAMAGED = [
    ("empty file", b"", 1, "empty"),
    ("comments only", "# 还没写\n".encode(), 1, "empty"),
    ("a list instead of keys", b"- 1\n- 2\n", 1, "not-a-mapping"),
    ("full-width colons", "pack：county\ntitle：制度\n".encode(), 1, "not-a-mapping"),
    ("tab in the indent", b"pack: county\ndocument:\n\ttitle: x\n", 3, "tab"),
    ("duplicate key", b"pack: county\ntitle: a\npack: other\n", 3, "duplicate-key"),
    ("duplicate key inside", b"clauses:\n  C1: {at: a, says: b}\n  C1: {at: a, says: c}\n", 3, "duplicate-key"),
    ("not UTF-8", "pack: county\ntitle: 制度\n".encode("gb18030"), 2, "not-utf8"),
    ("too big", b"#" * (MAX_BYTES + 1), 1, "too-big"),
    ("anchor", b"pack: county\ntitle: &t x\n", 2, "anchor"),
    ("anchor bomb", b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "anchor"),
    ("anchor used twice", b"pack: county\ntitle: &t x\nsweep: &t y\n", 2, "anchor"),
    ("anchor on the whole", b"&a pack: county\n", 1, "bad-key"),
    ("anchored key", b"pack: county\n&k title: x\n", 2, "bad-key"),
    ("endless alias", b"a: &a [*a]\n", 1, "anchor"),
    ("undefined alias", b"pack: *nothing\n", 1, "yaml"),
    ("merge key", b"pack: county\n<<: {title: x}\n", 2, "bad-key"),
    ("key that is a list", b"? [a, b]\n: 1\n", 1, "bad-key"),
    ("python tag", b"pack: !!python/object/apply:os.system [ls]\n", 1, "tag"),
    ("own tag", b"pack: county\ntitle: !x y\n", 2, "tag"),
    ("two documents", b"pack: county\n---\npack: other\n", 2, "yaml"),
    ("open quote", b"pack: 'county\ntitle: x\n", 1, "yaml"),
    ("open brace", b"clauses: {C1: {at: a\ntitle: x\n", 2, "yaml"),
    ("stray indent", b"pack: county\n  title: x\n", 2, "yaml"),
    ("character that cannot start", b"pack: @county\n", 1, "yaml"),
    ("control character", b"pack: county\ntitle: a\x07b\n", 2, "yaml"),
    ("nested beyond reason", b"pack: " + b"[" * 40 + b"]" * 40 + b"\n", 1, "too-deep"),
    ("nested to exhaust the stack", b"pack: " + b"[" * 20_000, 1, "too-deep"),
    ("key without a value", b"pack: county\ntitle:\n", 2, "no-value"),
    ("null spelt out", b"pack: null\n", 1, "no-value"),
]


@pytest.mark.parametrize(("raw", "line", "code"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED])
def test_damaged_text_gives_one_finding_with_its_line(raw: bytes, line: int, code: str) -> None:
    examined = examine_text(raw, "damaged.yaml")
    assert examined.pack is None
    assert [(finding.line, finding.code) for finding in examined.findings] == [(line, code)]
    assert not ENGLISH.search(examined.findings[0].says)


@pytest.mark.parametrize("raw", [case[1] for case in DAMAGED], ids=[case[0] for case in DAMAGED])
def test_damaged_text_is_refused_as_a_stored_copy_too(raw: bytes) -> None:
    with pytest.raises(PackInvalid):
        load_stored_text(raw.decode("utf-8", "replace"), "damaged.yaml", "v1")


@pytest.mark.parametrize("file", builtin_packs().values(), ids=lambda file: file.stem)
def test_the_quick_reader_reads_what_ships_as_the_careful_one_does(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert read_tree(text, quick=True) == read_tree(text)
    loaded = load_pack_text(text, "copy.yaml")
    assert load_stored_text(text, "copy.yaml", loaded.version) == loaded


def test_a_copy_that_the_quick_reader_reads_otherwise_is_read_carefully() -> None:
    text = builtin_packs()["county"].read_text(encoding="utf-8")
    assert load_stored_text(text, "copy.yaml", "another version") == load_pack_text(text, "copy.yaml")


def test_byte_order_mark_and_windows_lines_are_read_as_written() -> None:
    plain = examine_text("pack: county\n标题: x\n".encode(), "a.yaml")
    windows = examine_text("\ufeffpack: county\r\n标题: x\r\n".encode(), "a.yaml")
    assert windows.findings == plain.findings
    assert "标题" in plain.findings[-1].says


def test_sexagesimal_and_dates_stay_text() -> None:
    text = "cutoff: {at: 17:30, assumed: x}\ndocument: {date: 2016-02-30}\n"
    codes = {finding.code: finding.says for finding in examine_text(text.encode(), "a.yaml").findings}
    assert "time" not in codes
    assert "2016-02-30" in codes["day"]


def test_every_missing_field_is_named_with_what_it_is_for() -> None:
    says = [finding.says for finding in examine_text(b"pack: county\n", "a.yaml").findings]
    assert "制度缺少“cutoff”（每天的截止时刻；期限打印为“X日17:30前（含当日）”）；请补上。" in says
    assert not [sentence for sentence in says if ENGLISH.search(sentence)]
