"""Files that come with acts: on record under the act, part of its request, and never a row without its file."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import EvidenceMissing, FileRefused, KeyReused, NotFound, ReasonMissing, TransitionRefused
from duban.core.workdays import ONE_DAY
from duban.services.attachments import attachments_of, check_attachments, hand_out
from duban.services.item_desk import Asked
from duban.services.items import NewItem, close_item, draft_item, receive_item
from duban.services.items_report import NewFeedback, give_feedback
from duban.services.items_show import story_of
from duban.services.numbering import series_of, start_series
from duban.services.order_draft import draft_order
from duban.services.order_issue import issue
from duban.services.order_view import show_paper
from duban.services.packs import PackOnRecord
from duban.services.verify import verify
from duban.store.attachment_files import AttachmentFolder
from duban.store.unit_of_work import unit_of_work
from states.item import FeedbackKind
from tests.factories import ACTOR, CALENDAR, FIVE_DAYS, MONDAY, UNITS, at, county, issued_item, make_ledger, said
from tests.papers import PDF, SAMPLES, kept

CODE = "2026-000001"


@pytest.fixture
def pack(engine: sa.Engine) -> PackOnRecord:
    """A ledger with an item that waits to be signed for."""
    with unit_of_work(engine) as uow:
        found = make_ledger(uow.session)
        issued_item(uow.session, found, on=MONDAY, received=False)
        uow.commit()
    return found


@pytest.fixture
def session(engine: sa.Engine, pack: PackOnRecord) -> Iterator[Session]:
    with unit_of_work(engine) as uow:
        yield uow.session


@pytest.fixture
def scan(tmp_path: Path) -> Asked:
    """An act that is asked for with a scan."""
    return Asked(ACTOR, at(MONDAY, 10), files=(kept(tmp_path),))


def test_the_files_of_an_act_are_told_with_its_item(session: Session, scan: Asked, tmp_path: Path) -> None:
    act = receive_item(session, "county", CODE, scan)
    photo = kept(tmp_path, "现场.jpg", SAMPLES["jpg"])
    new = NewFeedback(FeedbackKind.complete, "已办结")
    give_feedback(session, "county", CODE, replace(scan, files=(*scan.files, photo)), new)
    told = story_of(session, "county", CODE, CALENDAR, on=MONDAY)["attachments"]
    assert [(each["name"], each["act_seq"]) for each in told] == [
        ("签批单.pdf", act.seq),
        ("签批单.pdf", act.seq + 1),
        ("现场.jpg", act.seq + 1),
    ]
    assert (told[0]["size"], told[0]["item"], told[0]["order"]) == (len(PDF), CODE, None)
    assert verify(session).ok


def test_a_key_with_other_files_is_another_request(session: Session, scan: Asked, tmp_path: Path) -> None:
    asked = replace(scan, key="k", files=(kept(tmp_path, "乙.png", SAMPLES["png"]), *scan.files))
    first = receive_item(session, "county", CODE, asked)
    assert receive_item(session, "county", CODE, replace(asked, files=asked.files[::-1])) == first
    assert len(attachments_of(session, "county", act_seq=first.seq)) == 2
    for files in ((), scan.files):
        with pytest.raises(KeyReused):
            receive_item(session, "county", CODE, replace(asked, files=files))


def test_items_papers_and_series_take_files_and_a_past_day_is_not_entered_without(
    session: Session, pack: PackOnRecord, scan: Asked, tmp_path: Path
) -> None:
    late = Asked(ACTOR, at(MONDAY + ONE_DAY), at(MONDAY, 12), "线下办理")
    new = NewItem("公文办理", UNITS[0], "供水", item_class=FIVE_DAYS)
    series = series_of(county().pack, "办公室", "催办单", 2026)
    paper = str(draft_order(session, "county", "交办单", [CODE], said(MONDAY)).order_id)
    for do in (
        lambda asked: receive_item(session, "county", CODE, asked),
        lambda asked: draft_item(session, new, asked, pack=pack),
        lambda asked: draft_order(session, "county", "催办单", [CODE], asked),
        lambda asked: issue(session, "county", paper, asked),
        lambda asked: start_series(session, series, 24, asked),
    ):
        with pytest.raises(ReasonMissing, match="补录 2026-11-23 的操作"):
            do(replace(late, reason=None))
        with pytest.raises(EvidenceMissing, match="“补录 2026-11-23 的操作”须附证明材料"):
            do(late)
        do(replace(late, files=scan.files))
    told = attachments_of(session, "county")
    assert [(each["item"], each["order"]) for each in told] == [
        (CODE, None),
        ("2026-000002", None),
        (None, f"催办单（{int(paper) + 1}）"),
        (None, "县督交〔2026〕2号"),
        (None, None),
    ]
    assert show_paper(session, "county", paper, said(MONDAY))["attachments"] == [told[3]]
    report = check_attachments(session, AttachmentFolder(tmp_path))
    assert (report.ok, report.rows, report.files, report.orphans) == (True, 5, 1, ())
    assert verify(session).ok


def test_a_refused_act_leaves_an_orphan_and_no_row(engine: sa.Engine, session: Session, tmp_path: Path) -> None:
    folder = AttachmentFolder(tmp_path)
    (tmp_path / "attachments").mkdir()
    (tmp_path / "attachments" / "incoming-killed").write_text("half")
    file = kept(tmp_path)
    with pytest.raises(TransitionRefused):
        close_item(session, "county", CODE, Asked(ACTOR, at(MONDAY, 10), files=(file,)))
    receive_item(session, "county", CODE, Asked(ACTOR, at(MONDAY, 10), files=(file,)))
    session.rollback()
    report = check_attachments(session, folder)
    orphan = f"{file.sha256[:2]}/{file.sha256}"
    assert (report.ok, report.rows, report.orphans) == (True, 0, (orphan, "incoming-killed"))
    assert verify(session).ok


def test_a_copy_is_handed_out_but_never_over_a_file(session: Session, scan: Asked, tmp_path: Path) -> None:
    receive_item(session, "county", CODE, scan)
    folder, sha = AttachmentFolder(tmp_path), scan.files[0].sha256
    row_id = attachments_of(session, "county")[0]["id"]
    out = tmp_path / "out"
    out.mkdir()
    assert hand_out(session, folder, str(row_id), out) == out / "签批单.pdf"
    assert hand_out(session, folder, sha, out / "a.pdf").read_bytes() == PDF
    with pytest.raises(FileRefused, match="已经存在，未覆盖"):
        hand_out(session, folder, sha, out / "a.pdf")
    with pytest.raises(FileRefused, match="写不出去"):
        hand_out(session, folder, sha, out / "no" / "a.pdf")
    for handle in ("99999", "f" * 64, "9" * 30, "签批单"):
        with pytest.raises(NotFound, match="没有附件"):
            hand_out(session, folder, handle, out / "b.pdf")


def link(path: Path) -> None:
    path.rename(path.with_suffix(".x"))
    path.symlink_to(path.with_suffix(".x"))


DAMAGED: tuple[tuple[Callable[[Path], object], str], ...] = (
    (Path.unlink, "文件不在"),
    (lambda path: path.write_bytes(PDF + b" "), "文件有10字节，应为9字节"),
    (lambda path: path.write_bytes(PDF[:-1] + b" "), "文件的内容被改动过"),
    (link, "文件是符号链接"),
)
"""What is done to a file, and what is said of it."""


def test_a_damaged_file_is_found_not_handed_out_and_healed_by_the_same_content(
    session: Session, scan: Asked, tmp_path: Path
) -> None:
    receive_item(session, "county", CODE, scan)
    folder, sha = AttachmentFolder(tmp_path), scan.files[0].sha256
    row_id = attachments_of(session, "county")[0]["id"]
    for spoil, says in DAMAGED:
        folder.path_of(sha).chmod(0o644)
        spoil(folder.path_of(sha))
        (violation,) = verify(session, folder=folder).violations
        where, found = f"attachment {row_id}", f"“签批单.pdf”{says}"
        assert (violation.invariant, violation.where, violation.says) == (12, where, found)
        assert check_attachments(session, folder).violations == ((where, found),)
        with pytest.raises(FileRefused, match=f"没有导出：{says}；请从备份取回"):
            hand_out(session, folder, sha, tmp_path / "out.pdf")
        assert not (tmp_path / "out.pdf").exists()
        kept(tmp_path)
        assert check_attachments(session, folder).ok
    session.execute(sa.text("UPDATE attachment SET sha256 = :forged"), {"forged": "../" * 21 + "x"})
    assert check_attachments(session, folder).violations == ((where, "“签批单.pdf”记录的哈希不成样子"),)
