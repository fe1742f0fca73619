"""Where Prefect keeps its runs: a SQLite file below DUBAN_HOME, or the PostgreSQL database that one setting names."""

import sqlalchemy as sa

from duban.core.errors import InvalidValue, LedgerUnusable, ServiceFailed
from duban.core.settings import Settings
from duban.store.engine import ledger_engine

SETTING, LEDGERS = "DUBAN_PREFECT_DATABASE_URL", "DUBAN_DATABASE_URL"
PART = "Prefect 的数据库"
OLDEST = (14, 9)
"""What Prefect asks of PostgreSQL."""
SEARCHING = "pg_trgm"
"""The extension of PostgreSQL that Prefect's tables need."""
UNDERSTOOD = {"host", "sslmode"}
"""What may stand behind the `?` of the address: the drivers of the two databases name the rest differently."""


def prefect_database_url(settings: Settings) -> str | None:
    """The address as Prefect takes it, None for its own SQLite file. Raises InvalidValue for one it cannot take."""
    url = _address(settings)
    if url is None:
        return None
    encrypted = url.query.get("sslmode")
    bare = url.set(drivername="postgresql+asyncpg").difference_update_query(["sslmode"])
    whole = bare.update_query_dict({"ssl": encrypted}) if encrypted else bare
    return whole.render_as_string(hide_password=False)


def describe_database(settings: Settings) -> str:
    """The same for a person, without the password."""
    url = _address(settings)
    return url.render_as_string() if url else f"SQLite（{settings.prefect_home.resolve() / 'prefect.db'}）"


def require_prefect_database(settings: Settings, ledger_url: str) -> None:
    """Make sure that Prefect can work there before it is started, so that what is wrong is told in a sentence.

    Raises InvalidValue for an address that cannot be or is the ledger's, ServiceFailed for a server that does not do.
    """
    url = _address(settings)
    if url is None:
        return
    if _place(url) == _place(sa.make_url(ledger_url)):
        remedy = f"它与台账是同一个库，两者的表会互相覆盖；请另建一个库，例如 createdb {url.database}_prefect"
        raise InvalidValue(f"环境变量 {SETTING} 的值", url.render_as_string(), remedy)
    try:
        _probe(url)
    except LedgerUnusable as unusable:
        remedy = unusable.remedy.replace(LEDGERS, SETTING).partition("，再运行")[0]
        raise ServiceFailed(f"{PART} {unusable.url}", unusable.says, remedy) from unusable


def _address(settings: Settings) -> sa.URL | None:
    written = settings.prefect_database_url
    if not written:
        return None
    try:
        url = sa.make_url(written)
    except (sa.exc.ArgumentError, ValueError):
        raise _invalid(written) from None
    if url.drivername.partition("+")[0] != "postgresql" or not url.database or set(url.query) - UNDERSTOOD:
        raise _invalid(written)
    return url


def _invalid(written: str) -> InvalidValue:
    """Shows no more of the address than its kind: it may hold a password."""
    remedy = (
        "请写成 postgresql://用户:口令@主机:5432/库名（其后只可加 ?host= 或 ?sslmode=），"
        "或取消这个环境变量，Prefect 即用 DUBAN_HOME 下自己的 SQLite"
    )
    return InvalidValue(f"环境变量 {SETTING} 的值", f"{written.partition(':')[0]}:…", remedy)


def _place(url: sa.URL) -> tuple[object, ...]:
    """What makes two addresses the same database."""
    host = url.query.get("host") or url.host or "localhost"
    return url.get_backend_name(), host, url.port or 5432, url.database


def _probe(url: sa.URL) -> None:
    engine = ledger_engine(url.render_as_string(hide_password=False))
    try:
        with engine.connect() as connection:
            version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
            known = "SELECT count(*) FROM pg_available_extensions WHERE name = %s"
            searching = connection.exec_driver_sql(known, (SEARCHING,)).scalar_one()
    finally:
        engine.dispose()
    found = divmod(int(version), 10_000)
    if found < OLDEST:
        raise ServiceFailed(PART, f"PostgreSQL {found[0]}.{found[1]} 太旧", "请升级到 14.9 或更新的版本")
    if not searching:
        says = f"PostgreSQL 没有装扩展 {SEARCHING}"
        raise ServiceFailed(PART, says, "请安装与服务器同版本的 postgresql-contrib")
