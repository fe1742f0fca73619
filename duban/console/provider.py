"""The identity provider (OpenID Connect): where to send somebody, and who came back. Authlib speaks and checks.

What the way there and back needs (state, nonce, code verifier) stays in a cookie of that browser for ten minutes.
It needs no signature: who could plant one in somebody's browser could as well plant one that we had signed.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from threading import BoundedSemaphore
from typing import Any

from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OAuthError, OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import BadSignatureError, ClaimError, ExpiredTokenError, JoseError
from requests.exceptions import RequestException

from duban.core.errors import Refused
from duban.core.settings import Settings

DISCOVERY = "/.well-known/openid-configuration"
SECONDS = 5
"""So long is the provider waited for."""
AT_ONCE = 8
"""So many wait for it at once, not more: one that hangs leaves threads for whoever signs in by password."""
LEEWAY_SECONDS = 60
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""How the provider may sign: with a key that only it has. Never by `none`, nor by a secret that is known here."""
CLAIMS = {"iss": "签发者", "aud": "接收方", "azp": "接收方", "nonce": "随机数", "exp": "有效期", "iat": "签发时间"}
BASIC, POSTED, NO_SECRET = "client_secret_basic", "client_secret_post", "none"

_turns = BoundedSemaphore(AT_ONCE)


@dataclass(eq=False)
class ProviderDown(Refused):
    """The provider does not answer, or not as one does."""

    provider: str
    says: str

    def __str__(self) -> str:
        return f"{self.provider}{self.says}，这会儿不能用它登录；请稍后再试，有口令的请用账号和口令登录。"


@dataclass(eq=False)
class NotVouchedFor(Refused):
    """The provider does not vouch for whoever came back, or what they brought is not to be trusted."""

    provider: str
    says: str

    def __str__(self) -> str:
        return f"没有登录：{self.says}。请重新登录；仍然不行，请系统管理员核对{self.provider}的设置。"


@dataclass(frozen=True)
class Journey:
    """What a browser keeps on its way to the provider and back."""

    state: str
    nonce: str
    verifier: str
    back: str
    onward: str

    def packed(self) -> str:
        """As a cookie carries it."""
        return urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()


def unpacked(text: str) -> Journey | None:
    """What the cookie carried; None where it was tampered with."""
    try:
        found = Journey(**json.loads(urlsafe_b64decode(text)))
    except (ValueError, TypeError):
        return None
    return found if all(_is_text(each) for each in vars(found).values()) else None


def _is_text(value: Any) -> bool:
    """Whether it is something to read: no NUL, no half of a character, which neither database nor header takes."""
    return isinstance(value, str) and value != "" and value.isprintable()


class _Client(OAuth2Mixin, OpenIDMixin, BaseApp):
    client_cls = OAuth2Session


def depart(settings: Settings, back: str, onward: str) -> tuple[str, Journey]:
    """The provider's address to send somebody to, who comes back at `back` and wants `onward`. Raises ProviderDown."""
    with _asking(settings) as client:
        made = client.create_authorization_url(back)
    return made["url"], Journey(made["state"], made["nonce"], made["code_verifier"], back, onward)


def arrive(settings: Settings, journey: Journey | None, query: Mapping[str, str]) -> str:
    """The name of the account of whom the provider sent back. Raises ProviderDown, NotVouchedFor."""
    provider = settings.oidc_name
    if journey is None or query.get("state") != journey.state:
        raise NotVouchedFor(provider, "去和回对不上，或隔了十分钟以上")
    if query.get("iss", settings.oidc_issuer) != settings.oidc_issuer:
        raise NotVouchedFor(provider, f"来的不是{provider}")
    if "error" in query or not query.get("code"):
        raise NotVouchedFor(provider, f"{provider}没有同意，或您在那里取消了")
    with _asking(settings) as client:
        proof = {"code": query["code"], "state": journey.state, "code_verifier": journey.verifier}
        token = client.fetch_access_token(redirect_uri=journey.back, **proof)
        claims = _checked(client, settings, token, journey.nonce)
        if settings.oidc_claim not in claims and "userinfo_endpoint" in client.server_metadata:
            claims = _told_besides(client, settings, token, claims)
    return _account_name(settings, claims)


