"""Forms made from an act's fields, and what was posted made into them again."""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData, UploadFile

from duban.console.catalogue.act import Act, Ask, Common, Fields, Part, Upload, Widget
from duban.console.errors import fault_in_words
from duban.core.errors import BadUsage, FileRefused, InvalidValue
from duban.services.beginning import Looked
from duban.store.file_types import clean_name
from duban.store.sight import Sight

LISTS = {Widget.lines, Widget.several}


@dataclass(frozen=True)
class Shown:
    """One field as a form shows it."""

    name: str
    title: str
    help: str
    widget: Widget
    required: bool
    value: Any = None
    choices: Sequence[tuple[str, str]] = ()
    fault: str = ""
    parts: Sequence["Shown"] = ()
    """The fields within it, where the pack gives them their names."""


@dataclass(eq=False)
class FieldsWrong(BadUsage):
    """Fields of a form cannot be read; `faults` says which, and why."""

    faults: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return "；".join(f"{self.titles.get(name, name)}：{says}" for name, says in self.faults.items()) + "。"


def shown_fields(
    model: type[BaseModel], looked: Looked, sight: Sight, typed: Mapping[str, Any], faults: Mapping[str, str]
) -> list[Shown]:
    """The fields of a form, with what was typed, and what is wrong with it."""
    return [_shown(name, info, looked, sight, typed, faults) for name, info in model.model_fields.items()]


def _shown(  # noqa: PLR0917 - one row of the table above
    name: str,
    info: FieldInfo,
    looked: Looked,
    sight: Sight,
    typed: Mapping[str, Any],
    faults: Mapping[str, str],
) -> Shown:
    ask = ask_of(info)
    value = typed.get(name, "" if info.is_required() else info.get_default(call_default_factory=True))
    return Shown(
        name=name,
        title=info.title or name,
        help=info.description or "",
        widget=ask.widget,
        required=info.is_required(),
        value=value if value is not None else "",
        choices=ask.choices(looked, sight) if ask.choices else (),
        fault=faults.get(name, ""),
        parts=[_shown_part(name, each, value) for each in ask.parts(looked, sight, typed)] if ask.parts else (),
    )


def _shown_part(name: str, part: Part, typed: Mapping[str, str] | str | None) -> Shown:
    value = typed.get(part.name, part.value) if isinstance(typed, Mapping) else part.value
    return Shown(part_name(name, part.name), part.name, part.help, part.widget, part.required, value, part.choices)


def part_name(field_name: str, part: str) -> str:
    """The name under which a form sends one part of a `named` field."""
    return f"{field_name}:{part}"


def ask_of(info: FieldInfo) -> Ask:
    """How the field is asked for; the outermost says it."""
    asked = [each for each in info.metadata if isinstance(each, Ask)]
    return asked[-1] if asked else Ask()


def typed_in(form: FormData, model: type[BaseModel]) -> dict[str, Any]:
    """What was posted for the fields of a model, as it was typed; what was left empty is left out."""
    found: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if ask_of(info).widget is Widget.named:
            found |= _parts_in(form, name)
            continue
        texts = [each for each in form.getlist(name) if isinstance(each, str) and each.strip()]
        if not texts:
            continue
        if _is_list(info):
            found[name] = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
        else:
            found[name] = texts[-1]
    return found


def _parts_in(form: FormData, name: str) -> dict[str, Any]:
    """The parts of a `named` field; an empty one stays, for it may empty what stood there."""
    start = part_name(name, "")
    texts = {key.removeprefix(start): form.get(key) for key in form if key.startswith(start)}
    parts = {part: text.strip() for part, text in texts.items() if isinstance(text, str)}
    return {name: parts} if parts else {}


def _is_list(info: FieldInfo) -> bool:
    kinds = (info.annotation, *get_args(info.annotation))
    return ask_of(info).widget in LISTS or any(get_origin(kind) is list for kind in kinds)


def read_fields(act: Act, typed: Mapping[str, Any]) -> Fields:
    """The act's fields. Raises FieldsWrong."""
    try:
        return act.fields.model_validate(typed)
    except ValidationError as invalid:
        raise wrong(act.fields, invalid) from None


def wrong(model: type[BaseModel], invalid: ValidationError) -> FieldsWrong:
    """What pydantic found, by field, in Chinese."""
    faults = {str(each["loc"][0]): fault_in_words(each) for each in invalid.errors() if each["loc"]}
    titles = {name: info.title or name for name, info in model.model_fields.items()}
    return FieldsWrong(faults, titles)


def read_common(form: FormData) -> Common:
    """The common fields of a posted form; its files are taken by `uploaded`. Raises FieldsWrong."""
    typed = {name: form.get(name) for name in ("by", "on", "reason", "key", "version")}
    try:
        return Common.model_validate({name: text for name, text in typed.items() if text})
    except ValidationError as invalid:
        raise wrong(Common, invalid) from None


@contextmanager
def uploaded(form: FormData) -> Iterator[tuple[Path, ...]]:
    """The files that came with a form, on the disk for as long as it takes to keep them."""
    files = [each for each in form.getlist("attach") if isinstance(each, UploadFile) and each.filename]
    with _written((each.filename or "", each.file) for each in files) as paths:
        yield paths


@contextmanager
def sent(files: Iterable[Upload]) -> Iterator[tuple[Path, ...]]:
    """The files that a program sent. Raises InvalidValue."""

    def decoded() -> Iterator[tuple[str, Any]]:
        for each in files:
            try:
                yield each.name, base64.b64decode(each.base64, validate=True)
            except ValueError:
                raise InvalidValue("files", each.name, "内容不是 Base64") from None

    with _written(decoded()) as paths:
        yield paths


@contextmanager
def _written(files: Iterable[tuple[str, Any]]) -> Iterator[tuple[Path, ...]]:
    with TemporaryDirectory(prefix="duban-upload-") as folder:
        paths = []
        for number, (name, content) in enumerate(files):
            place = Path(folder) / str(number)
            place.mkdir()
            path = place / clean_name(name)
            with path.open("wb") as file:
                if isinstance(content, bytes):
                    file.write(content)
                else:
                    copyfileobj(content, file)
            paths.append(path)
        try:
            yield tuple(paths)
        except FileRefused as refused:
            # The sender knows the file by its name; where it lay in between is the server's own affair.
            raise replace(refused, file=Path(refused.file).name) from None
