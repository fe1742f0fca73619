"""Lock files: every package is pinned with a hash, no index address is written, every dependency is locked."""

import json
import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT

LOCKS = ["requirements.lock", "requirements-dev.lock"]


def _locked(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", text, re.M))


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-node.lock"])
def test_every_package_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    blocks = re.split(r"^(?=[a-z0-9-]+(?:\[[^]]*\])?==)", text, flags=re.M)[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_declared_package_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for lock, wanted in (
        ("requirements.lock", project["dependencies"]),
        ("requirements-dev.lock", project["optional-dependencies"]["dev"]),
    ):
        names = {re.split(r"[\[<>=!;]", each)[0].strip().lower().replace(".", "-") for each in wanted}
        assert names - _locked(lock).keys() == set()


def _needed(wanted: list[str]) -> set[str]:
    """The names of the wanted packages and of all that they need in turn, extras included, on this machine."""
    needed: set[tuple[str, str]] = set()
    left = [Requirement(each) for each in wanted]
    while left:
        asked = left.pop()
        if asked.marker and not asked.marker.evaluate():
            continue
        name = canonicalize_name(asked.name)
        for extra in {"", *asked.extras} - {known for package, known in needed if package == name}:
            needed.add((name, extra))
            left += _asked_for(name, extra)
    return {name for name, _ in needed}


def _asked_for(name: str, extra: str) -> list[Requirement]:
    """The requirements of an installed package with this extra, their markers answered already."""
    asked = [Requirement(each) for each in metadata.requires(name) or []]
    chosen = [each for each in asked if not each.marker or each.marker.evaluate({"extra": extra})]
    for each in chosen:
        each.marker = None
    return chosen


def test_a_lock_names_all_that_its_packages_need_since_pip_resolves_nothing() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime, development = project["dependencies"], project["optional-dependencies"]["dev"]
    for lock, wanted in zip(LOCKS, (runtime, [*runtime, *development]), strict=True):
        assert _needed(wanted) - _locked(lock).keys() == set()


def test_both_locks_agree() -> None:
    runtime, development = map(_locked, LOCKS)
    assert {name: pin for name, pin in runtime.items() if development.get(name) != pin} == {}


def test_the_assets_lock_pins_hashes_and_names_no_host() -> None:
    packages = json.loads((ROOT / "duban/console/web/package-lock.json").read_text(encoding="utf-8"))["packages"]
    pinned = {name: each for name, each in packages.items() if name}
    assert [name for name, each in pinned.items() if not each["integrity"].startswith("sha512-")] == []
    assert [name for name, each in pinned.items() if "resolved" in each] == []
