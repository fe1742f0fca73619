"""Y4, Y16, Y22: papers checked before they go out, passed between three levels with receipts, and read in time."""

import pytest

from tests.cli.clauses.entries import added, moved, refused, typed
from tests.cli.conftest import At

pytestmark = pytest.mark.slow
DEPUTY = ("--by", "办公室副主任")
REASONS = {
    "法律法规规章已有明确规定": "凡是法律、法规和规章已有明确规定的不再发文",
    "上级已发或已公开发表": "上级已发到各县市区或已公开发表的不再转发",
    "可发可不发": "可发可不发的不发",
    "政策已明确而没有新的措施": "未提出新的措施，不再重复行文",
    "只有原则性意见": "不仓促行文",
}
DRAFT = {"标题": "关于加强春耕生产的通知", "拟稿科室": "秘书科", "把关人": "班副成", **dict.fromkeys(REASONS, "否")}
OUT = {"标题": "防汛工作通知", "文号": "宜府办字〔2026〕12号", "收文机构": "yuanzhou", "收文单位": "区水利局"}
NOTICE = {
    "会议": "全市防汛视频会",
    "时间": "2026-03-05 09:00",
    "地点": "袁州分会场",
    "参会范围": "分管副区长和乡镇负责人",
}
DISTRICT = ("--by", "区政府办公室主任")


@pytest.mark.parametrize("field", REASONS)
def test_y4_a_paper_that_is_not_needed_is_not_issued(yichun: At, field: str) -> None:
    code = added(yichun, "03-02T09:00", "发文审核", {**DRAFT, field: "是"})["code"]
    says = refused(yichun, "03-02T10:00", code, "准予发文", *DEPUTY)
    assert REASONS[field] in says
    assert "（Y4）" in says
    told = moved(yichun, "03-02T11:00", code, "不发", *DEPUTY, 退回意见="请按已有规定办理")
    assert (told["state"], told["acts"][-1]["clause"]) == ("不发", "Y4")


def test_y4_a_paper_passes_its_own_leaders_check(yichun: At) -> None:
    bad = ("register", "add", "发文审核", *typed({**DRAFT, "把关人": "米文达"}))
    assert "须任秘书长或副秘书长或办公室副主任（Y4）" in yichun("03-02T09:00", *bad, refused=True)
    code = added(yichun, "03-02T09:00", "发文审核", DRAFT)["code"]
    assert "这一步由秘书长、副秘书长、办公室副主任办理" in refused(
        yichun, "03-02T10:00", code, "准予发文", "--by", "秘书科科长"
    )
    assert moved(yichun, "03-02T10:00", code, "准予发文", *DEPUTY)["state"] == "准予发文"


def test_y16_a_paper_goes_down_a_level_and_its_receipt_comes_back(yichun: At, yuanzhou: At, attached: str) -> None:
    code = added(yichun, "03-02T09:00", "公文发送", OUT)["code"]
    yichun("03-02T09:05", "register", "correct", code, "--reason", "附正文", "--attach", attached)
    sent = moved(yichun, "03-02T09:10", code, "发送")
    assert (sent["state"], sent["due_on"], sent["acts"][-1]["clause"]) == ("已发送", "2026-03-03", "Y16")
    (arrived,) = yuanzhou("03-02T09:20", "register", "list", "公文接收")
    assert arrived["content"] == {"标题": "防汛工作通知", "文号": OUT["文号"], "来文机构": "yichun", "来文登记号": code}
    theirs = yuanzhou("03-02T09:20", "register", "show", arrived["code"])
    assert [file["name"] for file in theirs["attachments"]] == ["正文.txt"]
    yuanzhou("03-02T09:21", "inbox", "deliver")
    told = yuanzhou("03-02T09:22", "inbox", "list", "--pack", "yuanzhou", *DISTRICT)
    assert told[0]["text"] == "有1件来件待签收，请登录督办系统办理。"
    assert "不由人办" in refused(yichun, "03-02T10:00", code, "签收回执", 签收人="自己")
    moved(yuanzhou, "03-02T10:30", arrived["code"], "签收", *DISTRICT, 签收人="区办成")
    back = yichun("03-02T10:40", "register", "show", code)
    assert (back["state"], back["content"]["签收人"], back["due_on"]) == ("已签收", "区办成", None)
    assert back["acts"][-1]["reason"] == f"yuanzhou {arrived['code']} 回执"
    moved(yuanzhou, "03-02T11:00", arrived["code"], "分办", *DISTRICT, 承办乡镇="彬江镇")
    assert yichun("03-02T11:10", "register", "show", code)["version"] == back["version"]
    assert yichun("03-02T11:20", "verify")["ok"]


