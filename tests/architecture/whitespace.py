"""Text files end in one newline and no line ends in blanks. As a program: names the files that do not."""

import sys
from collections.abc import Iterable
from pathlib import Path


def untidy(paths: Iterable[Path]) -> list[str]:
    """The files whose whitespace is not as it must be."""
    return [str(path) for path in paths if not _tidy(path.read_bytes())]


def _tidy(content: bytes) -> bool:
    lines = content.split(b"\n")
    return content == b"" or (
        lines[-1] == b"" and lines[-2] != b"" and not any(line.endswith((b" ", b"\t", b"\r")) for line in lines)
    )


if __name__ == "__main__":
    found = untidy(Path(name) for name in sys.argv[1:])
    sys.stdout.writelines(f"{name}: trailing whitespace or no single newline at the end\n" for name in found)
    sys.exit(1 if found else 0)
