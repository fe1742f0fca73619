"""Tiny programs that stand in for Prefect's processes, and the ear that hears them without sleeping."""

import os
import select
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from deployments.child import Part
from deployments.guard import MARKER, processes_of

PATIENCE = 20.0
TALKER = """
import os, signal, sys
name, fifo, obeys = sys.argv[1:4]

def say(word):
    ear = os.open(fifo, os.O_WRONLY)
    os.write(ear, f"{name} {word} {os.getpid()}\\n".encode())
    os.close(ear)

if os.fork() == 0:
    say("grandchild")
    while True:
        signal.pause()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # a handler would miss one that comes just before a pause
say("up")
while True:
    signal.sigwait({signal.SIGTERM})
    say("stopping")
    if obeys == "obeys":
        os._exit(0)
"""


class Ear:
    """Hears what the programs say through a FIFO: `name word pid`."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "ear"
        os.mkfifo(self.path)
        self._fd = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)
        self._heard: list[tuple[str, str, int]] = []

    def hear(self, name: str, word: str, *, meanwhile: Callable[[float], object] | None = None) -> int:
        """The pid of who says the word next; `meanwhile(seconds)` lets a supervisor of this process act."""
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline:
            for said in self._heard:
                if said[:2] == (name, word):
                    self._heard.remove(said)
                    return said[2]
            if meanwhile:
                meanwhile(0.02)
            self._listen(0.02 if meanwhile else 1.0)
        raise AssertionError(f"{name} never said {word}; heard {self._heard}")

    def all_said(self, word: str) -> list[str]:
        """Who said the word so far, in order."""
        self._listen(0)
        return [name for name, said, _ in self._heard if said == word]

    def close(self) -> None:
        os.close(self._fd)

    def _listen(self, seconds: float) -> None:
        if select.select([self._fd], [], [], seconds)[0]:
            lines = os.read(self._fd, 4096).decode().splitlines()
            self._heard += [(name, word, int(pid)) for name, word, pid in map(str.split, lines)]


def talker(name: str, ear: Ear, home: Path, *, obeys: bool = True) -> Part:
    """A part with a grandchild; says up, grandchild, stopping."""
    return part(name, home, TALKER, name, str(ear.path), "obeys" if obeys else "stubborn")


def part(name: str, home: Path, code: str, *arguments: str) -> Part:
    """A part that runs Python code; ready at once."""
    return Part(
        name=name,
        argv=(sys.executable, "-I", "-S", "-c", code, *arguments),
        env={**os.environ, MARKER: str(home.resolve())},
        log=home / "log" / f"{name}.log",
        is_ready=lambda: True,
    )


def gone(pid: int, *, within: float = PATIENCE) -> bool:
    """Whether the process ends within the time (or has ended)."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within)[0])
    finally:
        os.close(handle)


def left_over(home: Path) -> list[int]:
    """Processes of the home that do not end by themselves: one that was just killed may need a moment to disappear."""
    return [pid for pid in processes_of(home) if not gone(pid)]
