"""`duban import`: the State Council's targets of 2016 with their results, broken copies, a clerk's own tables."""

from pathlib import Path

import pytest

from tests.cli.conftest import At, Duban

pytestmark = pytest.mark.slow
SAMPLE = Path(__file__).parents[2] / "examples" / "state-council-2016-targets.csv"
LOADING = ("--pack", "county", "--accept-units", "--historic")
MET = {"居民消费价格涨幅", "城镇登记失业率", "财政赤字", "扶贫资金增幅"}
UNKNOWN = {"地方专项债券", "通光纤行政村", "铁路投资", "公路投资", "新开工重大水利工程", "中央预算内投资"}
HEADS = "工作任务,牵头单位,事项类型,指标,比较,目标值,计量单位,完成时限,实际值,实际值来源\n"
FINE = "新增就业1000人,县财政局,,就业,不低于,1000,人,12月底前,,\n"
BREAKS = {
    ",1314,": ",一千多,",
    ",4.5,%": ",,%",
    "8000,亿元,2016年12月底前": "8000,亿元,明天吧",
    "水利部,新开工": "水利部、农业部,新开工",
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of the clerk's own."""
    return tmp_path / "任务表.csv"


def test_the_targets_of_2016_are_loaded_and_accepted_as_published(at: At, demo: Duban) -> None:
    before = at("11-23T09:00", "target", "list")
    done = at("11-23T09:00", "import", str(SAMPLE), *LOADING)
    assert [done[name] for name in ("items", "historic", "targets", "actuals")] == [21, 21, 21, 15]
    assert len(done["new_units"]) == 9
    assert at("11-23T09:00", "target", "accept", "--all")["accepted"] == 15
    after = [row for row in at("11-23T09:00", "target", "list") if row not in before]
    outcomes = {row["indicator"]: row["outcome"] for row in after}
    assert {name for name, outcome in outcomes.items() if outcome is None} == UNKNOWN
    assert {name for name, outcome in outcomes.items() if outcome == "met"} == MET
    assert "short" not in outcomes.values()
    assert "低于目标值的视为达到" in after[0]["assumed"]
    assert demo("verify").code == 0


def test_items_of_past_years_are_kept_and_never_swept(at: At, demo: Duban) -> None:
    first = at("11-23T09:00", "import", str(SAMPLE), *LOADING)["codes"][0]
    at("11-23T09:00", "sweep")
    shown = at("11-24T09:00", "item", "show", first)
    assert (shown["label"], shown["breaches"], shown["limits"], shown["version"]) == ("历史存档", [], [], 1)
    assert [step["does"] for step in shown["history"]] == ["导入"]
    assert "不能“下发”：现在可以：更正、撤销" in at("11-24T09:00", "item", "issue", first, refused=True)
    assert at("11-24T09:00", "item", "withdraw", first, "--reason", "重复录入")["label"] == "已撤销"
    assert demo("verify").code == 0


def test_the_same_file_is_taken_in_once(at: At) -> None:
    known = at("11-23T09:00", "target", "list")
    before = at("11-23T09:00", "import", str(SAMPLE), *LOADING, "--dry-run")
    assert (before["dry_run"], before["items"]) == (True, 21)
    assert at("11-23T09:00", "target", "list") == known
    first = at("11-23T09:00", "import", str(SAMPLE), *LOADING)
    again = at("11-24T09:00", "import", str(SAMPLE))
    assert (first["already"], again["already"], again["act"]["seq"]) == (False, True, first["act"]["seq"])
    assert len(at("11-24T09:00", "target", "list")) == len(known) + 21


def test_a_broken_copy_loads_none_and_lists_its_bad_rows(at: At, table: Path, demo: Duban) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    for sound, bad in BREAKS.items():
        assert sound in text
        text = text.replace(sound, bad)
    table.write_text(text, encoding="utf-8")
    known = at("11-23T09:00", "target", "list")
    ran = demo("import", str(table), *LOADING, "--json")
    assert ran.code == 2
    assert [(each["row"], each["column"]) for each in ran.document["faults"]] == [
        (3, "实际值"),
        (4, "目标值"),
        (9, "完成时限"),
        (11, "牵头负责部门"),
    ]
    assert at("11-23T09:00", "target", "list") == known
    assert "什么也没有导入" in demo("import", str(table), *LOADING).err
    assert "发展改革委" not in str(at("11-23T09:00", "item", "list"))


def test_unknown_units_and_past_limits_are_told_before_they_are_taken(demo: Duban) -> None:
    ran = demo("import", str(SAMPLE), "--json")
    assert len(ran.document["unknown_units"]) == 9
    units = demo("import", str(SAMPLE), "--historic")
    assert "第2、5、9、12、16行“牵头负责部门”：没有登记单位“发展改革委”" in units.err
    assert "可加 --accept-units 一并登记" in units.err
    past = demo("import", str(SAMPLE), "--accept-units")
    assert "第2—22行“完成时限”：2016-12-30 已经过去；往年事项请加 --historic 存档，不再巡检" in past.err
    assert "--accept-units" not in past.err


def test_a_table_of_this_year_is_drafted_and_issued_like_any_item(at: At, table: Path, demo: Duban) -> None:
    table.write_text(HEADS + FINE + "修路,县水务局,常务会议议定事项,,,,,2026/12/1,,\n", encoding="gb18030")
    done = at("11-23T09:00", "import", str(table))
    assert (done["items"], done["historic"], done["targets"]) == (2, 0, 1)
    jobs, road = (at("11-23T09:00", "item", "show", code) for code in done["codes"])
    assert [jobs["item_type"], jobs["label"], road["item_type"]] == ["年度目标任务", "拟办", "常务会议议定事项"]
    assert jobs["dates"]["completion"]["effective"] == "2026-12-31"
    assert road["dates"]["completion"]["effective"] == "2026-12-01"
    assert demo("verify").code == 0


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("", "没有一行内容"),
        ("甲,,,,,,,,,\n", "第2行“牵头单位”：没有填"),
        ("甲,县财政局,,,,,,12月底前,,\n", "第2行“事项类型”：没有填，也没有指标"),
        ("甲,县财政局,没有的类型,,,,,12月底前,,\n", "没有事项类型“没有的类型”"),
        ("甲,县财政局,公文办理,,,,,12月底前,,\n", "第2行“办理类别”：办理类别“”无效"),
        (FINE + FINE, "第3行“指标”：与第2行重复"),
        ("甲,县财政局,,就业,不低于,1000,人,30日后,,\n", "第2行“完成时限”：时限“30日后”无效"),
        ("甲,县财政局,,就业,不低于,1000,人,,,\n", "第2行“完成时限”：完成时限“”无效"),
        ("甲,县财政局,,就业,大概,1000,人,12月底前,,\n", "第2行“比较”：比较“大概”无效"),
        ("甲,县财政局,,就业,不低于,1000,人,12月底前,5,\n", "第2行“实际值来源”：没有填"),
        ("甲,县财政局,公文办理,,,1000,人,12月底前,,\n", "第2行“指标”：没有填，却写了目标或实际值"),
        ("=HYPERLINK(1),县财政局,,就业,不低于,1,人,12月底前,,\n", "第2行“工作任务”：是公式"),
        ("甲\x07,县财政局,,就业,不低于,1,人,12月底前,,\n", "控制字符"),
        ("甲,县财政局,,就业,不低于,1,人,12月底前,,,多出来\n", "有内容没有列名"),
        ("秘密★1年的事,县财政局,,就业,不低于,1,人,12月底前,,\n", "第2行“密级”：涉密内容不能导入"),
    ],
)
def test_a_bad_row_is_named_with_its_remedy(demo: Duban, table: Path, rows: str, says: str) -> None:
    table.write_text(HEADS + rows, encoding="utf-8-sig")
    ran = demo("import", str(table))
    assert ran.code == 2
    assert says in ran.err
    assert "秘密★1年的事" not in ran.err + ran.out


