"""Y13, Y14, Y15, Y18, Y19, Y23: suggestions, opinions, whoever comes in, self-checks, the office's own rules."""

import pytest

from tests.cli.clauses.entries import added, moved, refused, typed
from tests.cli.conftest import At

pytestmark = pytest.mark.slow
PARTY, SECRETARY, SECTION = ("--by", "党总支书记"), ("--by", "秘书长"), ("--by", "督查科科长")
DEPUTY = ("--by", "办公室副主任")
CALLER = {"来人": "王某", "事项": "咨询土地手续", "首问责任人": "宗合力"}
VISITOR = {"来访人": "李某", "诉求": "反映拆迁补偿", "职责": "不属办公室职责"}


def test_y13_suggestions_are_collected_sorted_and_given_to_leaders(yichun: At) -> None:
    idea = {"科室": "信息科", "建议人": "辛西光", "建议": "开放型经济信息共享"}
    made = added(yichun, "03-02T09:00", "建言献策", idea)
    assert (made["due_on"], made["acts"][-1]["clause"]) == ("2026-03-09", "Y13")
    code = made["code"]
    assert "这一步由党总支书记办理" in refused(yichun, "03-03T09:00", code, "梳理", *SECRETARY, 梳理意见="可行")
    assert "现在可以：梳理、留存" in refused(yichun, "03-03T09:00", code, "提供", *PARTY, 提供给="市长")
    moved(yichun, "03-03T09:00", code, "梳理", *PARTY, 梳理意见="可行，建议试点")
    assert [row["code"] for row in yichun("03-10T09:00", "register", "overdue", "建言献策")] == [code]
    told = moved(yichun, "03-10T10:00", code, "提供", *PARTY, 提供给="龚长青市长")
    assert (told["state"], told["acts"][-1]["clause"]) == ("已提供", "Y13")


def test_y13_the_best_research_is_chosen_once_a_year(yichun: At) -> None:
    rows = yichun("03-02T09:00", "calendar", "yichun", "--year", "2026")
    days = [row["date"] for row in rows if row["cycle"] == "优秀调研文章评选" and row["stage"] == "convene"]
    assert days == ["2026-11-20"]
    essay = {"题目": "宜居城市调查", "科室": "综合科", "作者": "宗合力", "调研方式": "走访12个社区"}
    code = added(yichun, "11-02T09:00", "调研文章", essay)["code"]
    assert "不得重复" in yichun("11-02T10:00", "register", "add", "调研文章", *typed(essay), refused=True)
    assert "须先填写评选意见" in refused(yichun, "11-20T15:00", code, "评为优秀", *SECRETARY)
    told = moved(yichun, "11-20T15:00", code, "评为优秀", *SECRETARY, 评选意见="有参考价值")
    assert (told["state"], told["acts"][-1]["clause"]) == ("优秀", "Y13")


def test_y14_opinions_are_sorted_put_right_in_time_and_made_public(yichun: At) -> None:
    opinion = {"来自": "园区企业", "意见建议": "收文回复太慢", "梳理人": "杜细心"}
    code = added(yichun, "03-02T09:00", "意见建议台账", opinion)["code"]
    assert "须先填写责任人" in refused(yichun, "03-03T09:00", code, "交责任人")
    told = moved(yichun, "03-03T09:00", code, "交责任人", 责任人="米文达")
    assert (told["state"], told["due_on"]) == ("整改中", "2026-03-31")
    assert yichun("03-31T08:30", "sweep")["entries_reminded"] == 1
    assert "现在可以" in refused(yichun, "03-31T09:00", code, "公开", 公开方式="网络")
    moved(yichun, "03-31T09:00", code, "报告整改", 整改情况="实行当天回复")
    moved(yichun, "04-01T09:00", code, "退回再整改", *SECTION)
    moved(yichun, "04-02T09:00", code, "报告整改", 整改情况="实行当天回复，已公示")
    done = moved(yichun, "04-03T09:00", code, "公开", 公开方式="网络")
    assert (done["state"], done["acts"][-1]["clause"]) == ("已公开", "Y14")


def test_y14_whoever_puts_nothing_right_is_punished(yichun: At) -> None:
    opinion = {"来自": "普通群众", "意见建议": "窗口推诿", "梳理人": "杜细心", "责任人": "邢政和"}
    code = added(yichun, "03-02T09:00", "意见建议台账", opinion)["code"]
    moved(yichun, "03-03T09:00", code, "交责任人")
    assert "这一步由秘书长办理" in refused(yichun, "04-01T09:00", code, "惩治", *SECTION, 惩治情况="诫勉")
    assert moved(yichun, "04-01T09:00", code, "惩治", *SECRETARY, 惩治情况="诫勉")["acts"][-1]["clause"] == "Y14"


