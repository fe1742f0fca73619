"""The supervisor with tiny real programs: order, restarts, stops, and never an orphan."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from deployments import supervisor as supervision
from deployments.guard import processes_of
from deployments.supervisor import supervising
from duban.core.errors import ServiceFailed
from tests.deployments.programs import PATIENCE, Ear, gone, left_over, part, talker

SUPERVISE = """
import sys
from pathlib import Path
from deployments.supervisor import supervising
from tests.deployments.programs import Ear, talker
home, fifo, manner = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
ear = Ear.__new__(Ear)
ear.path = fifo
with supervising([talker("server", ear, home), talker("runner", ear, home, obeys=manner == "obeys")], print) as service:
    service.watch()
"""


def supervise(home: Path, ear: Ear, manner: str = "obeys") -> subprocess.Popen[str]:
    """A supervisor in a process of its own, over `server` and `runner`."""
    command = [sys.executable, "-c", SUPERVISE, str(home), str(ear.path), manner]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_stops_in_reverse_order_and_leaves_nothing(tmp_path: Path, ear: Ear) -> None:
    said: list[str] = []
    with supervising([talker("server", ear, tmp_path), talker("runner", ear, tmp_path)], said.append) as service:
        ear.hear("runner", "up", meanwhile=service.wait)
        ear.hear("server", "up", meanwhile=service.wait)
    assert ear.all_said("stopping") == ["runner", "server"]
    assert left_over(tmp_path) == []
    assert said == ["正在启动server……", "正在启动runner……", "正在停止runner……", "正在停止server……"]


def test_restarts_a_part_that_dies_and_says_so(tmp_path: Path, ear: Ear) -> None:
    said: list[str] = []
    with supervising([talker("server", ear, tmp_path)], said.append) as service:
        first = ear.hear("server", "up", meanwhile=service.wait)
        orphan = ear.hear("server", "grandchild", meanwhile=service.wait)
        os.kill(first, signal.SIGKILL)
        second = ear.hear("server", "up", meanwhile=service.wait)
        assert second != first
        assert gone(orphan)
        assert service.deaths == 1
    assert said[1].startswith("server意外退出（信号 9），1秒后重新启动；日志 ")
    assert said[2] == "server已重新启动。"


def test_pauses_longer_after_each_early_death(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 0.01)
    with supervising([part("server", tmp_path, "raise SystemExit(3)")], said.append) as service:
        while service.deaths < 4:
            service.wait(0.02)
        assert service.pause_of("server") == pytest.approx(0.08)
    assert "退出码 3" in said[1]


def test_a_part_waits_for_the_one_before_it(tmp_path: Path, ear: Ear) -> None:
    never = replace(talker("server", ear, tmp_path), is_ready=lambda: False, patience=0.3)
    with (
        pytest.raises(ServiceFailed, match="server：0秒内未就绪；原因见日志"),
        supervising([never, talker("runner", ear, tmp_path)], print),
    ):
        pytest.fail("the service counts as started")
    assert "runner" not in ear.all_said("up")
    assert left_over(tmp_path) == []


def test_a_part_that_dies_at_start_stops_the_rest(tmp_path: Path, ear: Ear) -> None:
    broken = replace(part("runner", tmp_path, "raise SystemExit(1)"), is_ready=lambda: False)
    with (
        pytest.raises(ServiceFailed, match="runner：启动时退出（退出码 1）；原因见日志"),
        supervising([talker("server", ear, tmp_path), broken], print),
    ):
        pytest.fail("the service counts as started")
    assert left_over(tmp_path) == []


def test_a_part_that_lives_and_cannot_work_is_started_anew(
    tmp_path: Path, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "LOOK_EVERY", 0.05)
    said: list[str] = []
    prepared: list[str] = []
    fallen_ill: list[bool] = []
    sick = replace(
        talker("server", ear, tmp_path),
        prepare=lambda: prepared.append("server"),
        is_sound=lambda: not (fallen_ill and fallen_ill.pop()),
        unsound="的数据库被删除或清空",
    )
    with supervising([sick], said.append) as service:
        first = ear.hear("server", "up", meanwhile=service.wait)
        orphan = ear.hear("server", "grandchild", meanwhile=service.wait)
        fallen_ill.append(True)
        assert ear.hear("server", "up", meanwhile=service.wait) != first
        assert gone(orphan)
        assert service.deaths == 0
    assert prepared == ["server", "server"]
    assert said[1].startswith("server的数据库被删除或清空，正在重新启动；日志 ")
    assert said[2] == "server已重新启动。"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_stops_everything(tmp_path: Path, ear: Ear, number: signal.Signals) -> None:
    with supervise(tmp_path, ear) as service:
        ear.hear("runner", "up")
        service.send_signal(number)
        assert service.wait(PATIENCE) == 0
        assert "收到停止请求。" in service.communicate()[0]
    assert left_over(tmp_path) == []


def test_a_second_signal_does_not_wait_for_a_stubborn_part(tmp_path: Path, ear: Ear) -> None:
    with supervise(tmp_path, ear, "stubborn") as service:
        ear.hear("runner", "up")
        service.send_signal(signal.SIGINT)
        ear.hear("runner", "stopping")
        service.send_signal(signal.SIGINT)
        assert service.wait(supervision.GRACE / 2) == 0
        assert "runner未及停止，强制结束。" in service.communicate()[0]
    assert left_over(tmp_path) == []


def test_a_killed_supervisor_leaves_no_process(tmp_path: Path, ear: Ear) -> None:
    with supervise(tmp_path, ear) as service:
        pids = [ear.hear(name, word) for name in ("server", "runner") for word in ("up", "grandchild")]
        assert set(pids) <= set(processes_of(tmp_path))
        service.kill()
        assert all(gone(pid) for pid in pids)
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("victim", ["leash", "program", "grandchild"])
def test_a_killed_child_takes_its_own_with_it(tmp_path: Path, ear: Ear, victim: str) -> None:
    with supervise(tmp_path, ear) as service:
        program, grandchild = ear.hear("runner", "up"), ear.hear("runner", "grandchild")
        leash = os.getpgid(program)
        os.kill({"leash": leash, "program": program, "grandchild": grandchild}[victim], signal.SIGKILL)
        if victim != "grandchild":
            assert gone(program)
            assert gone(leash)
            assert ear.hear("runner", "up") != program
        assert gone(grandchild)
        service.terminate()
        assert service.wait(PATIENCE) == 0
    assert left_over(tmp_path) == []
