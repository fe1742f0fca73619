"""The web pages and the JSON API: one address for everybody's work. An edge like the command line: it may commit."""