def test_y15_the_first_one_asked_answers_tells_once_and_the_time_is_limited(yichun: At) -> None:
    made = added(yichun, "03-02T09:00", "来人办事", CALLER)
    code = made["code"]
    assert (made["state"], made["due_on"], made["acts"][-1]["clause"]) == ("首问", "2026-03-02", "Y15")
    assert yichun("03-02T16:00", "sweep")["entries_reminded"] == 1
    unasked = ("register", "add", "来人办事", "--set", "来人=王某", "--set", "事项=咨询")
    assert "必须填写首问责任人" in yichun("03-02T09:00", *unasked, refused=True)
    assert "须先填写承办科室、告知内容" in refused(yichun, "03-02T16:10", code, "一次性告知")
    moved(yichun, "03-02T16:10", code, "一次性告知", 承办科室="综合科", 告知内容="身份证、土地证、申请表")
    twice = refused(yichun, "03-04T09:00", code, "一次性告知", 告知内容="还差一份证明")
    assert "现在可以：受理、了结" in twice
    told = moved(yichun, "03-04T10:00", code, "受理")
    assert (told["state"], told["due_on"]) == ("办理中", "2026-03-11")
    assert "现在可以：办结" in refused(yichun, "03-05T10:00", code, "一次性告知", 告知内容="还差一份证明")
    assert [row["code"] for row in yichun("03-12T09:00", "register", "overdue", "来人办事")] == [code]
    assert moved(yichun, "03-12T10:00", code, "办结", 办理结果="已转国土部门办妥")["state"] == "已办结"


def test_y18_what_is_the_offices_own_is_handled_and_the_rest_is_led_to_its_department(yichun: At) -> None:
    other = added(yichun, "03-02T09:00", "来访登记", VISITOR)["code"]
    says = refused(yichun, "03-02T09:30", other, "交科室办理", 承办科室="综合科")
    assert "帮助来访人员与涉及部门取得联系（Y18）" in says
    led = moved(yichun, "03-02T09:40", other, "联系部门", 涉及部门="市建设局", 联系情况="已电话联系并约定接访")
    assert (led["state"], led["acts"][-1]["clause"]) == ("已联系部门", "Y18")
    own = added(yichun, "03-02T10:00", "来访登记", {**VISITOR, "职责": "属办公室职责"})["code"]
    passed_on = refused(yichun, "03-02T10:10", own, "联系部门", 涉及部门="市建设局", 联系情况="请其接访")
    assert "相关科室要及时办理（Y18）" in passed_on
    told = moved(yichun, "03-02T10:20", own, "交科室办理", 承办科室="综合科")
    assert told["due_on"] == "2026-05-06"
    assert moved(yichun, "03-20T09:00", own, "答复", 办理结果="已书面答复")["state"] == "已答复"
    nowhere = ("register", "add", "来访登记", *typed({**VISITOR, "涉及部门": "市园林局"}))
    assert "没有单位“市园林局”" in yichun("03-20T10:00", *nowhere, refused=True)


def test_y19_every_section_checks_itself_and_puts_right_what_it_found(yichun: At) -> None:
    codes = yichun("03-02T09:00", "report", "open", "自查自纠报告", "--about", "作风自查自纠")["codes"]
    told = yichun("03-02T10:00", "report", "show", codes[0])
    assert (len(codes), told["due_on"]) == (6, "2026-03-23")
    submit = ("report", "submit", codes[0], "--by", "综合科科长")
    parts = tuple(word for part in ("务实", "创新", "高效", "清正") for word in ("--part", f"{part}=见附表"))
    assert "没有载明和谐、突出问题、整改措施" in yichun("03-16T09:00", *submit, *parts, refused=True)
    rest = ("--part", "和谐=无", "--part", "突出问题=回复慢", "--part", "整改措施=当天回复")
    assert yichun("03-16T09:00", *submit, *parts, *rest)["acts"][-1]["clause"] == "Y19"
    problem = {"科室": "综合科", "对照条目": "《意见》第三条", "问题": "回复慢", "类别": "高效"}
    code = added(yichun, "03-16T10:00", "自查问题", problem)["code"]
    assert "须先填写整改措施、整改结果" in refused(yichun, "03-20T09:00", code, "整改")
    moved(yichun, "03-20T09:00", code, "整改", 整改措施="当天回复", 整改结果="已落实")
    assert "这一步由办公室副主任、督查科科长办理" in refused(yichun, "03-21T09:00", code, "核实", "--by", "综合科科长")
    done = moved(yichun, "03-21T09:00", code, "核实", *DEPUTY)
    assert (done["state"], done["acts"][-1]["clause"]) == ("已核实", "Y19")


def test_y23_the_offices_own_rules_are_listed_with_who_and_by_when(yichun: At) -> None:
    rule = {"制度": "财务管理制度", "责任科室": "行政科", "责任岗位": "科长", "时限": "2026-04-30"}
    made = added(yichun, "03-02T09:00", "制度清单", rule)
    code = made["code"]
    assert made["due_on"] == "2026-04-30"
    moved_on = ("register", "correct", code, "--set", "时限=2026-04-15", "--reason", "秘书长要求提前")
    assert yichun("03-03T09:00", *moved_on)["due_on"] == "2026-04-15"
    assert yichun("04-15T08:30", "sweep")["entries_reminded"] == 1
    unsigned = ("register", "add", "制度清单", "--set", "制度=后勤工作制度", "--set", "责任科室=行政科")
    assert "必须填写责任岗位、时限" in yichun("03-02T10:00", *unsigned, refused=True)
    assert "不得重复" in yichun("03-02T10:00", "register", "add", "制度清单", *typed(rule), refused=True)
    assert "须先填写文号" in refused(yichun, "04-20T09:00", code, "印发", *SECRETARY)
    told = moved(yichun, "04-20T09:00", code, "印发", *SECRETARY, 文号="宜府办发〔2026〕8号")
    assert (told["state"], told["acts"][-1]["clause"]) == ("已印发", "Y23")
    assert moved(yichun, "09-01T09:00", code, "修订")["state"] == "修订中"
