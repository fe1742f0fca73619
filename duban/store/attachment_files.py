"""The files behind the attachments: each kept once under its SHA-256, on the disk before any row names it."""

import errno
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import Path
from shutil import copyfileobj
from stat import S_ISDIR, S_ISREG
from tempfile import TemporaryDirectory
from typing import BinaryIO

from duban.core.errors import FileRefused, ServiceFailed
from duban.store.file_types import CHUNK, TYPES, clean_name, extension_of

MEGABYTE = 1 << 20
NAMED_BY_HASH = re.compile("[0-9a-f]{64}")
READ_PLAIN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""Neither through a symbolic link nor waiting for the other end of a pipe."""
UNREADABLE = {
    errno.ENOENT: ("没有这个文件", "请检查路径"),
    errno.ENOTDIR: ("没有这个文件", "请检查路径"),
    errno.EISDIR: ("是文件夹", "请逐个附上其中的文件"),
    errno.ELOOP: ("是符号链接", "请附它指向的文件本身"),
    errno.EACCES: ("没有读取的权限", "请检查文件的权限"),
    errno.EINVAL: ("不是普通文件", "请附一个保存好的文件"),
}
TRY_ANOTHER = "请检查这个文件能否打开"


@dataclass(frozen=True)
class KeptFile:
    """A file that stands on the disk: its hash, its size in bytes, its kind, and what it was called."""

    sha256: str
    size: int
    media_type: str
    name: str


class AttachmentFolder:
    """The attachments of one DUBAN_HOME. Files are added and never changed or deleted."""

    def __init__(self, home: Path) -> None:
        self.path = home / "attachments"

    def path_of(self, sha: str) -> Path:
        """Where the file with that hash is kept."""
        return self.path / sha[:2] / sha

    def keep(self, sources: Sequence[Path], most_mb: int) -> tuple[KeptFile, ...]:
        """Keeps a copy of each, or of none; all are on the disk when this returns. Raises FileRefused, ServiceFailed.

        What a later refusal of the act leaves behind is an orphan: harmless, and named by `list_files`.
        """
        if not sources:
            return ()
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with TemporaryDirectory(prefix="incoming-", dir=self.path) as incoming:
                copies = [Path(incoming) / str(number) for number, _ in enumerate(sources)]
                kept = [_take_in(*pair, most_mb) for pair in zip(sources, copies, strict=True)]
                for copy, file in zip(copies, kept, strict=True):
                    self._place(copy, file.sha256)
        except OSError as error:
            says = f"写不进 {self.path}（{error.strerror}）"
            raise ServiceFailed("附件目录", says, "请检查目录的权限和空间后重试") from None
        return _once_each(kept)

    def fault(self, sha: str, size: int) -> str | None:
        """What is wrong with the file that stands under this hash; None when it is what was handed in."""
        if not NAMED_BY_HASH.fullmatch(sha):
            return "记录的哈希不成样子"
        try:
            with _open_plain(self.path_of(sha)) as file:
                held = os.fstat(file.fileno()).st_size
                if held != size:
                    return f"文件有{held}字节，应为{size}字节"
                return None if file_digest(file, "sha256").hexdigest() == sha else "文件的内容被改动过"
        except FileNotFoundError:
            return "文件不在"
        except OSError as error:
            return f"文件{_told(error)[0]}"

    def copy_out(self, sha: str, to: Path) -> None:
        """Writes a copy; never over another file. Raises FileRefused."""
        try:
            with _open_plain(self.path_of(sha)) as file, to.open("xb") as copy:
                _copy(file, copy, to)
        except FileExistsError:
            raise FileRefused(str(to), "已经存在，未覆盖", "请换一个文件名") from None
        except OSError as error:
            raise FileRefused(str(to), f"写不出去（{error.strerror}）", "请检查所写的目录、权限和空间") from None

    def list_files(self) -> Iterator[Path]:
        """Everything that stands in the folder, half-written files included."""
        return (path for path in sorted(self.path.rglob("*")) if not path.is_dir())

    def _place(self, copy: Path, sha: str) -> None:
        """The copy takes its place. One that stood there has the same content, or lost it and is healed."""
        target = self.path_of(sha)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        copy.replace(target)
        for folder in (target.parent, self.path):
            _sync_folder(folder)


def _take_in(source: Path, copy: Path, most_mb: int) -> KeptFile:
    """A read-only copy of the file on the disk, and what it is. Judged by the copy, which nobody else can change."""
    name, digest, size = clean_name(source.name), sha256(), 0
    with _open_source(source) as original, copy.open("xb+") as file:
        kind = TYPES.get(extension_of(name))
        if kind is None:
            raise FileRefused(str(source), "这类文件不收", f"可以附 {'、'.join(TYPES)}；压缩包请解开后逐个附上")
        for chunk in _chunks(original, source):
            size += len(chunk)
            if size > most_mb * MEGABYTE:
                raise FileRefused(str(source), f"超过 {most_mb} MB", "请降低扫描清晰度，或拆成几个文件")
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise FileRefused(str(source), "是空文件", TRY_ANOTHER)
        if not kind.fits(file):
            says = f"内容不是 {extension_of(name)} 文件"
            raise FileRefused(str(source), says, "请用原来的软件另存后再附，不要只改扩展名")
        os.fchmod(file.fileno(), 0o444)
        os.fsync(file.fileno())
    return KeptFile(digest.hexdigest(), size, kind.media_type, name)


def _open_source(source: Path) -> BufferedReader:
    try:
        return _open_plain(source)
    except OSError as error:
        raise FileRefused(str(source), *_told(error)) from None


def _chunks(original: BinaryIO, source: Path) -> Iterator[bytes]:
    try:
        while chunk := original.read(CHUNK):
            yield chunk
    except OSError as error:
        raise FileRefused(str(source), *_told(error)) from None


def _once_each(files: Sequence[KeptFile]) -> tuple[KeptFile, ...]:
    """The same content handed in twice comes once, under its first name."""
    first: dict[str, KeptFile] = {}
    for file in files:
        first.setdefault(file.sha256, file)
    return tuple(first.values())


def _copy(file: BinaryIO, copy: BinaryIO, to: Path) -> None:
    """All of it, or nothing is left."""
    try:
        copyfileobj(file, copy, CHUNK)
    except OSError:
        to.unlink()
        raise


def _open_plain(path: Path) -> BufferedReader:
    """An ordinary file, open for reading. Raises OSError for anything else."""
    descriptor = os.open(path, READ_PLAIN)
    mode = os.fstat(descriptor).st_mode
    if not S_ISREG(mode):
        os.close(descriptor)
        raise OSError(errno.EISDIR if S_ISDIR(mode) else errno.EINVAL, "not a regular file")
    return os.fdopen(descriptor, "rb")


def _told(error: OSError) -> tuple[str, str]:
    return UNREADABLE.get(error.errno or 0, (f"读不出来（{error.strerror}）", TRY_ANOTHER))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
