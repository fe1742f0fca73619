"""A rehearsal: a year of a pack, lived day by day on a simulated clock through the services that people use.

Stands beside flows: it composes services and is imported by the command line only. It never commits.
"""
