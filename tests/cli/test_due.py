"""`duban due`: the stable JSON, the batch, the words for people, the refusals."""

import json
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from tests.cli.conftest import Duban


def test_json_has_exactly_the_stable_fields(duban: Duban) -> None:
    ran = duban("due", "会后3个工作日内", "--from", "2026-09-28", "--json")
    assert ran.code == 0
    assert list(ran.document) == [
        "phrase", "from", "status", "due", "window", "cutoff", "provisional", "assumed", "explain", "parts",
    ]  # fmt: skip
    assert ran.document["due"] == "2026-10-08"
    assert ran.document["cutoff"] == "17:30"
    assert ran.document["explain"][1] == {"date": "2026-09-29", "counted": True, "why": "第1个工作日（周二，工作日）"}
    assert ran.err == ""


def test_a_day_to_begin_on_is_not_told_as_a_day_to_end_on(duban: Duban) -> None:
    ran = duban("due", "会后30日后，6月底前出台", "--from", "2026-03-02")
    assert "2026-04-02（周四）起" in ran.out
    assert "2026-06-30（周二）17:30前（含当日）" in ran.out


def test_person_reads_the_date_its_cutoff_and_every_day(duban: Duban) -> None:
    ran = duban("due", "会后3个工作日内", "--from", "2026-09-28")
    assert "2026-10-08（周四）17:30前（含当日）" in ran.out
    assert "国庆节放假" in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("每周一", "--from", "2026-02-16"), "该期整段休息，不举行"),
        (("两会结束后1周内",), "等待“两会结束后”的日期"),
        (("长期",), "没有期限"),
        (("会后3个工作日内", "--from", "2027-02-04"), "预估"),
        (("每季度末月28日前后", "--from", "2026-Q2"), "窗口 2026-06-24 至 2026-06-30"),
        (("当月18日前", "--before-meeting", "2026-04-20"), "2026-04-17（周五）"),
    ],
)
def test_every_kind_of_answer_has_its_sentence(duban: Duban, arguments: tuple[str, ...], says: str) -> None:
    ran = duban("due", *arguments)
    assert ran.code == 0
    assert says in ran.out


def test_unknown_phrase_tells_where_it_stopped_and_what_is_understood(duban: Duban) -> None:
    ran = duban("due", "会后3个", "--json")
    assert ran.code == 2
    assert ran.document["at"] == 4
    assert "工作日" in ran.document["expected"]
    assert ran.err.startswith("错误：时限“会后3个”在句末处读不懂")


def test_batch_keeps_one_line_per_line(duban: Duban, home: Path) -> None:
    batch = home / "batch.tsv"
    lines = ["会后3个工作日内\t2026-09-28", "尽快\t2026-01-01", "", "每月5日前\t2026-13", "长期", "上半年\t2024"]
    batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = duban("due", "--batch", str(batch))
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 2
    assert [answer.get("due") for answer in answers] == ["2026-10-08", None, None, None, None, "2024-06-28"]
    assert [sorted(answer)[:3] for answer in answers[1:4]] == [["at", "error", "expected"]] * 3
    assert answers[4]["status"] == "none"


@pytest.mark.parametrize(
    ("content", "dues"),
    [
        (b"\xef\xbb\xbf\xe5\xbd\x93\xe5\xa4\xa9\t2026-10-03\r\n", ["2026-10-03"]),
        ("当天\t2026-10-03\n\n当天\t２０２３－１０－０３".encode(), ["2026-10-03", None, "2023-10-03"]),
        ("当天\t2026-10-03\n".encode() + b"\xff\xfe\t2026\n\x00\n", ["2026-10-03", None, None]),
        (b"", []),
    ],
)
def test_batch_from_file_and_stdin_are_the_same_whatever_the_bytes(
    duban: Duban, home: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, dues: list[str | None]
) -> None:
    (home / "batch.tsv").write_bytes(content)
    from_file = duban("due", "--batch", str(home / "batch.tsv"))
    with TextIOWrapper(BytesIO(content), encoding="utf-8") as typed:
        monkeypatch.setattr("sys.stdin", typed)
        from_stdin = duban("due", "--batch", "-")
    assert from_file == from_stdin
    assert [json.loads(line).get("due") for line in from_file.out.splitlines()] == dues
    assert from_file.code == (2 if None in dues else 0)


def test_batch_of_good_lines_succeeds(duban: Duban, home: Path) -> None:
    (home / "batch.tsv").write_text("当天\t2026-10-03\n", encoding="utf-8")
    assert duban("due", "--batch", str(home / "batch.tsv")).code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("due",), "请写出短语"),
        (("due", "会后3日内", "--from", "2026-02-30"), "确实存在的日期"),
        (("due", "会后3日内", "--from", "2026-02"), "请写日期"),
        (("due", "--batch", "nowhere.tsv"), "读不到这个文件"),
        (("due", "会后3日内", "--batch", "nowhere.tsv"), "短语和 --batch 只能写一个"),
        (("due", "--batch", "nowhere.tsv", "--from", "2026-02-03"), "起算日写在文件的每一行"),
        (("due", "--batch", "nowhere.tsv", "--before-meeting", "2026-02-03"), "起算日写在文件的每一行"),
        (("due", "会后3日内", "--nosuch"), "没有选项“--nosuch”"),
        (("due", "会前3个工作日", "--before-meeting", "x"), "--before-meeting"),
        (("nosuch",), "没有命令“nosuch”"),
    ],
)
def test_bad_usage_is_one_chinese_sentence_and_exit_2(duban: Duban, arguments: tuple[str, ...], says: str) -> None:
    ran = duban(*arguments)
    assert ran.code == 2
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


@pytest.mark.parametrize("phrase", ["会后\n3日内", "会后\x1b[31m3日内", "\u202e会后3日内", "会后\udcff3日内"])
def test_typed_control_characters_are_shown_not_obeyed(duban: Duban, phrase: str) -> None:
    ran = duban("due", phrase)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert ran.err.strip().isprintable()


def test_word_that_is_not_text_is_refused_before_anything_is_asked(demo: Duban) -> None:
    for words in (("target", "show"), ("item", "close"), ("attachment", "list", "--item")):
        ran = demo(*words, "2026-\udcff")
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert "UTF-8" in ran.err


def test_setting_that_cannot_be_is_named(duban: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_PREFECT_PORT", "99999")
    ran = duban("due", "当天", "--from", "2026-10-03", "--json")
    assert ran.code == 2
    assert "DUBAN_PREFECT_PORT" in ran.document["error"]


def test_usage_error_with_json_is_a_document_too(duban: Duban) -> None:
    ran = duban("due", "会后3日内", "--nosuch", "--json")
    assert ran.code == 2
    assert "没有选项“--nosuch”" in ran.document["error"]


def test_year_without_data_is_refused_with_exit_1(duban: Duban) -> None:
    ran = duban("due", "会后3日内", "--from", "2150-01-04")
    assert ran.code == 1
    assert "没有2150年的法定节假日数据" in ran.err


def test_full_disk_is_told_in_a_sentence(home: Path) -> None:
    program = Path(sys.executable).with_name("duban")
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run([program, "due", "长期"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.startswith("错误：结果写不出去")
    assert "Traceback" not in ran.stderr
