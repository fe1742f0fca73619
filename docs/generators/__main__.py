"""`make docs`: writes every generated reference page."""

from docs.generators.pages import GENERATED

for path, content in GENERATED.items():
    path.write_text(content(), encoding="utf-8")
