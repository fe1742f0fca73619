"""Reports due: a limit that gives a day, an opening before it, posts that exist."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import Pack


def report_without_day(pack: Pack) -> Iterator[Problem]:
    """A report is due once in each period, or a counted time after it was asked for."""
    for name, report in pack.reports.items():
        limit = report.when.limit
        if report.period_unit is None and (limit.recurring or limit.needs != "anchor" or limit.before):
            says = f"“{report.when}”给不出报送日；请写成“每季度末月25日前”或“登记后5个工作日内”。"
            yield Problem(("reports", name, "when"), "report-when", says)


def report_opened_after_it_is_due(pack: Pack) -> Iterator[Problem]:
    """A report is opened some time before it is due, and only one that comes round."""
    for name, report in pack.reports.items():
        if report.opens and (report.period_unit is None or not report.opens.limit.before):
            says = f"“{report.opens}”不在到期以前，或这种材料不按期报送；请写成“到期前15个工作日”，或删去 opens。"
            yield Problem(("reports", name, "opens"), "report-opens", says)


def report_decided_by_nobody(pack: Pack) -> Iterator[Problem]:
    """Whoever takes in, redates or waives holds a declared post."""
    for name, report in pack.reports.items():
        for field in ("accept", "redate", "waive"):
            for post in getattr(getattr(report, field), "by", ()):
                if post not in pack.posts:
                    says = f"岗位“{post}”没有在 posts 中列明；{known(pack.posts)}。请补列或改正名称。"
                    yield Problem(("reports", name, field, "by"), "post-unknown", says)


report_checks = (report_without_day, report_opened_after_it_is_due, report_decided_by_nobody)
"""What is wrong with the reports of a pack."""