def test_y16_a_paper_goes_up_may_be_returned_and_sent_again_and_nothing_else_is_seen(yichun: At, yuanzhou: At) -> None:
    report = {"标题": "防汛情况报告", "文号": "袁府办〔2026〕3号", "收文机构": "yichun", "拟办意见": "数字先不报"}
    code = added(yuanzhou, "03-02T09:00", "公文发送", report, *DISTRICT)["code"]
    moved(yuanzhou, "03-02T09:10", code, "发送", *DISTRICT)
    (arrived,) = yichun("03-02T09:20", "register", "list", "公文接收")
    moved(yichun, "03-02T10:00", arrived["code"], "退回", 退回理由="缺附表")
    ours = yuanzhou("03-02T10:10", "register", "show", code)
    assert (ours["state"], ours["content"]["退回理由"]) == ("已退回", "缺附表")
    moved(yuanzhou, "03-02T11:00", code, "发送", *DISTRICT)
    (again, first) = yichun("03-02T11:10", "register", "list", "公文接收")
    assert (again["state"], first["state"]) == ("待签收", "已退回")
    moved(yichun, "03-02T11:20", again["code"], "签收", 签收人="米文达")
    assert yuanzhou("03-02T11:30", "register", "show", code)["state"] == "已签收"
    said = str(yichun("03-02T12:00", "register", "show", again["code"]))
    assert "数字先不报" not in said
    assert "没有登记" in yichun("03-02T12:00", "register", "show", "DJ2026-0099", refused=True)
    private = added(yichun, "03-02T12:10", "呈批件", {"文件": "干部调整", "呈批科室": "人事科", "呈批领导": "龚长青"})[
        "code"
    ]
    assert "没有登记" in yuanzhou("03-02T12:20", "register", "show", private, refused=True)
    assert "干部调整" not in str(yuanzhou("03-02T12:20", "register", "overdue"))


def test_y16_a_meeting_is_signed_up_for_from_the_townships_upwards(yichun: At, yuanzhou: At) -> None:
    code = added(yichun, "03-02T09:00", "会议通知", {**NOTICE, "收文机构": "yuanzhou"})["code"]
    moved(yichun, "03-02T09:10", code, "发通知")
    (arrived,) = yuanzhou("03-02T09:20", "register", "list", "会议报名")
    assert (arrived["content"]["会议"], arrived["content"]["通知登记号"]) == (NOTICE["会议"], code)
    for town, person in (("彬江镇", "宾江平"), ("慈化镇", "慈化安")):
        added(yuanzhou, "03-02T10:00", "乡镇报名", {"会议登记号": arrived["code"], "乡镇": town, "参会人员": person})
    assert "须先填写参会人员" in refused(yuanzhou, "03-02T11:00", arrived["code"], "报名")
    moved(yuanzhou, "03-02T11:00", arrived["code"], "报名", 参会人员="区办成、宾江平、慈化安")
    told = yichun("03-02T11:10", "register", "show", code)
    assert (told["state"], told["content"]["参会人员"]) == ("已报名", "区办成、宾江平、慈化安")
    nowhere = ("register", "add", "会议通知", *typed({**NOTICE, "收文机构": "jieshou"}))
    assert "没有已载入的制度“jieshou”" in yichun("03-02T11:20", *nowhere, refused=True)


def test_y16_papers_that_came_on_paper_are_entered_too(yichun: At) -> None:
    paper = {"标题": "省政府办公厅通知", "文号": "赣府厅字〔2026〕5号", "来文单位": "省政府办公厅"}
    code = added(yichun, "03-02T09:00", "公文接收", paper)["code"]
    forged = ("register", "add", "公文接收", *typed({**paper, "来文机构": "yuanzhou"}))
    assert "自动填写" in yichun("03-02T09:00", *forged, refused=True)
    moved(yichun, "03-02T09:10", code, "签收", 签收人="米文达")
    assert moved(yichun, "03-02T09:20", code, "分办", 承办科室="秘书科")["state"] == "已分办"


def test_y22_leaders_are_reminded_of_what_lies_before_them(yichun: At) -> None:
    paper = {"文件": "防汛方案", "呈批科室": "秘书科", "呈批领导": "方管明"}
    code = added(yichun, "03-02T09:00", "呈批件", paper)["code"]
    assert yichun("03-02T17:00", "sweep")["entries_reminded"] == 0
    assert yichun("03-03T08:30", "sweep")["entries_reminded"] == 1
    assert yichun("03-03T09:00", "sweep")["entries_reminded"] == 0
    yichun("03-03T09:01", "inbox", "deliver")
    leader = ("inbox", "list", "--pack", "yichun", "--by", "分管领导")
    assert [each["text"] for each in yichun("03-03T09:02", *leader)] == ["有1件登记事项待办，请登录督办系统办理。"]
    assert yichun("03-04T08:30", "sweep")["entries_reminded"] == 1
    assert "须先填写批示" in refused(yichun, "03-04T09:00", code, "阅批", "--by", "分管领导")
    told = moved(yichun, "03-04T09:00", code, "阅批", "--by", "分管领导", 批示="同意，水利局牵头")
    assert (told["state"], told["acts"][-1]["clause"]) == ("已阅批", "Y22")
    assert yichun("03-05T08:30", "sweep")["entries_reminded"] == 0
    assert yichun("03-05T09:00", "verify")["ok"]
