"""The Prefect server's surroundings: alone on loopback, nothing sent out, nothing taken from a person's setup."""

from pathlib import Path

import pytest
from prefect.settings import Settings as PrefectSettings
from prefect.settings import get_current_settings

from deployments.server import server_environment, server_part, service_environment
from deployments.service import runner_part
from duban.core.clock import SetClock
from duban.core.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home of its own and a port that is not the default."""
    return Settings(home=tmp_path / "var", prefect_port=4455)


def test_prefect_reads_the_environment_as_it_is_meant(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server_environment(settings).items():
        monkeypatch.setenv(name, value)
    prefect = PrefectSettings()
    assert prefect.home == settings.home.resolve() / "prefect"
    assert prefect.api.url == "http://127.0.0.1:4455/api"
    assert prefect.server.database.connection_url
    assert str(prefect.home) in prefect.server.database.connection_url.get_secret_value()
    assert (prefect.server.api.host, prefect.server.api.port) == ("127.0.0.1", 4455)
    assert prefect.server.ui.api_url == "/api"
    assert prefect.server.api.cors_allowed_origins == "http://127.0.0.1:4455"
    assert prefect.server.api.csrf_protection_enabled
    assert prefect.server.services.scheduler.min_scheduled_time.days == 30
    assert not prefect.server.analytics_enabled
    assert not prefect.server.ephemeral.enabled
    assert not prefect.server.ui.show_promotional_content
    assert not prefect.client.server_version_check_enabled


def test_a_persons_own_prefect_settings_do_not_reach_the_parts(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_KEY", "elsewhere")
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite:///elsewhere.db")
    environment = service_environment(settings, "sqlite:///ledger.db", {})
    assert not [name for name in environment if name.startswith("PREFECT_")]
    assert environment["DUBAN_DATABASE_URL"] == "sqlite:///ledger.db"
    assert environment["DUBAN_SERVICE"] == environment["DUBAN_HOME"] == str(settings.home.resolve())


def test_parts_run_one_process_each_and_log_below_the_home(settings: Settings, clock: SetClock) -> None:
    server = server_part(settings, "sqlite:///ledger.db")
    runner = runner_part(settings, "sqlite:///ledger.db", [], since=clock.now())
    assert list(server.argv)[1:5] == ["-m", "uvicorn", "--factory", "deployments.prefect_app:application"]
    assert server.log == settings.home.resolve() / "log" / "prefect-server.log"
    assert runner.log == settings.home.resolve() / "log" / "runner.log"
    assert not server.is_ready()
    assert get_current_settings().api.url != "http://127.0.0.1:4455/api"
