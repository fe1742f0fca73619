"""One request of somebody: who reads, with which rights, on which ledger; and how a page is made for them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from starlette.datastructures import FormData

from duban.core.clock import Clock
from duban.core.settings import Settings
from duban.services.acts import Actor
from duban.services.beginning import AskedFor, Begun, Looked, Office
from duban.services.bell import Bell
from duban.services.institution import RunningInstitution, running_again
from duban.services.item_desk import Asked
from duban.services.roles import ADMINISTRATORS, ROLE_LABELS, HeldPost, Role, Standing
from duban.services.signing_in import Lasting
from duban.store.sight import Sight
from duban.store.unit_of_work import reading


@dataclass(frozen=True)
class Console:
    """What the application was made with."""

    engine: sa.Engine
    settings: Settings
    machine: Clock
    """The machine's clock: sessions go by it whatever the ledger's reads."""
    lasting: Lasting
    templates: Environment
    bell: Bell | None = None
    """Who rings the flows; None where nobody does."""


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in, as they stand today."""

    account_id: int
    session_id: int
    name: str
    title: str
    institution: str
    running: RunningInstitution | None
    """Their institution's rules; None where nothing was loaded yet."""
    now: datetime
    """What the ledger's clock read when they came."""
    person: str | None
    csrf: str
    must_change: bool
    vouched: bool
    """Whether the identity provider said who it is."""
    standing: Standing
    is_new: bool = False
    """Whether the account is of the last two weeks."""
    demonstration: str | None = None
    """What the clock reads, where the ledger is a demonstration's."""

    @property
    def roles(self) -> frozenset[Role]:
        """What they are today."""
        return self.standing.roles

    @property
    def posts(self) -> tuple[HeldPost, ...]:
        """The posts that they hold today."""
        return self.standing.posts

    @property
    def sight(self) -> Sight:
        """Which rows they see."""
        return self.standing.sight

    @property
    def role_names(self) -> str:
        """What they are, for people."""
        return "、".join(ROLE_LABELS[role] for role in Role if role in self.roles)

    @property
    def works(self) -> bool:
        """Whether they do anything but administer."""
        return bool(self.roles - ADMINISTRATORS)

    def post_named(self, named: str | None) -> HeldPost | None:
        """One of their posts, the first unless they say which; None for who holds none."""
        mine = {post.name: post for post in self.posts}
        return mine.get(named or "") or next(iter(self.posts), None)

    def as_post(self, named: str | None) -> str | None:
        """The same, as an act is asked for."""
        held = self.post_named(named)
        return f"{held.name}/{self.person}" if held else None

    def holds(self, named: str | None) -> bool:
        """Whether the post is one of theirs; naming none is naming the first."""
        return not named or named in {post.name for post in self.posts}


@dataclass
class Visit:
    """One request; `form` is what was posted, checked against forgery before anything reads it."""

    console: Console
    request: Request
    reader: Reader | None
    form: FormData = field(default_factory=FormData)

    @property
    def me(self) -> Reader:
        """Who is signed in. The permit of the route has seen to it that somebody is."""
        if self.reader is None:
            message = "a route that needs a reader was declared public"
            raise LookupError(message)
        return self.reader

    @property
    def office(self) -> Office:
        """Where this person's acts begin."""
        return Office(self.console.engine, self.console.settings, Actor(f"{self.me.name}@console"))

    @contextmanager
    def look(self, by: str | None = None) -> Iterator[Looked]:
        """A reading transaction over the reader's institution, as one of their posts.

        By the rules and the clock that its guard has read for this very request.
        """
        me, account = self.me, self.office.account
        held = me.post_named(by)
        asked = Asked(Actor(account.os_user, held.post_id, held.person_id) if held else account, me.now)
        with reading(self.console.engine) as session:
            yield Looked(session, running_again(session, me.running, me.institution), asked)

    @contextmanager
    def begin(self, wanted: AskedFor) -> Iterator[Begun]:
        """A writing transaction, as the post that the reader acts as."""
        with self.office.begin(wanted) as begun:
            yield begun

    def asked_for(
        self,
        *,
        by: str | None = None,
        on: str | None = None,
        reason: str | None = None,
        key: str | None = None,
        version: int | None = None,
        attach: tuple[Path, ...] = (),
    ) -> AskedFor:
        """The common part of an act, as one of the reader's posts."""
        me = self.me
        return AskedFor(me.institution, me.as_post(by), on or None, reason or None, key or None, version, attach)

    def page(self, template: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
        """A page made from a template; `visit` and `me` are known in all of them."""
        made = self.console.templates.get_template(f"{template}.html")
        text = made.render(visit=self, me=self.reader, **self._always(), **shown)
        return HTMLResponse(text, status_code=status)

    @property
    def here(self) -> str:
        """The address of this page, with what stands behind its question mark: the name of its draft."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    def _always(self) -> Mapping[str, Any]:
        done = self.request.query_params.get("done", "")
        return {"path": self.request.url.path, "here": self.here, "done": done if done.isdecimal() else None}


def _of_request(request: Request) -> Visit:
    visit: Visit = request.state.visit
    return visit


Visiting = Annotated[Visit, Depends(_of_request)]
"""What every endpoint takes; the guard of its route has made it."""
