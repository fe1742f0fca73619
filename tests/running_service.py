"""A real service of its own for a test: demonstration ledger, free port, clock set to a Monday."""

import codecs
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from deployments.guard import processes_of

DUBAN = Path(sys.executable).with_name("duban")
MONDAY_MORNING = "2026-11-23T09:00"
PATIENCE = 240.0


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class DemonstrationHome:
    """A directory with a demonstration ledger in it, and the commands that are run on it."""

    home: Path
    port: int = field(default_factory=free_port)
    console_port: int = field(default_factory=free_port)
    clock: str = MONDAY_MORNING

    @property
    def environment(self) -> dict[str, str]:
        """What a command needs to work here and nowhere else."""
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        return inherited | {
            "DUBAN_HOME": str(self.home),
            "DUBAN_DATABASE_URL": f"sqlite:///{self.home / 'duban.db'}",
            "DUBAN_PREFECT_PORT": str(self.port),
            "DUBAN_CONSOLE_PORT": str(self.console_port),
            "DUBAN_CLOCK": self.clock,
        }

    @property
    def api(self) -> str:
        """Prefect's API."""
        return f"http://127.0.0.1:{self.port}/api"

    def duban(self, *arguments: str, ledger: str | None = None) -> subprocess.CompletedProcess[str]:
        """One command, to its end; `ledger` names another SQLite file of this home."""
        command, chosen = [str(DUBAN), *arguments], self.environment
        if ledger:
            chosen = chosen | {"DUBAN_DATABASE_URL": f"sqlite:///{self.home / ledger}.db"}
        return subprocess.run(command, env=chosen, capture_output=True, text=True, timeout=PATIENCE, check=False)

    def processes(self, word: str) -> list[int]:
        """Processes of the running service whose command holds the word, their leashes left out."""
        return [pid for pid in processes_of(self.home) if word in _command(pid) and "leash.py" not in _command(pid)]


@dataclass
class RunningService:
    """A `duban up` in the background and what it says."""

    process: subprocess.Popen[bytes]
    said: str = ""
    heard: str = ""
    """Everything that it said so far."""
    _decoder: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))

    def hear(self, words: str) -> None:
        """Wait until the service has said the words; what comes before them is forgotten."""
        deadline = monotonic() + PATIENCE
        while words not in self.said:
            if not self._listen(deadline - monotonic()):
                raise AssertionError(f"{words} was not said; {self.said}")
        self.said = self.said.partition(words)[2]

    def listen(self, seconds: float) -> None:
        """Let so much time pass, hearing what is said meanwhile."""
        deadline = monotonic() + seconds
        while (left := deadline - monotonic()) > 0:
            self._listen(left)

    def _listen(self, seconds: float) -> bool:
        """Whether anything was said in the time. Raises AssertionError when the service ended."""
        stdout = self.process.stdout
        if stdout is None:
            raise ValueError(self.process)
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            if not selector.select(max(seconds, 0)):
                return False
        chunk = os.read(stdout.fileno(), 4096)
        if not chunk:
            raise AssertionError(f"the service ended; {self.said}")
        words = self._decoder.decode(chunk)
        self.said, self.heard = self.said + words, self.heard + words
        return True


def demonstration(home: Path, clock: str = MONDAY_MORNING) -> DemonstrationHome:
    """A new demonstration ledger below the directory, made at that time."""
    place = DemonstrationHome(home, clock=clock)
    made = place.duban("init", "--demo")
    if made.returncode:
        raise AssertionError(made.stderr)
    return place


@contextmanager
def running(place: DemonstrationHome) -> Iterator[RunningService]:
    """`duban up --demo`, ready; stopped by Ctrl-C unless the test has killed it."""
    command = [str(DUBAN), "up", "--demo"]
    with subprocess.Popen(command, env=place.environment, stdout=subprocess.PIPE) as process:
        service = RunningService(process)
        try:
            service.hear("按 Ctrl-C 停止。")
            yield service
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(PATIENCE)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
