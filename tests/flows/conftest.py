"""Prefect is loaded here: alone."""

import tests.prefect_alone  # noqa: F401 - imported for what it does
