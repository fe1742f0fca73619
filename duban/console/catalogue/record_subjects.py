"""The kinds of record as acts find them: each is seen by the one rule of its kind, and has a page of its own."""

from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import quote

from duban.console.catalogue.act import Subject, Told
from duban.console.catalogue.subjects import moves_in
from duban.core.errors import NotShown
from duban.services.beginning import Begun, Looked
from duban.services.bulletins import BULLETIN_KIND, show_bulletin
from duban.services.coordination_desk import KIND as COORDINATION_KIND
from duban.services.coordination_view import told_coordination
from duban.services.findings import FINDING_KIND, show_finding
from duban.services.inspections import INSPECTION_KIND, show_inspection
from duban.services.interview_desk import KIND as INTERVIEW_KIND
from duban.services.interview_view import told_interview
from duban.services.records import RecordKind, record_desk
from duban.services.registers import REGISTER_ENTRY, show_entry
from duban.services.reports import REPORT_DUE, show_report
from duban.services.score_desk import ASSESSMENT_KIND, the_assessment
from duban.store.record_sight import sees_record, sees_year
from duban.store.sight import Sight

Show = Callable[[Looked, str], Told | None]


def _record_subject(kind: RecordKind, field: str, page: str, facts: Show) -> Subject:
    return Subject(
        kind=kind.name,
        field=field,
        sees=lambda at, code, sight: sees_record(at.session, kind.table, at.running.pack.code, code, sight),
        page=lambda code: f"{page}/{quote(code)}",
        version=lambda looked, code: _version(looked, kind, code),
        facts=facts,
        moves=partial(moves_in, kind),
    )


def _version(looked: Looked, kind: RecordKind, code: str) -> int:
    desk = record_desk(looked.session, kind, code, looked.asked, institution=looked.running.pack.code, lock=False)
    return int(desk.row["version"])


def _facts(show: Callable[..., Told], names: Mapping[str, str]) -> Show:
    """The columns that stand above a form: name → heading."""

    def facts(looked: Looked, code: str) -> Told:
        told = show(looked.session, looked.running.pack.code, code, looked.asked)
        return {heading: told[name] for name, heading in names.items()}

    return facts


def _entry_facts(looked: Looked, code: str) -> Told:
    told = show_entry(looked.session, looked.running.pack.code, code, looked.asked)
    return {"登记簿": told["book"], "状态": told["label"], "时限": told["due_on"], **told["content"]}


def _coordination_facts(looked: Looked, code: str) -> Told:
    told = told_coordination(looked.session, looked.running.pack.code, code, looked.asked)
    return {
        "问题": f"{told['code']} {told['title']}",
        "主办单位": told["unit"],
        "所涉督办任务": told["item"],
        "现在哪一级": told["level_name"],
        "状态": told["label"],
        "本级答复时限": told["due_on"],
    }


def _interview_facts(looked: Looked, code: str) -> Told | None:
    """Nothing for those who may not read it: the act itself then says who may."""
    try:
        told = told_interview(looked.session, looked.running.pack.code, code, looked.asked)
    except NotShown:
        return None
    names = {"code": "编号", "unit": "约谈单位", "person": "约谈对象", "ground": "事由", "label": "状态"}
    return {words: told[name] for name, words in names.items()}


ENTRY_SUBJECT = _record_subject(REGISTER_ENTRY, "code", "/registers", _entry_facts)
REPORT_SUBJECT = _record_subject(
    REPORT_DUE,
    "code",
    "/reports",
    _facts(
        show_report,
        {
            "report": "材料",
            "period": "期次",
            "about": "事项",
            "unit": "应报单位",
            "due_on": "报送日期",
            "label": "状态",
        },
    ),
)
INSPECTION_SUBJECT = _record_subject(
    INSPECTION_KIND,
    "code",
    "/inspections",
    _facts(show_inspection, {"kind": "方式", "title": "事由", "from_on": "自", "to_on": "至", "label": "状态"}),
)
FINDING_SUBJECT = _record_subject(
    FINDING_KIND,
    "problem",
    "/findings",
    _facts(show_finding, {"unit": "单位", "says": "问题", "rectify_on": "整改期限", "label": "状态"}),
)
BULLETIN_SUBJECT = _record_subject(
    BULLETIN_KIND,
    "code",
    "/bulletins",
    _facts(show_bulletin, {"kind": "种类", "title": "标题", "frozen_at": "台账截至", "label": "状态"}),
)


COORDINATION_SUBJECT = _record_subject(COORDINATION_KIND, "code", "/coordinations", _coordination_facts)
INTERVIEW_SUBJECT = _record_subject(INTERVIEW_KIND, "code", "/interviews", _interview_facts)


def _sees_year(at: Looked | Begun, year: str, sight: Sight) -> bool:
    return str(year).isdecimal() and sees_year(at.session, at.running.pack.code, int(year), sight)


def _year_version(looked: Looked, year: str) -> int:
    return int(the_assessment(looked.session, looked.running.pack.code, int(year))["version"])


def _code_of(looked: Looked, year: str) -> str:
    return str(the_assessment(looked.session, looked.running.pack.code, int(year))["code"])


ASSESSMENT_SUBJECT = Subject(
    kind=ASSESSMENT_KIND.name,
    field="year",
    sees=_sees_year,
    page=lambda year: f"/scores/{year}",
    version=_year_version,
    moves=lambda at, year, posts: moves_in(ASSESSMENT_KIND, at, _code_of(at, year), posts),
)
"""A year's assessment, which people name by its year."""
