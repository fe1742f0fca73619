"""Phrases as documents write them: variants that mean the same, and what is refused with where it stops."""

import re
from datetime import date

import pytest

from duban.core.errors import BadUsage, InvalidValue, PhraseNotUnderstood
from duban.core.timelimits import parse, parse_deadline, resolve
from duban.core.timelimits.parsing import GRAMMAR, normalise
from duban.core.workdays import published_calendar

# OpenCC's simplified characters with several or other traditional forms, for every character of the grammar's words.
SIMPLIFIED = (
    "专两个举于产从会体党内则办务动劳区单县双发台号后启周国坚实审导布并并庆应开当总报数汇汇满点确礼签约纪组织终经结续联节见观"
    "计议记评该调谈车达过进选长闭项顺须领题馈验"
)
TRADITIONAL_FORMS = (
    "專兩個舉於產從會體黨內則辦務動勞區單縣雙發臺號後啓週國堅實審導佈並併慶應開當總報數匯彙滿點確禮簽約紀組織終經結續聯節見觀"
    "計議記評該調談車達過進選長閉項順須領題饋驗"
)
SAME_IN_BOTH = (
    "一七三上下不且中主之九二五交今以件份休位作例假偶催元全八公六其出分初到前包十卅午半印即反取受召右各同含告商四在基夜天如委"
    "季完定展州工左市席常幕年底府度延建廿得息成批投拜括持接推提摩收政效文方日旦旬明星春晚最月期末本束查案次每法清然理登百的省"
    "督知研示秋究立竣端第算管翌自至落行要起送通逢遇部隔零面首"
)


@pytest.mark.parametrize(
    ("phrase", "canonical"),
    [
        ("会后３个工作日内", "会后3个工作日内"),
        ("會後三個工作日內", "会后3个工作日内"),
        ("会议结束后三个工作日之内", "会后3个工作日内"),
        ("会后3个工作日以内。", "会后3个工作日内"),
        ("会后 3 个工作日内（含当日）", "会后3个工作日内"),
        ("自送达之日起5个工作日内", "送达后5个工作日内"),
        ("收到交办单之日起七日内", "收到后7日内"),
        ("接到通知后七天内", "收到后7日内"),
        ("两会闭幕后一周内", "两会结束后1周内"),
        ("两会后1个星期内", "两会结束后1周内"),
        ("会议纪要印发后2个工作日内", "纪要印发后2个工作日内"),
        ("会后半月内", "会后半个月内"),
        ("会后1月内", "会后1个月内"),
        ("半年内", "6个月内"),
        ("十五日内", "15日内"),
        ("一百二十天内", "120日内"),
        ("两周内", "2周内"),
        ("会议召开前2天", "会前2日"),
        ("6月份底前", "6月底前"),
        ("二〇二六年六月底前", "2026年6月底前"),
        ("2026年内", "2026年底前"),
        ("年度内", "本年底前"),
        ("全年", "本年底前"),
        ("第三季度内", "三季度底前"),
        ("上半年", "上半年底前"),
        ("月末", "本月底前"),
        ("每月月底前", "每月"),
        ("每月一次", "每月"),
        ("每季度召开一次", "每季度"),
        ("每两个月", "每双月"),
        ("双月月末", "本双月底前"),
        ("每隔两周一次", "每2周"),
        ("每季度初月20日左右", "每季度首月20日前后"),
        ("下月5号之前", "次月5日前"),
        ("明年一季度", "次年一季度底前"),
        ("每月5日前，遇节假日顺延至节后第一个工作日", "每月5日前，遇节假日顺延"),
        ("每月5日前;如遇法定节假日则顺延", "每月5日前，遇节假日顺延"),
        ("每星期一上午", "每周一上午"),
        ("星期五前", "本周五前"),
        ("当日办结", "当天"),
        ("国庆前", "国庆节前"),
        ("次日", "1日内"),
        ("长期坚持", "长期"),
        ("6月底前出台，年内持续推进", "6月底前出台，本年底前持续推进"),
        ("季初", "本季度初"),
        ("9月中旬前", "9月中旬前"),
        ("5个工作日", "5个工作日内"),
        ("30日后", "30日后"),
        ("三十天以后", "30日后"),
        ("自约谈之日起30日之后", "约谈后30日后"),
        ("会后5个工作日后", "会后5个工作日后"),
        ("半年后", "6个月后"),
        ("七天", "7日内"),
        ("“两会”结束后1周内下发", "两会结束后1周内下发"),
        ("须在会后3个工作日内下发", "会后3个工作日内下发"),
        ("于每月5日前", "每月5日前"),
        ("自即日起10个工作日内", "10个工作日内"),
        ("经县委常委会研究确定后3个工作日内下达", "研究确定后3个工作日内下达"),
        ("常务会议后3个工作日内", "会后3个工作日内"),
        ("主要领导批示后1个工作日内", "批示后1个工作日内"),
        ("会后次日前", "会后1日内"),
        ("送达当日", "送达后当天"),
        ("反馈不过夜", "当天"),
        ("6月底前全部开工", "6月底前全部开工"),
        ("廿五日内", "25日内"),
        ("卅日内", "30日内"),
        ("一月一调度", "每月"),
        ("一季一点评", "每季度"),
        ("半年一观摩", "每半年"),
        ("上、下半年各一次", "每半年"),
        ("年终一总结", "每年"),
        ("双月召开一次", "每双月"),
        ("每一个月", "每月"),
        ("每1周", "每周"),
        ("每12个月", "每年"),
        ("每月5日前(如遇节假日,顺延至节假日后第一个工作日,下同)", "每月5日前，遇节假日顺延"),
        ("每月5日前报送，当月20日前反馈", "每月5日前报送，本月20日前反馈"),
        ("6月中旬、12月中旬前", "6月中旬前，12月中旬前"),
        ("6月中旬、12月中旬", "6月中旬，12月中旬"),
        ("6月中旬召开、12月中旬前完成", "6月中旬召开，12月中旬前完成"),
        ("每月5日、每月20日前报送", "每月5日前，每月20日前报送"),
        ("6月15日、12月15日前后", "6月15日前后，12月15日前后"),
    ],
)
def test_variants_read_as_one_canonical_phrase(phrase: str, canonical: str) -> None:
    assert parse(phrase).phrase == canonical
    assert parse(canonical) == parse(phrase)


