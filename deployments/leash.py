"""The leash: holds one program of the service so that nothing it started outlives the supervisor.

Runs by path (`python -I -S leash.py LIFELINE PROGRAM…`) as leader of a process group; imports nothing of ours.
"""

import ctypes
import os
import select
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run the program; its exit code is ours. When the lifeline breaks the whole group is killed, this process too."""
    lifeline, program = int(sys.argv[1]), sys.argv[2:]
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    pid = _spawn(program)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    if _wait_for(lifeline, os.pidfd_open(pid)):
        os.killpg(0, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return code if code >= 0 else 128 - code


def _spawn(program: list[str]) -> int:
    leash = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != leash:  # the leash died before the line above took effect
        os._exit(1)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    os.execv(program[0], program)  # noqa: S606 - an argument list from the supervisor, no shell
    return None


def _wait_for(lifeline: int, program: int) -> bool:
    """Until the program ends (False) or the lifeline breaks (True)."""
    watch = select.poll()
    watch.register(lifeline, select.POLLHUP)
    watch.register(program, select.POLLIN)
    return any(fd == lifeline for fd, _ in watch.poll())


if __name__ == "__main__":
    sys.exit(main())
