"""Rehearsals at their full counts."""
