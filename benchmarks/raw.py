"""The other arm: the same sweep written by hand as set-based SQL on the bare driver, for this ladder and day only.

It writes exactly the rows that the service writes. Only the text of a row, which both must write to the letter, is
taken from the store; the statements and their order are this file's own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from benchmarks.seeding import ACTOR, NOW, ON
from duban.core.workdays import WorkCalendar
from duban.services.acts import ActDraft
from duban.store.canonical import canonical_row, canonical_sql
from duban.store.evidence import ACT, seal_of
from models import Breach, Item, Message, Order, OrderItem, SeriesCounter, SweepDay, table_of
from models.types import instant_text

STATEMENTS = {
    "head": "SELECT seq, hash FROM act_head WHERE institution = 'county'{lock}",
    "day": "INSERT INTO sweep_day (institution, swept_on, outcome, act_seq) VALUES ('county', :on, 'done', :seq)",
    "stage": """
        CREATE TEMP TABLE due AS
        SELECT id, {item} AS before, climb_due_on AS limit_on,
               pack_version_id, ladder, lead_unit_id,
               CASE WHEN rung IS NULL THEN '催办' ELSE '督办' END AS rung,
               CASE WHEN rung IS NULL THEN 'feedback' ELSE 'answer' END AS limit_kind
        FROM item
        WHERE institution = 'county' AND state IN ('issued', 'in_progress', 'escalated')
          AND climb_due_on < {on} AND (rung IS NULL OR rung = '催办')
          AND awaits IS NULL AND (climb_held_on IS NULL OR climb_held_on < {on})
        ORDER BY id""",
    "count": "{count}",
    "move": """
        UPDATE item SET state = 'escalated', rung = due.rung, version = version + 1, calendar_version = :calendar,
               climb_due_on = {next}, climb_from_on = {on}, due_provisional = {false}
        FROM due WHERE item.id = due.id""",
    "item_history": """
        WITH after AS MATERIALIZED (SELECT item.id, before, {item} AS after FROM due JOIN item ON item.id = due.id)
        INSERT INTO history (institution, act_seq, table_name, row_id, before, after, after_hash)
        SELECT 'county', :seq, 'item', id, before, after, {after_hash} FROM after ORDER BY id""",
    "order": """
        INSERT INTO "order" (institution, pack_version_id, ladder, rung, paper, office, unit_id, merge_key, drafted_on,
                             state, year, serial, number, signed_at, issued_at, served_at, answer_due_on,
                             answer_provisional, version)
        SELECT 'county', pack_version_id, ladder, rung, rung || '单', '督查室', lead_unit_id,
               {day_text} || '/' || pack_version_id || '/' || ladder || '/' || rung || '/督查室/' || lead_unit_id,
               {on}, 'served', 2026, serial,
               CASE rung WHEN '催办' THEN '县督催' ELSE '县督督' END || '〔2026〕' || serial || '号',
               {now}, {now}, {now}, {next}, {false}, 1
        FROM (SELECT rung, pack_version_id, ladder, lead_unit_id,
                     row_number() OVER (PARTITION BY rung ORDER BY lead_unit_id) AS serial
              FROM (SELECT DISTINCT rung, pack_version_id, ladder, lead_unit_id FROM due) AS papers) AS numbered
        ORDER BY rung, lead_unit_id""",
    "order_item": """
        INSERT INTO order_item (order_id, item_id, limit_kind, limit_on)
        SELECT "order".id, due.id, limit_kind, limit_on
        FROM due LEFT JOIN "order"
             ON "order".institution = 'county'
            AND merge_key = {day_text} || '/' || due.pack_version_id || '/' || due.ladder || '/' || due.rung
                            || '/督查室/' || lead_unit_id
        ORDER BY due.rung, due.id""",
    "series_counter": """
        INSERT INTO series_counter (institution, office, paper, year, first, last)
        SELECT 'county', '督查室', paper, 2026, 1, count(*) FROM "order" WHERE drafted_on = {on}
        GROUP BY paper ORDER BY paper""",
    "order_history": """
        WITH after AS MATERIALIZED (SELECT id, {order} AS after FROM "order" WHERE drafted_on = {on})
        INSERT INTO history (institution, act_seq, table_name, row_id, before, after, after_hash)
        SELECT 'county', :seq, 'order', id, NULL, after, {after_hash} FROM after ORDER BY id""",
    "order_item_history": """
        WITH after AS MATERIALIZED (
            SELECT order_item.id, {order_item} AS after
            FROM "order" JOIN order_item ON order_id = "order".id WHERE drafted_on = {on})
        INSERT INTO history (institution, act_seq, table_name, row_id, before, after, after_hash)
        SELECT 'county', :seq, 'order_item', id, NULL, after, {after_hash} FROM after ORDER BY id""",
    "series_counter_history": """
        WITH after AS MATERIALIZED (SELECT id, {series_counter} AS after FROM series_counter)
        INSERT INTO history (institution, act_seq, table_name, row_id, before, after, after_hash)
        SELECT 'county', :seq, 'series_counter', id, NULL, after, {after_hash} FROM after ORDER BY id""",
    "breach": """
        INSERT INTO breach (item_id, limit_kind, limit_on, recorded_at)
        SELECT id, limit_kind, limit_on, {now} FROM due ORDER BY id""",
    "breach_history": """
        WITH after AS MATERIALIZED (
            SELECT breach.id, {breach} AS after
            FROM due JOIN breach ON item_id = due.id AND breach.limit_kind = due.limit_kind
                                AND breach.limit_on = due.limit_on)
        INSERT INTO history (institution, act_seq, table_name, row_id, before, after, after_hash)
        SELECT 'county', :seq, 'breach', id, NULL, after, {after_hash} FROM after ORDER BY id""",
    "message": """
        INSERT INTO message (institution, act_seq, channel, post_id, person_id, uid, text)
        SELECT 'county', :seq, 'inbox', post_id, person_id, {uid}, '有' || items || '件逾期，请登录督办系统查看。'
        FROM (SELECT lead_unit_id, count(*) AS items FROM due GROUP BY lead_unit_id) AS units
        JOIN post ON post.unit_id = units.lead_unit_id JOIN holding ON holding.post_id = post.id
        WHERE from_on <= {on} AND (to_on IS NULL OR to_on >= {on}) ORDER BY post_id, person_id""",
    "message_history": """
        WITH after AS MATERIALIZED (SELECT id, {message} AS after FROM message WHERE act_seq = :seq)
        INSERT INTO history (institution, act_seq, table_name, row_id, before, after, after_hash)
        SELECT 'county', :seq, 'message', id, NULL, after, {after_hash} FROM after ORDER BY id""",
    "day_history": """
        WITH after AS MATERIALIZED (SELECT id, {sweep_day} AS after FROM sweep_day WHERE act_seq = :seq)
        INSERT INTO history (institution, act_seq, table_name, row_id, before, after, after_hash)
        SELECT 'county', :seq, 'sweep_day', id, NULL, after, {after_hash} FROM after ORDER BY id""",
    "digest": """
        SELECT count(*), {lines_hash}
        FROM (SELECT id || ':' || table_name || ':' || row_id || ':' || after_hash AS line FROM history
              WHERE institution = 'county' AND act_seq = :seq ORDER BY id) AS lines""",
    "act": """
        INSERT INTO act (institution, seq, verb, event, os_user, true_at, recorded_at, idempotency_key, rows, digest,
                         request_hash, text, prev_hash, hash)
        VALUES ('county', :seq, 'sweep', 'climb', :os_user, :now, :now, :key, :rows, :digest, :request, :text, :prev,
                :hash)""",
    "new_head": "UPDATE act_head SET seq = :seq, hash = :hash WHERE institution = 'county'",
    "unstage": "DROP TABLE due",
}

DRAFT = ActDraft("county", "sweep", ACTOR, NOW, NOW, event="climb", key=f"sweep:{ON}", request={"on": ON})

PAPERS = ("order", "order_item", "series_counter")
RECORDS = ("item_history", "breach", "breach_history", "message", "message_history")
WRITING = ("day", "stage", "count", "move", *PAPERS, *RECORDS, *(f"{name}_history" for name in PAPERS), "day_history")
"""The statements between the chain's head and the act, in their order."""


