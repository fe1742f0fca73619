"""What the OpenAPI document says of every operation beside its own schema: who may call it, and how it refuses."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from duban.console.guarding import COOKIE, FORGERY_HEADER
from duban.console.permits import Entry

SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "登录后得到的会话"},
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": FORGERY_HEADER,
        "description": "随每次提交送回的令牌",
    },
}
SAYS = {
    HTTPStatus.UNAUTHORIZED: "没有登录，或会话已经结束",
    HTTPStatus.FORBIDDEN: "您的岗位不能办，或令牌不对",
    HTTPStatus.NOT_FOUND: "没有，或您看不到",
    HTTPStatus.CONFLICT: "按规则不能办，或别人刚刚改过；没有改动任何内容",
    HTTPStatus.UNPROCESSABLE_ENTITY: "写得不对，说明哪一项和怎样改",
}


class Refusal(BaseModel):
    """A refusal: one sentence, and the fields that matter."""

    model_config = ConfigDict(extra="allow")

    error: str


RESPONSES = {int(status): {"description": says, "model": Refusal} for status, says in SAYS.items()}


def described(entry: Entry) -> dict[str, Any]:
    """The options of a route of the JSON API: the keys that it needs, and its refusals."""
    if not entry.path.startswith("/api/"):
        return {"include_in_schema": False}
    wanted: dict[str, list[str]] = {"session": [], **({"token": []} if entry.method == "POST" else {})}
    secured: dict[str, Any] = {} if entry.permit.public else {"openapi_extra": {"security": [wanted]}}
    return secured | {
        "responses": {int(status): {"description": says, "model": Refusal} for status, says in SAYS.items()}
    }


def describe(app: FastAPI) -> dict[str, Any]:
    """The document of the whole JSON API."""
    document = app.openapi()
    document.setdefault("components", {})["securitySchemes"] = SCHEMES
    return document
