"""What is made sure of before anything starts: one service per home, a free port, no leftovers of an earlier crash."""

import fcntl
import os
import select
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from duban.core.errors import PortInUse, ServiceFailed

LOOPBACK = "127.0.0.1"
MARKER = "DUBAN_SERVICE"
"""Every process of a service carries its home under this name in its environment."""
PATIENCE = 5.0
"""Seconds a killed process is given to disappear."""


@contextmanager
def sole_service(home: Path) -> Iterator[None]:
    """Hold the home's lock. Raises ServiceFailed when another `duban up` holds it; the kernel frees it on any death."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "up.lock"
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            says = f"已在 {home} 运行（进程 {lock.read().strip() or '未知'}），未重复启动"
            remedy = "请先停掉它，或设置 DUBAN_HOME 换一个目录"
            raise ServiceFailed("督办服务", says, remedy) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def require_free_port(port: int, setting: str) -> None:
    """Raises PortInUse when something listens on the loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise PortInUse(port, setting) from None


def processes_of(home: Path) -> list[int]:
    """Live processes that a service of this home started, itself excluded."""
    mark = f"{MARKER}={home.resolve()}".encode()
    return [pid for pid in _all_pids() if mark in _environment(pid)]


def kill_leftovers(home: Path) -> int:
    """Kill what an earlier service of this home left behind (call it under `sole_service`); how many there were."""
    leftovers = processes_of(home)
    for pid in leftovers:
        with suppress(ProcessLookupError, PermissionError):
            _kill_and_wait(pid)
    return len(leftovers)


def _kill_and_wait(pid: int) -> None:
    handle = os.pidfd_open(pid)
    try:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        select.select([handle], [], [], PATIENCE)
    finally:
        os.close(handle)


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []
