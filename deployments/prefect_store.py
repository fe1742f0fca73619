"""Prefect's database while it is served: noticed when it is deleted or emptied, made anew before the next start."""

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from duban.store.engine import sqlite_module

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside its file; without it, of no use and in the way of a new one."""
A_TABLE = "alembic_version"
TORN = ("no such table", "malformed", "not a database")
PROBE = "/flows/name/-"
"""No flow has this name: with its tables the server answers that it has none, without them that it failed."""
FAILURES = 2
"""So many failures in a row are not a busy moment."""


@dataclass
class PrefectStore:
    """`file` is None where Prefect keeps its runs on PostgreSQL; `ask` gives the status of the server's answer."""

    file: Path | None
    ask: Callable[[str], int | None]
    _served: tuple[int, int] | None = None
    _failures: int = 0

    def prepare(self) -> None:
        """Before the server starts: put a torn file aside (Prefect makes a new one), forget what was served."""
        self._served, self._failures = None, 0
        if self.file is None:
            return
        if self.file.exists() and not _has_tables(self.file):
            self.file.replace(self.file.with_suffix(".torn"))
        if not self.file.exists():
            for ending in BESIDE:
                self.file.with_name(self.file.name + ending).unlink(missing_ok=True)

    def is_sound(self) -> bool:
        """Whether the running server still serves the database with which it became ready."""
        if self.file is not None:
            found = _identity(self.file)
            if self._served and found != self._served:
                return False
            if not self._served:
                if self.ask("/ready") != HTTPStatus.OK:
                    return True  # it has not begun to serve
                self._served = found
                if not found:
                    return False
        failed = self.ask(PROBE) == HTTPStatus.INTERNAL_SERVER_ERROR
        self._failures = self._failures + 1 if failed else 0
        return self._failures < FAILURES


def _identity(file: Path) -> tuple[int, int] | None:
    """Which file stands there; None for none, or an emptied one."""
    with suppress(FileNotFoundError):
        found = file.stat()
        return (found.st_dev, found.st_ino) if found.st_size else None
    return None


def _has_tables(file: Path) -> bool:
    """Whether the file is a database that Prefect has set up; one that is merely busy is."""
    module = sqlite_module()
    try:
        with closing(module.connect(f"file:{file}?mode=rw", uri=True)) as connection:
            connection.execute(f"SELECT count(*) FROM {A_TABLE}").fetchone()  # noqa: S608 - a constant
    except module.DatabaseError as error:
        return not any(sign in str(error) for sign in TORN)
    return True
