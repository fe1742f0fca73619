"""Holiday notices: the real wording is read whole, a damaged one is refused with its line."""

from datetime import date
from pathlib import Path

import pytest

from duban.core.errors import NoticeUnreadable
from duban.core.notices import read_notice
from duban.core.workdays import published_calendar

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTICE_2026 = (EXAMPLES / "holiday-notice-2026.txt").read_text(encoding="utf-8")


def test_notice_of_2026_reads_as_the_published_arrangement() -> None:
    published = next(notice for notice in published_calendar().notices if notice.year == 2026)
    assert read_notice(NOTICE_2026, "2026").digest() == published.digest()


def test_made_up_notice_of_2027_reads_with_its_makeup_days() -> None:
    text = (EXAMPLES / "holiday-notice-2027-made-up.txt").read_text(encoding="utf-8")
    notice = read_notice(text, "2027")
    assert notice.year == 2027
    assert date(2027, 2, 11) in notice.off
    assert date(2027, 1, 30) in notice.work


def test_notice_may_begin_in_the_december_before() -> None:
    text = NOTICE_2026.replace("2026年", "2023年", 1)
    holiday = "一、元旦：2022年12月31日（周六）至2023年1月2日（周一）放假调休，共3天。"
    lines = [holiday if line.startswith("一") else line for line in text.splitlines() if not line.startswith("二")]
    with pytest.raises(NoticeUnreadable) as refused:
        read_notice("\n".join(lines), "2023")
    assert refused.value.line > 2


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        ("（周四）至3日", "（周三）至3日", 2, "1月1日是周四，通知写作周三"),
        ("共3天。1月4日", "共4天。1月4日", 2, "是3天，与通知所写天数不符"),
        ("2月14日（周六）", "2月13日", 3, "本是工作日"),
        ("4月4日（周六）至6日（周一）", "4月31日至5月2日", 4, "没有4月31日这一天"),
        ("5月1日（周五）至5日（周二）放假调休", "5月1日（周五）开始休息", 5, "看不出劳动节哪几天放假"),
        ("六、中秋节", "中秋", 8, "缺少中秋节的安排"),
        ("国务院办公厅关于2026年部分节假日安排的通知", "通知", 2, "在写明年份的标题之前"),
        ("9月20日（周日）", "10月3日（周六）", 8, "既放假又上班"),
        ("至7日（周三）放假调休,共7天", "至2日（周五）放假,共2天", 8, "2026-10-03是法定节假日"),
        ("共7天。9月20日", "共" + "9" * 5000 + "天。9月20日", 8, "与通知所写天数不符"),
        ("9月25日（周五）至27日（周日）放假,共3天", "6月21日（周日）放假", 7, "2026-06-21已在前面列为端午节放假"),
        ("2026年", "9999年", 1, "没有9999年的法定节假日数据"),
    ],
)
def test_damaged_notice_is_refused_with_its_line(right: str, wrong: str, line: int, says: str) -> None:
    text = NOTICE_2026.replace("(", "（").replace(")", "）").replace(":", "：")
    assert right in text
    with pytest.raises(NoticeUnreadable, match=says) as refused:
        read_notice(text.replace(right, wrong, 1), "通知.txt")
    assert refused.value.line == line
    assert "未载入任何内容" in str(refused.value)


@pytest.mark.parametrize("text", ["", "随便写点什么", "\x00\x01"])
def test_text_that_is_no_notice_is_refused(text: str) -> None:
    with pytest.raises(NoticeUnreadable, match="标题"):
        read_notice(text, "通知.txt")


def test_festival_given_twice_and_two_years_in_one_file_are_refused() -> None:
    again = "八、国庆节：10月11日（周日）至12日（周一）放假调休，共2天。"
    with pytest.raises(NoticeUnreadable, match="国庆节的安排出现了两次"):
        read_notice(f"{NOTICE_2026}\n{again}", "通知.txt")
    with pytest.raises(NoticeUnreadable, match="请一次载入一年"):
        read_notice(f"{NOTICE_2026}\n{NOTICE_2026.replace('2026年', '2027年')}", "通知.txt")


def test_endless_holiday_and_endless_text_are_refused() -> None:
    whole_year = "一、元旦：1月1日至12月31日放假，共365天。"
    with pytest.raises(NoticeUnreadable, match="365天"):
        read_notice(f"关于2026年节假日安排的通知\n{whole_year}", "通知.txt")
    with pytest.raises(NoticeUnreadable, match="不是一份放假通知"):
        read_notice(NOTICE_2026 + "啊" * 1_000_000, "通知.txt")
