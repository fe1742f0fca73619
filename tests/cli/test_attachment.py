"""`--attach` and `duban attachment`: files come with acts, are listed, handed out and checked by commands alone."""

from pathlib import Path

import pytest

from tests.cli.conftest import Duban
from tests.papers import PDF, PROGRAM, SAMPLES, written

DRAFT = ("item", "draft", "公文办理", "答复供水请示", "--unit", "县水务局", "--class", "一个部门职权内")


@pytest.fixture
def item(demo: Duban, home: Path) -> str:
    """An item that was drafted with a scan and a photograph."""
    files = (written(home), written(home, "现场.jpg", SAMPLES["jpg"]))
    ran = demo(*DRAFT, *(word for file in files for word in ("--attach", str(file))), "--json")
    code: str = ran.document["code"]
    return code


def test_files_come_with_an_act_and_are_told(demo: Duban, item: str, home: Path) -> None:
    told = demo("item", "issue", item, "--attach", str(written(home))).out
    assert "签批单.pdf（9 B，" in told
    listed = demo("attachment", "list", "--item", item, "--json").document
    assert [(each["name"], each["item"]) for each in listed] == [
        ("签批单.pdf", item),
        ("现场.jpg", item),
        ("签批单.pdf", item),
    ]
    assert demo("item", "show", item, "--json").document["attachments"] == listed
    for arguments in (("item", "show", item), ("attachment", "list")):
        assert "现场.jpg" in demo(*arguments).out
    assert demo("attachment", "check", "--json").document == {
        "ok": True,
        "rows": 3,
        "files": 2,
        "violations": [],
        "orphans": [],
    }
    assert demo("verify").code == 0


def test_a_paper_shows_its_files(demo: Duban, item: str, home: Path) -> None:
    demo("item", "issue", item)
    scan = ("--attach", str(written(home)))
    made = demo("order", "draft", "--paper", "交办单", "--item", item, *scan, "--json").document
    assert [each["name"] for each in made["attachments"]] == ["签批单.pdf"]
    paper = str(made["id"])
    demo("order", "issue", paper, *scan)
    assert "签批单.pdf" in demo("order", "show", paper).out
    assert len(demo("attachment", "list", "--order", paper, "--json").document) == 2
    assert "没有附件" in demo("attachment", "list", "--item", "2026-000001").out
    both = demo("attachment", "list", "--item", item, "--order", paper)
    assert (both.code, "两者只能写一个" in both.err) == (2, True)


def test_a_bad_file_changes_nothing_and_the_office_sets_the_limit(
    demo: Duban, item: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = demo("item", "show", item, "--json").document
    bad = written(home, "程序.pdf", PROGRAM)
    ran = demo("item", "issue", item, "--attach", str(written(home, "好.png", SAMPLES["png"])), "--attach", str(bad))
    assert ran.code == 1
    assert f"附件“{bad}”内容不是 pdf 文件；请用原来的软件另存后再附，不要只改扩展名。" in ran.err
    assert demo("item", "show", item, "--json").document == before
    assert demo("attachment", "check", "--json").document["orphans"] == []
    monkeypatch.setenv("DUBAN_ATTACHMENT_MB", "1")
    ran = demo("item", "issue", item, "--attach", str(written(home, "大.pdf", PDF + b"\0" * 2**20)))
    assert (ran.code, "大.pdf”超过 1 MB" in ran.err) == (1, True)
    monkeypatch.setenv("DUBAN_ATTACHMENT_MB", "0")
    assert "环境变量 DUBAN_ATTACHMENT_MB" in demo("item", "issue", item).err


def test_a_copy_is_handed_out_and_a_changed_file_and_a_stranger_are_named(demo: Duban, item: str, home: Path) -> None:
    (scan, _) = demo("attachment", "list", "--json").document
    out = home / "给纪检的.pdf"
    assert f"已导出到 {out}" in demo("attachment", "get", scan["sha256"], "--to", str(out)).out
    assert out.read_bytes() == PDF
    again = demo("attachment", "get", str(scan["id"]), "--to", str(out), "--json")
    assert (again.code, "已经存在，未覆盖" in again.document["error"]) == (1, True)
    assert demo("attachment", "get", "99", "--to", str(out)).code == 1
    file = home / "attachments" / scan["sha256"][:2] / scan["sha256"]
    file.chmod(0o644)
    file.write_bytes(PDF[:-1] + b" ")
    stranger = written(home / "attachments", "f" * 64)
    (violation,) = demo("verify", "--json").document["violations"]
    assert violation == {"invariant": 12, "where": f"attachment {scan['id']}", "says": "“签批单.pdf”文件的内容被改动过"}
    ran = demo("attachment", "check")
    assert ran.code == 1
    assert "“签批单.pdf”文件的内容被改动过" in ran.out
    assert f"注意：{stranger.name} 不属于本台账" in ran.out
    assert stranger.exists()
