"""What the documents say: pack schema, loader, linter, projection, packs. Imports duban.core only."""
