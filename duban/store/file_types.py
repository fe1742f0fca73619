"""Which files may be handed in, what each kind must look like inside, and the name under which one is kept."""

import re
import struct
import unicodedata
import zipfile
from codecs import getincrementaldecoder
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

CHUNK = 1 << 20
NAME_BYTES = 180
"""Longest name in UTF-8: some sixty Chinese characters; file systems stop at 255 bytes."""
NAMELESS = "附件"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
"""What every binary document of Word, Excel, PowerPoint and WPS begins with."""
HIDDEN = {"Cc", "Cf", "Cs"}
"""Characters that a name must not hold: control, direction and joining marks, halves of characters."""
ODD_IN_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
TEXT_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class FileType:
    """A kind of file: its media type, and whether what a file holds is of this kind."""

    media_type: str
    fits: Callable[[BinaryIO], bool]


def _begins(file: BinaryIO, *marks: bytes) -> bool:
    file.seek(0)
    return file.read(16).startswith(marks)


def _packs(file: BinaryIO, part: str) -> bool:
    """A zip package with a part whose name begins so; only the list of its parts is read."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            return any(name.startswith(part) for name in package.namelist())
    except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError, struct.error):
        return False


def _is_text(file: BinaryIO) -> bool:
    return any(_reads_as(file, encoding) for encoding in TEXT_ENCODINGS)


def _reads_as(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            if ODD_IN_TEXT.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _office(media_type: str) -> FileType:
    return FileType(media_type, lambda file: _begins(file, COMPOUND))


def _package(media_type: str, part: str) -> FileType:
    return FileType(media_type, partial(_packs, part=part))


_JPEG = FileType("image/jpeg", lambda file: _begins(file, b"\xff\xd8\xff"))
_TIFF = FileType("image/tiff", lambda file: _begins(file, b"II*\0", b"MM\0*"))
_OPEN_XML = "application/vnd.openxmlformats-officedocument"

TYPES = {
    "pdf": FileType("application/pdf", lambda file: _begins(file, b"%PDF-")),
    "ofd": _package("application/ofd", "OFD.xml"),
    "doc": _office("application/msword"),
    "docx": _package(f"{_OPEN_XML}.wordprocessingml.document", "word/"),
    "wps": _office("application/wps-office.wps"),
    "xls": _office("application/vnd.ms-excel"),
    "xlsx": _package(f"{_OPEN_XML}.spreadsheetml.sheet", "xl/"),
    "et": _office("application/wps-office.et"),
    "ppt": _office("application/vnd.ms-powerpoint"),
    "pptx": _package(f"{_OPEN_XML}.presentationml.presentation", "ppt/"),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": FileType("image/png", lambda file: _begins(file, b"\x89PNG\r\n\x1a\n")),
    "tif": _TIFF,
    "tiff": _TIFF,
    "txt": FileType("text/plain", _is_text),
    "csv": FileType("text/csv", _is_text),
}
"""Extension → kind. No packed archives: what is inside them nobody has looked at."""


def extension_of(name: str) -> str:
    """The extension in lower case without its dot; nothing where there is none."""
    return PurePosixPath(name).suffix[1:].lower()


def clean_name(given: str) -> str:
    """The name alone, as it can be kept, shown and handed out again anywhere; the same when it is cleaned again."""
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(character for character in last if unicodedata.category(character) not in HIDDEN)
    plain = re.sub(r'[<>:"|?*]', "_", unicodedata.normalize("NFC", seen))
    name = " ".join(plain.split()).strip(" .")
    suffix = PurePosixPath(name).suffix
    if len(suffix.encode()) > NAME_BYTES // 2:
        suffix = ""
    stem = name.removesuffix(suffix).encode()[: NAME_BYTES - len(suffix.encode())].decode(errors="ignore")
    return (stem.rstrip(" .") or NAMELESS) + suffix
