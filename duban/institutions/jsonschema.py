"""The pack schema as JSON Schema, for editors and for naming a field in a finding."""

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from duban.institutions.schema import Pack
from duban.institutions.yamltext import Path

Schema = Mapping[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Plain(GenerateJsonSchema):
    """Without English titles made out of identifiers, and without null: a key with nothing behind it is refused."""

    def field_title_should_be_set(self, _schema: object) -> bool:
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if not made.get("default") or isinstance(made["default"], dict):
            made.pop("default", None)
        return made

    def generate(self, schema: CoreSchema, mode: Any = "validation") -> JsonSchemaValue:
        made = super().generate(schema, mode)
        for part in (made, *made.get("$defs", {}).values()):
            part.pop("title", None)
        return {"$schema": DIALECT, "title": "督办制度（institution pack）", **made}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a pack; descriptions are the model's own, in Chinese."""
    return Pack.model_json_schema(by_alias=True, schema_generator=_Plain)


def schema_at(schema: Schema, path: Path) -> Schema | None:
    """The schema that governs a path of a pack, references resolved; None where nothing may stand there."""
    node: Schema | None = schema
    for step in path:
        node = _child(_resolved(schema, node), step) if node is not None else None
    return _resolved(schema, node) if node is not None else None


def known_keys(schema: Schema, path: Path) -> tuple[str, ...]:
    """The keys that may stand at a path, in the schema's order."""
    return tuple((schema_at(schema, path) or {}).get("properties", {}))


def _resolved(schema: Schema, node: Schema) -> Schema:
    """Follows $ref and takes the object branch of a choice; a field's own description wins over its type's."""
    described = node.get("description")
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
        elif branches := node.get("anyOf") or node.get("oneOf"):
            node = next((b for b in branches if "$ref" in b or b.get("type") in {"object", "array"}), branches[0])
        else:
            return {**node, "description": described} if described else node


def _child(node: Schema, step: str | int) -> Schema | None:
    if isinstance(step, int):
        return node.get("items")
    others = (node.get("additionalProperties"), *node.get("patternProperties", {}).values())
    under_any_name = next((other for other in others if isinstance(other, Mapping)), None)
    found: Schema | None = node.get("properties", {}).get(step, under_any_name)
    return found
