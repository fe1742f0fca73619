"""Replays a page of docs/: each command at its moment, its words compared with what the page shows.

A page is Markdown with `console` blocks: `2026-11-23 09:00 $ duban …`, then what it says; `……` stands for any lines.
`python -m tests.dialogues PAGE` runs it again on a demonstration ledger and writes down what the commands say now.
"""

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from duban.cli.main import run
from tests.papers import SAMPLES

PROMPT = re.compile(r"(?P<moment>\d{4}-\d\d-\d\d \d\d:\d\d) \$ duban (?P<words>.+)")
ROOT = Path(__file__).parents[1]
MORE = "……"
TABLE = "┏"
"""How a table begins; a page that is written anew is given none, for a table is as wide as what it holds."""

Say = Callable[[str, list[str]], str]
"""Runs a command at a moment; what it said."""


@dataclass(frozen=True)
class Exchange:
    """One command of a page, and the lines that the page shows below it."""

    line: int
    prompt: str
    moment: str
    words: list[str]
    shown: tuple[str, ...]


def exchanges(page: Path) -> Iterator[Exchange]:
    """The commands of a page in order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        asked = PROMPT.fullmatch(lines[number])
        number += 1
        if not asked:
            continue
        start = number
        while not (lines[number].startswith("```") or PROMPT.fullmatch(lines[number])):
            number += 1
        yield Exchange(
            start, lines[start - 1], asked["moment"], shlex.split(asked["words"]), tuple(lines[start:number])
        )


def differs(exchange: Exchange, said: str) -> str | None:
    """Where the answer is not what the page shows; None where it is."""
    pattern = "\n".join(".*" if line == MORE else re.escape(line) for line in exchange.shown).replace("\n.*", "(\n.*)?")
    if re.fullmatch(pattern, said, re.DOTALL):
        return None
    return (
        f"line {exchange.line}: {exchange.prompt}\n--- the page shows\n"
        + "\n".join(exchange.shown)
        + f"\n--- it said\n{said}"
    )


def rewrite(page: Path, say: Say) -> None:
    """Writes down below each command what it says now, cut after a few lines."""
    lines = page.read_text(encoding="utf-8").splitlines()
    for exchange in reversed([*exchanges(page)]):
        lines[exchange.line : exchange.line + len(exchange.shown)] = [f"\0{exchange.line}"]
    for exchange in exchanges(page):
        at = lines.index(f"\0{exchange.line}")
        lines[at : at + 1] = _without_tables(say(exchange.moment, exchange.words).splitlines())
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _without_tables(said: list[str]) -> list[str]:
    """The lines before the first table, whose title stands above it."""
    first = next((number for number, line in enumerate(said) if line.startswith(TABLE)), None)
    return said if first is None else [*said[: first - 1], MORE]


def say_in_process(moment: str, words: list[str]) -> str:
    """Runs a command in this process at that moment of the demonstration ledger; both streams as one.

    The files that it attaches are made in the current folder: the smallest real ones of their kind. `examples/` is the
    project's own folder.
    """
    os.environ["DUBAN_CLOCK"] = moment.replace(" ", "T")
    for name in (words[at + 1] for at, word in enumerate(words) if word == "--attach"):
        Path(name).write_bytes(SAMPLES[Path(name).suffix.removeprefix(".")])
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        run([str(ROOT / word) if word.startswith("examples/") else word for word in words])
    return "\n".join(line.rstrip() for line in said.getvalue().splitlines()).rstrip()


def main() -> None:
    """Writes the page named on the command line anew."""
    pages = [Path(name).resolve() for name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as home, chdir(home):
        os.environ |= {"DUBAN_HOME": home, "DUBAN_DATABASE_URL": f"sqlite:///{home}/ledger.db"}
        say_in_process("2026-11-23 08:00", ["init", "--demo"])
        os.environ["DUBAN_DATABASE_URL"] = f"sqlite:///{home}/demo.db"
        for page in pages:
            rewrite(page, say_in_process)


if __name__ == "__main__":
    main()
