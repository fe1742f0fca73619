"""What may be handed in, under which name it is kept, and where: once, read-only, all of a call's files or none."""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.core.errors import FileRefused, ServiceFailed
from duban.store.attachment_files import MEGABYTE, AttachmentFolder
from duban.store.file_types import HIDDEN, NAME_BYTES, TYPES, clean_name, extension_of
from tests.architecture.sources import ROOT
from tests.papers import MOST_MB, PDF, PROGRAM, SAMPLES, kept, packed, written

NOBODY = 65534


def files_of(home: Path) -> list[Path]:
    return [path for path in (home / "attachments").rglob("*") if path.is_file()]


@pytest.mark.parametrize("extension", TYPES)
def test_each_kind_is_taken_in_and_a_program_under_its_name_is_not(tmp_path: Path, extension: str) -> None:
    file = kept(tmp_path, f"材料.{extension.upper()}", SAMPLES[extension])
    assert (file.media_type, file.name) == (TYPES[extension].media_type, f"材料.{extension.upper()}")
    with pytest.raises(FileRefused, match=f"程序.{extension}”内容不是 {extension} 文件；请用原来的软件另存"):
        kept(tmp_path, f"程序.{extension}", PROGRAM)
    assert len(files_of(tmp_path)) == 1


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pptx", "ofd"])
def test_another_package_or_a_torn_one_is_not_a_document(tmp_path: Path, extension: str) -> None:
    for content in (packed("virus.exe"), packed("word/document.xml")[:-20], b"PK\x03\x04" * 9):
        with pytest.raises(FileRefused, match="内容不是"):
            kept(tmp_path, f"材料.{extension}", content)


def test_a_file_is_kept_once_under_its_hash_and_read_only(tmp_path: Path) -> None:
    first, again = kept(tmp_path), kept(tmp_path, "另一个名字.pdf")
    name = sha256(PDF).hexdigest()
    assert (first.sha256, first.size, first.media_type) == (name, len(PDF), "application/pdf")
    assert again.sha256 == name
    assert files_of(tmp_path) == [tmp_path / "attachments" / name[:2] / name]
    assert stat.S_IMODE(files_of(tmp_path)[0].stat().st_mode) == 0o444
    assert AttachmentFolder(tmp_path).fault(name, len(PDF)) is None


def test_the_same_content_handed_in_twice_at_once_comes_once(tmp_path: Path) -> None:
    sources = [written(tmp_path, name) for name in ("甲.pdf", "乙.pdf")]
    assert [file.name for file in AttachmentFolder(tmp_path).keep(sources, MOST_MB)] == ["甲.pdf"]


def linked(home: Path) -> Path:
    (home / "链接.pdf").symlink_to(written(home))
    return home / "链接.pdf"


def piped(home: Path) -> Path:
    os.mkfifo(home / "管道.pdf")
    return home / "管道.pdf"


def closed(home: Path) -> Path:
    path = written(home, "密封.pdf")
    path.chmod(0)
    return path


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda home: home / "没有.pdf", "没有这个文件；请检查路径"),
    "below a file": (lambda home: written(home) / "a.pdf", "没有这个文件；请检查路径"),
    "a folder": (lambda home: home, "是文件夹；请逐个附上其中的文件"),
    "a link": (linked, "是符号链接；请附它指向的文件本身"),
    "a pipe": (piped, "不是普通文件；请附一个保存好的文件"),
    "empty": (lambda home: written(home, "空.pdf", b""), "是空文件；请检查这个文件能否打开"),
    "an archive": (lambda home: written(home, "全部.zip"), "这类文件不收；可以附 pdf、ofd、.*压缩包请解开后逐个附上"),
    "no extension": (lambda home: written(home, "签批单"), "这类文件不收"),
    "a program": (lambda home: written(home, "签批单.pdf.exe", PROGRAM), "这类文件不收"),
    "too large": (lambda home: written(home, "大.pdf", PDF + b"\0" * MEGABYTE), "超过 1 MB；请降低扫描清晰度"),
    "a binary text": (lambda home: written(home, "a.txt", b"a\0b"), "内容不是 txt 文件"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_such_file_is_refused_and_nothing_is_kept(tmp_path: Path, what: str) -> None:
    make, says = REFUSED[what]
    bad = make(tmp_path)
    with pytest.raises(FileRefused, match=f"^附件“{bad}”{says}") as refused:
        AttachmentFolder(tmp_path).keep([written(tmp_path, "好.pdf"), bad], MOST_MB)
    assert str(refused.value).endswith("。")
    assert files_of(tmp_path) == []


@pytest.fixture
def of_nobody() -> Iterator[Path]:
    """A folder of a person who is not root, who reads everything; the test is that person."""
    me = os.geteuid()
    with TemporaryDirectory() as name:
        os.chown(name, me or NOBODY, -1)
        os.seteuid(me or NOBODY)
        yield Path(name)
        os.seteuid(me)


def test_a_file_that_may_not_be_read_is_refused(of_nobody: Path) -> None:
    with pytest.raises(FileRefused, match="没有读取的权限"):
        AttachmentFolder(of_nobody).keep([closed(of_nobody)], MOST_MB)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    source = written(tmp_path)
    with pytest.raises(
        ServiceFailed, match=f"写不进 {source}/attachments（Not a directory）；请检查目录的权限和空间后重试"
    ):
        AttachmentFolder(source).keep([source], MOST_MB)


@settings(max_examples=50)
@given(st.text(max_size=300) | st.from_regex(r"[a-z/\\. \u202e]{0,9}\.pdf", fullmatch=True))
def test_a_name_is_cleaned_once_and_for_all(given_name: str) -> None:
    name = clean_name(given_name)
    assert clean_name(name) == name
    assert name not in ("", ".", "..")
    assert not set(name) & set('/\\<>:"|?*')
    assert len(name.encode()) <= NAME_BYTES
    assert not {unicodedata.category(character) for character in name} & HIDDEN


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("扫描/签批单.pdf", "签批单.pdf"),
        ("..\\..\\系统\\签批单.pdf", "签批单.pdf"),
        ("签批\u202e单\n.pdf", "签批单.pdf"),
        ("  a:b?.PDF ", "a_b_.PDF"),
        ("\udcffa.pdf", "a.pdf"),
        ("", "附件"),
        ("...", "附件"),
        ("关于" * 90 + ".pdf", "关于" * 29 + ".pdf"),
    ],
)
def test_a_name_keeps_what_says_something(given_name: str, name: str) -> None:
    assert clean_name(given_name) == name


def test_the_page_names_every_kind() -> None:
    page = (ROOT / "docs/reference/attachments.md").read_text(encoding="utf-8")
    assert [extension for extension in TYPES if f"`{extension}`" not in page] == []
    assert extension_of("a.B.Pdf") == "pdf"
