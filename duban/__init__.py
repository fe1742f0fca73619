"""Duban (督办): runs a government's published supervision rules."""

__version__ = "0.1.0"
