"""A part of the service and its running child process, held on a leash."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from deployments import leash


def _nothing() -> None:
    """Nothing is to be done first."""


def _sound() -> bool:
    """A part that lives is sound."""
    return True


@dataclass(frozen=True)
class Part:
    """One program of the service; `is_ready` says when the next part may start."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    is_ready: Callable[[], bool]
    patience: float = 90.0
    prepare: Callable[[], None] = _nothing
    """Called before each start."""
    is_sound: Callable[[], bool] = _sound
    """Asked every few seconds; a part that lives and is not sound is started anew."""
    unsound: str = "不能工作"
    """What is wrong then, for people."""


class Child:
    """A running part: its leash, leader of the group in which everything that the part starts lives."""

    def __init__(self, part: Part, lifeline: int) -> None:
        part.log.parent.mkdir(parents=True, exist_ok=True)
        with part.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", leash.__file__, str(lifeline), *part.argv],
                env=dict(part.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(lifeline,),
                start_new_session=True,
            )
        self.part = part
        self.started = monotonic()
        self.pidfd = os.pidfd_open(self.process.pid)

    def terminate(self) -> None:
        """Ask the program to stop."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGTERM)

    def clear(self) -> int:
        """Kill whatever is left of the group and reap its leader (unreaped, it keeps the group's number taken)."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        os.close(self.pidfd)
        return self.process.wait()


def cause_of(code: int) -> str:
    """An exit code in words; a leash reports its program's death by a signal as 128 + signal."""
    number = -code if code < 0 else code - 128
    return f"信号 {number}" if number > 0 else f"退出码 {code}"
