"""Prefect's own file: sound while it is the one that is served, put aside when it is torn."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from deployments.prefect_store import PROBE, PrefectStore


class Server:
    """Answers as Prefect's does."""

    def __init__(self) -> None:
        self.answers: dict[str, int | None] = {"/ready": 200, PROBE: 404}

    def ask(self, path: str) -> int | None:
        return self.answers[path]


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def store(tmp_path: Path, server: Server) -> PrefectStore:
    """A file with Prefect's tables, served."""
    with closing(sqlite3.connect(tmp_path / "prefect.db")) as made:
        made.execute("CREATE TABLE alembic_version (version_num TEXT)")
    return PrefectStore(tmp_path / "prefect.db", server.ask)


def test_a_served_file_is_sound_until_it_is_deleted(store: PrefectStore) -> None:
    assert store.file
    store.prepare()
    assert store.is_sound()
    assert store.is_sound()
    store.file.unlink()
    assert not store.is_sound()


def test_a_file_that_took_the_place_of_the_served_one_is_not_it(store: PrefectStore, tmp_path: Path) -> None:
    assert store.file
    assert store.is_sound()
    (tmp_path / "other").write_bytes(store.file.read_bytes())
    (tmp_path / "other").replace(store.file)
    assert not store.is_sound()


def test_an_emptied_file_is_not_sound_and_makes_way(store: PrefectStore) -> None:
    assert store.file
    assert store.is_sound()
    store.file.write_bytes(b"")
    assert not store.is_sound()
    store.file.with_name("prefect.db-wal").write_bytes(b"old")
    store.prepare()
    assert not store.file.exists()
    assert not store.file.with_name("prefect.db-wal").exists()


def test_a_torn_file_is_put_aside_and_a_whole_one_is_left(store: PrefectStore) -> None:
    assert store.file
    store.prepare()
    assert store.file.exists()
    store.file.write_bytes(b"no database" * 100)
    store.prepare()
    assert not store.file.exists()
    assert store.file.with_suffix(".torn").exists()


def test_a_server_that_does_not_serve_yet_is_not_judged(store: PrefectStore, server: Server) -> None:
    assert store.file
    store.file.unlink()
    server.answers["/ready"] = None
    assert store.is_sound()
    server.answers["/ready"] = 200
    assert not store.is_sound()


@pytest.mark.parametrize("own_file", [True, False])
def test_a_server_without_its_tables_fails_twice_before_it_is_judged(
    store: PrefectStore, server: Server, own_file: bool
) -> None:
    store.file = store.file if own_file else None
    assert store.is_sound()
    server.answers[PROBE] = 500
    assert store.is_sound()
    server.answers[PROBE] = None
    assert store.is_sound()
    server.answers[PROBE] = 500
    assert store.is_sound()
    assert not store.is_sound()
    store.prepare()
    assert store.is_sound()
