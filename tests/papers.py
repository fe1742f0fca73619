"""Files as offices hand them in: for each kind the smallest thing that is one."""

import io
import zipfile
from pathlib import Path

from duban.store.attachment_files import AttachmentFolder, KeptFile
from duban.store.file_types import COMPOUND

MOST_MB = 1
PDF = b"%PDF-1.7\n"
PROGRAM = b"MZ\x90\x00" + b"\0" * 60


def packed(part: str) -> bytes:
    """A zip package with that part."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr(part, "x")
    return held.getvalue()


SAMPLES = {
    "pdf": PDF,
    "ofd": packed("OFD.xml"),
    "doc": COMPOUND,
    "docx": packed("word/document.xml"),
    "wps": COMPOUND,
    "xls": COMPOUND,
    "xlsx": packed("xl/workbook.xml"),
    "et": COMPOUND,
    "ppt": COMPOUND,
    "pptx": packed("ppt/presentation.xml"),
    "jpg": b"\xff\xd8\xff\xe0",
    "jpeg": b"\xff\xd8\xff\xe1",
    "png": b"\x89PNG\r\n\x1a\n",
    "tif": b"II*\0",
    "tiff": b"MM\0*",
    "txt": "情况说明".encode("gb18030"),
    "csv": "\ufeff单位,金额\r\n".encode(),
}


def written(folder: Path, name: str = "签批单.pdf", content: bytes = PDF) -> Path:
    """A file with that name and content."""
    path = folder / name
    path.write_bytes(content)
    return path


def kept(home: Path, name: str = "签批单.pdf", content: bytes = PDF) -> KeptFile:
    """The file, kept among the attachments of that home."""
    return AttachmentFolder(home).keep([written(home, name, content)], MOST_MB)[0]
