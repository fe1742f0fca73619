"""The scan that stands for every paper handed in during a rehearsed year."""

from pathlib import Path
from tempfile import TemporaryDirectory

from duban.store.attachment_files import AttachmentFolder, KeptFile


def kept_scan(home: Path) -> KeptFile:
    """A small scan, kept below `home` like any attachment. Raises ServiceFailed."""
    with TemporaryDirectory() as made:
        scan = Path(made) / "演练用扫描件.pdf"
        scan.write_bytes(b"%PDF-1.7\n")
        return AttachmentFolder(home).keep([scan], most_mb=1)[0]
