"""Runs the parts of the service as child processes, restarts what dies, stops in reverse order, leaves no orphan."""

import os
import select
import selectors
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from types import FrameType
from typing import Never

from deployments.child import Child, Part, cause_of
from duban.core.errors import ServiceFailed

Say = Callable[[str], None]
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 10.0
"""Seconds a part is given to stop by itself."""
PROBE_EVERY = 0.1
LOOK_EVERY = 5.0
"""How often the parts are asked whether they are sound."""
HEALTHY_AFTER = 60.0
"""A part that died younger than this doubles its pause before the next start."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class StopAsked(Exception):
    """A person or the system asked the service to stop."""


@dataclass
class Supervisor:
    """Starts, watches and stops parts. Use `supervising`, which also owns the signals and the lifeline."""

    parts: Sequence[Part]
    say: Say
    lifeline: int
    signals: int
    deaths: int = 0
    """How often a part died unasked, after the start."""
    _started: bool = False
    _look_at: float = 0.0
    _children: dict[str, Child] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)
    _pauses: dict[str, float] = field(default_factory=dict)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def start(self) -> None:
        """Start the parts in order, each when the one before it is ready. Raises ServiceFailed or StopAsked."""
        self._selector.register(self.signals, selectors.EVENT_READ)
        for part in self.parts:
            self.say(f"正在启动{part.name}……")
            self._launch(part)
            self._await_ready(part)
        self._started = True

    def wait(self, seconds: float) -> None:
        """Let `seconds` pass, restarting what dies meanwhile. Raises StopAsked."""
        deadline = monotonic() + seconds
        while (left := deadline - monotonic()) > 0:
            pause = min([left, self._until_look(), *(due - monotonic() for due in self._due.values())])
            for key, _ in self._selector.select(max(pause, 0)):
                if key.data is None:
                    os.read(self.signals, 64)
                    raise StopAsked
                self._bury(key.data)
            self._relaunch_due()
            self._look()

    def watch(self) -> Never:
        """Keep the service running until it is asked to stop. Raises StopAsked."""
        while True:
            self.wait(3600)

    def pause_of(self, name: str) -> float:
        """How long the part was last held back after a death."""
        return self._pauses.get(name, 0.0)

    def stop(self) -> None:
        """Stop the parts, last started first; a further signal cuts the grace short."""
        grace = GRACE
        for part in reversed(self.parts):
            if child := self._children.pop(part.name, None):
                self.say(f"正在停止{part.name}……")
                grace = self._terminate(child, grace)
                child.clear()
        self._selector.close()

    def _terminate(self, child: Child, grace: float) -> float:
        """Ask, wait at most `grace`; returns the grace that the next part gets."""
        child.terminate()
        events = select.select([child.pidfd, self.signals], [], [], grace)[0]
        if child.pidfd in events:
            return grace
        self.say(f"{child.part.name}未及停止，强制结束。")
        return 0.0 if self.signals in events else grace

    def _launch(self, part: Part) -> None:
        part.prepare()
        child = Child(part, self.lifeline)
        self._children[part.name] = child
        self._selector.register(child.pidfd, selectors.EVENT_READ, child)

    def _await_ready(self, part: Part) -> None:
        deadline = monotonic() + part.patience
        while not part.is_ready():
            self.wait(PROBE_EVERY)
            if monotonic() > deadline:
                raise ServiceFailed(part.name, f"{part.patience:.0f}秒内未就绪", f"原因见日志 {part.log}")

    def _until_look(self) -> float:
        return self._look_at - monotonic() if self._started else LOOK_EVERY

    def _look(self) -> None:
        """Start anew the parts that live and cannot work."""
        if self._until_look() > 0:
            return
        for child in [*self._children.values()]:
            if not child.part.is_sound():
                self.say(f"{child.part.name}{child.part.unsound}，正在重新启动；日志 {child.part.log}")
                self._take_out(child)
                self._due[child.part.name] = monotonic()
        self._look_at = monotonic() + LOOK_EVERY

    def _take_out(self, child: Child) -> int:
        self._selector.unregister(child.pidfd)
        del self._children[child.part.name]
        return child.clear()

    def _bury(self, child: Child) -> None:
        name, log, lived = child.part.name, child.part.log, monotonic() - child.started
        cause = cause_of(self._take_out(child))
        if not self._started:
            raise ServiceFailed(name, f"启动时退出（{cause}）", f"原因见日志 {log}")
        self.deaths += 1
        earlier = 0.0 if lived > HEALTHY_AFTER else self.pause_of(name)
        self._pauses[name] = pause = min(earlier * 2, LONGEST_PAUSE) or FIRST_PAUSE
        self._due[name] = monotonic() + pause
        self.say(f"{name}意外退出（{cause}），{pause:.0f}秒后重新启动；日志 {log}")

    def _relaunch_due(self) -> None:
        for position, part in enumerate(self.parts):
            if self._due.get(part.name, float("inf")) > monotonic():
                continue
            if all(earlier.is_ready() for earlier in self.parts[:position]):
                del self._due[part.name]
                self._launch(part)
                self.say(f"{part.name}已重新启动。")
            else:
                self._due[part.name] = monotonic() + PROBE_EVERY


@contextmanager
def supervising(parts: Sequence[Part], say: Say) -> Iterator[Supervisor]:
    """Start the parts and hand over their supervisor; leaving the block, for whatever reason, stops them.

    A request to stop (Ctrl-C, SIGTERM, SIGHUP) ends the block quietly.
    """
    lifeline, held_open = os.pipe()
    with _stop_signals() as signals:
        supervisor = Supervisor(parts, say, lifeline, signals)
        try:
            supervisor.start()
            yield supervisor
        except StopAsked:
            say("收到停止请求。")
        finally:
            supervisor.stop()
            os.close(held_open)
            os.close(lifeline)


@contextmanager
def _stop_signals() -> Iterator[int]:
    """A descriptor that becomes readable when a signal asks to stop; the signals do nothing else."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    earlier_fd = signal.set_wakeup_fd(writable)
    earlier = {number: signal.signal(number, _ignore) for number in STOP_SIGNALS}
    try:
        yield readable
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(earlier_fd)
        os.close(readable)
        os.close(writable)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Only the wakeup descriptor matters."""
