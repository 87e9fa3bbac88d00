"""When to meet: dates proposed around holidays, blocked dates and other sessions. Pure."""
