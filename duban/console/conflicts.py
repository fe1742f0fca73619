"""Two at once: somebody else changed what a form was opened on. Both texts are shown, and nothing typed is lost."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import Response

from duban.console.catalogue.act import Act
from duban.console.forms import shown_fields
from duban.console.visits import Visit
from duban.console.wording import on_screen
from duban.core.errors import AlreadyMoved


def conflict_page(
    visit: Visit, act: Act, typed: Mapping[str, Any], common: Mapping[str, Any], moved: AlreadyMoved
) -> Response:
    """What was typed beside what stands there now; the form may be sent again over what stands there."""
    subject = act.subject
    handle = str(typed.get(subject.field, "")) if subject else ""
    with visit.look() as looked:
        facts = subject.facts(looked, handle) if subject else None
        fields = shown_fields(act.fields, looked, visit.me.sight, typed, {})
    return visit.page(
        "conflict",
        status=HTTPStatus.CONFLICT,
        act=act,
        fields=fields,
        common={**common, "version": moved.version},
        facts=facts,
        seen=moved.seen,
        version=moved.version,
        says=on_screen(str(moved)),
        subject=subject.field if subject else None,
        back=subject.page(handle) if subject else "/",
    )