def departure(settings: Settings, back: str) -> str | None:
    """Where somebody signs out of the provider as well; None where it has no such place. Raises ProviderDown."""
    with _asking(settings) as client:
        if not client.server_metadata.get("end_session_endpoint"):
            return None
        made = client.create_logout_url(post_logout_redirect_uri=back, client_id=settings.oidc_client_id)
        return str(made["url"])


@contextmanager
def _asking(settings: Settings) -> Iterator[Any]:
    """A client that knows what the provider says of itself, today: nothing is kept that could grow stale."""
    name = settings.oidc_name
    if not _turns.acquire(blocking=False):
        raise ProviderDown(name, "正有许多人在登录")
    try:
        client = _client(settings)
        _introduce(client, settings)
        yield client
    except RequestException:
        raise ProviderDown(name, "暂时连不上或没有应答") from None
    except OAuthError:
        raise NotVouchedFor(name, f"{name}不认这次登录，可能已用过或过了时") from None
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotVouchedFor(name, f"{name}给的身份凭证没有通过核对（{_fault(error)}）") from None
    finally:
        _turns.release()


def _client(settings: Settings) -> _Client:
    secret = settings.oidc_client_secret.get_secret_value()
    return _Client(
        framework=None,
        client_id=settings.oidc_client_id,
        client_secret=secret or None,
        server_metadata_url=settings.oidc_issuer.rstrip("/") + DISCOVERY,
        client_kwargs={
            "scope": settings.oidc_scope,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": BASIC if secret else NO_SECRET,
            "default_timeout": SECONDS,
            "verify": str(settings.oidc_ca) if settings.oidc_ca else True,
            "trust_env": False,
        },
    )


def _introduce(client: _Client, settings: Settings) -> None:
    """Hears what the provider says of itself, and believes no more of it than it may say."""
    known = client.load_server_metadata()
    if known.get("issuer") != settings.oidc_issuer:
        raise ProviderDown(settings.oidc_name, f"自称{known.get('issuer')}，与督办的设置不符")
    needs = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if missing := [name for name in needs if not isinstance(known.get(name), str)]:
        raise ProviderDown(settings.oidc_name, f"没有公布{'、'.join(missing)}")
    known["id_token_signing_alg_values_supported"] = list(SIGNED_BY)
    offered = known.get("token_endpoint_auth_methods_supported", [BASIC])
    if client.client_secret and BASIC not in offered and POSTED in offered:
        client.client_kwargs["token_endpoint_auth_method"] = POSTED


def _checked(client: _Client, settings: Settings, token: Any, nonce: str) -> dict[str, Any]:
    """What the signed token says, of whom and for whom. Raises JoseError."""
    bound = {
        "iss": {"essential": True, "value": settings.oidc_issuer},
        "aud": {"essential": True, "value": settings.oidc_client_id},
    }
    claims = client.parse_id_token(token, nonce=nonce, claims_options=bound, leeway=LEEWAY_SECONDS)
    if claims is None:
        raise NotVouchedFor(settings.oidc_name, f"{settings.oidc_name}没有给身份凭证")
    return dict(claims)


def _told_besides(client: _Client, settings: Settings, token: Any, claims: dict[str, Any]) -> dict[str, Any]:
    """The same with what the provider says of the person on asking, if it speaks of the same."""
    info = dict(client.userinfo(token=token))
    if info.get("sub") != claims["sub"]:
        raise NotVouchedFor(settings.oidc_name, f"{settings.oidc_name}前后说的不是同一个人")
    return info | claims


def _account_name(settings: Settings, claims: Mapping[str, Any]) -> str:
    name = claims.get(settings.oidc_claim)
    if not isinstance(name, str) or not _is_text(name):
        raise NotVouchedFor(settings.oidc_name, f"{settings.oidc_name}没有说您的 {settings.oidc_claim}")
    if settings.oidc_claim == "email" and claims.get("email_verified") is not True:
        raise NotVouchedFor(settings.oidc_name, f"{settings.oidc_name}没有核实过您的邮箱")
    return name


def _fault(error: Exception) -> str:
    if isinstance(error, ExpiredTokenError):
        return "已过期"
    if isinstance(error, BadSignatureError):
        return "签名不对"
    if isinstance(error, ClaimError):
        return f"{CLAIMS.get(error.claim, error.claim)}不对"
    return "读不懂"
