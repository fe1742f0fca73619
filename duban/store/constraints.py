"""The one place where a database constraint becomes a sentence: two operations wanted the same thing at once."""

from functools import cache

import sqlalchemy as sa

from duban.core.errors import DubanError, JustTaken
from models import metadata

TAKEN = {
    "uq_act_institution_idempotency_key": "同一个幂等键的请求刚刚由别的操作办成",
    "pk_act": "别的操作刚刚接在了同一条行为链上",
    "pk_ledger": "台账刚刚由别的操作建立",
    "uq_assessment_institution_code": "考核编号刚刚被别的操作占用",
    "uq_assessment_institution_year": "同一年度的考核刚刚由别的操作开始计算",
    "uq_alert_institution_code": "告警编号刚刚被别的操作占用",
    "uq_breach_item_id_limit_kind_limit_on": "同一次超期刚刚由别的操作记录",
    "uq_holding_post_id_person_id_from_on": "同一任职刚刚由别的操作登记",
    "uq_attendance_occurrence_id_unit_id": "同一单位刚刚由别的操作列入到会名单",
    "uq_briefing_occurrence_id_edition": "同一期的呈报刚刚由别的操作冻结",
    "uq_cycle_version_institution_cycle_pack_version_id": "同一周期刚刚由别的操作排期",
    "uq_cycle_watch_institution": "这套制度刚刚由别的操作排期",
    "uq_decision_occurrence_id_item_id": "同一议定事项刚刚由别的操作列入",
    "uq_occurrence_institution_code": "同一期次刚刚由别的操作排出",
    "uq_occurrence_institution_cycle_period": "同一期次刚刚由别的操作排出",
    "uq_occurrence_stage_occurrence_id_stage": "同一环节刚刚由别的操作排出",
    "uq_stage_lease_stage_id": "同一环节刚刚由别的进程领办",
    "uq_bulletin_institution_code": "通报编号刚刚被别的操作占用",
    "uq_bulletin_institution_kind_year_serial": "同一期号刚刚由别的操作取用",
    "uq_bulletin_unit_bulletin_id_unit_id": "同一单位刚刚由别的操作列入通报",
    "uq_finding_institution_code": "问题编号刚刚被别的操作占用",
    "uq_inspection_institution_code": "督查编号刚刚被别的操作占用",
    "uq_inspection_institution_plate": "同一牌号刚刚由别的操作取用",
    "uq_inspection_unit_inspection_id_unit_id": "同一单位刚刚由别的操作列入督查",
    "uq_item_institution_code": "事项编号刚刚被别的操作占用",
    "uq_message_uid": "同一条消息刚刚由别的操作写入",
    "uq_number_segment_institution_office_paper_year_first": "同一历史号段刚刚由别的操作登记",
    "uq_order_institution_merge_key": "同一单位当日的文书刚刚由别的操作拟出",
    "uq_order_institution_number": "同一编号刚刚由别的操作取用",
    "uq_order_institution_office_paper_year_serial": "同一编号刚刚由别的操作取用",
    "uq_order_item_order_id_item_id": "同一事项刚刚由别的操作列入这份单",
    "uq_order_step_order_id_step": "这一步刚刚由别的操作办理",
    "uq_pack_version_version": "同一版制度刚刚由别的操作载入",
    "uq_person_institution_name": "同名人员刚刚由别的操作登记",
    "uq_post_unit_id_name": "同名岗位刚刚由别的操作登记",
    "uq_register_entry_institution_code": "登记编号刚刚被别的操作占用",
    "uq_report_due_institution_code": "应报材料的编号刚刚被别的操作占用",
    "uq_report_due_institution_report_period_unit_id": "这一期的应报材料刚刚由别的操作列出",
    "uq_score_entry_assessment_id_place": "同一条加减分刚刚由别的操作记入",
    "uq_score_entry_assessment_id_rule_event": "同一条加减分刚刚由别的操作记入",
    "uq_saved_view_account_id_name": "同名的视图刚刚由别的操作保存",
    "uq_series_counter_institution_office_paper_year": "同一编号序列刚刚由别的操作建立",
    "uq_unit_rank_assessment_id_unit_id": "同一单位的名次刚刚由别的操作排出",
    "uq_unit_institution_name": "同名单位刚刚由别的操作登记",
}
"""Constraint → what has happened. One that is not here is a fault of ours and stays an error."""

SQLITE_SAYS = "UNIQUE constraint failed: "


def told(cause: BaseException) -> DubanError | None:
    """The sentence for a violated constraint that a person may meet, else None."""
    name = _name(cause)
    return JustTaken(name, TAKEN[name]) if name in TAKEN else None


def _name(cause: BaseException) -> str:
    """PostgreSQL names the constraint; SQLite names its columns."""
    named = getattr(getattr(cause, "diag", None), "constraint_name", None)
    if named:
        return str(named)
    says = str(cause)
    return _by_columns().get(says.removeprefix(SQLITE_SAYS), "") if says.startswith(SQLITE_SAYS) else ""


@cache
def _by_columns() -> dict[str, str]:
    """`act.institution, act.idempotency_key` → the constraint's name."""
    return {
        ", ".join(f"{table.name}.{column.name}" for column in constraint.columns): str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
    }
