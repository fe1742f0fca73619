"""What was typed into a form and has not become an act: kept by the server, so that it is there again.

A form whose text is kept says so itself: its hidden field `draft` is the address of its page, and the draft's name.
"""

from contextlib import suppress

from starlette.datastructures import FormData

from duban.console.visits import Visit
from duban.core.errors import InvalidValue
from duban.services import drafts
from duban.services.signing_in import ran_out
from duban.store.unit_of_work import reading, unit_of_work

NAME = "draft"
OF_THE_PAGE = frozenset({NAME, "csrf", "key", "version", "understood", "attach"})
"""What a form sends and nobody typed: the page that is made anew has its own."""


def name_of(visit: Visit) -> str:
    """The draft of the form that was sent; empty for one that keeps none."""
    name = visit.form.get(NAME)
    ours = isinstance(name, str) and name.startswith("/") and not name.startswith(("//", "/\\"))
    return str(name) if ours else ""


def keep(visit: Visit) -> str:
    """Keeps what was sent and not done, for who is signed in. Returns the draft's name, empty where none is kept."""
    return _save(visit, visit.me.account_id) if name_of(visit) else ""


def leave_behind(visit: Visit, token: str) -> str:
    """The same for whoever was signed in until a moment ago, if cookie and token tell who."""
    if not name_of(visit):
        return ""
    with reading(visit.console.engine) as session:
        account_id = ran_out(session, token, str(visit.form.get("csrf", "")))
    return _save(visit, account_id) if account_id is not None else ""


def kept(visit: Visit) -> tuple[FormData, str]:
    """What was typed into this page's form before, as if it were sent, and when; empty where nothing was."""
    with reading(visit.console.engine) as session:
        found = drafts.find(session, visit.me.account_id, visit.here)
    if found is None:
        return FormData(), ""
    return FormData([(name, text) for name, texts in found["fields"].items() for text in texts]), found["saved_at"]


def typed(form: FormData) -> dict[str, list[str]]:
    """What somebody typed into the form, without files."""
    names = [name for name in form if name not in OF_THE_PAGE]
    return {name: [each for each in form.getlist(name) if isinstance(each, str)] for name in names}


def _save(visit: Visit, account_id: int) -> str:
    name = name_of(visit)
    with suppress(InvalidValue), unit_of_work(visit.console.engine) as uow:
        drafts.save(uow.session, account_id, name, typed(visit.form), now=visit.console.machine.now())
        uow.commit()
        return name
    return ""
