"""Help that is there: what to do on a first day, by role, and what each word means."""

from fastapi.responses import Response

from duban.console.first_day import first_day
from duban.console.permits import ANYBODY, Screen
from duban.console.terms import TERMS
from duban.console.visits import Visiting
from duban.store.unit_of_work import reading

SCREEN = Screen()


@SCREEN.get("/help", permit=ANYBODY)
def help_page(visit: Visiting) -> Response:
    """The steps of the reader's roles, those done ticked; then the words."""
    with reading(visit.console.engine) as session:
        guided = first_day(session, visit.me)
    return visit.page("help", guided=guided, terms=TERMS)