@dataclass(frozen=True)
class RawSweep:
    """The statements in one database's spelling, and the values that stay the same."""

    statements: dict[str, str]
    writing: Sequence[str]
    values: dict[str, Any]

    def run(self, connection: sa.Connection) -> None:
        """The whole sweep, in the connection's transaction."""
        cursor: Any = connection.connection.cursor()
        values = dict(self.values)

        def execute(name: str) -> Any:
            cursor.execute(self.statements[name], values)
            return cursor

        last, values["prev"] = execute("head").fetchone()
        values["seq"] = last + 1
        for name in self.writing:
            execute(name)
        values["rows"], values["digest"] = execute("digest").fetchone()
        values["text"] = canonical_row(ACT, _act(values))
        values["hash"] = seal_of(values["prev"], values["text"])
        for name in ("act", "new_head", "unstage"):
            execute(name)
        cursor.close()


def raw_sweep(
    engine: sa.Engine,
    calendar: WorkCalendar,
    next_due_on: date,
    statements: Mapping[str, str] = STATEMENTS,
    writing: Sequence[str] = WRITING,
) -> RawSweep:
    """The raw arm for the engine's database."""
    is_sqlite = engine.dialect.name == "sqlite"

    def stored(value: date | datetime) -> Any:
        if not is_sqlite:
            return value
        return instant_text(value) if isinstance(value, datetime) else value.isoformat()

    values = {
        "on": stored(ON),
        "now": stored(NOW),
        "calendar": calendar.version,
        "os_user": ACTOR.os_user,
        "key": DRAFT.key,
        "request": DRAFT.request_hash(),
    }
    pieces = _texts(engine) | (_sqlite_pieces() if is_sqlite else _postgresql_pieces())
    pieces["day_text"] = f"'{ON}'"
    pieces |= {"on": f"{pieces['date']}'{ON}'", "next": f"{pieces['date']}'{next_due_on}'"}
    pieces["now"] = f"'{instant_text(NOW)}'{pieces['instant']}"
    spelt = {name: _spelt(text, pieces, is_sqlite) for name, text in statements.items()}
    return RawSweep(spelt, writing, values)


