"""The pages, a module per screen."""
