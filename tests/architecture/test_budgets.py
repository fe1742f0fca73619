"""Size and suppression budgets of the house style, so that rooms stay small enough to read."""

import ast
import re

from tests.architecture.sources import files_of_tests, functions, lines_of, shown, source_files, tracked
from tests.architecture.whitespace import untidy

SOURCE_LINES, SOURCE_FUNCTION = 400, 50
TEST_LINES, TEST_FUNCTION = 500, 40
SUPPRESSIONS_PER_10000 = 5
SUPPRESSION = re.compile(r"#\s*(type:\s*ignore|noqa)")
NAMED_WITH_REASON = re.compile(r"#\s*(type:\s*ignore\[[\w,-]+\]|noqa:\s*[A-Z0-9, ]+?)\s+(#|-)\s*\S+")
TEXT_SUFFIXES = {".py", ".md", ".toml", ".yaml", ".lark", ".sh", ".sql", ".txt", ".lock"}
LEFT_OPEN = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")


def test_source_files_are_short() -> None:
    assert [shown(path) for path in source_files() if len(lines_of(path)) > SOURCE_LINES] == []


def test_test_files_are_short() -> None:
    assert [shown(path) for path in files_of_tests() if len(lines_of(path)) > TEST_LINES] == []


def test_functions_are_short() -> None:
    budgets = [(path, SOURCE_FUNCTION) for path in source_files()] + [(p, TEST_FUNCTION) for p in files_of_tests()]
    long = [f"{shown(path)}:{name}" for path, most in budgets for name, lines in functions(path) if lines > most]
    assert long == []


def test_sql_blocks_are_short() -> None:
    assert [shown(path) for path in tracked("*.sql") if len(lines_of(path)) > TEST_FUNCTION] == []


def test_suppressions_are_few_and_name_their_reason() -> None:
    files = [path for path in source_files() + files_of_tests() if path.name != "test_budgets.py"]
    found = [(path, line) for path in files for line in lines_of(path) if SUPPRESSION.search(line)]
    assert [f"{shown(path)}: {line.strip()}" for path, line in found if not NAMED_WITH_REASON.search(line)] == []
    total = sum(len(lines_of(path)) for path in files)
    assert len(found) <= max(SUPPRESSIONS_PER_10000, SUPPRESSIONS_PER_10000 * total // 10_000)


def test_every_module_says_what_it_holds() -> None:
    silent = [
        shown(path)
        for path in source_files() + files_of_tests()
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_nothing_is_left_open() -> None:
    files = [path for path in source_files() + files_of_tests() if path.name != "test_budgets.py"]
    assert [
        f"{shown(path)}: {line.strip()}" for path in files for line in lines_of(path) if LEFT_OPEN.search(line)
    ] == []


def test_identifiers_are_ascii() -> None:
    strange = []
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "id", None) or getattr(node, "name", None) or getattr(node, "arg", None)
            if isinstance(name, str) and not name.isascii():
                strange.append(f"{shown(path)}: {name}")
    assert strange == []


def test_text_files_end_in_one_newline() -> None:
    text = [
        path for path in tracked() if path.suffix in {".py", ".md", ".toml", ".yaml", ".lark", ".sh", ".sql", ".txt"}
    ]
    assert untidy(text) == []
