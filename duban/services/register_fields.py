"""The fields of a register: what a person typed, read by the kind that the pack gives each field."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy.orm import Session

from duban.core.clock import half_width, parse_day
from duban.core.errors import InvalidValue, NotFound, in_brackets
from duban.institutions.schema import FieldKind, Pack, Register, RegisterField, RegisterGuard
from duban.services.packs import packs_in_force
from duban.services.transition import look_up_item
from duban.services.unit_names import names_meant
from duban.store.org import list_holdings
from duban.store.registers import PERSON, UNIT, counting_entries
from duban.store.rows import find_row


@dataclass(frozen=True)
class Origin:
    """Where an entry that was passed on comes from: the institution, and the entry's code there."""

    institution: str
    entry: str


@dataclass(frozen=True)
class Book:
    """A register of an institution, in the ledger that its values are looked up in."""

    session: Session
    pack: Pack
    name: str

    @property
    def register(self) -> Register:
        """Its rules. Raises NotFound."""
        return get_register(self.pack, self.name)


def get_register(pack: Pack, name: str) -> Register:
    """The register of that name. Raises NotFound."""
    if name not in pack.registers:
        have = "、".join(pack.registers)
        raise NotFound("登记簿", name, f"本制度的登记簿有：{have}" if have else "本制度没有登记簿")
    return pack.registers[name]


