"""The floor: what bare Django costs for the same kind of work, with the same middleware."""
