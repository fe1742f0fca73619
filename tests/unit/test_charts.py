"""Charts of two years side by side: well-formed, the same for the same numbers, and told in words as well."""

from xml.etree import ElementTree

from duban.documents.charts import LEFT, RIGHT, WIDTH, Pair, paired_bars

SIDES = ("旧版", "新版 <1周>")
PAIRS = (Pair("编号的文书", "催办单", 12, 15), Pair("编号的文书", "督办单", 2, 0), Pair("分值", "县财政局", -4, -1.5))
SVG = "{http://www.w3.org/2000/svg}"


def read(chart: str) -> ElementTree.Element:
    return ElementTree.fromstring(chart)  # noqa: S314 - our own text


def test_every_number_stands_beside_its_bar_and_in_the_description() -> None:
    chart = paired_bars("2026年演练对照", SIDES, PAIRS)
    root = read(chart)
    said = root.findtext(f"{SVG}desc") or ""
    assert said == (
        "先列旧版，后列新版 <1周>。编号的文书 催办单：12，15；编号的文书 督办单：2，0；分值 县财政局：-4，-1.5。"
    )
    shown = [each.text for each in root.iter(f"{SVG}text")]
    assert shown[:3] == ["2026年演练对照", *SIDES]
    assert [shown.count(word) for word in ("编号的文书", "分值", "催办单", "12", "15", "-1.5")] == [1] * 6
    assert root.get("role") == "img"


def test_bars_keep_to_the_scale_of_their_group() -> None:
    root = read(paired_bars("对照", SIDES, PAIRS))
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("height") == "11"]
    widths = [float(each.get("width", 0)) for each in bars]
    whole = WIDTH - LEFT - RIGHT
    assert widths == [12 / 15 * whole, whole, round(2 / 15 * whole, 1), 0, whole, round(1.5 / 4 * whole, 1)]
    assert {float(bar.get("x", 0)) for bar in bars[:4]} == {LEFT}
    assert all(float(bar.get("x", 0)) + width <= WIDTH - RIGHT for bar, width in zip(bars, widths, strict=True))


def test_the_same_numbers_make_the_same_file() -> None:
    assert paired_bars("对照", SIDES, PAIRS) == paired_bars("对照", SIDES, list(PAIRS))
    assert read(paired_bars("对照", SIDES, ())) is not None