def read_values(book: Book, typed: Mapping[str, str], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """The values of an entry after these were typed, by field; an empty one empties its field.

    Raises InvalidValue, NotFound.
    """
    values = dict(before or {})
    fields = book.register.fields
    for name, text in typed.items():
        if name not in fields:
            raise NotFound("登记项", name, f"“{book.name}”的登记项有：{'、'.join(fields)}")
        values[name] = _read(book, name, fields[name], text.strip()) if text.strip() else ""
    missing = [name for name, field in fields.items() if field.required and not values.get(name)]
    if missing:
        says = f"“{book.name}”必须填写{'、'.join(missing)}，请加 " + " ".join(f"--set {name}=…" for name in missing)
        raise InvalidValue("、".join(missing), "", says)
    _check_words(book, values)
    return {name: values[name] for name in fields if values.get(name)}


def _check_words(book: Book, values: Mapping[str, str]) -> None:
    refuse = book.register.refuse
    if refuse is None:
        return
    says = refuse.says or "含有不得登记的字样；请删去这一部分再登记"
    for name, text in values.items():
        for word in refuse.words:
            if word in text:
                raise InvalidValue(name, word, says + in_brackets(refuse.clause))


def check_origin(book: Book, typed: Mapping[str, str]) -> None:
    """Where an entry comes from is written by the system alone. Raises InvalidValue."""
    takes = book.register.takes
    for name in (takes.institution, takes.entry) if takes else ():
        if typed.get(name):
            raise InvalidValue(name, typed[name], "由来件的机构转来时自动填写，不由人填；纸质来件请不填这一项")


def origin_values(book: Book, origin: Origin | None) -> dict[str, str]:
    """Where it comes from, as the register's fields have it."""
    takes = book.register.takes
    return {takes.institution: origin.institution, takes.entry: origin.entry} if takes and origin else {}


def check_guards(book: Book, values: Mapping[str, str], on: date) -> None:
    """The restrictions that the pack puts on an entry. Raises InvalidValue."""
    for guard in book.register.guards:
        if answers(values, guard.when):
            when = "、".join(f"{field}为{value}" for field, value in guard.when.items())
            _check_guard(book, guard, values, on, when and f"{when}的，")


def _check_guard(book: Book, guard: RegisterGuard, values: Mapping[str, str], on: date, at: str) -> None:
    cited = in_brackets(guard.clause)
    among = names_meant(book.session, book.pack, guard.among, on)
    if guard.unit and (unit := values.get(guard.unit, "")) not in among:
        raise InvalidValue(guard.unit, unit, f"{at}须是{'、'.join(among)}中的一个{cited}")
    if guard.person and not _holds(book, values.get(guard.person, ""), guard.holds, among, on):
        where = f"在{'、'.join(among)}" if among else ""
        says = f"{at}{on} 须{where}任{'或'.join(guard.holds) or '职'}{cited}"
        raise InvalidValue(guard.person, values.get(guard.person, ""), says)
    if missing := [name for name in guard.needs if not values.get(name)]:
        remedy = " ".join(f"--set {name}=…" for name in missing)
        raise InvalidValue("、".join(missing), "", f"{at}必须填写{'、'.join(missing)}，请加 {remedy}{cited}")


def answers(values: Mapping[str, str], when: Mapping[str, str]) -> bool:
    """Whether an entry with these values is one that a rule with that `when` speaks of."""
    return all(values.get(field) == value for field, value in when.items())


def check_unique(book: Book, values: Mapping[str, str], *, but: int | None = None) -> None:
    """No other entry has the value of a unique field; safe while the chain's head is locked. Raises InvalidValue."""
    unique = [name for name, field in book.register.fields.items() if field.unique and name in values]
    if not unique:
        return
    for row in counting_entries(book.session, book.pack.code, book.name, but):
        other = content_of(row["content"])
        for name in unique:
            if other.get(name) == values[name]:
                raise InvalidValue(name, values[name], f"已登记在 {row['code']}，同一登记簿内不得重复")


def content_text(values: Mapping[str, str]) -> str:
    """The values as the ledger keeps them."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_of(text: str) -> dict[str, str]:
    """The values that the ledger keeps."""
    values: dict[str, str] = json.loads(text)
    return values


def _holds(book: Book, person: str, posts: Sequence[str], among: Sequence[str], on: date) -> bool:
    """Whether someone holds one of these posts that day, in one of these units; none named means any."""
    held = [each for each in list_holdings(book.session, book.pack.code, on) if each["person"] == person]
    return any((not posts or each["post"] in posts) and (not among or each["unit"] in among) for each in held)


def _read(book: Book, name: str, field: RegisterField, text: str) -> str:
    return READERS[field.kind](book, name, field, text)


def _text(_book: Book, _name: str, _field: RegisterField, text: str) -> str:
    return text


def _day(_book: Book, name: str, _field: RegisterField, text: str) -> str:
    return parse_day(text, field=name).isoformat()


def _number(_book: Book, name: str, _field: RegisterField, text: str) -> str:
    try:
        number = Decimal(half_width(text))
    except InvalidOperation:
        raise InvalidValue(name, text, "请写数字，如 3 或 2.5") from None
    if not number.is_finite():
        raise InvalidValue(name, text, "请写数字，如 3 或 2.5")
    return f"{number:f}"


def _unit(book: Book, _name: str, _field: RegisterField, text: str) -> str:
    if find_row(book.session, UNIT, institution=book.pack.code, name=text) is None:
        raise NotFound("单位", text, "请用 duban org list 查看，或先用 duban org import 登记")
    return text


def _person(book: Book, _name: str, _field: RegisterField, text: str) -> str:
    if find_row(book.session, PERSON, institution=book.pack.code, name=text) is None:
        raise NotFound("人员", text, "请用 duban org list 查看，或先用 duban org import 登记")
    return text


def _post(book: Book, _name: str, _field: RegisterField, text: str) -> str:
    if text not in book.pack.posts:
        raise NotFound("岗位", text, f"本制度的岗位有：{'、'.join(book.pack.posts)}")
    return text


def _choice(_book: Book, name: str, field: RegisterField, text: str) -> str:
    if text not in field.choices:
        raise InvalidValue(name, text, f"请从{'、'.join(field.choices)}中选一个")
    return text


def _item(book: Book, _name: str, _field: RegisterField, text: str) -> str:
    look_up_item(book.session, book.pack.code, text)
    return text


def _institution(book: Book, _name: str, _field: RegisterField, text: str) -> str:
    titles = {pack.title: pack.code for pack in packs_in_force(book.session)}
    code = titles.get(text, text)
    if code not in titles.values():
        raise NotFound(
            "已载入的制度", text, f"台账里有：{'、'.join(titles.values())}；其他的请用 duban init --pack 载入"
        )
    return code


Reader = Callable[[Book, str, RegisterField, str], str]
READERS: dict[FieldKind, Reader] = {
    FieldKind.text: _text,
    FieldKind.date: _day,
    FieldKind.number: _number,
    FieldKind.unit: _unit,
    FieldKind.person: _person,
    FieldKind.post: _post,
    FieldKind.choice: _choice,
    FieldKind.item: _item,
    FieldKind.institution: _institution,
}
