"""One service per home, a free port, no leftovers."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deployments.guard import MARKER, kill_leftovers, processes_of, require_free_port, sole_service
from duban.core.errors import PortInUse, ServiceFailed
from tests.deployments.programs import PATIENCE, gone

HOLD = """
import sys
from pathlib import Path
from deployments.guard import sole_service
with sole_service(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
IDLE = "import signal; print('idle', flush=True); signal.pause()"


def test_a_second_service_on_the_same_home_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "held\n"
        refused = f"督办服务：已在 .* 运行（进程 {first.pid}），未重复启动；请先停掉它，或设置 DUBAN_HOME 换一个目录。"
        with pytest.raises(ServiceFailed, match=refused), sole_service(tmp_path):
            pytest.fail("started twice")
        first.kill()
        first.wait(PATIENCE)
        with sole_service(tmp_path):
            assert (tmp_path / "up.lock").read_text() == str(os.getpid())


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"端口 {port} 已被占用.*DUBAN_PREFECT_PORT"):
            require_free_port(port, "DUBAN_PREFECT_PORT")
    require_free_port(port, "DUBAN_PREFECT_PORT")


def test_leftovers_are_told_from_strangers(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine", tmp_path / "mine-too"
    command = [sys.executable, "-I", "-S", "-c", IDLE]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={MARKER: str(home)}) for home in (mine, other)
    ]
    leftover, stranger = started
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == "idle\n"
        process.stdout.close()
    assert processes_of(mine) == [leftover.pid]
    assert kill_leftovers(mine) == 1
    assert leftover.wait(PATIENCE) == -9
    assert not gone(stranger.pid, within=0)
    stranger.kill()
    stranger.wait(PATIENCE)
