"""Whole tables: every place of a machine, every verb and every kind of actor, through the real services."""
