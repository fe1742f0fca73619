"""Generates the reference pages from the code (`make docs`); a test keeps them fresh."""