@pytest.mark.parametrize(
    ("phrase", "at", "expected"),
    [
        ("会后3个", 4, "工作日"),
        ("会后", 2, "数字"),
        ("每月5", 3, "日"),
        ("会后3个工作日内左右", 8, "句末"),
        ("3日", 2, "内"),
        ("每", 1, "周几"),
        ("研究后3日内", 0, "会、批示、送达等起算事件"),
    ],
)
def test_refusal_points_at_the_place_and_lists_what_could_stand_there(phrase: str, at: int, expected: str) -> None:
    with pytest.raises(PhraseNotUnderstood) as refused:
        parse(phrase)
    assert refused.value.at == at
    assert expected in refused.value.expected
    assert phrase in str(refused.value)


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("尽快", "算不出日期"),
        ("24小时内", "不按小时计"),
        ("6月前", "有歧义"),
        ("每隔一周", "请写成“每2周”，或“每周”"),
        ("每隔1个月一次", "请写成“每2个月”，或“每个月”"),
        ("每隔周一", "每隔"),
    ],
)
def test_common_vague_wordings_get_a_remedy_of_their_own(phrase: str, says: str) -> None:
    with pytest.raises(BadUsage, match=says):
        parse(phrase)


@pytest.mark.parametrize(
    "phrase", ["2月30日前", "每月32日前", "0日内", "1000个工作日内", "2026年2月29日前", "季度15日前"]
)
def test_impossible_numbers_are_refused(phrase: str) -> None:
    with pytest.raises(InvalidValue, match="请"):
        parse(phrase)


@pytest.mark.parametrize("phrase", ["两三天内", "三五日内", "一两个工作日内", "十十日内", "一百二日内"])
def test_vague_or_broken_numerals_are_refused(phrase: str) -> None:
    with pytest.raises(PhraseNotUnderstood):
        parse(phrase)


@pytest.mark.parametrize("phrase", ["每月5日、20日前", "次月5日前、20日前", "每周一、周四", "6月上旬、下旬"])
def test_second_day_without_its_period_is_refused_rather_than_guessed(phrase: str) -> None:
    with pytest.raises(InvalidValue, match="没有写明是哪一期"):
        parse(phrase)


@pytest.mark.parametrize(
    ("phrase", "since", "day"),
    [
        ("30日后", date(2026, 3, 3), date(2026, 4, 3)),
        ("30日后", date(2026, 9, 4), date(2026, 10, 8)),  # the 5th is in the holiday of the National Day
        ("5个工作日后", date(2026, 3, 2), date(2026, 3, 10)),
        ("5个工作日后", date(2026, 3, 6), date(2026, 3, 16)),  # the day after the fifth is a Saturday
        ("半个月后", date(2026, 3, 2), date(2026, 3, 18)),
    ],
)
def test_after_so_long_is_no_earlier_than_the_day_when_that_time_is_over(phrase: str, since: date, day: date) -> None:
    answer = resolve(parse(phrase), published_calendar(), since=since)
    assert answer.on == day
    assert "期满的次日" in (answer.assumed or "")


@pytest.mark.parametrize("phrase", ["30日后", "会后3个工作日后", "6月底前出台，30日后持续推进"])
def test_no_deadline_is_read_from_a_day_that_something_may_begin_on(phrase: str) -> None:
    with pytest.raises(InvalidValue, match="没有说最迟哪天"):
        parse_deadline(phrase)


def test_every_word_of_the_grammar_is_known_in_traditional_script() -> None:
    words = "".join(re.sub(r"//.*", "", line) for line in GRAMMAR.read_text(encoding="utf-8").splitlines())
    vocabulary = set(re.findall(r"[\u4e00-\u9fff]", words))
    assert sorted(vocabulary - set(SIMPLIFIED) - set(SAME_IN_BOTH)) == []
    assert normalise(TRADITIONAL_FORMS) == SIMPLIFIED


@pytest.mark.parametrize("phrase", ["", "。", "，", "会后3个工作日内，", "\x00", "会" * 5000, "3" * 5000 + "日内"])
def test_degenerate_text_is_refused(phrase: str) -> None:
    with pytest.raises(BadUsage):
        parse(phrase)


def test_limit_tells_what_it_needs() -> None:
    assert parse("会后3个工作日内").needs == "anchor"
    assert parse("每季度末月28日前后").needs == "quarter"
    assert parse("6月底前").needs == "year"
    assert parse("2026年6月底前").needs is None
    assert parse("会后3个工作日内").anchor == "会后"
    assert parse("两会结束后1周内").anchor == "两会结束后"
    assert parse("会前3个工作日").before
    assert parse("每周一").recurring
