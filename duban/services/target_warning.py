"""Early warning (统计预警): a figure that lies behind its plan is told at once to whom the pack names."""

from datetime import date

from duban.institutions.schema.items import ASSIGNING_OFFICE
from duban.services.acts import OpenAct
from duban.services.messages import tell_units_of
from duban.services.target_desk import TargetDesk
from duban.services.target_judging import light
from duban.services.target_rules import bounds_of, goal_from
from duban.services.unit_names import units_meant
from states.light import Light

BEHIND = "项指标落后序时进度，请登录督办系统查看。"


def light_of(desk: TargetDesk, figure: tuple[date, str]) -> Light | None:
    """The light that this figure gives the target on the day of the act."""
    bounds = bounds_of(desk.rules)
    return light(goal_from(desk.row), desk.plan(), figure, desk.asked.on, bounds=bounds, due_on=desk.due_on)


def warn(desk: TargetDesk, act: OpenAct, shown: Light | None) -> bool:
    """Tells the unit that answers for the target and those of the pack; False where it is on its way."""
    rule = desk.rules.warn
    if rule is None or shown not in (Light.yellow, Light.red):
        return False
    office = desk.pack.items[desk.item["item_type"]].office
    told = [office if name == ASSIGNING_OFFICE else name for name in rule.to]
    named = [unit["id"] for unit in units_meant(desk.session, desk.pack, told, desk.asked.on)]
    tell_units_of(desk.session, act, dict.fromkeys((desk.item["lead_unit_id"], *named), 1), BEHIND)
    return True
