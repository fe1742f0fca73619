"""Duban (督办): runs a government's published supervision rules; see docs/explanation/design.md."""

__version__ = "0.1.0"
