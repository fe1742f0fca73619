"""The `duban` command: composes everything, lazily. A file per command group; main.py holds them together."""
