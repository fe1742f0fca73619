"""How it is kept: engine, unit of work, migrations, queries and bulk SQL. Commits nothing by itself."""
