"""Every act that people do on the screen, one declaration each: its form, its JSON route and its permit follow."""