def test_what_is_on_record_already_is_not_loaded_twice_under_another_file(at: At, table: Path, demo: Duban) -> None:
    table.write_text(HEADS + FINE, encoding="utf-8")
    at("11-23T09:00", "import", str(table))
    table.write_text(HEADS + FINE + FINE.replace("县财政局", "县水务局"), encoding="utf-8")
    assert "第2行“工作任务”：台账里已有" in demo("import", str(table)).err
    table.write_text(HEADS.replace("目标值", "目标直") + FINE.replace("财政", "教育"), encoding="utf-8")
    assert "目标值" in demo("import", str(table)).err


def test_the_template_can_be_filled_in_and_imported(demo: Duban, tmp_path: Path) -> None:
    out = tmp_path / "模板.xlsx"
    assert demo("import", "--template", str(out)).code == 0
    assert "没有一行内容" in demo("import", str(out)).err
    assert demo("import", "--template", str(tmp_path / "没有" / "模板.xlsx")).code == 1
    assert demo("import").code == 2
    assert "--year“99”无效" in demo("import", str(SAMPLE), "--year", "99").err


def test_what_a_table_names_lets_its_items_be_issued_as_they_are(at: At, table: Path, demo: Duban) -> None:
    heads = HEADS.replace("牵头单位,", "牵头单位,分管领导,责任人,配合单位,")
    named = FINE.replace("县财政局,", "县财政局,分管领导,局长 陈国庆,县水务局、县教育局,")
    table.write_text(heads + named, encoding="utf-8")
    code = at("11-23T09:00", "import", str(table))["codes"][0]
    shown = at("11-23T09:00", "item", "show", code)
    assert (shown["leader"], shown["responsible"]) == ("徐振华", "局长 陈国庆")
    assert at("11-23T09:00", "item", "issue", code)["label"] == "待签收"
    table.write_text(heads + named.replace("分管领导,", "没有的人,").replace("县教育局", "县财政局"), encoding="utf-8")
    told = demo("import", str(table)).err
    assert "第2行“配合单位”：牵头单位不能又是协办单位" in told
    table.write_text(heads + named.replace("分管领导,", "没有的人,"), encoding="utf-8")
    assert "第2行“分管领导”：" in demo("import", str(table)).err
    assert demo("verify").code == 0