def _act(values: dict[str, Any]) -> dict[str, Any]:
    row = dict.fromkeys(column.name for column in ACT.columns)
    fixed = {"institution": "county", "verb": "sweep", "event": "climb", "true_at": NOW, "recorded_at": NOW}
    known = {name: values[name] for name in ("seq", "os_user", "rows", "digest")}
    return row | fixed | known | {"idempotency_key": values["key"], "request_hash": values["request"]}


def _texts(engine: sa.Engine) -> dict[str, str]:
    """The canonical text of each table's rows as SQL."""
    found = {}
    for table in (
        table_of(Item),
        table_of(Breach),
        table_of(Message),
        table_of(SweepDay),
        table_of(Order),
        table_of(OrderItem),
        table_of(SeriesCounter),
    ):
        query = str(sa.select(canonical_sql(table).label("text")).compile(engine))
        found[table.name] = query.removeprefix("SELECT ").partition(" AS text")[0]
    return found


def _sqlite_pieces() -> dict[str, str]:
    return {
        "lock": "",
        "count": "SELECT 1",
        "false": "0",
        "date": "",
        "instant": "",
        "uid": "duban_sha256('county#' || :seq || ':' || post_id || '/' || person_id || '@inbox')",
        "after_hash": "duban_sha256(after)",
        "lines_hash": "duban_sha256(group_concat(line, char(10)))",
    }


def _postgresql_pieces() -> dict[str, str]:
    def sha256(text: str) -> str:
        return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"

    return {
        "lock": " FOR UPDATE",
        "count": "ANALYZE due (id)",
        "false": "false",
        "date": "DATE ",
        "instant": "::timestamptz",
        "uid": sha256("'county#' || %(seq)s || ':' || post_id || '/' || person_id || '@inbox'"),
        "after_hash": sha256("after"),
        "lines_hash": sha256("string_agg(line, chr(10))"),
    }


def _spelt(statement: str, pieces: dict[str, str], is_sqlite: bool) -> str:
    """The statement with the driver's parameter marks, and then the pieces, which hold colons of their own."""
    spelt = statement if is_sqlite else re.sub(r":(\w+)", r"%(\1)s", statement)
    for name, piece in pieces.items():
        spelt = spelt.replace(f"{{{name}}}", piece)
    return spelt
