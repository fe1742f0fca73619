"""The help of every command: Chinese throughout, every option explained, an example that names the command itself."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from duban import __version__
from duban.cli.helping import spoken
from duban.cli.main import application
from tests.architecture.sources import ROOT
from tests.cli.conftest import Duban

ENGLISH = ("Usage", "Show this message", "OPTIONS", "COMMAND", "ARGS")


def _leaves(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield words, command
    for name, each in (below or {}).items():
        yield from _leaves(each, (*words, name))


COMMANDS = dict(_leaves(spoken(application())))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_and_its_options(words: tuple[str, ...]) -> None:
    command = COMMANDS[words]
    assert f"示例：duban {' '.join(words)}" in command.help
    assert [each.name for each in command.params if not each.help] == []


@pytest.mark.parametrize("words", [(), ("item",), ("order", "series"), ("item", "show"), ("due",)], ids=" ".join)
def test_help_is_chinese_throughout(duban: Duban, words: tuple[str, ...]) -> None:
    ran = duban(*words, "--help")
    assert ran.code == 0
    assert "用法：duban" in ran.out
    assert [each for each in ENGLISH if each in ran.out] == []


def test_the_version_is_the_packages_own(duban: Duban) -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert __version__ == package
    ran = duban("--version")
    assert (ran.code, ran.out) == (0, f"督办 {package}\n")
