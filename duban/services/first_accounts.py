"""The accounts that a ledger begins with: three administrators; in a demonstration somebody of every role as well."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from duban.services.accounts import FIRST, GRANT_LABELS, NewAccount, begin_accounts, grant, open_account
from duban.services.demo import COUNTY
from duban.services.item_desk import Asked
from duban.services.ledger import ledger_kind
from duban.services.passwords import first_password
from duban.store.accounts import PERSON, count_accounts
from duban.store.rows import find_row
from models import Grant, LedgerKind

CAST = {
    "张正": "督查室经办",
    "王海燕": "提出文书",
    "徐振华": "分管领导，同意文书",
    "李维民": "办公室主任，签发和销号",
    "冉小波": "县水务局联络员",
    "郑文博": "县教育局联络员",
    "刘思远": "县财政局联络员",
}
"""Who of the demonstration's people signs in, and as what."""
AUDITOR = "审计员"


@dataclass(frozen=True)
class FirstAccount:
    """An account that was opened at the first start, and what is told of it once."""

    name: str
    password: str
    what: str


def open_first(session: Session, asked: Asked) -> list[FirstAccount]:
    """Opens them in a ledger that has no account; an empty list where it has. The caller commits."""
    if count_accounts(session):
        return []
    if ledger_kind(session) is not LedgerKind.demonstration:
        opened = begin_accounts(session, asked)
        return [FirstAccount(each.name, each.password, GRANT_LABELS[FIRST[each.name]]) for each in opened]
    return _demonstration(session, asked)


def _demonstration(session: Session, asked: Asked) -> list[FirstAccount]:
    """One password for all of them, so that a newcomer can try every role."""
    secret, found = first_password(), []
    for person, what in CAST.items():
        if find_row(session, PERSON, institution=COUNTY, name=person):
            open_account(session, NewAccount(person, COUNTY, person), asked, secret)
            found.append(FirstAccount(person, secret, what))
    for name, kind in {AUDITOR: Grant.auditor, **FIRST}.items():
        open_account(session, NewAccount(name, title=GRANT_LABELS[kind]), asked, secret)
        grant(session, name, kind, asked)
        found.append(FirstAccount(name, secret, GRANT_LABELS[kind]))
    return found
