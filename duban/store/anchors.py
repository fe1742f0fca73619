"""The anchors: what the ends of the chains were and when, in a file beside the ledger, under a key outside it."""

import fcntl
import hmac
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import ServiceFailed
from duban.store.evidence import ACT

BEFORE_THE_FIRST = ""
"""What the first anchor's MAC is chained onto."""
KEY_BYTES = 32


@dataclass(frozen=True)
class Anchor:
    """One line of the file; `sound` says that its MAC fits it and the line before."""

    line: int
    sound: bool
    entry: Mapping[str, Any]


class AnchorBook:
    """The file of anchors of one DUBAN_HOME; lines are only ever appended, each sealed onto the one before."""

    def __init__(self, home: Path) -> None:
        self.path = home / "anchors.jsonl"
        self.key_path = home / "anchor.key"

    def make_key(self) -> None:
        """The key, readable by this account only; one that is there stays. Raises ServiceFailed."""
        try:
            self.key_path.parent.mkdir(parents=True, exist_ok=True)
            made = os.open(self.key_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        except OSError as error:
            raise self._unwritable(error) from None
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())

    def append(self, entry: Mapping[str, Any]) -> None:
        """Adds an anchor and waits until it is on the disk. Raises ServiceFailed."""
        if not self.path.exists():
            self.make_key()
        key = self._key()
        if key is None:
            raise ServiceFailed("锚的密钥", f"{self.key_path} 不在", "请从保管处取回，没有它新旧的锚都无法核对")
        try:
            with self.path.open("a+", encoding="utf-8") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.seek(0)
                mac = _mac(key, _last_mac(file.read().splitlines()), entry)
                file.write(json.dumps({**entry, "mac": mac}, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._unwritable(error) from None

    def read(self) -> Sequence[Anchor]:
        """Every line in order; without the key, none of them is sound."""
        if not self.path.exists():
            return []
        key, before, found = self._key(), BEFORE_THE_FIRST, []
        for number, text in enumerate(self.path.read_text(encoding="utf-8").splitlines(), start=1):
            entry = _entry(text)
            mac = str(entry.pop("mac", ""))
            sound = key is not None and hmac.compare_digest(mac, _mac(key, before, entry))
            found.append(Anchor(number, sound, entry))
            before = mac
        return found

    def _key(self) -> bytes | None:
        return self.key_path.read_bytes() if self.key_path.exists() else None

    def _unwritable(self, error: OSError) -> ServiceFailed:
        says = f"写不进 {self.path.parent}（{error.strerror}）"
        return ServiceFailed("锚文件", says, "请检查目录的权限和空间，然后运行 duban verify --anchor")


def place_of_ledger(engine: sa.Engine) -> str:
    """Where the ledger is kept, the same however the address was written."""
    url = engine.url
    if engine.dialect.name == "sqlite" and url.database:
        return f"sqlite:{Path(url.database).resolve()}"
    return url.set(drivername="postgresql", username=None, password=None, query={}).render_as_string()


def hashes_at(session: Session, chain: str, seqs: Sequence[int]) -> dict[int, str]:
    """Sequence number → hash of those acts of a chain that exist."""
    query = sa.select(ACT.c.seq, ACT.c.hash).where(ACT.c.institution == chain, ACT.c.seq.in_(seqs))
    return {row.seq: row.hash for row in session.execute(query)}


def _mac(key: bytes, before: str, entry: Mapping[str, Any]) -> str:
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    return hmac.new(key, f"{before}\n{text}".encode(), "sha256").hexdigest()


def _last_mac(lines: Sequence[str]) -> str:
    return str(_entry(lines[-1]).get("mac", "")) if lines else BEFORE_THE_FIRST


def _entry(text: str) -> dict[str, Any]:
    """What a line says; nothing when it cannot be read."""
    try:
        entry = json.loads(text)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}
