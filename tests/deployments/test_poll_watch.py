"""A runner that lives and polls no more is found; one that cannot poll, or is new, is left in peace."""

from datetime import timedelta

import pytest

from deployments import poll_watch
from deployments.poll_watch import PollWatch
from duban.core.clock import SystemClock


@pytest.mark.parametrize(
    ("seconds_ago", "serving", "sound"),
    [(1, True, True), (3600, True, False), (3600, False, True), (None, True, False), (None, False, True)],
)
def test_only_a_runner_that_could_poll_and_did_not_is_unsound(
    monkeypatch: pytest.MonkeyPatch, seconds_ago: int | None, serving: bool, sound: bool
) -> None:
    monkeypatch.setattr(poll_watch, "AT_MOST", 0.0 if not sound else 60.0)
    polled = SystemClock().now() - timedelta(seconds=seconds_ago) if seconds_ago else None
    watch = PollWatch(lambda: polled, lambda: serving)
    assert watch.is_sound() == sound


def test_a_new_runner_has_its_time_to_come_up(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = PollWatch(lambda: None, lambda: True)
    assert watch.is_sound()
    watch._well_at -= poll_watch.AT_MOST + 1
    assert not watch.is_sound()
    watch.prepare()
    assert watch.is_sound()
