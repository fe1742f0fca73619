"""The hand-written sweep under the county's pack, where it differs: papers are drafted and the items wait for them."""

from benchmarks.raw import STATEMENTS, WRITING

CHANGED = {
    "move": """
        UPDATE item SET awaits = due.rung, version = version + 1
        FROM due WHERE item.id = due.id""",
    "order": """
        INSERT INTO "order" (institution, pack_version_id, ladder, rung, paper, office, unit_id, merge_key, drafted_on,
                             state, answer_provisional, version)
        SELECT 'county', pack_version_id, ladder, rung, rung || '单', '督查室', lead_unit_id,
               {day_text} || '/' || pack_version_id || '/' || ladder || '/' || rung || '/督查室/' || lead_unit_id,
               {on}, 'drafted', {false}, 1
        FROM (SELECT DISTINCT rung, pack_version_id, ladder, lead_unit_id FROM due) AS papers
        ORDER BY rung, lead_unit_id""",
}
COUNTY = {**STATEMENTS, **CHANGED}
COUNTY_WRITING = tuple(name for name in WRITING if not name.startswith("series_counter"))
