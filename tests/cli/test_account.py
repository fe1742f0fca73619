"""`duban account` and `duban org delegate`: each act on its chain, passwords told once, refusals in a sentence."""

from tests.cli.conftest import At, Duban


def test_an_account_lives_from_opening_to_locking(demo: Duban) -> None:
    opened = demo("account", "add", "冉小波", "--person", "冉小波", "--json")
    assert opened.document["password"]
    assert demo("account", "grant", "冉小波", "auditor", "--reason", "年度审计").code == 0
    assert demo("account", "password", "冉小波", "--json").document["password"] != opened.document["password"]
    assert demo("account", "lock", "冉小波", "--reason", "调离").code == 0
    told = demo("account", "list", "--json").document
    assert [(row["name"], row["state"], row["grants"], row["lock_reason"]) for row in told] == [
        ("冉小波", "停用", ["审计"], "调离")
    ]
    assert demo("account", "unlock", "冉小波").code == 0
    assert demo("account", "revoke", "冉小波", "auditor").code == 0
    assert demo("verify", "--json").document["violations"] == []


def test_what_cannot_be_is_refused_in_a_sentence(demo: Duban) -> None:
    demo("account", "add", "keeper", "--title", "系统管理员")
    refused = {
        ("add", "keeper"): "已有这个账号",
        ("add", "x y"): "没有空格",
        ("add", "x", "--person", "无此人"): "没有姓名“无此人”",
        ("lock", "nobody", "--reason", "x"): "没有账号“nobody”",
        ("lock", "keeper"): "须写明理由",
        ("grant", "keeper", "king"): "请从auditor",
        ("revoke", "keeper", "auditor"): "没有账号 keeper 的授权“审计”",
    }
    for words, says in refused.items():
        ran = demo("account", *words)
        assert ran.code != 0
        assert says in ran.err, ran.err


def test_a_deputy_acts_for_a_time(at: At) -> None:
    by = ("--by", "分管领导")
    at("11-23T09:00", "org", "delegate", "分管领导", "方志远", "--until", "2026-11-25", *by)
    held = at("11-24T09:00", "org", "list")
    assert [row["person"] for row in held if row["post"] == "分管领导"] == ["徐振华", "方志远"]
    assert [row["person"] for row in at("11-26T09:00", "org", "list") if row["post"] == "分管领导"] == ["徐振华"]
    at("11-24T09:00", "org", "end-delegation", "分管领导", "方志远", *by)
    assert [row["person"] for row in at("11-25T09:00", "org", "list") if row["post"] == "分管领导"] == ["徐振华"]
    assert at("11-25T09:00", "verify")["violations"] == []


def test_a_post_is_not_given_away_by_somebody_else_or_backwards(at: At) -> None:
    given = ("org", "delegate", "分管领导", "方志远")
    says = at("11-23T09:00", *given, "--until", "2026-11-25", "--by", "办公室主任", refused=True)
    assert "不由您担任" in says
    assert "不追溯" in at("11-23T09:00", *given, "--from", "2026-11-20", "--until", "2026-11-25", refused=True)
    assert "不能早于起始" in at("11-23T09:00", *given, "--until", "2026-11-22", refused=True)
    assert "没有这一项代理" in at("11-23T09:00", "org", "end-delegation", "分管领导", "方志远", refused=True)
