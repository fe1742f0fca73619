"""An identity provider behind a real port, made of Authlib's server side; it can be told to lie."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import time
from typing import Any

from authlib.common.security import generate_token
from authlib.oauth2 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, OAuth2Error
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from fastapi import FastAPI, Request
from joserfc.jwk import KeySet, RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.console.serving import serving

CLIENT, WORD = "duban", "between-the-two-of-us"
KEY, STRANGER = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, auto_kid=False) for _ in range(2))


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was given out and not yet used."""

    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    get_acr = get_amr = get_auth_time


@dataclass
class Identity:
    """Who is signed in at the provider, what it says of them, and the lies that it was told to tell."""

    address: str = ""
    person: str = "liaison"
    lies: dict[str, Any] = field(default_factory=dict)
    besides: dict[str, Any] | None = None
    """What it says on asking only, in place of `preferred_username`."""
    key: RSAKey = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    refuses: bool = False
    broken: bool = False
    heard: list[str] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)


class Duban(ClientMixin):
    """Duban, as the provider knows it."""

    def get_client_id(self) -> str:
        return CLIENT

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, uri: str) -> bool:
        return uri == "http://testserver/sign-in/provider/back"

    def check_client_secret(self, secret: str) -> bool:
        return secret == WORD

    def check_endpoint_auth_method(self, method: str, *_: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


class Grant(AuthorizationCodeGrant):
    """Codes are used once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        asked = request.payload.data
        names = ("redirect_uri", "scope", "nonce", "code_challenge", "code_challenge_method")
        self.server.identity.codes[code] = Code(**{name: asked[name] for name in names})

    def query_authorization_code(self, code: str, *_: Duban) -> Code | None:
        found: Code | None = self.server.identity.codes.get(code)
        return found

    def delete_authorization_code(self, code: Code) -> None:
        codes = self.server.identity.codes
        codes.pop(next(name for name, each in codes.items() if each is code))

    def authenticate_user(self, *_: Code) -> str:
        return str(self.server.identity.person)


class IdTokens(OpenIDCode):
    """What is said of a person, with the lies on top."""

    def __init__(self, identity: Identity) -> None:
        super().__init__(require_nonce=True)
        self.identity = identity

    def exists_nonce(self, nonce: str, *_: OAuth2Request) -> bool:
        return any(code.nonce == nonce for code in self.identity.codes.values())

    def resolve_client_private_key(self, *_: Duban) -> RSAKey:
        return self.identity.key

    def get_encode_header(self, *_: Duban) -> dict[str, str]:
        return {"alg": self.identity.algorithm, "kid": "one"}

    def get_client_algorithm(self, *_: Duban) -> str:
        return self.identity.algorithm

    def get_client_claims(self, *_: Duban) -> dict[str, Any]:
        return {"iss": self.identity.address, "aud": [CLIENT]}

    def get_compatible_claims(self, request: OAuth2Request) -> dict[str, Any]:
        now = int(time())
        return self.get_client_claims(request.client) | {"iat": now, "exp": now + 300}

    def generate_user_info(self, user: str, *_: str) -> dict[str, Any]:
        said = {"sub": f"id of {user}"} | ({} if self.identity.besides else {"preferred_username": user})
        return said | self.identity.lies


class Question(OAuth2Request):
    """A request; what stands in its address or its form is its payload."""

    @property
    def form(self) -> dict[str, str]:
        return dict(self.payload.data)

    args = form


class Server(AuthorizationServer):
    """Authlib's authorization server, answering with Starlette's responses."""

    def __init__(self, identity: Identity) -> None:
        super().__init__()
        self.identity = identity
        self.register_token_generator("default", BearerTokenGenerator(lambda **_: generate_token(40)))
        self.register_grant(Grant, [CodeChallenge(required=True), IdTokens(identity)])

    def query_client(self, client_id: str) -> Duban | None:
        return Duban() if client_id == CLIENT else None

    def save_token(self, *_: Any) -> None:
        """None is asked for again."""

    def send_signal(self, name: str, *_args: Any, **_named: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: tuple[str, str, dict[str, str], Any]) -> OAuth2Request:
        method, uri, asked, headers = request
        made = Question(method, uri, headers=headers)
        made.payload = BasicOAuth2Payload(asked)
        return made

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        kind = JSONResponse if isinstance(body, dict) else Response
        return kind(body, status, dict(headers))


@contextmanager
def providing() -> Iterator[Identity]:
    """A provider at whose address somebody is signed in already, while this lasts."""
    identity = Identity()
    with serving(_application(identity)) as address:
        identity.address = address
        yield identity


def _application(identity: Identity) -> FastAPI:
    app = FastAPI()
    _tell(app, identity)
    _vouch(app, identity)
    return app


def _tell(app: FastAPI, identity: Identity) -> None:
    """What anybody may know of the provider."""

    @app.middleware("http")
    async def hear(request: Request, onward: Any) -> Response:
        identity.heard.append(request.url.path)
        answer: Response = Response("no", 500) if identity.broken else await onward(request)
        return answer

    @app.get("/.well-known/openid-configuration")
    def discover() -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        places |= {"userinfo_endpoint": "person", "end_session_endpoint": "leave"}
        said = {name: f"{identity.address}/{path}" for name, path in places.items()}
        algorithms = {"id_token_signing_alg_values_supported": ["RS256", "none", "HS256"]}
        return {"issuer": identity.lies.get("issuer", identity.address), **said, **algorithms}

    @app.get("/keys")
    def keys() -> Any:
        return KeySet([KEY]).as_dict(private=False)

    @app.get("/person")
    def person() -> dict[str, Any]:
        return {"sub": f"id of {identity.person}"} | (identity.besides or {})


def _vouch(app: FastAPI, identity: Identity) -> None:
    """The code that a browser carries back, and the token that Duban gets for it."""
    server = Server(identity)

    @app.get("/authorize", response_model=None)
    def authorize(request: Request) -> Response:
        asked = ("GET", str(request.url), dict(request.query_params), request.headers)
        if identity.refuses:
            state = request.query_params["state"]
            return RedirectResponse(f"{request.query_params['redirect_uri']}?error=access_denied&state={state}")
        try:
            grant = server.get_consent_grant(asked, end_user=identity.person)
        except OAuth2Error as error:
            return Response(str(error), 400)
        made: Response = server.create_authorization_response(asked, grant_user=identity.person, grant=grant)
        return made

    @app.post("/token", response_model=None)
    async def token(request: Request) -> Response:
        fields = {name: str(value) for name, value in (await request.form()).items()}
        made: Response = server.create_token_response(("POST", str(request.url), fields, request.headers))
        return made
