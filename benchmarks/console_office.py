"""What people of an office do at the console: they look at pages, go on from what they see there, and send forms."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from urllib.parse import urlencode

import httpx

from benchmarks.console_questions import COMMON, RARE
from benchmarks.console_staff import SECRET, Member
from duban.console.unsent import NAME
from duban.services.roles import Role

CODE = re.compile(r'href="/items/(\d{4}-\d+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(key|version|csrf)" value="([^"]*)"')
NEXT = re.compile(r'href="(/items\?[^"]*)" rel="next"')
SPENT = re.compile(r"app;dur=([0-9.]+)")
SHOWN = re.compile(r'role="alert"[^>]*>\s*([^<]+)')
"""What a page says went wrong."""
SENT = (httpx.codes.OK, httpx.codes.SEE_OTHER)
NO_ANSWER = 0
"""Instead of a status, where the connection broke: a failure among others, the rest work on."""
Sends = Mapping[str, str]


@dataclass(frozen=True)
class Took:
    """One answer: of what kind, how long the person waited and the server worked, in milliseconds."""

    kind: str
    waited: float
    worked: float
    status: int
    says: str = ""

    @property
    def failed(self) -> bool:
        """Whether it was not what the person asked for."""
        return self.status not in SENT


@dataclass
class Colleague:
    """Somebody who is signed in, what they have seen, and what every request of theirs took."""

    member: Member
    client: httpx.AsyncClient
    chance: Random
    csrf: str = ""
    seen: list[str] = field(default_factory=list)
    """Codes of the items that they saw last."""
    onward: str | None = None
    took: list[Took] = field(default_factory=list)

    async def sign_in(self) -> None:
        """A session of their own. Raises httpx.HTTPStatusError."""
        given = {"name": self.member.account, "password": SECRET}
        answer = await self.client.post("/api/session", json=given)
        self.csrf = answer.raise_for_status().json()["csrf"]

    async def look(self, kind: str, path: str) -> str:
        """Opens a page and remembers the items on it."""
        text = await self._ask(kind, "GET", path)
        self.seen = CODE.findall(text) or self.seen
        found = NEXT.search(text)
        self.onward = found[1].replace("&amp;", "&") if found else None
        return text

    async def send(self, kind: str, path: str, fields: Sends, page: str = "") -> str:
        """Sends the form that a page holds, with what it hides."""
        hidden = dict(HIDDEN.findall(page)) | {"csrf": self.csrf}
        return await self._ask(kind, "POST", path, {**hidden, **fields})

    async def _ask(self, kind: str, method: str, path: str, form: Sends | None = None) -> str:
        began = perf_counter()
        try:
            answer = await self.client.request(method, path, data=form)
        except httpx.TransportError as broken:
            self.took.append(Took(kind, (perf_counter() - began) * 1000, 0.0, NO_ANSWER, f"{path}: {broken!r}"))
            return ""
        waited, worked = (perf_counter() - began) * 1000, SPENT.search(answer.headers.get("server-timing", ""))
        wrong = "" if answer.status_code in SENT else f"{path}: {' '.join(SHOWN.findall(answer.text))[:300]}"
        self.took.append(Took(kind, waited, float(worked[1]) if worked else 0.0, answer.status_code, wrong))
        return answer.text


Deed = Callable[[Colleague], Awaitable[object]]


async def _desk(who: Colleague) -> None:
    await who.look("desk", "/")


async def _ledger(who: Colleague) -> None:
    asked = who.chance.choice(({}, {"desc": "true"}, {"sort": "due", "open": "true"}))
    await who.look("ledger", _items(**asked))


async def _onward(who: Colleague) -> None:
    await who.look("next page", who.onward or _items(sort="due"))


async def _filter(who: Colleague) -> None:
    unit = "" if who.member.role is Role.liaison else who.member.holds[0] if who.member.holds else "县水务局"
    asked: tuple[Sends, ...] = (
        {"light": "red", "sort": "due"},
        {"state": "已约谈"},
        {"open": "true", "light": "yellow"},
        {"q": COMMON, "state": "已约谈"},
        {"unit": unit or "", "open": "true", "light": "red"},
    )
    await who.look("filter", _items(**who.chance.choice(asked)))


async def _search(who: Colleague) -> None:
    asked: tuple[Sends, ...] = (
        {"q": COMMON},
        {"q": RARE},
        {"q": "簸箕"},
        {"q": COMMON, "unit": "县财政局"},
        {"q": "2024-00"},
    )
    await who.look("search", _items(**who.chance.choice(asked)))


async def _item(who: Colleague) -> None:
    if not who.seen:
        await who.look("ledger", _items())
    if who.seen:
        await who.look("item", f"/items/{who.chance.choice(who.seen)}")


async def _draft(who: Colleague) -> None:
    form = "/act/item/feedback"
    said = {NAME: form, "says": f"已完成第{who.chance.randint(1, 99)}项"}
    await who.send("draft", "/my/draft", said)


async def _receive(who: Colleague) -> None:
    """An item that waits for it is received; where the unit has none, its officer has looked, and goes on."""
    page = await who.look("filter", _items(state="已下发", desc=who.chance.choice(("true", "false"))))
    await _send_form(who, page, "receive", {})


async def _feedback(who: Colleague) -> None:
    page = await who.look("filter", _items(state="办理中", desc=who.chance.choice(("true", "false"))))
    await _send_form(who, page, "feedback", {"kind": "stage", "says": "已完成招标，正在施工，月底报进展。"})


async def _send_form(who: Colleague, listed: str, act: str, fields: Sends) -> None:
    if found := CODE.findall(listed):
        code = who.chance.choice(found)
        page = await who.look("form", f"/act/item/{act}?code={code}")
        await who.send("act", f"/act/item/{act}", {"code": code, **fields}, page)


def _items(**asked: str) -> str:
    return f"/items?{urlencode(asked)}" if asked else "/items"


LOOKING: tuple[tuple[Deed, int], ...] = (
    (_desk, 15),
    (_ledger, 15),
    (_onward, 12),
    (_filter, 15),
    (_search, 12),
    (_item, 22),
)
"""What everyone does, and how often in a hundred times."""
WRITING: tuple[tuple[Deed, int], ...] = ((_draft, 12), (_receive, 4), (_feedback, 4))
"""What liaison officers do beside that."""


def deeds_of(member: Member) -> tuple[tuple[Deed, int], ...]:
    """What somebody does, and how often."""
    return (*LOOKING, *WRITING) if member.role is Role.liaison else LOOKING
